"""Evidence -> cases: how well each template fits, how sure that makes us, and which is the surest.

A template fits by the share of its weight that was found. Then the surroundings decide whether the
message is this service's, unless it speaks for itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.codes import CodeEvidence, Surroundings
from errdocs.lookup.constants import Confidence
from errdocs.lookup.evidence import Evidence, find_evidence
from errdocs.lookup.index import Index, Slot

_ORDER = {confidence: number for number, confidence in enumerate(Confidence)}


class Ranked(NamedTuple):
    """A case with what speaks for it."""

    case: int
    confidence: Confidence
    score: int
    evidence: Evidence

    @property
    def order(self) -> tuple[int, int, int]:
        """Return what sorts the surest first."""
        return _ORDER[self.confidence], -self.score, self.case


def rank(index: Index, text: str, around: Surroundings) -> list[Ranked]:
    """Return the cases that a text speaks of, each with its best evidence, the surest first."""
    best: dict[int, Ranked] = {}
    for evidence in find_evidence(index, text):
        confidence = _confidence(index, text, evidence, around)
        if confidence is None:
            continue
        case = index.wordings[evidence.wording].case
        ranked = Ranked(case, confidence, _score(index, evidence, around), evidence)
        if case not in best or ranked.order < best[case].order:
            best[case] = ranked
    return sorted(best.values(), key=lambda ranked: ranked.order)


def _confidence(
    index: Index, text: str, evidence: Evidence, around: Surroundings
) -> Confidence | None:
    wording = index.wordings[evidence.wording]
    fit = _fit(index, evidence, around.code_evidence(index.cases[wording.case].error))
    if fit is _Fit.NONE:
        return None
    if fit is _Fit.LOOSE or around.foreign:
        return Confidence.SUGGESTION
    runs_on = _runs_on(index, text, evidence)
    if not around.ours and not _speaks_for_itself(index, text, evidence, fit, runs_on):
        return Confidence.SUGGESTION
    if runs_on and fit is _Fit.WHOLE and evidence.chain.weight < constants.BOUNDED_WEIGHT:
        return Confidence.SUGGESTION  # so short that the sentence is another message
    is_exact = evidence.chain.is_whole(wording.slots) and not evidence.typos
    return Confidence.EXACT if is_exact else Confidence.LIKELY


def _score(index: Index, evidence: Evidence, around: Surroundings) -> int:
    chain = evidence.chain
    case = index.cases[index.wordings[evidence.wording].case]
    score = chain.weight * chain.weight // max(1, chain.total)
    if case.error in around.named:
        score += constants.CODE_BONUS
    if case.status is not None and str(case.status) in around.statuses:
        score += constants.STATUS_BONUS
    return score


class _Fit(Enum):
    """How well the words of a template were found, the best first."""

    WHOLE = auto()
    CLOSE = auto()
    LOOSE = auto()
    NONE = auto()


def _fit(index: Index, evidence: Evidence, codes: CodeEvidence) -> _Fit:
    slots = index.wordings[evidence.wording].slots
    chain = evidence.chain
    coverage = chain.weight / chain.total
    if evidence.typos and len(slots) < constants.TYPO_WORDS:
        return _Fit.LOOSE
    if chain.is_whole(slots):
        return _Fit.WHOLE
    is_enough = coverage >= _least_coverage(slots, evidence, codes)
    if _parts_are_found(index, slots, evidence) and (
        is_enough or _rest_fits(index, slots, evidence, codes)
    ):
        return _Fit.CLOSE
    return _Fit.LOOSE if coverage >= constants.LOOSE_COVERAGE else _Fit.NONE


def _speaks_for_itself(
    index: Index, text: str, evidence: Evidence, fit: _Fit, runs_on: bool
) -> bool:
    """Whether nobody else prints such words, so that the surroundings need not decide."""
    weight = evidence.chain.weight
    if fit is not _Fit.WHOLE:
        return weight >= constants.CLOSE_WEIGHT
    if runs_on:
        return weight >= constants.RUN_ON_WEIGHT
    if weight >= constants.WHOLE_WEIGHT:
        return True
    return (
        weight >= constants.BOUNDED_WEIGHT
        and not evidence.typos
        and _stands_alone(index, text, evidence)
    )


def _runs_on(index: Index, text: str, evidence: Evidence) -> bool:
    """Whether another word follows the last of the message, with nothing but spaces between."""
    end = _after_spaces(text, evidence.end)
    follows = end < len(text) and text[end].isascii() and text[end].isalpha()
    return follows and not index.wordings[evidence.wording].ends_with_value


def _stands_alone(index: Index, text: str, evidence: Evidence) -> bool:
    start, end = evidence.start, _after_spaces(text, evidence.end)
    while start > 0 and text[start - 1] == " ":
        start -= 1
    opens = start == 0 or text[start - 1] in constants.OPENING
    closes = end == len(text) or text[end] in constants.CLOSING
    return opens and (closes or index.wordings[evidence.wording].ends_with_value)


def _after_spaces(text: str, place: int) -> int:
    while place < len(text) and text[place] == " ":
        place += 1
    return place


def _least_coverage(slots: Sequence[Slot], evidence: Evidence, codes: CodeEvidence) -> float:
    first, last = _stretch(evidence)
    if not evidence.cut_right and last < len(slots) - 1:
        return constants.ENDLESS_COVERAGE
    starts_otherwise = first > 0 and not evidence.cut_left and len(slots) <= constants.SHORT_WORDS
    if codes is CodeEvidence.AGAINST or starts_otherwise:
        return constants.DOUBTFUL_COVERAGE
    return constants.NAMED_COVERAGE if codes is CodeEvidence.FOR else constants.CLOSE_COVERAGE


def _rest_fits(
    index: Index, slots: Sequence[Slot], evidence: Evidence, codes: CodeEvidence
) -> bool:
    """Whether a message that was cut off at the end of the text fits as far as it goes."""
    first, last = _stretch(evidence)
    is_end_cut = evidence.cut_right and last < len(slots) - 1
    start = first if evidence.cut_left and not is_end_cut else 0
    end = last + 1 if evidence.cut_right else len(slots)
    rest = sum(index.weights[slot.word] for slot in slots[start:end])
    least = constants.CUT_WEIGHT
    if codes is CodeEvidence.FOR:
        is_started = evidence.cut_right and not first and not evidence.chain.extra
        least = constants.CUT_WEIGHT_STARTED if is_started else constants.CUT_WEIGHT_NAMED
    weight = evidence.chain.weight
    return weight >= least and weight >= constants.CUT_COVERAGE * rest


def _parts_are_found(index: Index, slots: Sequence[Slot], evidence: Evidence) -> bool:
    """Whether enough of each literal part is there; parts that were cut off need not be."""
    found = {slot for slot, _ in evidence.chain.places}
    first, last = _stretch(evidence)
    left = first if evidence.cut_left else 0
    right = last + 1 if evidence.cut_right else len(slots)
    starts = [number for number, slot in enumerate(slots) if slot.gap or number == 0]
    for start, end in zip(starts, [*starts[1:], len(slots)], strict=True):
        kept = range(max(start, left), min(end, right))
        whole = sum(index.weights[slots[number].word] for number in kept)
        there = sum(index.weights[slots[number].word] for number in kept if number in found)
        if there < constants.PART_SHARE * whole:
            return False
    return True


def _stretch(evidence: Evidence) -> tuple[int, int]:
    """Return the first and last slot found."""
    places = evidence.chain.places
    return places[0][0], places[-1][0]
