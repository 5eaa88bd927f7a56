"""Raw text in, ranked matches out: what the reader is told, the surest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import islice

from errdocs.lookup import constants
from errdocs.lookup.codes import CodeHit, Surroundings, candidate_codes, is_typo, nearest
from errdocs.lookup.confidence import Ranked, rank
from errdocs.lookup.constants import Confidence
from errdocs.lookup.index import Index, build_index
from errdocs.lookup.values import read_values
from errdocs.registry.model import Registry

_HALF = constants.LIMIT // 2


@dataclass(frozen=True, slots=True)
class Match:
    """One answer to a text."""

    code: str
    title: str
    url: str
    confidence: Confidence
    score: float
    """Weight of the evidence, or likeness to a misspelt code; only comparable in one answer."""
    span: tuple[int, int]  # start and end of the evidence, in characters
    case: str | None = None  # None where only the code is known
    message: str | None = None  # the template
    parameters: dict[str, str] = field(default_factory=dict)  # as the text has them
    retry: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a text says of itself, for an honest answer to an error that is not known."""

    statuses: tuple[str, ...]  # HTTP statuses of errors, in order
    codes: tuple[str, ...]  # known codes and names used as codes, as the text spells them
    vendor: str | None  # the marker of another service that the text holds


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
        shift = left_out(text) - len(constants.SEAM)
        if shift < 0:
            return matches

        def place(searched: int) -> int:
            return searched if searched <= _HALF else searched + shift

        return [replace(m, span=(place(m.span[0]), place(m.span[1]))) for m in matches]

    def recognised(self, text: str) -> Recognised:
        """Return what the surroundings of an unknown error say."""
        searched = _searched(text)
        around = Surroundings.of(self._index, searched)
        names = [(at, name) for name, at in candidate_codes(searched).items() if " " not in name]
        hits = [
            (hit.start, searched[hit.start : hit.end])
            for hit in around.codes
            if not any(start <= hit.start < start + len(name) for start, name in names)
        ]
        return Recognised(
            statuses=tuple(status for status in around.statuses if status >= "400"),
            codes=tuple(dict.fromkeys(name for _, name in sorted(hits + names))),
            vendor=around.vendor,
        )


def left_out(text: str) -> int:
    """Return how many characters in the middle of a text the lookup does not search."""
    return max(0, len(text) - constants.LIMIT)


def _searched(text: str) -> str:
    # errors stand at the start or at the end of a log; a megabyte between them only costs time
    return text[:_HALF] + constants.SEAM + text[-_HALF:] if left_out(text) else text


def answer(index: Index, text: str, limit: int) -> list[Match]:
    """Return the best matches of a text, the surest first.

    Codes are only told where no message is known, and codes like the one in the text only where
    none is.
    """
    around = Surroundings.of(index, text)
    ranked = rank(index, text, around)
    sure = [item for item in ranked if item.confidence is not Confidence.SUGGESTION]
    guesses = ranked[len(sure) :][: constants.MOST_GUESSES]
    if sure:
        told = [*_without_overlaps(sure), *guesses][:limit]
        return [_case_match(index, text, item) for item in told]
    guessed = [_case_match(index, text, item) for item in guesses]
    typos = _typos(index, around.codes)
    # Services share the names of codes: beside the name of another one they are only a guess.
    confidence = Confidence.SUGGESTION if around.foreign else Confidence.CODE
    codes = _code_matches(index, [hit for hit in around.codes if hit not in typos], confidence)
    if codes or around.foreign:
        return [*codes, *guessed][:limit]
    names = [*((hit.name, hit.start) for hit in typos), *candidate_codes(text).items()]
    near = _near_matches(index, names)
    clear = [match for match in near if match.score * constants.UNIT >= constants.TYPO_LIKENESS]
    return [*clear, *guessed, *near[len(clear) :]][:limit]


def _without_overlaps(ranked: Iterable[Ranked]) -> list[Ranked]:
    """Return the matches, best first, without those whose evidence a better one explains."""
    kept: list[Ranked] = []
    for item in sorted(ranked, key=lambda item: (-item.score, item.case)):
        start, end = item.evidence.span
        others = (other.evidence.span for other in kept)
        if not any(start < other_end and other_start < end for other_start, other_end in others):
            kept.append(item)
    return kept


def _case_match(index: Index, text: str, ranked: Ranked) -> Match:
    case, evidence = index.cases[ranked.case], ranked.evidence
    return replace(
        _code_match(index, case.error, ranked.confidence, ranked.score, evidence.span),
        case=case.id,
        title=case.title,
        url=case.url,
        message=evidence.wording.template,
        parameters=read_values(evidence, text),
        retry=case.retry,
        actor=case.actor,
    )


def _typos(index: Index, hits: Iterable[CodeHit]) -> list[CodeHit]:
    """Return the codes that only start a longer name which rather is a typo of another code.

    `Throttling.RateQuta` holds the code `Throttling`, but is meant to be `Throttling.RateQuota`.
    """
    longer = (hit for hit in hits if len(hit.name) > hit.end - hit.start)
    looked_at = islice(longer, constants.MOST_NAMES)
    return [hit for hit in looked_at if is_typo(index, hit.name, hit.error)]


def _code_matches(index: Index, hits: Iterable[CodeHit], confidence: Confidence) -> list[Match]:
    """Return a match for each error whose code a text names, in order."""
    spans: dict[int, tuple[int, int]] = {}
    for hit in hits:
        spans.setdefault(hit.error, (hit.start, hit.end))
    return [_code_match(index, error, confidence, 0, span) for error, span in spans.items()]


def _near_matches(index: Index, names: Iterable[tuple[str, int]]) -> list[Match]:
    """Return a guess for each of the errors whose codes are most like the names in a text."""
    best: dict[int, tuple[int, tuple[int, int]]] = {}
    for name, start in names:
        for error, likeness in nearest(index, name):
            if error not in best or likeness > best[error][0]:
                best[error] = likeness, (start, start + len(name))
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    return [
        _code_match(index, error, Confidence.SUGGESTION, likeness, span)
        for error, (likeness, span) in ranked[: constants.MOST_GUESSES]
    ]


def _code_match(
    index: Index, error: int, confidence: Confidence, score: int, span: tuple[int, int]
) -> Match:
    found = index.errors[error]
    return Match(found.code, found.title, found.url, confidence, score / constants.UNIT, span)
