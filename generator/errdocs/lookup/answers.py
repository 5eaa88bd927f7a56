"""Ranked cases and codes -> matches: what the reader is told, the surest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from errdocs.lookup.codes import Claim, CodeHit, find_claims
from errdocs.lookup.evidence import Evidence
from errdocs.lookup.index import Index
from errdocs.lookup.nearest import SLIP, is_slip, nearest
from errdocs.lookup.ranking import Confidence, Ranked, rank
from errdocs.lookup.surroundings import Surroundings
from errdocs.lookup.templates import UNIT
from errdocs.lookup.values import read_values

MOST_GUESSES = 3
"""Cases, and codes, that are offered as guesses."""
MOST_NAMES = 8
"""Names that are looked at as slips of a code; a text that has more is a list, not an error."""


@dataclass(frozen=True, slots=True)
class Match:
    """One answer to a text."""

    code: str
    case: str | None
    """None where only the code is known."""
    title: str
    url: str
    confidence: Confidence
    score: float
    """Weight of the evidence, or likeness to a misspelt code; only comparable in one answer."""
    message: str | None
    """The template."""
    parameters: dict[str, str]
    """Values of the template's parameters as the text has them."""
    span: tuple[int, int]
    """Start and end of the evidence, in characters."""
    retry: str | None = None
    actor: str | None = None


def answer(index: Index, text: str, limit: int) -> list[Match]:
    """Return the best matches of a text, the surest first.

    Codes are only told where no message is known, and codes like the one in the text only where
    none is.
    """
    around = Surroundings.of(index, text)
    ranked = rank(index, text, around)
    guesses = [item for item in ranked if item.confidence is Confidence.SUGGESTION][:MOST_GUESSES]
    guessed = [_case_match(index, text, item) for item in guesses]
    sure = [item for item in ranked if item.confidence is not Confidence.SUGGESTION]
    if sure:
        known = [_case_match(index, text, item) for item in _without_overlaps(sure)]
        return [*known, *guessed][:limit]
    slips = _slips(index, around.codes)
    named = [hit for hit in around.codes if hit not in slips]
    # Services share the names of codes: beside the name of another one they are only a guess.
    codes = _code_matches(index, named, is_guess=around.foreign)
    if codes or around.foreign:
        return [*codes, *guessed][:limit]
    near = _near_matches(index, [*slips.values(), *find_claims(text)])
    clear = [match for match in near if match.score * 1000 >= SLIP]
    return [*clear, *guessed, *near[len(clear) :]][:limit]


def _without_overlaps(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Return the matches, best first, without those whose evidence a better one explains."""
    kept: list[Ranked] = []
    for item in sorted(ranked, key=lambda item: (-item.score, item.case)):
        if not any(_overlap(item.evidence, other.evidence) for other in kept):
            kept.append(item)
    return kept


def _overlap(one: Evidence, two: Evidence) -> bool:
    return one.start < two.end and two.start < one.end


def _case_match(index: Index, text: str, ranked: Ranked) -> Match:
    case = index.cases[ranked.case]
    wording = index.wordings[ranked.evidence.wording]
    return Match(
        code=index.errors[case.error].code,
        case=case.id,
        title=case.title,
        url=case.url,
        confidence=ranked.confidence,
        score=ranked.score / UNIT,
        message=wording.template,
        parameters=read_values(wording, ranked.evidence, text),
        span=(ranked.evidence.start, ranked.evidence.end),
        retry=case.retry,
        actor=case.actor,
    )


def _slips(index: Index, hits: Iterable[CodeHit]) -> dict[CodeHit, Claim]:
    """Return the codes that only begin a longer name which rather is a slip of another code.

    `Throttling.RateQuta` holds the code `Throttling`, but is meant to be `Throttling.RateQuota`.
    """
    longer = (hit for hit in hits if len(hit.name) > hit.end - hit.start)
    return {
        hit: Claim(hit.name, hit.start, hit.start + len(hit.name))
        for hit in islice(longer, MOST_NAMES)
        if is_slip(index, hit.name, hit.error)
    }


def _code_matches(index: Index, hits: Iterable[CodeHit], *, is_guess: bool) -> list[Match]:
    """Return a match for each error whose code a text names, in order."""
    confidence = Confidence.SUGGESTION if is_guess else Confidence.CODE
    first: dict[int, CodeHit] = {}
    for hit in hits:
        first.setdefault(hit.error, hit)
    return [
        _code_match(index, hit.error, confidence, 0, (hit.start, hit.end)) for hit in first.values()
    ]


def _near_matches(index: Index, claims: Iterable[Claim]) -> list[Match]:
    """Return a guess for each of the errors whose codes are most like the names in a text."""
    best: dict[int, Match] = {}
    for match in _guesses(index, claims):
        error = index.error_by_spelling[match.code]
        if error not in best or match.score > best[error].score:
            best[error] = match
    ranked = sorted(best.items(), key=lambda item: (-item[1].score, item[0]))
    return [match for _, match in ranked[:MOST_GUESSES]]


def _guesses(index: Index, claims: Iterable[Claim]) -> Iterator[Match]:
    for claim in claims:
        for error, likeness in nearest(index, claim.name):
            span = (claim.start, claim.end)
            yield _code_match(index, error, Confidence.SUGGESTION, likeness, span)


def _code_match(
    index: Index, error: int, confidence: Confidence, score: int, span: tuple[int, int]
) -> Match:
    found = index.errors[error]
    return Match(
        code=found.code,
        case=None,
        title=found.title,
        url=found.url,
        confidence=confidence,
        score=score / UNIT,
        message=None,
        parameters={},
        span=span,
    )
