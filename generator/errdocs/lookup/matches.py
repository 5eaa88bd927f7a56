"""Raw text in, ranked matches out: what the reader is told, the surest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice

from errdocs.lookup import constants
from errdocs.lookup.codes import (
    CandidateCode,
    CodeHit,
    Surroundings,
    candidate_codes,
    is_typo,
    nearest,
)
from errdocs.lookup.confidence import Ranked, rank
from errdocs.lookup.constants import Confidence
from errdocs.lookup.evidence import Evidence
from errdocs.lookup.index import Index, build_index
from errdocs.lookup.values import read_values
from errdocs.registry.model import Registry

_HALF = constants.LIMIT // 2


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


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text says of itself, for an honest answer to an error that is not known."""

    statuses: tuple[str, ...]
    """HTTP statuses of errors, in order."""
    codes: tuple[str, ...]
    """Known codes and names used as codes, as the text spells them, in order."""
    vendor: str | None
    """The marker of another service that the text holds."""


class Lookup:
    """Finds the errors that a text speaks of.

    Of a text over the limit (`errdocs.lookup.LIMIT` characters) the first and last part are
    searched; `errdocs.lookup.left_out(text)` tells how much was not.
    """

    def __init__(self, registry: Registry, base_url: str = "") -> None:
        self._index: Index = build_index(registry, base_url)

    def __call__(self, text: str, limit: int = 5) -> list[Match]:
        """Return the matches of a text, best first; none where nothing is known about it."""
        matches = answer(self._index, _searched(text), limit)
        skipped = left_out(text)
        if not skipped:
            return matches

        def place(searched: int) -> int:
            return searched if searched <= _HALF else searched - len(constants.SEAM) + skipped

        return [replace(m, span=(place(m.span[0]), place(m.span[1]))) for m in matches]

    def recognised(self, text: str) -> Recognised:
        """Return what the surroundings of an unknown error say."""
        searched = _searched(text)
        around = Surroundings.of(self._index, searched)
        names = [name for name in candidate_codes(searched) if " " not in name.name]
        found = {
            hit.start: searched[hit.start : hit.end]
            for hit in around.codes
            if not any(name.start <= hit.start < name.end for name in names)
        }
        found.update((name.start, name.name) for name in names)
        return Recognised(
            statuses=tuple(status for status in around.statuses if status >= "400"),
            codes=tuple(dict.fromkeys(found[start] for start in sorted(found))),
            vendor=around.vendor,
        )


def left_out(text: str) -> int:
    """Return how many characters in the middle of a text the lookup does not search.

    Whoever shows the answer to a text over the limit says so.
    """
    return max(0, len(text) - constants.LIMIT)


def _searched(text: str) -> str:
    """Return both ends of a text over the limit.

    Errors stand at the start or at the end of a log; a megabyte between them only costs time.
    """
    return text[:_HALF] + constants.SEAM + text[-_HALF:] if left_out(text) else text


def answer(index: Index, text: str, limit: int) -> list[Match]:
    """Return the best matches of a text, the surest first.

    Codes are only told where no message is known, and codes like the one in the text only where
    none is.
    """
    around = Surroundings.of(index, text)
    ranked = rank(index, text, around)
    guesses = [item for item in ranked if item.confidence is Confidence.SUGGESTION][
        : constants.MOST_GUESSES
    ]
    guessed = [_case_match(index, text, item) for item in guesses]
    sure = [item for item in ranked if item.confidence is not Confidence.SUGGESTION]
    if sure:
        known = [_case_match(index, text, item) for item in _without_overlaps(sure)]
        return [*known, *guessed][:limit]
    typos = _typos(index, around.codes)
    named = [hit for hit in around.codes if hit not in typos]
    # Services share the names of codes: beside the name of another one they are only a guess.
    codes = _code_matches(index, named, is_guess=around.foreign)
    if codes or around.foreign:
        return [*codes, *guessed][:limit]
    near = _near_matches(index, [*typos.values(), *candidate_codes(text)])
    clear = [match for match in near if match.score * constants.UNIT >= constants.TYPO_LIKENESS]
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
        score=ranked.score / constants.UNIT,
        message=wording.template,
        parameters=read_values(wording, ranked.evidence, text),
        span=(ranked.evidence.start, ranked.evidence.end),
        retry=case.retry,
        actor=case.actor,
    )


def _typos(index: Index, hits: Iterable[CodeHit]) -> dict[CodeHit, CandidateCode]:
    """Return the codes that only start a longer name which rather is a typo of another code.

    `Throttling.RateQuta` holds the code `Throttling`, but is meant to be `Throttling.RateQuota`.
    """
    longer = (hit for hit in hits if len(hit.name) > hit.end - hit.start)
    return {
        hit: CandidateCode(hit.name, hit.start, hit.start + len(hit.name))
        for hit in islice(longer, constants.MOST_NAMES)
        if is_typo(index, hit.name, hit.error)
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


def _near_matches(index: Index, names: Iterable[CandidateCode]) -> list[Match]:
    """Return a guess for each of the errors whose codes are most like the names in a text."""
    best: dict[int, Match] = {}
    for name, start, end in names:
        for error, likeness in nearest(index, name):
            match = _code_match(index, error, Confidence.SUGGESTION, likeness, (start, end))
            if error not in best or match.score > best[error].score:
                best[error] = match
    ranked = sorted(best.items(), key=lambda item: (-item[1].score, item[0]))
    return [match for _, match in ranked[: constants.MOST_GUESSES]]


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
        score=score / constants.UNIT,
        message=None,
        parameters={},
        span=span,
    )
