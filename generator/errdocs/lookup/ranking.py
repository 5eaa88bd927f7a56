"""Evidence -> cases: how sure we are of each, and which is the surest."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from errdocs.lookup.evidence import Evidence, find_evidence
from errdocs.lookup.fit import Fit, fit_of, is_mere_beginning, speaks_for_itself
from errdocs.lookup.index import Index
from errdocs.lookup.surroundings import Surroundings
from errdocs.lookup.templates import UNIT


class Confidence(StrEnum):
    """How sure a match is, the surest first."""

    EXACT = "exact"
    LIKELY = "likely"
    CODE = "code"
    SUGGESTION = "suggestion"


CODE_BONUS = 6 * UNIT
"""What the code of the case in the text adds: it decides between cases with the same wording."""
STATUS_BONUS = 2 * UNIT
"""What the HTTP status of the case in the text adds."""
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
    fit = fit_of(index, evidence, around.witness(index.cases[wording.case].error))
    if fit is Fit.NONE:
        return None
    if fit is Fit.LOOSE or around.foreign:
        return Confidence.SUGGESTION
    if not around.ours and not speaks_for_itself(index, text, evidence, fit):
        return Confidence.SUGGESTION
    if is_mere_beginning(index, text, evidence, fit):
        return Confidence.SUGGESTION
    is_exact = evidence.chain.is_whole(wording.slots) and not evidence.slips
    return Confidence.EXACT if is_exact else Confidence.LIKELY


def _score(index: Index, evidence: Evidence, around: Surroundings) -> int:
    chain = evidence.chain
    case = index.cases[index.wordings[evidence.wording].case]
    score = chain.weight * chain.weight // max(1, chain.total)
    if case.error in around.named:
        score += CODE_BONUS
    if case.status is not None and str(case.status) in around.statuses:
        score += STATUS_BONUS
    return score
