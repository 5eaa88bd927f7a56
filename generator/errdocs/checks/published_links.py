"""Rules about published links: every path that was ever published leads somewhere, on record."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from errdocs.problems import Message, Place, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.naming import nearest
from errdocs.routes import (
    FRAGMENTS,
    Ledger,
    Permalink,
    ReadLedger,
    Routes,
    fragment_line,
    path_line,
    pending,
    read_ledger,
)
from errdocs.routes.paths import is_file

_UPDATE = "run `errdocs permalinks --update`"


@dataclass(frozen=True)
class _LostPath(Problem):
    rule = "permalink-resolves"
    wording = Message(
        "the published path `/{path}` leads to no page or file of the site",
        "a target for every published path",
        "restore its entry, or write where it leads now, such as `{line}`",
    )
    path: str
    line: str


@dataclass(frozen=True)
class _BlockedPath(Problem):
    rule = "permalink-resolves"
    wording = Message(
        "`/{path}` and `/{other}` need a file and a folder of the same name",
        "paths that fit into one folder",
        "give the newer error another `slug`, or remove the line if no site published it",
    )
    path: str
    other: str


@dataclass(frozen=True)
class _LostFragment(Problem):
    rule = "permalink-resolves"
    wording = Message(
        "`#{name}` is not a permanent fragment",
        f"one of {', '.join(f'`#{name}`' for name in FRAGMENTS)}",
        "correct its spelling",
    )
    name: str


@dataclass(frozen=True)
class _UnrecordedPath(Problem):
    rule = "permalink-recorded"
    wording = Message(
        "`{path}` is missing in the ledger",
        "every path and fragment of the site",
        f"add `{{line}}`, or {_UPDATE}",
    )
    path: str
    line: str


@dataclass(frozen=True)
class _WrongTarget(Problem):
    rule = "permalink-target"
    wording = Message(
        "`/{path}` leads to `/{target}`, not to `/{found}`",
        "`target: {target}`",
        f"correct it, or {_UPDATE}",
    )
    path: str
    found: str
    target: str


def check(
    loaded: Loaded, documents: frozenset[str] | None = None, *, is_strict: bool = True
) -> Iterator[Problem]:
    """Yield the problems of the ledger beside a registry; none where there is no ledger.

    `documents` are the paths of the hand-written pages; without them only paths of the registry
    are checked. Unless it `is_strict`, only lost paths are problems: a missing line changes no
    page.
    """
    read = read_ledger(Path(loaded.settings_path).parent)
    yield from read.problems
    # In a registry that could not be read as a whole, a path may only seem to be lost.
    if read.ledger is None or read.problems or loaded.problems:
        return
    routes = Routes(loaded.registry, read.ledger, documents)
    yield from _lost(read, read.ledger, routes)
    if is_strict:
        yield from _unrecorded(read, read.ledger, routes)


def _lost(read: ReadLedger, ledger: Ledger, routes: Routes) -> Iterator[Problem]:
    blocked = _blocked(routes, ledger)
    for path, entry in ledger.paths.items():
        if routes.resolve(path) is None:
            guess = _guess(path, routes, ledger) or "..."
            line = path_line(path, Permalink(since=entry.since, target=guess))
            yield _LostPath(read.place(path), path, line)
        elif other := blocked.get(path):
            yield _BlockedPath(read.place(path), path, other)
    for name in ledger.fragments:
        if name not in FRAGMENTS:
            yield _LostFragment(read.place(f"#{name}"), name)


def _blocked(routes: Routes, ledger: Ledger) -> Mapping[str, str]:
    """Return the recorded paths for which a site would need a file and a folder of one name."""
    files = {path for path in (*routes.targets, *ledger.paths) if is_file(path)}
    folders = {folder for path in routes.targets for folder in _folders(path)}
    blocked = {}
    for path in ledger.paths:
        if path in routes.targets:
            continue
        above = [folder[:-1] for folder in _folders(path) if folder[:-1] in files]
        if above or f"{path}/" in folders:
            blocked[path] = above[0] if above else f"{path}/"
    return blocked


def _folders(path: str) -> Iterator[str]:
    """Return the folders around a path, its own one included where it is a page's."""
    return (path[: end + 1] for end, character in enumerate(path) if character == "/")


def _guess(path: str, routes: Routes, ledger: Ledger) -> str | None:
    """Return the path of the same kind that is most like a lost one, or None.

    Only new paths: an entry that was published before has not taken the place of another one.
    """
    suffix = PurePosixPath(path).suffix if is_file(path) else "/"
    new = [item for item in routes.targets if item not in ledger.paths]
    return next(iter(nearest(path, [item for item in new if item.endswith(suffix)], limit=1)), None)


def _unrecorded(read: ReadLedger, ledger: Ledger, routes: Routes) -> Iterator[Problem]:
    update = pending(routes, datetime.date.today())
    for path, entry in update.paths.items():
        yield _UnrecordedPath(Place(read.file), f"/{path}", path_line(path, entry))
    for name, since in update.fragments.items():
        yield _UnrecordedPath(Place(read.file), f"#{name}", fragment_line(name, since))
    for path, target in update.targets.items():
        yield _WrongTarget(read.place(path), path, ledger.paths[path].target, target)
