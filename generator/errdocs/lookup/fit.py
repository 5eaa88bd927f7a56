"""How well a template fits the words found of it, and whether they speak for themselves.

The thresholds were set on real error texts; the page on the lookup says how.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from errdocs.lookup.evidence import Evidence
from errdocs.lookup.index import Index
from errdocs.lookup.templates import UNIT, Slot


class Fit(StrEnum):
    """How well the words of a template were found, the best first."""

    WHOLE = "whole"
    CLOSE = "close"
    LOOSE = "loose"
    NONE = "none"


CLOSE_COVERAGE = 0.8
"""Share of a template's weight that makes a close fit."""
LOOSE_COVERAGE = 0.5
"""Share that is worth a guess."""
CUT_COVERAGE = 0.9
"""Share of what is left of a message that was cut off: less evidence has to be better."""
CUT_WEIGHT = 8 * UNIT
"""Weight that has to be left of it."""
CUT_WEIGHT_NAMED = 4 * UNIT
"""The same where the text names the code of the case."""
PART_SHARE = 0.5
"""Share that each literal part needs: the words after a value tell messages apart."""
SLIP_WORDS = 4
"""Words of the shortest message in which a slip is forgiven."""
WHOLE_WEIGHT = 9 * UNIT
"""Weight from which a whole message speaks for itself, whatever stands around it."""
BOUNDED_WEIGHT = 7 * UNIT
"""The same where the message stands alone, between quotes or at the ends of lines."""
CLOSE_WEIGHT = 14 * UNIT
"""Weight from which a close fit speaks for itself."""
_OPENING = "\"'`“‘「：:>=|([{\n"
_CLOSING = "\"'`”’」.。!！,，;)]}|\n"


def fit_of(index: Index, evidence: Evidence, *, named: bool) -> Fit:
    """Return how well a template fits; `named` where the text holds the code of its case."""
    slots = index.wordings[evidence.wording].slots
    chain = evidence.chain
    if evidence.slips and len(slots) < SLIP_WORDS:
        return Fit.LOOSE
    if chain.is_whole(slots):
        return Fit.WHOLE
    parts_found = _parts_are_found(index, slots, evidence)
    if chain.coverage >= CLOSE_COVERAGE and parts_found:
        return Fit.CLOSE
    if parts_found and _rest_fits(index, slots, evidence, named=named):
        return Fit.CLOSE
    return Fit.LOOSE if chain.coverage >= LOOSE_COVERAGE else Fit.NONE


def speaks_for_itself(text: str, evidence: Evidence, fit: Fit) -> bool:
    """Whether nobody else prints such words, so that the surroundings need not decide."""
    weight = evidence.chain.weight
    if fit is not Fit.WHOLE:
        return weight >= CLOSE_WEIGHT
    if weight >= WHOLE_WEIGHT:
        return True
    return weight >= BOUNDED_WEIGHT and not evidence.slips and _stands_alone(text, evidence)


def _rest_fits(index: Index, slots: Sequence[Slot], evidence: Evidence, *, named: bool) -> bool:
    """Whether a message that was cut off at the end of the text fits as far as it goes."""
    first, last = evidence.chain.stretch()
    begin = first if evidence.cut_left and not evidence.cut_right else 0
    end = last + 1 if evidence.cut_right else len(slots)
    rest = sum(index.weights[slot.word] for slot in slots[begin:end])
    weight = evidence.chain.weight
    least = CUT_WEIGHT_NAMED if named else CUT_WEIGHT
    return weight >= least and weight >= CUT_COVERAGE * rest


def _parts_are_found(index: Index, slots: Sequence[Slot], evidence: Evidence) -> bool:
    """Whether enough of each literal part is there; parts that were cut off need not be."""
    found = {slot for slot, _ in evidence.chain.places}
    first, last = evidence.chain.stretch()
    left = first if evidence.cut_left else 0
    right = last + 1 if evidence.cut_right else len(slots)
    for begin, end in _parts(slots):
        kept = range(max(begin, left), min(end, right))
        whole = sum(index.weights[slots[number].word] for number in kept)
        there = sum(index.weights[slots[number].word] for number in kept if number in found)
        if there < PART_SHARE * whole:
            return False
    return True


def _parts(slots: Sequence[Slot]) -> list[tuple[int, int]]:
    """Return the begin and end of each literal part, as numbers of slots."""
    begins = [number for number, slot in enumerate(slots) if slot.gap or number == 0]
    return list(zip(begins, [*begins[1:], len(slots)], strict=True))


def _stands_alone(text: str, evidence: Evidence) -> bool:
    before = text[: evidence.start].rstrip(" ")
    after = text[evidence.end :].lstrip(" ")
    return (not before or before[-1] in _OPENING) and (not after or after[0] in _CLOSING)
