"""Evidence -> matches: how sure we are, and what comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from errdocs.lookup.codes import CodeHit, find_codes
from errdocs.lookup.evidence import Evidence, find_evidence
from errdocs.lookup.fit import Fit, fit_of, speaks_for_itself
from errdocs.lookup.index import Index, IndexedCase, IndexedError
from errdocs.lookup.templates import UNIT
from errdocs.lookup.values import read_values

_STATUS = re.compile(r"(?<![0-9])[1-5][0-9]{2}(?![0-9])")


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


@dataclass(frozen=True, slots=True)
class Match:
    """One answer to a text."""

    code: str
    case: str | None
    title: str
    url: str
    confidence: Confidence
    score: float
    message: str | None
    parameters: dict[str, str]
    span: tuple[int, int]
    retry: str | None = None
    actor: str | None = None


@dataclass(frozen=True)
class Surroundings:
    """What a text says besides the message: codes, statuses, who printed it."""

    codes: tuple[CodeHit, ...]
    statuses: frozenset[str]
    own: bool
    foreign: bool

    @classmethod
    def of(cls, index: Index, text: str) -> Surroundings:
        """Return the surroundings in a text."""
        folded = text.lower()
        return cls(
            codes=tuple(find_codes(index, text)),
            statuses=frozenset(_statuses(text)),
            own=any(marker in folded for marker in index.own),
            foreign=any(marker in folded for marker in index.foreign),
        )


def _statuses(text: str) -> Iterator[str]:
    return (match[0] for match in _STATUS.finditer(text))


Ranked = tuple[int, tuple[Confidence, int, Evidence]]
"""Position of a case with its confidence, score and evidence."""


def rank(index: Index, text: str, limit: int = 5) -> list[Match]:
    """Return the best matches of a text, the surest first."""
    around = Surroundings.of(index, text)
    best: dict[int, tuple[Confidence, int, Evidence]] = {}
    for evidence in find_evidence(index, text):
        case = index.wordings[evidence.wording].case
        confidence = _confidence(index, text, evidence, around)
        if confidence is None:
            continue
        score = _score(index, evidence, around)
        current = best.get(case)
        if current is None or _order(confidence, score) < _order(current[0], current[1]):
            best[case] = (confidence, score, evidence)
    ranked = sorted(best.items(), key=lambda item: (*_order(item[1][0], item[1][1]), item[0]))
    return _answers(index, text, ranked, around)[:limit]


def _order(confidence: Confidence, score: int) -> tuple[int, int]:
    return list(Confidence).index(confidence), -score


def _confidence(
    index: Index, text: str, evidence: Evidence, around: Surroundings
) -> Confidence | None:
    slots = index.wordings[evidence.wording].slots
    case = index.cases[index.wordings[evidence.wording].case]
    named = any(hit.error == case.error for hit in around.codes)
    fit = fit_of(index, evidence, named=named)
    if fit is Fit.NONE:
        return None
    is_ours = around.own or bool(around.codes)
    if fit is Fit.LOOSE or (around.foreign and not around.own):
        return Confidence.SUGGESTION
    if not is_ours and not speaks_for_itself(text, evidence, fit):
        return Confidence.SUGGESTION
    is_exact = evidence.chain.is_whole(slots) and not evidence.slips
    return Confidence.EXACT if is_exact else Confidence.LIKELY


def _score(index: Index, evidence: Evidence, around: Surroundings) -> int:
    chain = evidence.chain
    case = index.cases[index.wordings[evidence.wording].case]
    score = chain.weight * chain.weight // max(1, chain.total)
    if any(hit.error == case.error for hit in around.codes):
        score += CODE_BONUS
    if case.status is not None and str(case.status) in around.statuses:
        score += STATUS_BONUS
    return score


def _answers(
    index: Index,
    text: str,
    ranked: Sequence[Ranked],
    around: Surroundings,
) -> list[Match]:
    sure = [item for item in ranked if item[1][0] is not Confidence.SUGGESTION]
    guesses = [item for item in ranked if item[1][0] is Confidence.SUGGESTION]
    kept = _without_overlaps(sure)
    matches = [_case_match(index, text, *item) for item in kept]
    named = {match.code for match in matches}
    if not matches:
        matches += _code_matches(index, around.codes, named)
    matches += [_case_match(index, text, *item) for item in guesses[:3]]
    return matches


def _without_overlaps(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Return the matches, best first, without those whose evidence a better one explains."""
    kept: list[Ranked] = []
    for item in sorted(ranked, key=lambda item: (-item[1][1], item[0])):
        evidence = item[1][2]
        if not any(_overlap(evidence, other[1][2]) for other in kept):
            kept.append(item)
    return kept


def _overlap(one: Evidence, two: Evidence) -> bool:
    return one.start < two.end and two.start < one.end


def _case_match(
    index: Index, text: str, position: int, found: tuple[Confidence, int, Evidence]
) -> Match:
    confidence, score, evidence = found
    case: IndexedCase = index.cases[position]
    wording = index.wordings[evidence.wording]
    return Match(
        code=index.errors[case.error].code,
        case=case.id,
        title=case.title,
        url=case.url,
        confidence=confidence,
        score=score / UNIT,
        message=wording.template,
        parameters=read_values(wording, evidence, text),
        span=(evidence.start, evidence.end),
        retry=case.retry,
        actor=case.actor,
    )


def _code_matches(index: Index, hits: Sequence[CodeHit], named: set[str]) -> list[Match]:
    matches: dict[int, Match] = {}
    for hit in hits:
        error: IndexedError = index.errors[hit.error]
        if error.code not in named and hit.error not in matches:
            matches[hit.error] = Match(
                code=error.code,
                case=None,
                title=error.title,
                url=error.url,
                confidence=Confidence.CODE,
                score=0.0,
                message=None,
                parameters={},
                span=(hit.start, hit.end),
            )
    return list(matches.values())
