"""Files and folders that people name -> the problems of their links, and the certain ones fixed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from errdocs.linkcheck.known_site import Site
from errdocs.linkcheck.link_problems import (
    LinkProblem,
    RedirectedLink,
    RemovedLink,
    UnknownFragment,
    UnreadableText,
)
from errdocs.linkcheck.notations import Notation, notation_of
from errdocs.linkcheck.resolver import Found, NotFound, Resolver
from errdocs.linkcheck.scanning import Occurrence, SiteUrls, Span, scan
from errdocs.problems import Place, Problem

MOST_PASSES = 5
"""How often a text is fixed at most; a second time where one fix moved the end of another URL."""


class CheckedText(NamedTuple):
    """What was found in a text."""

    links: int
    """Links to the site, whether right or wrong."""
    problems: tuple[LinkProblem, ...]


class Checker:
    """Checks texts for links to one site."""

    def __init__(self, site: Site, urls: SiteUrls) -> None:
        """Take what is known of the site, and the URLs under which links name it."""
        self.urls = urls
        self._resolver = Resolver(site)
        self._fragments = tuple(sorted(site.fragments))

    def check(self, text: str, notation: Notation, shown: str) -> CheckedText:
        """Return the problems of a text; `shown` is the path of its file for people."""
        lines, count = _Lines(text), 0
        problems: list[LinkProblem] = []
        for link in scan(text, notation, self.urls):
            count += 1
            if not self._resolver.is_right(link.path, link.fragment):
                problems += self._problems(link, Place(shown, *lines.position(link.span[0])))
        return CheckedText(count, tuple(problems))

    def fix(self, text: str, notation: Notation) -> tuple[str, int]:
        """Return a text with the certain links fixed, and how many edits that took."""
        count = 0
        for _ in range(MOST_PASSES):  # each pass scans anew, since offsets have changed
            links = scan(text, notation, self.urls)
            edits = [edit for link in links for edit in self._edits(link)]
            if not edits:
                break
            text, count = _edited(text, edits), count + len(edits)
        return text, count

    def _problems(self, link: Occurrence, place: Place) -> Iterator[LinkProblem]:
        found = self._resolver.resolve(link.path)
        if isinstance(found, NotFound):
            urls = tuple(_url(link, path) for path in found.suggestions)
            yield found.problem(place, link.url, urls[0] if urls else None, found.name, urls)
        elif found and found.removal:
            path = found.removal.replaced_by
            target = None if path is None else _url(link, path)
            yield RemovedLink(place, link.url, target, found.removal)
        elif found and found.is_moved:
            rest = link.url[link.path_span[1] - link.span[0] :]  # query and fragment
            yield RedirectedLink(place, link.url, _url(link, found.target) + rest)
        if guess := self._resolver.resolve_fragment(link.path, link.fragment):
            yield UnknownFragment(
                place,
                link.url,
                _with_fragment(link, guess.nearest) if guess.nearest else None,
                link.fragment,
                guess.nearest,
                self._fragments,
                is_certain=guess.is_certain,
            )

    def _edits(self, link: Occurrence) -> Iterator[tuple[Span, str]]:
        """Yield the parts of a link to be replaced, and what is certain to belong there."""
        if self._resolver.is_right(link.path, link.fragment):
            return
        found = self._resolver.resolve(link.path)
        if isinstance(found, Found) and found.is_moved and not found.removal:
            yield link.path_span, link.written(found.target)
        guess = self._resolver.resolve_fragment(link.path, link.fragment)
        if guess and guess.nearest and guess.is_certain:
            yield link.fragment_span, guess.nearest


class _Lines:
    """Where the lines of a text start; looked at only once there is a problem to report."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _starts(self) -> list[int]:
        mark = 1 if self._text.startswith("\ufeff") else 0  # editors do not count it
        return [mark, *(match.end() for match in re.finditer(r"\r\n?|\n", self._text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, from 1."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


def _url(link: Occurrence, path: str) -> str:
    return link.root + link.written(path)


def _with_fragment(link: Occurrence, fragment: str) -> str:
    start, end = (offset - link.span[0] for offset in link.fragment_span)
    return link.url[:start] + fragment + link.url[end:]


def _edited(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    parts, position = [], 0
    for (start, end), new in edits:
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What became of a file."""

    problems: tuple[Problem, ...] = ()
    """What is wrong with it, after fixing."""
    links: int = 0
    """Links to the site in it."""
    fixed: int = 0
    """Edits that fixed links."""
    is_binary: bool = False
    """Whether it is not text and was skipped."""


def check_file(path: Path, checker: Checker, *, fix: bool = False) -> CheckedFile:
    """Check a file; with `fix`, fix what is certain first.

    Bytes that are not UTF-8 pass through as they are. An unknown notation is plain text.
    """
    shown = path.as_posix()
    try:
        content = path.read_bytes()
        is_binary = b"\0" in content
        # Most files hold no link to the site: they are neither decoded nor scanned.
        if is_binary or not checker.urls.may_be_in(content):
            return CheckedFile(is_binary=is_binary)
        text, notation = content.decode("utf-8", "surrogateescape"), notation_of(path)
        notation, fixed = notation or Notation.TEXT, 0
        if fix:
            text, fixed = checker.fix(text, notation)
        if fixed:  # a file without an edit keeps its time of change
            _write(path, text)
    except OSError as error:
        return CheckedFile((UnreadableText(Place(shown), f"{error.strerror or error}"),))
    checked = checker.check(text, notation, shown)
    return CheckedFile(checked.problems, checked.links, fixed)


def _write(path: Path, text: str) -> None:
    """Replace the content of a file, all or nothing; a link to it stays a link."""
    target = path.resolve()
    # Beside the file, since a rename is only atomic within one file system.
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:  # Ctrl-C too leaves nothing behind
        Path(name).unlink(missing_ok=True)
        raise


@dataclass(frozen=True, slots=True)
class Filter:
    """Which files below a folder are read; a file that is named itself always is."""

    include: Sequence[str] = ()
    """Patterns of names or of paths below the folder; without one, all known notations."""
    exclude: Sequence[str] = ()
    """Patterns of files and folders that are left out."""

    def takes(self, path: Path) -> bool:
        """Whether a file is read, by its path below the folder."""
        is_included = _fits(path, self.include) if self.include else notation_of(path)
        return bool(is_included) and not self.leaves_out(path)

    def leaves_out(self, path: Path) -> bool:
        """Whether a file or folder is left out."""
        return path.name.startswith(".") or _fits(path, self.exclude)


def files_of(paths: Iterable[Path], which: Filter) -> list[Path]:
    """Return the files that paths name, each once; folders with all that is below them."""
    found = (file for path in paths for file in (_below(path, which) if path.is_dir() else [path]))
    return list(dict.fromkeys(found))  # a folder and a file in it may both be named


def _below(root: Path, which: Filter) -> Iterator[Path]:
    """Yield the files below a folder; links to folders are not followed, since they may loop."""
    for folder, folders, names in os.walk(root):
        below = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if not which.leaves_out(below / name))
        paths = (below / name for name in sorted(names))
        yield from (root / path for path in paths if which.takes(path) and (root / path).is_file())


def _fits(path: Path, patterns: Iterable[str]) -> bool:
    return any(
        fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern.rstrip("/"))
        for pattern in patterns
    )
