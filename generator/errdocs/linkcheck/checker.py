"""The text of a file -> the problems of its links, and the text with the certain ones mended."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from errdocs.linkcheck.addresses import Addresses
from errdocs.linkcheck.kinds import Kind
from errdocs.linkcheck.known_site import Site
from errdocs.linkcheck.link_problems import (
    LinkProblem,
    RedirectedLink,
    RetiredLink,
    UnknownCase,
    UnknownCode,
    UnknownFragment,
    UnknownPage,
)
from errdocs.linkcheck.resolutions import Lack, Missing, Moved, Retired, UnknownId
from errdocs.linkcheck.resolving import Judge
from errdocs.linkcheck.scanning import Occurrence, Span, scan
from errdocs.problems import Place

_BROKEN: Mapping[Lack, Callable[[Place, str, str, tuple[str, ...]], LinkProblem]] = {
    Lack.CODE: UnknownCode,
    Lack.CASE: UnknownCase,
    Lack.PAGE: UnknownPage,
}
MOST_PASSES = 5
"""How often a text is mended at most; a second time where mending one end moved another."""


class Edit(NamedTuple):
    """A part of a text and what is certain to belong there."""

    span: Span
    new: str


@dataclass(frozen=True, slots=True)
class CheckedText:
    """What was found in a text."""

    links: int
    """Links to the site, whether right or wrong."""
    problems: tuple[LinkProblem, ...]


class Checker:
    """Checks texts for links to one site."""

    def __init__(self, site: Site, addresses: Addresses) -> None:
        """Take what is known of the site, and the addresses under which links name it."""
        self.addresses = addresses
        self._judge = Judge(site)
        self._fragments = tuple(sorted(site.fragments))
        self._is_right = lru_cache(maxsize=100_000)(self._judge.is_right)

    def check(self, text: str, kind: Kind, shown: str) -> CheckedText:
        """Return the problems of a text; `shown` is the path of its file for people."""
        lines = _Lines(text)
        count = 0
        problems: list[LinkProblem] = []
        for link in scan(text, kind, self.addresses):
            count += 1
            if not self._is_right(link.path, link.fragment):
                place = Place(shown, *lines.position(link.span[0]))
                problems += self._problems(link, place)
        return CheckedText(count, tuple(problems))

    def mend(self, text: str, kind: Kind) -> tuple[str, int]:
        """Return a text with the certain links mended, and how many edits that took."""
        count = 0
        for _ in range(MOST_PASSES):
            links = scan(text, kind, self.addresses)
            wrong = (link for link in links if not self._is_right(link.path, link.fragment))
            edits = [edit for link in wrong for edit in self._edits(link)]
            if not edits:
                break
            text, count = _edited(text, edits), count + len(edits)
        return text, count

    def _problems(self, link: Occurrence, place: Place) -> Iterator[LinkProblem]:
        answer = self._judge.judge(link.path)
        if isinstance(answer, Moved):
            leads_to = _url(link, answer.target) + _rest(link)
            yield RedirectedLink(place, link.url, leads_to)
        elif isinstance(answer, Retired):
            instead = answer.removal.replacement
            replacement = None if instead is None else _url(link, instead)
            yield RetiredLink(place, link.url, answer.removal, replacement)
        elif isinstance(answer, Missing):
            suggestions = tuple(_url(link, path) for path in answer.suggestions)
            yield _BROKEN[answer.lack](place, link.url, answer.name, suggestions)
        if unknown := self._unknown_id(link):
            yield self._unknown_fragment(link, place, unknown)

    def _unknown_fragment(self, link: Occurrence, place: Place, unknown: UnknownId) -> LinkProblem:
        nearest = unknown.nearest
        corrected = _with_fragment(link, nearest) if nearest else None
        return UnknownFragment(
            place, link.url, self._fragments, nearest, corrected, unknown.is_certain
        )

    def _edits(self, link: Occurrence) -> Iterator[Edit]:
        answer = self._judge.judge(link.path)
        if isinstance(answer, Moved):
            yield Edit(link.path_span, link.written(answer.target))
        unknown = self._unknown_id(link)
        if unknown and unknown.nearest and unknown.is_certain:
            yield Edit(link.fragment_span, unknown.nearest)

    def _unknown_id(self, link: Occurrence) -> UnknownId | None:
        return self._judge.judge_fragment(link.path, link.fragment)


class _Lines:
    """Where the lines of a text begin."""

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


def _rest(link: Occurrence) -> str:
    """Return what follows the path of a link: query and fragment."""
    return link.url[link.path_span[1] - link.span[0] :]


def _with_fragment(link: Occurrence, fragment: str) -> str:
    start, end = (offset - link.span[0] for offset in link.fragment_span)
    return link.url[:start] + fragment + link.url[end:]


def _edited(text: str, edits: Iterable[Edit]) -> str:
    parts, position = [], 0
    for (start, end), new in edits:
        parts += [text[position:start], new]
        position = end
    return "".join([*parts, text[position:]])
