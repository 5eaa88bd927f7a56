"""How well a template fits the words found of it, and whether they speak for themselves.

The thresholds were set on real error texts; the page on the lookup says how.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, StrEnum, auto

from errdocs.lookup.evidence import Evidence
from errdocs.lookup.index import Index
from errdocs.lookup.templates import UNIT, Slot


class Fit(StrEnum):
    """How well the words of a template were found, the best first."""

    WHOLE = "whole"
    CLOSE = "close"
    LOOSE = "loose"
    NONE = "none"


class Witness(Enum):
    """What the codes in a text say of a case."""

    FOR = auto()
    NONE = auto()
    """The text names no code."""
    AGAINST = auto()
    """The text names other codes; services rename them, so the message still outranks them."""


CLOSE_COVERAGE = 0.8
"""Share of a template's weight that makes a close fit."""
NAMED_COVERAGE = 0.75
"""The same where the text names the code of the case."""
DOUBTFUL_COVERAGE = 0.85
"""The same where something speaks against it: the text only names other codes, or a short message
begins with another word (`no key provided` is not `invalid key provided`)."""
ENDLESS_COVERAGE = 0.9
"""The same where the message goes on with other words (`too short` is not `too long`, however much
stands before it)."""
LOOSE_COVERAGE = 0.5
"""Share that is worth a guess."""
CUT_COVERAGE = 0.9
"""Share of what is left of a message that was cut off: less evidence has to be better."""
CUT_WEIGHT = 8 * UNIT
"""Weight that has to be left of it."""
CUT_WEIGHT_NAMED = 4 * UNIT
"""The same where the text names the code of the case."""
CUT_WEIGHT_BEGUN = 2 * UNIT
"""The same where the text ends with the first words of the message, and nothing between them."""
PART_SHARE = 0.5
"""Share that each literal part needs: the words after a value tell messages apart."""
SLIP_WORDS = 4
"""Words of the shortest message in which a slip is forgiven."""
SHORT_WORDS = 4
"""Words of the longest message that is another one if its first word is."""
WHOLE_WEIGHT = 9 * UNIT
"""Weight from which a whole message speaks for itself, whatever stands around it."""
BOUNDED_WEIGHT = 7 * UNIT
"""The same where the message stands alone, between quotes or at the ends of lines."""
CLOSE_WEIGHT = 20 * UNIT
"""Weight from which a close fit speaks for itself: `please try again later` and a few more common
words are in the sentences of every service."""
RUN_ON_WEIGHT = 16 * UNIT
"""Weight from which a whole message does where the sentence runs on after it: `Access denied` is
how the sentences of many services begin."""
# A message follows a status, a colon, a bracket, a quote; digits are the end of a status.
_OPENING = "0123456789\"'`“‘「：:>=|([{\n"
_CLOSING = "\"'`”’」.。!！,，;)]}|\n"


def fit_of(index: Index, evidence: Evidence, witness: Witness) -> Fit:
    """Return how well a template fits; `witness` is what the codes in the text say of its case."""
    slots = index.wordings[evidence.wording].slots
    chain = evidence.chain
    if evidence.slips and len(slots) < SLIP_WORDS:
        return Fit.LOOSE
    if chain.is_whole(slots):
        return Fit.WHOLE
    parts_found = _parts_are_found(index, slots, evidence)
    least = _least_coverage(slots, evidence, witness)
    if chain.coverage >= least and parts_found:
        return Fit.CLOSE
    if parts_found and _rest_fits(index, slots, evidence, witness):
        return Fit.CLOSE
    return Fit.LOOSE if chain.coverage >= LOOSE_COVERAGE else Fit.NONE


def speaks_for_itself(index: Index, text: str, evidence: Evidence, fit: Fit) -> bool:
    """Whether nobody else prints such words, so that the surroundings need not decide."""
    weight = evidence.chain.weight
    if fit is not Fit.WHOLE:
        return weight >= CLOSE_WEIGHT
    if runs_on(index, text, evidence):
        return weight >= RUN_ON_WEIGHT
    if weight >= WHOLE_WEIGHT:
        return True
    return weight >= BOUNDED_WEIGHT and not evidence.slips and _stands_alone(index, text, evidence)


def is_mere_beginning(index: Index, text: str, evidence: Evidence, fit: Fit) -> bool:
    """Whether a whole message is so short that the sentence which runs on is another message."""
    is_short = fit is Fit.WHOLE and evidence.chain.weight < BOUNDED_WEIGHT
    return is_short and runs_on(index, text, evidence)


def runs_on(index: Index, text: str, evidence: Evidence) -> bool:
    """Whether another word follows the last of the message, with nothing but blanks between."""
    end = evidence.end
    while end < len(text) and text[end] == " ":
        end += 1
    follows = end < len(text) and text[end].isascii() and text[end].isalpha()
    return follows and not index.wordings[evidence.wording].ends_with_value


def _rest_fits(index: Index, slots: Sequence[Slot], evidence: Evidence, witness: Witness) -> bool:
    """Whether a message that was cut off at the end of the text fits as far as it goes."""
    first, last = evidence.chain.stretch()
    is_end_cut = evidence.cut_right and last < len(slots) - 1
    begin = first if evidence.cut_left and not is_end_cut else 0
    end = last + 1 if evidence.cut_right else len(slots)
    rest = sum(index.weights[slot.word] for slot in slots[begin:end])
    weight = evidence.chain.weight
    least = CUT_WEIGHT_NAMED if witness is Witness.FOR else CUT_WEIGHT
    if witness is Witness.FOR and evidence.cut_right and not first and not evidence.chain.strangers:
        least = CUT_WEIGHT_BEGUN
    return weight >= least and weight >= CUT_COVERAGE * rest


def _least_coverage(slots: Sequence[Slot], evidence: Evidence, witness: Witness) -> float:
    if not _end_is_found(slots, evidence):
        return ENDLESS_COVERAGE
    if witness is Witness.AGAINST or _begins_otherwise(slots, evidence):
        return DOUBTFUL_COVERAGE
    return NAMED_COVERAGE if witness is Witness.FOR else CLOSE_COVERAGE


def _begins_otherwise(slots: Sequence[Slot], evidence: Evidence) -> bool:
    """Whether a short message lacks its first word, which nothing cut off."""
    lacks_first = evidence.chain.stretch()[0] > 0 and not evidence.cut_left
    return lacks_first and len(slots) <= SHORT_WORDS


def _end_is_found(slots: Sequence[Slot], evidence: Evidence) -> bool:
    return evidence.cut_right or evidence.chain.stretch()[1] == len(slots) - 1


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


def _stands_alone(index: Index, text: str, evidence: Evidence) -> bool:
    start, end = evidence.start, evidence.end
    while start > 0 and text[start - 1] == " ":
        start -= 1
    while end < len(text) and text[end] == " ":
        end += 1
    opens = start == 0 or text[start - 1] in _OPENING
    closes = end == len(text) or text[end] in _CLOSING
    return opens and (closes or index.wordings[evidence.wording].ends_with_value)
