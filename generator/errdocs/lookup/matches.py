"""Evidence -> matches: how well each template fits, how sure that makes us, and what readers get.

A template fits by the share of its weight that was found. Then the surroundings decide whether the
message is this service's, unless it speaks for itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice, pairwise
from typing import Literal, NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.bonuses import bonus
from errdocs.lookup.codes import CodeHit, Surroundings, candidate_codes, nearest
from errdocs.lookup.constants import Confidence
from errdocs.lookup.evidence import Evidence, find_evidence, read_values
from errdocs.lookup.fallbacks import Fallbacks, fallbacks
from errdocs.lookup.index import Index, build_index
from errdocs.lookup.spellings import Entry
from errdocs.lookup.unwrapping import unwrapped
from errdocs.lookup.words import words
from errdocs.registry.model import Registry

_Fit = Literal["whole", "close", "loose", "none"]
_HALF = constants.LIMIT // 2
_ORDER = tuple(Confidence)
_LINE_FEED = re.compile("\n")
_NEXT = re.compile(constants.NEXT, re.DOTALL)
_ENDED = re.compile(constants.ENDED)


@dataclass(frozen=True, slots=True)
class Match:
    """One answer to a text."""

    code: str
    title: str
    url: str
    confidence: Confidence
    score: float  # weight of the evidence, or likeness to a code; comparable in one answer only
    span: tuple[int, int]  # start and end of the evidence, in characters
    case: str | None = None  # None where only the code is known
    message: str | None = None  # the template
    parameters: dict[str, str] = field(default_factory=dict)  # as the text has them
    retry: str | None = None
    actor: str | None = None
    sharing: int = 1  # entries that have the value of a field for which this one is told
    # Where the message stands: it serves every text that differs from this one in values alone.
    evidence: Evidence | None = field(default=None, compare=False, repr=False)

    def values_in(self, text: str) -> dict[str, str]:
        """Return the values that a text with the same evidence has for the placeholders."""
        return read_values(self.evidence, unwrapped(text)) if self.evidence else {}


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
        self._base_url = base_url

    def __call__(self, text: str, limit: int = 5) -> list[Match]:
        """Return the matches of a text, best first; none where nothing is known about it."""
        matches = answer(self._index, _searched(text), limit)
        shift = left_out(text) - len(constants.SEAM)
        if shift < 0:
            return matches

        def place(searched: int) -> int:
            return searched if searched <= _HALF else searched + shift

        return [replace(m, span=(place(m.span[0]), place(m.span[1]))) for m in matches]

    def sure(self, text: str, limit: int = 5) -> list[Match]:
        """Return the matches of a text that are no guesses, several times as fast as all of them.

        The text is not over the limit. The values of a match are left to `Match.values_in`.
        """
        found = answer(self._index, text, limit, sure_only=True)
        return [match for match in found if match.confidence is not Confidence.SUGGESTION]

    @property
    def index(self) -> Index:
        """Return the index that is searched."""
        return self._index

    def vendor(self, text: str) -> str | None:
        """Return the marker of another service that a text holds."""
        lowered = unwrapped(text).lower()
        return next((marker for marker in self._index.foreign if marker in lowered), None)

    def fallbacks(self, text: str, matches: Sequence[Match]) -> Fallbacks:
        """Return what can be said of a text besides its matches; these are as `__call__` gave."""
        return fallbacks(self._index, _searched(text), matches, self._base_url)

    def prepare(self) -> None:
        """Read all messages now, not with the first text. Raises TemplateError for a broken one."""
        _ = self._index.wordings

    def recognised(self, text: str) -> Recognised:
        """Return what the surroundings of an unknown error say."""
        searched = unwrapped(_searched(text))
        around = Surroundings.of(self._index, searched)
        names = [(at, name) for name, at in candidate_codes(searched).items() if " " not in name]
        hits = [
            (hit.start, searched[hit.start : hit.end])
            for hit in around.codes
            if not any(start <= hit.start < start + len(name) for start, name in names)
        ]
        statuses = tuple(status for status in around.statuses if status >= "400")
        codes = dict.fromkeys(name for _, name in sorted(hits + names))
        return Recognised(statuses, tuple(codes), around.vendor)


def left_out(text: str) -> int:
    """Return how many characters in the middle of a text the lookup does not search."""
    return max(0, len(text) - constants.LIMIT)


def _searched(text: str) -> str:
    # errors stand at the start or at the end of a log; a megabyte between them only costs time
    return text[:_HALF] + constants.SEAM + text[-_HALF:] if left_out(text) else text


def answer(index: Index, text: str, limit: int, *, sure_only: bool = False) -> list[Match]:
    """Return the best matches of a text: what is known of it first, in the order of the text.

    Beside a known message, only codes of other errors are told. Codes like the one in the text
    are told where nothing is known, and entries with a value of a field where no code is. Where
    only what is sure matters, most guesses are left out.
    """
    text = unwrapped(text)
    around = Surroundings.of(index, text)
    # What was guessed of the case that a help anchor decides has its values.
    ranked = _rank(index, text, around, sure_only=sure_only and not around.anchors)
    sure = [item for item in ranked if item.confidence is not Confidence.SUGGESTION]
    guesses = ranked[len(sure) :][: constants.MOST_GUESSES]
    read = "" if sure_only else text  # where values are read
    guessed = [_case_match(index, read, item) for item in guesses]
    if sure:
        told = _without_overlaps(index, sure)
        faint = [item for item in told if _is_faint(index, item, around)]
        faint = faint if len(faint) < len(told) else faint[1:]
        clear = [_case_match(index, read, item) for item in told if item not in faint]
        others = _unexplained(index, text, told, around)
        codes = _code_matches(index, others, around._replace(ours=True))
        codes, guessed = _as_guessed(codes, guessed)
        found = sorted(clear + codes, key=lambda match: match.span[0])
        return [*found, *(_case_match(index, read, item) for item in faint), *guessed][:limit]
    codes = _code_matches(index, [*around.anchors, *around.codes], around)
    codes, guessed = _as_guessed(codes or _value_matches(index, around), guessed)
    if codes or around.foreign:
        return _by_name(codes, guessed)[:limit]
    if sure_only:
        return []
    return _unnamed(index, text, around, guessed)[:limit]


def _unnamed(
    index: Index, text: str, around: Surroundings, guessed: Sequence[Match]
) -> list[Match]:
    """Return guesses at a text that names no known code, the likeliest first."""
    typos = _typos(index, around.relatives)
    kin = [hit for hit in around.relatives if hit not in typos]
    names = [*((hit.name, hit.start) for hit in typos), *candidate_codes(text).items()]
    near = _near_matches(index, names)
    clear = [match for match in near if match.score * constants.UNIT >= constants.TYPO_LIKENESS]
    lent = _code_matches(index, around.lent, around, is_guess=True)
    # A class of an unknown package that nobody else is known to have is the best guess of all.
    own = (hit for hit in kin if not hit.is_generic and len(hit.name) == hit.end - hit.start)
    classes = _code_matches(index, own, around, is_guess=True)
    relatives = _code_matches(index, kin, around, is_guess=True)
    found = [*clear, *lent, *_by_name(classes, guessed)]
    for match in (*relatives, *near[len(clear) :]):
        if match.code not in {other.code for other in found}:
            found.append(match)
    return found


def _by_name(codes: Sequence[Match], guessed: Sequence[Match]) -> list[Match]:
    """Return codes before guesses; of codes that are guesses too, what was guessed of their cases.

    A code that others use says little, but with a message it says more than without.
    """
    if any(match.confidence is not Confidence.SUGGESTION for match in codes):
        return [*codes, *guessed]
    named = {match.code for match in codes}
    told = [guess for guess in guessed if guess.code in named]
    with_case = {guess.code for guess in told}
    others = [guess for guess in guessed if guess.code not in named]
    return [*told, *(match for match in codes if match.code not in with_case), *others]


def _without_overlaps(index: Index, ranked: Iterable[_Ranked]) -> list[_Ranked]:
    """Return the matches, best first, without those whose evidence a better one explains.

    Where several errors have one wording and nothing in the text decides, none is exact. What is
    only likely is not better than an exact one which has a word of the text that it passes over.
    """
    kept: list[_Ranked] = []
    for item in sorted(ranked, key=lambda item: (-item.score, item.case)):
        if item.confidence is Confidence.EXACT:
            kept = [other for other in kept if not _is_refuted(other, item)]
        over = [number for number, other in enumerate(kept) if _overlap(item, other)]
        alike = [number for number in over if _is_alike(index, item, kept[number])]
        if over and (len(alike) < len(over) or len(over) >= constants.MOST_ALIKE):
            continue
        for number in alike:
            kept[number] = kept[number]._replace(confidence=Confidence.LIKELY)
        kept.append(item._replace(confidence=Confidence.LIKELY) if alike else item)
    return kept


def _overlap(one: _Ranked, other: _Ranked) -> bool:
    (start, end), (other_start, other_end) = one.evidence.span, other.evidence.span
    return start < other_end and other_start < end


def _is_refuted(item: _Ranked, exact: _Ranked) -> bool:
    return _overlap(item, exact) and item.evidence.passes_over(exact.evidence)


def _is_alike(index: Index, one: _Ranked, other: _Ranked) -> bool:
    """Whether the same words of a text speak for two errors equally."""
    is_same = one.score == other.score and one.evidence.span == other.evidence.span
    return is_same and index.cases[one.case].error != index.cases[other.case].error


def _is_faint(index: Index, item: _Ranked, around: Surroundings) -> bool:
    """Whether so few words speak for a message that it comes after those that are clear."""
    is_named = not around.named or index.cases[item.case].error in around.named
    is_exact = item.confidence is Confidence.EXACT and is_named
    return not is_exact and item.evidence.weight < constants.BOUNDED_WEIGHT


def _unexplained(
    index: Index, text: str, told: Sequence[_Ranked], around: Surroundings
) -> list[CodeHit]:
    """Return the codes, in places for codes, of other errors than those whose messages are told.

    Services wrap codes: the codes in the line of a message belong to it, under whatever name, and
    where its line has none, as in JSON of several lines, the nearest one does.
    """
    errors = {index.cases[item.case].error for item in told}
    if around.named <= errors:
        return []
    starts = [match.end() for match in _LINE_FEED.finditer(text)]
    own: set[int] = set()  # the lines of messages, and of the codes that belong to them
    is_coded = around.places.is_for_codes
    hits = (hit for hit in around.codes if is_coded(hit.start, hit.end, only_keys=True))
    found = islice(chain(around.anchors, hits), constants.MOST_CODED)
    coded = [(bisect_right(starts, hit.start), hit) for hit in found]
    lines = {line for line, _ in coded}
    for item in told:
        first, last = (bisect_right(starts, place) for place in item.evidence.span)
        own |= {*range(first, last + 1)}
        if coded and lines.isdisjoint(range(first, last + 1)):
            own.add(min(coded, key=lambda found: abs(found[1].start - item.evidence.span[0]))[0])
    # An anchor of several errors is explained by any of them.
    told_at = {hit.start for hit in around.anchors if hit.error in errors}
    return [
        hit
        for line, hit in coded
        if line not in own and hit.error not in errors and hit.start not in told_at
    ]


def _case_match(index: Index, text: str, ranked: _Ranked) -> Match:
    """Return the match of a case, with the values that a text has, if there is one."""
    evidence = ranked.evidence
    return replace(
        _entry_match(index, Entry(index.cases[ranked.case].error, ranked.case), evidence.span),
        confidence=ranked.confidence,
        score=ranked.score / constants.UNIT,
        message=evidence.wording.template,
        parameters=read_values(evidence, text) if text else {},
        evidence=evidence,
    )


def _code_matches(
    index: Index, hits: Iterable[CodeHit], around: Surroundings, *, is_guess: bool = False
) -> list[Match]:
    """Return a match for each entry that a text names, in order: of an error and its case, one.

    A help anchor of one case alone decides it; all else leaves open which case it is.
    """
    hits = [*hits]
    spans: dict[Entry, tuple[int, int]] = {}
    for hit in hits:
        spans.setdefault(hit.entry, (hit.start, hit.end))
    with_case = {entry.error for entry in spans if entry.case is not None}
    kept = {
        entry: span
        for entry, span in spans.items()
        if entry.case is not None or entry.error not in with_case
    }
    sharing = Counter(kept.values())
    own = {hit.entry for hit in hits if around.ours or not hit.is_generic}
    linked = {(hit.start, hit.end) for hit in around.anchors}

    def confidence(entry: Entry, span: tuple[int, int]) -> Confidence:
        # Services share the names of codes: beside the name of another one they are only a guess,
        # and so are those that many use, without a word of this service.
        if is_guess or around.foreign or entry not in own:
            return Confidence.SUGGESTION
        is_alone = entry.case is not None and span in linked and sharing[span] == 1
        return Confidence.LIKELY if is_alone else Confidence.CODE

    return [
        replace(_entry_match(index, entry, span), confidence=confidence(entry, span))
        for entry, span in kept.items()
    ]


def _as_guessed(
    codes: Iterable[Match], guesses: Iterable[Match]
) -> tuple[list[Match], list[Match]]:
    """Return the matches of codes with what was guessed of the same cases, and the other guesses.

    Where a help anchor decides the case, what is there of its message has values.
    """
    guessed = {(guess.code, guess.case): guess for guess in guesses}
    found: list[Match] = []
    for match in codes:
        guess = guessed.pop((match.code, match.case), match)
        is_likely = match.confidence is Confidence.LIKELY
        found.append(replace(guess, confidence=match.confidence) if is_likely else match)
    return found, [*guessed.values()]


def _value_matches(index: Index, around: Surroundings) -> list[Match]:
    """Return a match for each entry that has a value in the text; many may share it."""
    is_guess = around.foreign or around.names_another
    confidence = Confidence.SUGGESTION if is_guess else Confidence.CODE
    found: dict[Entry, Match] = {}
    for value, start, end in around.values:
        errors = (Entry(error) for error in value.errors)
        cases = (Entry(index.cases[case].error, case) for case in value.cases)
        for entry in islice(chain(errors, cases), constants.MOST_SHARING):
            match = _entry_match(index, entry, (start, end))
            found.setdefault(entry, replace(match, confidence=confidence, sharing=value.sharing))
    return [*found.values()]


def _typos(index: Index, hits: Iterable[CodeHit]) -> list[CodeHit]:
    """Return the codes that only start a longer name which rather is a typo of another code.

    `Throttling.RateQuta` holds the code `Throttling`, but is meant to be `Throttling.RateQuota`.
    """
    longer = (hit for hit in hits if len(hit.name) > hit.end - hit.start)
    return [
        hit
        for hit in islice(longer, constants.MOST_NAMES)
        for error, likeness in nearest(index, hit.name)[:1]
        if error != hit.error and likeness >= constants.TYPO_LIKENESS
    ]


def _near_matches(index: Index, names: Iterable[tuple[str, int]]) -> list[Match]:
    best: dict[int, tuple[int, tuple[int, int]]] = {}
    for name, start in names:
        for error, likeness in nearest(index, name):
            if error not in best or likeness > best[error][0]:
                best[error] = likeness, (start, start + len(name))
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    return [
        replace(_entry_match(index, Entry(error), span), score=likeness / constants.UNIT)
        for error, (likeness, span) in ranked[: constants.MOST_GUESSES]
    ]


def _entry_match(index: Index, entry: Entry, span: tuple[int, int]) -> Match:
    """Return the match of an entry, as a guess without a score."""
    error = index.errors[entry.error]
    guess = Match(error.code, error.title, error.url, Confidence.SUGGESTION, 0.0, span)
    if entry.case is None:
        return guess
    case = index.cases[entry.case]
    return replace(
        guess,
        case=case.id,
        title=case.title,
        url=case.url,
        retry=case.retry or None,
        actor=case.actor or None,
    )


class _Ranked(NamedTuple):
    case: int
    confidence: Confidence
    score: int
    evidence: Evidence


def _rank(
    index: Index, text: str, around: Surroundings, *, sure_only: bool = False
) -> list[_Ranked]:
    """Return the cases that a text speaks of, each with its best evidence, the surest first."""
    best: dict[int, _Ranked] = {}
    for evidence in find_evidence(index, text, around, sure_only=sure_only):
        if confidence := _confidence(index, text, evidence, around):
            case = evidence.wording.case
            ranked = _Ranked(case, confidence, _score(index, evidence, around), evidence)
            best[case] = min(best.get(case, ranked), ranked, key=_order)
    return sorted(best.values(), key=_order)


def _order(ranked: _Ranked) -> tuple[int, int, int]:
    return _ORDER.index(ranked.confidence), -ranked.score, ranked.case


def _confidence(
    index: Index, text: str, evidence: Evidence, around: Surroundings
) -> Confidence | None:
    fit = _fit(index, text, evidence, around)
    if fit == "none":
        return None
    is_believed = _is_believed(index, evidence, around, fit)
    if around.foreign or not is_believed:
        return Confidence.SUGGESTION
    if fit == "loose":
        is_enough = _is_only_start(index, text, evidence, around)
        return Confidence.LIKELY if is_enough else Confidence.SUGGESTION
    follows = _after_spaces(text, evidence)
    runs_on = follows.isascii() and follows.isalpha() and not evidence.wording.ends_with_value
    if not _has_own_evidence(index, evidence, around):
        is_named = index.cases[evidence.wording.case].error in around.named
        if evidence.weight < _least_weight(text, evidence, fit, runs_on=runs_on, is_named=is_named):
            return Confidence.SUGGESTION
        if not is_named and _runs_over_lines(text, evidence, constants.CLOSE_WEIGHT):
            return Confidence.SUGGESTION
    if runs_on and fit == "whole" and evidence.weight < constants.BOUNDED_WEIGHT:
        return Confidence.SUGGESTION  # so short that the sentence is another message
    if _is_scattered(index, text, evidence, around):
        return Confidence.SUGGESTION
    is_exact = fit == "whole" and not evidence.typos and not _may_go_on(index, text, evidence)
    return Confidence.EXACT if is_exact else Confidence.LIKELY


def _is_believed(index: Index, evidence: Evidence, around: Surroundings, fit: _Fit) -> bool:
    """Whether a message is this service's: what others print too needs evidence besides itself."""
    error = index.cases[evidence.wording.case].error
    kind = index.generic_kind(evidence.wording.position)
    if kind == "phrases":  # any proxy on the way prints these: only the code decides
        return error in around.surely
    if kind is None or _has_own_evidence(index, evidence, around):
        return True
    # Few common words and a code that others use: both together are rarely somebody else's.
    is_whole = fit == "whole" and len(evidence.slots) > constants.LEAST_PLAIN
    return kind == "plain" and is_whole and error in around.named


def _has_own_evidence(index: Index, evidence: Evidence, around: Surroundings) -> bool:
    """Whether something else in the text is this service's, and no other code of it is named."""
    is_named = index.cases[evidence.wording.case].error in around.named
    return around.ours and (is_named or not around.names_relative)


def _is_only_start(index: Index, text: str, evidence: Evidence, around: Surroundings) -> bool:
    """Whether the start of a message is enough, as the code in the text has no other like it."""
    error = index.cases[evidence.wording.case].error
    is_named = error in around.surely and not evidence.slots[0]
    is_half = evidence.weight >= constants.LOOSE_COVERAGE * evidence.total
    if not is_named or not is_half or evidence.typos:
        return False
    return index.case_counts[error] == 1 or _is_distinct_start(index, text, evidence, error)


def _is_distinct_start(index: Index, text: str, evidence: Evidence, error: int) -> bool:
    """Whether a text has the first words alone of a message, and no other case starts with them."""
    own, count = evidence.wording, len(evidence.slots)
    closes = _after_spaces(text, evidence) in constants.CLOSING
    if not closes or evidence.extra or evidence.slots[-1] + 1 != count:
        return False
    start = [slot.word for slot in own.slots[:count]]
    messages = (index.messages[at] for at in index.messages_by_error[error])
    others = (index.wordings[at] for at in chain.from_iterable(messages))
    return not any(
        [slot.word for slot in other.slots[:count]] == start
        for other in others
        if other.case != own.case and index.cases[other.case].error == error
    )


def _may_go_on(index: Index, text: str, evidence: Evidence) -> bool:
    """Whether the text breaks off where a longer message goes on with the same words."""
    rest = text[evidence.span[1] :][: constants.LONGEST_REST + 1]
    if len(rest) > constants.LONGEST_REST or _ENDED.search(rest):
        return False
    found = [word.text for word in words(rest)]
    length = len(evidence.wording.slots)
    following = (
        [slot.word for slot in index.wordings[longer].slots[length:]]
        for longer in index.longer.get(evidence.wording.position, ())
    )
    return any(_is_start(found, others) for others in following)


def _is_start(found: Sequence[str], others: Sequence[str]) -> bool:
    """Whether words are the first of others, the last of them perhaps only in part."""
    if not found:
        return True
    *whole, last = found
    at = len(whole)
    return whole == [*others[:at]] and len(others) > at and others[at].startswith(last)


def _is_scattered(index: Index, text: str, evidence: Evidence, around: Surroundings) -> bool:
    """Whether a value would have to run over lines, in a text that only names other errors.

    Of a traceback, `cursor.execute` and the end of another message are not `cursor x is closed`.
    """
    if not around.named or index.cases[evidence.wording.case].error in around.named:
        return False
    return _runs_over_lines(text, evidence, constants.WHOLE_WEIGHT)


def _runs_over_lines(text: str, evidence: Evidence, most: int) -> bool:
    """Whether a value in a message of less than some weight would have to run over lines."""
    return evidence.weight < most and any(
        evidence.wording.slots[slot].gap and "\n" in text[one.end : other.start]
        for slot, (one, other) in zip(evidence.slots[1:], pairwise(evidence.found), strict=True)
    )


def _score(index: Index, evidence: Evidence, around: Surroundings) -> int:
    score = evidence.weight**2 // max(1, evidence.total)
    return score + bonus(index, evidence.wording.case, around)


def _fit(index: Index, text: str, evidence: Evidence, around: Surroundings) -> _Fit:
    wording = evidence.wording
    if evidence.typos and len(wording.slots) < constants.TYPO_WORDS:
        return "loose"
    if len(evidence.slots) == len(wording.slots) and not evidence.extra:
        # With nothing between but values, which have to be there.
        return "loose" if _lacks_value(text, evidence) else "whole"
    coverage = evidence.weight / evidence.total
    is_named = index.cases[wording.case].error in around.surely
    weights = [index.weights[slot.word] for slot in wording.slots]
    is_enough = coverage >= _least_coverage(evidence, is_named, bool(around.named))
    is_enough = is_enough or _rest_fits(weights, evidence, is_named)
    if is_enough and _parts_are_found(weights, evidence):
        return "close"
    return "loose" if coverage >= constants.LOOSE_COVERAGE else "none"


def _lacks_value(text: str, evidence: Evidence) -> bool:
    """Whether nothing stands between two words where the message has a value."""
    return any(
        evidence.wording.slots[slot].gap and not text[one.end : other.start].strip()
        for slot, (one, other) in zip(evidence.slots[1:], pairwise(evidence.found), strict=True)
    )


def _least_weight(
    text: str, evidence: Evidence, fit: _Fit, *, runs_on: bool, is_named: bool
) -> int:
    """Return the weight from which nobody else prints such words, whatever surrounds them.

    With a code of the case that others use too, a whole message is never theirs, but a part may be.
    """
    if is_named:
        return constants.RUN_ON_WEIGHT if fit != "whole" else 0
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
    # empty, at both ends, is in everything
    opens = evidence.wording.slots[0].gap or text[start - 1 : start] in constants.OPENING
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
