"""Rules about permalinks: no path that was ever published dies, and none goes unrecorded."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from errdocs.problems import Message, Place, Problem
from errdocs.registry.find import nearest
from errdocs.registry.loading import Loaded
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
class LostPath(Problem):
    """A published path that leads nowhere."""

    rule = "permalink-resolves"
    path: str
    entry: Permalink
    guess: str | None

    def message(self) -> Message:  # noqa: D102
        line = path_line(self.path, Permalink(since=self.entry.since, target=self.guess or "..."))
        return Message(
            f"the published path `/{self.path}` leads to no page or file of the site",
            "that every link ever published arrives",
            f"bring its entry back, or write where it leads now, such as `{line}`",
        )


@dataclass(frozen=True)
class BlockedPath(Problem):
    """A path that no folder can hold beside another one: one is a file, the other below it."""

    rule = "permalink-resolves"
    path: str
    other: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`/{self.path}` and `/{self.other}` cannot both be there",
            "no path below one that is a file",
            "give the error that came later another `slug`; remove a line that no site published",
        )


@dataclass(frozen=True)
class LostFragment(Problem):
    """A published fragment that no page answers."""

    rule = "permalink-resolves"
    name: str

    def message(self) -> Message:  # noqa: D102
        known = ", ".join(f"`#{name}`" for name in FRAGMENTS)
        return Message(
            f"no page answers the fragment `#{self.name}`",
            f"one of {known}, which every page of an error or case answers",
            "correct its spelling",
        )


@dataclass(frozen=True)
class UnrecordedPath(Problem):
    """A path of the site that the ledger lacks."""

    rule = "permalink-recorded"
    path: str
    line: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the path `/{self.path}` is not in the ledger",
            "every published path",
            f"add `{self.line}`, or {_UPDATE}",
        )


@dataclass(frozen=True)
class WrongTarget(Problem):
    """A target that is not where the site leads."""

    rule = "permalink-target"
    path: str
    found: str
    target: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`/{self.path}` does not lead to `/{self.found}`",
            f"`target: {self.target}`, where the site leads",
            f"correct it, or {_UPDATE}",
        )


def check(
    loaded: Loaded, documents: Collection[str] | None = None, *, is_strict: bool = True
) -> Iterator[Problem]:
    """Yield the problems of the ledger beside a registry; none where there is no ledger.

    `documents` are the paths of the hand-written pages; without them only paths of the registry
    are judged. Unless it `is_strict`, only what loses a path counts: a line that the ledger
    lacks changes no page.
    """
    read = read_ledger(Path(loaded.settings_path).parent)
    yield from read.problems
    # In a registry that could not be read whole, a path may only seem to be lost.
    if not read.is_sound or loaded.problems:
        return
    where = Routes(
        loaded.registry, read.ledger, None if documents is None else frozenset(documents)
    )
    yield from _lost(read, where)
    if is_strict:
        yield from _unrecorded(read, where)


def _lost(read: ReadLedger, where: Routes) -> Iterator[Problem]:
    ledger = read.ledger or Ledger(paths={})
    blocked = _blocked(where, ledger)
    for path, entry in ledger.paths.items():
        if where.resolve(path) is None:
            yield LostPath(read.place(path), path, entry, _guess(path, where, ledger))
        elif other := blocked.get(path):
            yield BlockedPath(read.place(path), path, other)
    for name in ledger.fragments:
        if name not in FRAGMENTS:
            yield LostFragment(read.place(f"#{name}"), name)


def _blocked(where: Routes, ledger: Ledger) -> Mapping[str, str]:
    """Return the recorded paths for which a site would need a file and a folder of one name."""
    files = {path for path in (*where.targets, *ledger.paths) if is_file(path)}
    folders = {folder for path in where.targets for folder in _folders(path)}
    blocked = {}
    for path in ledger.paths:
        if path in where.targets:
            continue
        above = [folder[:-1] for folder in _folders(path) if folder[:-1] in files]
        if above or f"{path}/" in folders:
            blocked[path] = above[0] if above else f"{path}/"
    return blocked


def _folders(path: str) -> Iterator[str]:
    """Return the folders that a path stands in, its own one where it is a page's."""
    return (path[: end + 1] for end, sign in enumerate(path) if sign == "/")


def _guess(path: str, where: Routes, ledger: Ledger) -> str | None:
    """Return the path of the same kind that is most like a lost one, or None.

    Only what is new: an entry that was published before has not taken the place of another one.
    """
    suffix = PurePosixPath(path).suffix if is_file(path) else "/"
    new = (item for item in where.targets if item not in ledger.paths)
    return next(iter(nearest(path, filter(lambda item: item.endswith(suffix), new), limit=1)), None)


def _unrecorded(read: ReadLedger, where: Routes) -> Iterator[Problem]:
    ledger = read.ledger or Ledger(paths={})
    update = pending(where, datetime.date.today())
    for path, entry in update.paths.items():
        yield UnrecordedPath(Place(read.file), path, path_line(path, entry))
    for name, since in update.fragments.items():
        yield UnrecordedPath(Place(read.file), f"#{name}", fragment_line(name, since))
    for path, target in update.targets.items():
        yield WrongTarget(read.place(path), path, ledger.paths[path].target, target)
