"""Error texts -> how many are answered, and the others in groups, the most frequent first.

Memory does not grow with the texts: where there are too many groups, the rarest are only counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from errdocs.lookup import Confidence, Lookup, Match
from errdocs.lookup.secrets import masked_values
from errdocs.lookup.spellings import is_number
from errdocs.misses.reading import ErrorText
from errdocs.misses.shapes import Shape, shape_of
from errdocs.registry.model import Registry

MOST_GROUPS = 4_000  # groups that are kept; a half of them is when there are more
REMEMBERED = 4_096  # texts whose answer is kept: an error rarely comes alone
LONGEST_REMEMBERED = 8_192  # characters of the longest of them
MOST_CODES = 3  # codes of a group that are told
# What says nothing about which error it is: times, ids, and numbers that are no status or code.
_VARYING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    r"|\b[0-9a-f]{8,64}(?:-[0-9a-f]{4,64}){0,4}\b|(?<![\w.])\d+(?:\.\d+)?(?![\w.])"
)
_STATUS = re.compile(r"[1-5]\d\d")


class Outcome(StrEnum):
    """What the reference says to an error text, the best first."""

    label: str

    ANSWERED = "answered", "answered by a case"
    CODE = "code", "answered by the code only"
    GUESS = "guess", "only a guess"
    NONE = "unanswered", "not answered"
    FOREIGN = "foreign", "of another service"

    def __new__(cls, value: str, label: str) -> Outcome:
        """Make a member of a value and its words."""
        member = str.__new__(cls, value)
        member._value_, member.label = value, label
        return member


@dataclass(slots=True)
class Group:
    """Texts of one shape that no case answers."""

    shape: Shape
    outcome: Outcome  # the best of its texts
    nearest: Match | None  # what the reference says of that text
    codes: dict[str, None]  # some of the codes that the first text names
    file: str  # where the first of them starts
    line: int
    count: int = 0


class Tally:
    """Counts error texts by what a reference says to them."""

    def __init__(self, registry: Registry, lookup: Lookup, *, only_own: bool = False) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.left_out = 0  # texts in which nothing speaks for the service, where they are not asked
        self.dropped = 0  # texts of groups that were too rare to be kept
        self._groups: dict[str, Group] = {}
        self._lookup = lookup
        self._only_own = only_own
        self._own = tuple(marker.lower() for marker in registry.settings.markers.own)
        self._numbers = frozenset(filter(is_number, _spellings(registry)))
        self._remembered = lru_cache(REMEMBERED)(self._answer)

    @property
    def groups(self) -> list[Group]:
        """Return the groups, the most frequent first."""
        return sorted(self._groups.values(), key=lambda group: (-group.count, group.shape.key))

    def add(self, found: ErrorText) -> None:
        """Count a text."""
        text = found.text
        if len(text) <= LONGEST_REMEMBERED:
            answer = self._remembered(_VARYING.sub(self._mask, text))
        else:
            answer = self._answer(text)
        outcome, match, codes = answer
        if self._only_own and outcome in {Outcome.GUESS, Outcome.NONE} and not self._is_own(text):
            self.left_out += 1
            return
        self.counts[outcome] += 1
        if outcome not in {Outcome.ANSWERED, Outcome.FOREIGN}:
            self._group(found, outcome, match, codes)

    def _mask(self, varying: re.Match[str]) -> str:
        is_code = varying[0] in self._numbers or _STATUS.fullmatch(varying[0])
        return varying[0] if is_code else "0" * len(varying[0])

    def _answer(self, text: str) -> tuple[Outcome, Match | None, Sequence[str]]:
        match = next(iter(self._lookup(text, 1)), None)
        if match and match.confidence in {Confidence.EXACT, Confidence.LIKELY}:
            return Outcome.ANSWERED, match, ()
        known = self._lookup.recognised(text)
        outcome = Outcome.GUESS if match else Outcome.NONE
        if match and match.confidence is Confidence.CODE:
            outcome = Outcome.CODE
        elif known.vendor and not self._is_own(text):
            outcome = Outcome.FOREIGN
        return outcome, match, known.codes

    def _is_own(self, text: str) -> bool:
        lowered = text.lower()
        return any(marker in lowered for marker in self._own)

    def _group(
        self, found: ErrorText, outcome: Outcome, match: Match | None, codes: Sequence[str]
    ) -> None:
        shape = shape_of(found.text, codes)
        group = self._groups.get(shape.key)
        if group is None:
            if len(self._groups) >= MOST_GROUPS:
                self._drop_rare()
            named = self._codes_of(found.text)
            group = Group(shape, outcome, match, named, found.file, found.line)
            self._groups[shape.key] = group
        group.count += 1
        if _RANKS[outcome] < _RANKS[group.outcome]:
            group.outcome, group.nearest = outcome, match

    def _codes_of(self, text: str) -> dict[str, None]:
        """Return some of the codes that a text names, secrets masked.

        The numbers are those of the text itself, which may be codes that nobody knows yet.
        """
        codes = self._lookup.recognised(text).codes[:MOST_CODES]
        return dict.fromkeys(masked_values({code: code for code in codes}, text).values())

    def _drop_rare(self) -> None:
        """Keep the more frequent half of the groups."""
        for group in self.groups[MOST_GROUPS // 2 :]:
            del self._groups[group.shape.key]
            self.dropped += group.count


_RANKS: Mapping[Outcome, int] = {outcome: rank for rank, outcome in enumerate(Outcome)}


def _spellings(registry: Registry) -> list[str]:
    return [*registry.by_any_spelling, *registry.case_by_code, *registry.entries_by_value]
