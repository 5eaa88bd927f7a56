"""Spellings of any shape in a text: digits first, signs, slashes, dots, and values of fields.

Names such as `Throttling.RateQuota` are found as a whole, with what wraps them. Everything else is
found by its first run of letters and digits, so that the text is read once, however many codes
there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.places import Places

_RUN = re.compile(constants.RUN)
_NUMBER = re.compile(constants.NUMBER)
_DOTTED_NAME = re.compile(constants.DOTTED_NAME)


Kind = Literal["code", "number", "value"]
"""What a spelling is: the others than codes only count in places for them."""


class Entry(NamedTuple):
    """An error, or one of its cases, by their positions in the index."""

    error: int
    case: int | None = None


class Shape(NamedTuple):
    """Where the spellings that start with a run stand around it."""

    before: int  # characters before the run
    length: int


class Found(NamedTuple):
    """A spelling in a text."""

    spelling: str  # as the registry has it
    start: int
    end: int


def is_number(spelling: str) -> bool:
    """Whether a spelling is a bare number, which is a code only in a place for codes."""
    return _NUMBER.search(spelling) is not None


def is_name(spelling: str) -> bool:
    """Whether a spelling is one name to the pattern that finds dotted names."""
    return _DOTTED_NAME.fullmatch(spelling) is not None


@dataclass(frozen=True, slots=True)
class Spellings:
    """The spellings of a registry that are no names, and the values of its fields."""

    exact: Mapping[str, Kind]
    lowered: Mapping[str, str]  # the first of each in lower case
    shapes: Mapping[str, tuple[Shape, ...]]  # by the first run, in lower case; the longest first

    @classmethod
    def of(cls, codes: Iterable[str], values: Iterable[str]) -> Spellings:
        """Return the spellings of codes, as far as they are no names, and of values."""
        exact: dict[str, Kind] = dict.fromkeys(values, "value")
        for code in codes:
            if not is_name(code):
                exact[code] = "number" if is_number(code) else "code"
        lowered: dict[str, str] = {}
        shapes: dict[str, set[Shape]] = {}
        for spelling in sorted(exact):
            lowered.setdefault(spelling.lower(), spelling)
            if run := _RUN.search(spelling):
                shape = Shape(run.start(), len(spelling))
                shapes.setdefault(run[0].lower(), set()).add(shape)
        longest = {
            run: tuple(sorted(found, key=lambda shape: (-shape.length, shape.before)))
            for run, found in shapes.items()
        }
        return cls(exact, lowered, longest)

    def find(self, places: Places) -> Iterator[Found]:
        """Yield the spellings in a text, in order; of those in one place the longest."""
        end = 0
        for run in _RUN.finditer(places.text) if self.shapes else ():
            for shape in self.shapes.get(run[0].lower(), ()):
                start = run.start() - shape.before
                if start >= end and (spelling := self._known(places, start, start + shape.length)):
                    end = start + shape.length
                    yield Found(spelling, start, end)
                    break

    def _known(self, places: Places, start: int, end: int) -> str | None:
        piece = places.text[start:end]
        if end > len(places.text):
            return None
        spelling = piece if piece in self.exact else self.lowered.get(piece.lower())
        if spelling is None or not places.is_apart(start, end, is_number=is_number(spelling)):
            return None
        # Other letter case may be anything, such as a part of a hash.
        kind = self.exact[spelling]
        if kind == "code" and spelling == piece:
            return spelling
        is_place = places.is_for_values if kind == "value" else places.is_for_codes
        return spelling if is_place(start, end) else None
