"""What a text says besides the message: known codes and what is like one, statuses, vendors."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.index import Index, folded
from errdocs.registry.naming import letter_pairs, likeness

_DOTTED_NAME = re.compile(constants.DOTTED_NAME)
_CANDIDATE_CODE = re.compile(constants.CANDIDATE_CODE)
_STATUS = re.compile(constants.STATUS)


class CodeHit(NamedTuple):
    """A known code in a text."""

    error: int
    start: int
    end: int
    name: str  # the longer name that starts with it; the code itself where none does


class Surroundings(NamedTuple):
    """What stands around a message."""

    codes: tuple[CodeHit, ...]
    named: frozenset[int]  # the errors whose codes stand in the text
    statuses: dict[str, None]  # what may be an HTTP status, in order
    vendor: str | None  # the first of the markers of other services that the text holds
    foreign: bool  # whether the text names another service, and not this one
    ours: bool  # whether something besides the message speaks for this service

    @classmethod
    def of(cls, index: Index, text: str) -> Surroundings:
        """Return the surroundings in a text."""
        lowered = text.lower()
        hits = (_known_part(index, name[0], name.end()) for name in _DOTTED_NAME.finditer(text))
        codes = tuple(filter(None, hits))
        own = any(marker in lowered for marker in index.own)
        vendor = next((marker for marker in index.foreign if marker in lowered), None)
        named, statuses = {hit.error for hit in codes}, dict.fromkeys(_STATUS.findall(text))
        is_foreign = vendor is not None and not own
        return cls(codes, frozenset(named), statuses, vendor, is_foreign, own or bool(codes))


def _known_part(index: Index, name: str, name_end: int) -> CodeHit | None:
    """Return the known code in a dotted name.

    Services wrap codes (`InternalError.Algo.InvalidParameter`): the part that ends last counts,
    and of those the longest.
    """
    parts = name.split(".")[-constants.MOST_PARTS :]
    for end in range(len(parts), 0, -1):
        for first in range(max(0, end - index.most_parts), end):
            spelling = ".".join(parts[first:end])
            error = index.error_by_spelling.get(spelling)
            if error is not None:
                rest = ".".join(parts[first:])
                start = name_end - len(rest)
                return CodeHit(error, start, start + len(spelling), rest)
    return None


def candidate_codes(text: str) -> dict[str, int]:
    """Return the names that a text uses as codes, known or not, each with its first place.

    That is the whole text where it is nothing but a name, and what follows `"code":` and the like.
    """
    is_short = len(text) <= 2 * constants.MOST_NAME
    bare = text.strip(constants.SPACES + constants.QUOTES) if is_short else ""
    if re.fullmatch(constants.BARE_CODE, bare):
        return {bare: text.find(bare)}
    starts: dict[str, int] = {}
    for match in _CANDIDATE_CODE.finditer(text):
        name = match[1].rstrip(".-_")
        if len(folded(name)) >= constants.LEAST_LETTERS and name.lower() not in constants.NOT_CODES:
            starts.setdefault(name, match.start(1))
            if len(starts) == constants.MOST_CANDIDATE_CODES:
                break
    return starts


def nearest(index: Index, name: str) -> list[tuple[int, int]]:
    """Return the errors whose codes are most like a name, with their likeness, best first."""
    wanted = letter_pairs(folded(name))  # people misremember case and separators first
    shared = Counter(number for pair in wanted for number in index.spellings_by_pair.get(pair, ()))
    best: dict[int, int] = {}
    for number, count in shared.items():
        spelling, error = index.folded_spellings[number]
        alike = likeness(count, len(wanted), len(letter_pairs(spelling)))
        if alike >= constants.LEAST_LIKENESS:
            best[error] = max(alike, best.get(error, 0))
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))[: constants.MOST_NEAREST]
