"""Rules about links: those of Markdown fields, and every path that was ever published."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from errdocs.problems import Place, Pointer, Problem, Rule, quoted
from errdocs.registry.loaded import Loaded, items
from errdocs.registry.naming import Guesses
from errdocs.render.markdown import FieldLink, is_allowed_link, is_internal, links
from errdocs.routes import FRAGMENTS, Routes, paths, pending, read_ledger
from errdocs.routes.ledger import Ledger, Permalink, ReadLedger, fragment_line, path_line

LINK_TARGET = Rule(
    "link-target",
    "link `{href}` is not allowed",
    "`https://`, `mailto:` or a path of the site such as `/errors/Code/`",
    "correct the target",
)
IMAGE = Rule(
    "image",
    "image `{href}` is not allowed",
    "text and links only",
    "describe it in words, or link to a page that shows it",
)
LINK_RESOLVES = Rule(
    "link-resolves",
    "`{href}` is not a page of the site",
    "the path of an error, case, listing or hand-written page, with a slash at the end",
    "{fix}",
)
LOST_PATH = Rule(
    "permalink-resolves",
    "the published path `/{path}` leads to no page or file of the site",
    "a target for every published path",
    "restore its entry, or write where it leads now, such as `{line}`",
)
BLOCKED_PATH = Rule(
    "permalink-resolves",
    "`/{path}` and `/{other}` need a file and a folder of the same name",
    "paths that fit into one folder",
    "give the newer error another `slug`, or remove the line if no site published it",
)
LOST_FRAGMENT = Rule(
    "permalink-resolves",
    "`#{name}` is not a permanent fragment",
    f"one of {quoted(f'#{name}' for name in FRAGMENTS)}",
    "correct its spelling",
)
UNRECORDED_PATH = Rule(
    "permalink-recorded",
    "`{path}` is missing in the ledger",
    "every path and fragment of the site",
    "add `{line}`, or run `errdocs permalinks --update`",
)
WRONG_TARGET = Rule(
    "permalink-target",
    "`/{path}` leads to `/{target}`, not to `/{found}`",
    "`target: {target}`",
    "correct it, or run `errdocs permalinks --update`",
)


def check_markdown(loaded: Loaded, documents: frozenset[str] | None) -> Iterator[Problem]:
    """Yield the problems of links in the Markdown fields of a registry.

    `documents` are the paths of the hand-written pages; without them only links below
    `/errors/` are resolved.
    """
    targets = _Targets(loaded, documents)
    for where, text in _markdown_fields(loaded):
        # Most texts have no link, and parsing takes most of the time.
        for link in links(text) if "[" in text or "<" in text else ():
            for problem in targets.problems(where, link):
                yield replace(problem, where=_place(loaded, where, link))


def _markdown_fields(loaded: Loaded) -> Iterator[tuple[Pointer, str]]:
    """Yield every text that may hold links, with its pointer."""
    statuses = items(loaded.settings_pointer("statuses"), loaded.registry.settings.statuses)
    yield from ((where.at("about"), meaning.about) for where, meaning in statuses)
    for pointer, _, case in loaded.cases():
        yield pointer.at("cause"), case.cause or ""
        yield pointer.at("fix"), case.fix or ""


def _place(loaded: Loaded, where: Pointer, link: FieldLink) -> Place | Pointer:
    """Return the line of a link in a block text, which may be long; else where the text is."""
    place = loaded.place(where)
    lines = _lines(loaded.texts[place.path])
    if not lines[place.line - 1].startswith("|", place.column - 1):
        return where
    first = place.line + link.line
    hrefs = {link.href, unquote(link.href)}
    # The block starts on its first line and ends before the first empty one.
    for number, line in enumerate(takewhile(str.strip, lines[first:]), first + 1):
        if found := [line.index(href) for href in hrefs if href in line]:
            return Place(place.path, number, min(found) + 1)
    return Place(place.path, first + 1)


@lru_cache(maxsize=2)
def _lines(text: str) -> list[str]:
    """Return the lines of a file, which may have a thousand cases with links."""
    return text.split("\n")


class _Targets:
    def __init__(self, loaded: Loaded, documents: frozenset[str] | None) -> None:
        self._known = Routes(loaded.registry, documents=documents).targets
        self._paths = tuple(f"/{path}" for path in sorted(self._known))
        self._guesses = Guesses()
        self._unsure = loaded.unsure_codes
        self._knows_documents = documents is not None
        self._knows_categories = not loaded.has_gap(loaded.settings_pointer("categories"))

    def problems(self, where: Pointer, link: FieldLink) -> Iterator[Problem]:
        if link.is_image:
            yield IMAGE.at(where, href=link.href)
        elif not is_allowed_link(link.href):
            yield LINK_TARGET.at(where, href=link.href)
        elif is_internal(link.href):
            path = unquote(paths.from_root(link.href))
            if path not in self._known and self._is_sure(path):
                fix = self._guesses.did_you_mean(link.href, self._paths) or "correct the path"
                yield LINK_RESOLVES.at(where, href=link.href, fix=fix)

    def _is_sure(self, path: str) -> bool:
        """Whether all that could make a path a page of the site was read."""
        if not path.startswith(paths.INDEX):
            return self._knows_documents
        segment = path.removeprefix(paths.INDEX).partition("/")[0]
        return segment not in self._unsure and (segment != "category" or self._knows_categories)


def check_published(
    loaded: Loaded, documents: frozenset[str] | None, *, is_strict: bool
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
    blocked, new = _blocked(routes, ledger), _NewPaths(routes, ledger)
    for path, entry in ledger.paths.items():
        if routes.resolve(path) is None:
            guess = new.like(path)
            line = path_line(path, Permalink(since=entry.since, target=guess))
            yield LOST_PATH.at(read.place(path), path=path, line=line)
        elif other := blocked.get(path):
            yield BLOCKED_PATH.at(read.place(path), path=path, other=other)
    for name in ledger.fragments:
        if name not in FRAGMENTS:
            yield LOST_FRAGMENT.at(read.place(f"#{name}"), name=name)


def _blocked(routes: Routes, ledger: Ledger) -> Mapping[str, str]:
    """Return the recorded paths for which a site would need a file and a folder of one name."""
    files = {path for path in (*routes.targets, *ledger.paths) if paths.is_file(path)}
    folders = {folder for path in routes.targets for folder in _folders(path)}
    blocked = {}
    for path in ledger.paths.keys() - routes.targets.keys():
        above = [folder for folder in _folders(path) if folder in files]
        if above or path in folders:
            blocked[path] = above[0] if above else f"{path}/"
    return blocked


def _folders(path: str) -> Iterator[str]:
    """Return the folders around a path, its own one included where it is a page's."""
    return (path[:end] for end, character in enumerate(path) if character == "/")


class _NewPaths:
    """Paths that are not in the ledger yet: what was published before has replaced nothing."""

    def __init__(self, routes: Routes, ledger: Ledger) -> None:
        self._by_suffix: dict[str, list[str]] = defaultdict(list)
        for path in routes.targets:
            if path not in ledger.paths:
                self._by_suffix[_suffix(path)].append(path)
        self._guesses = Guesses()

    def like(self, path: str) -> str:
        """Return the path of the same kind that is most like a lost one, or `...`."""
        return self._guesses.nearest(path, self._by_suffix[_suffix(path)]) or "..."


def _suffix(path: str) -> str:
    return PurePosixPath(path).suffix if paths.is_file(path) else "/"


def _unrecorded(read: ReadLedger, ledger: Ledger, routes: Routes) -> Iterator[Problem]:
    update = pending(routes, datetime.date.today())
    lines = {f"/{path}": path_line(path, entry) for path, entry in update.paths.items()}
    lines |= {f"#{name}": fragment_line(name, since) for name, since in update.fragments.items()}
    for path, line in lines.items():
        yield UNRECORDED_PATH.at(Place(read.file), path=path, line=line)
    for path, target in update.targets.items():
        found = ledger.paths[path].target
        yield WRONG_TARGET.at(read.place(path), path=path, found=found, target=target)
