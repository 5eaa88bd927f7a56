"""Evidence -> cases: how well each template fits, how sure that makes us, and which is the surest.

A template fits by the share of its weight that was found. Then the surroundings decide whether the
message is this service's, unless it speaks for itself.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.codes import Surroundings
from errdocs.lookup.constants import Confidence
from errdocs.lookup.evidence import Evidence, find_evidence
from errdocs.lookup.index import Index

_Fit = Literal["whole", "close", "loose", "none"]
_ORDER = tuple(Confidence)
_NEXT = re.compile(" *(.?)", re.DOTALL)


class Ranked(NamedTuple):
    """A case with what speaks for it."""

    case: int
    confidence: Confidence
    score: int
    evidence: Evidence


def rank(index: Index, text: str, around: Surroundings) -> list[Ranked]:
    """Return the cases that a text speaks of, each with its best evidence, the surest first."""
    best: dict[int, Ranked] = {}
    for evidence in find_evidence(index, text):
        confidence = _confidence(index, text, evidence, around)
        if confidence:
            case = evidence.wording.case
            ranked = Ranked(case, confidence, _score(index, evidence, around), evidence)
            best[case] = min(best.get(case, ranked), ranked, key=_order)
    return sorted(best.values(), key=_order)


def _order(ranked: Ranked) -> tuple[int, int, int]:
    return _ORDER.index(ranked.confidence), -ranked.score, ranked.case


def _confidence(
    index: Index, text: str, evidence: Evidence, around: Surroundings
) -> Confidence | None:
    fit = _fit(index, evidence, around)
    if fit == "none":
        return None
    if fit == "loose" or around.foreign:
        return Confidence.SUGGESTION
    follows = _after_spaces(text, evidence)
    runs_on = follows.isascii() and follows.isalpha() and not evidence.wording.ends_with_value
    if not around.ours and evidence.weight < _least_weight(text, evidence, fit, runs_on):
        return Confidence.SUGGESTION
    if runs_on and fit == "whole" and evidence.weight < constants.BOUNDED_WEIGHT:
        return Confidence.SUGGESTION  # so short that the sentence is another message
    return Confidence.EXACT if fit == "whole" and not evidence.typos else Confidence.LIKELY


def _score(index: Index, evidence: Evidence, around: Surroundings) -> int:
    case = index.cases[evidence.wording.case]
    score = evidence.weight**2 // max(1, evidence.total)
    if case.error in around.named:
        score += constants.CODE_BONUS
    if case.status is not None and str(case.status) in around.statuses:
        score += constants.STATUS_BONUS
    return score


def _fit(index: Index, evidence: Evidence, around: Surroundings) -> _Fit:
    """Return how well the words of a template were found."""
    wording = evidence.wording
    if evidence.typos and len(wording.slots) < constants.TYPO_WORDS:
        return "loose"
    if len(evidence.slots) == len(wording.slots) and not evidence.extra:
        return "whole"  # with nothing between but values
    coverage = evidence.weight / evidence.total
    is_named = index.cases[wording.case].error in around.named
    weights = [index.weights[slot.word] for slot in wording.slots]
    is_enough = coverage >= _least_coverage(evidence, is_named, bool(around.named))
    is_enough = is_enough or _rest_fits(weights, evidence, is_named)
    if is_enough and _parts_are_found(weights, evidence):
        return "close"
    return "loose" if coverage >= constants.LOOSE_COVERAGE else "none"


def _least_weight(text: str, evidence: Evidence, fit: _Fit, runs_on: bool) -> int:
    """Return the weight from which nobody else prints such words, whatever surrounds them."""
    if fit != "whole":
        return constants.CLOSE_WEIGHT
    if runs_on:
        return constants.RUN_ON_WEIGHT
    if evidence.typos or not _stands_alone(text, evidence):
        return constants.WHOLE_WEIGHT
    return constants.BOUNDED_WEIGHT


def _stands_alone(text: str, evidence: Evidence) -> bool:
    start, _ = evidence.span
    while start and text[start - 1] == " ":
        start -= 1
    opens = text[start - 1 : start] in constants.OPENING  # empty, at both ends, is in everything
    closes = _after_spaces(text, evidence) in constants.CLOSING
    return opens and (closes or evidence.wording.ends_with_value)


def _after_spaces(text: str, evidence: Evidence) -> str:
    """Return the first character after a message that is not a space; empty at the end."""
    match = _NEXT.match(text, evidence.span[1])
    return match[1] if match else ""


def _least_coverage(evidence: Evidence, is_named: bool, has_codes: bool) -> float:
    slots, (left, right) = evidence.slots, evidence.kept
    if slots[-1] + 1 < right:
        return constants.ENDLESS_COVERAGE
    is_short = len(evidence.wording.slots) <= constants.SHORT_WORDS
    if (is_short and left < slots[0]) or (has_codes and not is_named):
        return constants.DOUBTFUL_COVERAGE
    return constants.NAMED_COVERAGE if is_named else constants.CLOSE_COVERAGE


def _rest_fits(weights: list[int], evidence: Evidence, is_named: bool) -> bool:
    """Whether a message that was cut off at the end of the text fits as far as it goes."""
    slots, (left, right) = evidence.slots, evidence.kept
    least = constants.CUT_WEIGHT
    if is_named:
        is_started = right == slots[-1] + 1 and not slots[0] and not evidence.extra
        least = constants.CUT_WEIGHT_STARTED if is_started else constants.CUT_WEIGHT_NAMED
    rest = sum(weights[left if right == len(weights) else 0 : right])
    return evidence.weight >= max(least, constants.CUT_COVERAGE * rest)


def _parts_are_found(weights: list[int], evidence: Evidence) -> bool:
    """Whether enough of each literal part is there; parts that were cut off need not be."""
    (left, right), slots = evidence.kept, evidence.wording.slots
    starts = [number for number, slot in enumerate(slots) if slot.gap or number == 0]
    for start, end in pairwise((*starts, len(slots))):
        part = range(max(start, left), min(end, right))
        there = sum(weights[slot] for slot in part if slot in evidence.slots)
        if there < constants.PART_COVERAGE * sum(weights[slot] for slot in part):
            return False
    return True
