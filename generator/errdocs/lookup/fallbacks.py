"""Text and its matches -> what else can be said, so that no question ends in nothing.

Of a known code with an unknown message: what its cases have in common, and those with the nearest
words. Of a bare status: its errors. Of a word or two: where they stand. None of this is a match.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from errdocs.lookup import constants
from errdocs.lookup.constants import Confidence
from errdocs.lookup.index import Index, IndexedCase, IndexedError
from errdocs.lookup.unwrapping import unwrapped
from errdocs.lookup.words import words

if TYPE_CHECKING:
    from errdocs.lookup.matches import Match

_BARE_STATUS = re.compile(constants.BARE_STATUS)
_NAMED_STATUS = re.compile(constants.NAMED_STATUS)
_HUMP = re.compile(constants.HUMP)
_UNWORDED = re.compile(constants.UNWORDED)
_DIGIT = re.compile("[0-9]")
_CODE, _TITLE, _TOPIC, _MESSAGE = 5, 4, 3, 2  # how much it says that a word stands there
WHOLE = -1  # in place of the position of a case: the error as a whole


@dataclass(frozen=True, slots=True)
class Hint:
    """An entry worth a look; nothing says that it is the right one."""

    code: str
    case: str | None  # None for an error as a whole
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class KnownCode:
    """What holds for a code of which a text has no known message."""

    code: str
    title: str
    url: str
    is_sure: bool  # whether the text speaks of this service; others may have the same code
    cases: int
    has_message: bool  # whether the text has other words, which may be an unknown message
    retries: Mapping[str, int]  # cases by their retry advice, the most first
    actors: Mapping[str, int]  # cases by who can fix them
    nearest: tuple[Hint, ...]  # its cases with words of the text


@dataclass(frozen=True, slots=True)
class KnownStatus:
    """An HTTP status that a text is about."""

    status: int
    is_bare: bool  # whether the text is nothing else
    url: str | None  # of its listing; None where no entry has the status
    cases: int
    errors: tuple[Hint, ...]  # the first of those that have it


@dataclass(frozen=True, slots=True)
class Found:
    """The entries in which all words of a short text stand."""

    words: str
    url: str  # of a list with all of them
    total: int
    entries: tuple[Hint, ...]  # the first of them


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """What can be said of a text besides its matches."""

    codes: tuple[KnownCode, ...] = ()
    status: KnownStatus | None = None
    found: Found | None = None


def fallbacks(index: Index, text: str, matches: Sequence[Match], base_url: str = "") -> Fallbacks:
    """Return what to say of a text besides its matches."""
    text = unwrapped(text)
    is_foreign = any(marker in text.lower() for marker in index.foreign)
    named = {m.code: m for m in reversed(matches) if _names_code(index, text, m, is_foreign)}
    told = (_known_code(index, text, match) for match in reversed(named.values()))
    codes = tuple(code for code in told if code.cases)
    if codes or any(match.confidence is not Confidence.SUGGESTION for match in matches):
        return Fallbacks(codes)
    status = _status(index, text, base_url)
    return Fallbacks(codes, status, None if status else _found(index, text, base_url))


def _names_code(index: Index, text: str, match: Match, is_foreign: bool) -> bool:
    """Whether all that a match has is a code which stands in the text, letter for letter.

    Of a code that others have too it is a guess, but an answer still: people look up codes.
    """
    if match.case is not None or match.confidence is Confidence.CODE:
        return match.case is None
    error = index.error_by_spelling.get(text[slice(*match.span)])
    return not is_foreign and error is not None and index.errors[error].code == match.code


def _known_code(index: Index, text: str, match: Match) -> KnownCode:
    position = next(at for at, error in enumerate(index.errors) if error.code == match.code)
    error = index.errors[position]
    cases = [at for at, case in enumerate(index.cases) if case.error == position]
    current = [index.cases[at] for at in cases if not index.cases[at].is_removed]
    told = current or [index.cases[at] for at in cases]
    return KnownCode(
        error.code,
        error.title,
        error.url,
        match.confidence is Confidence.CODE,
        len(cases),
        _has_message(text, error.spellings),
        _counted(case.retry for case in told),
        _counted(case.actor for case in told),
        tuple(_nearest(index, text, position)),
    )


def _counted(values: Iterable[str]) -> Mapping[str, int]:
    return dict(Counter(filter(None, values)).most_common())  # of equals, the first comes first


def _has_message(text: str, spellings: Iterable[str]) -> bool:
    """Whether a text has more words than the code and what wraps it in a response."""
    known = {word.text for spelling in spellings for word in words(spelling)}
    found = (word.text for word in words(text))
    others = {
        word
        for word in found
        if word not in known and word not in constants.WRAPPER_WORDS and not _DIGIT.search(word)
    }
    return len(others) >= constants.LEAST_MESSAGE


def _nearest(index: Index, text: str, error: int) -> Iterator[Hint]:
    """Yield the cases of an error whose messages have the most of a text's words.

    A code with a few cases has them all; among many, words that all texts have say nothing.
    """
    there = {word.text for word in words(text)}
    best = {at: 0 for at, case in enumerate(index.cases) if case.error == error}
    least = 0 if len(best) <= constants.MOST_NEAR else constants.LEAST_NEAR
    for message in index.messages_by_error.get(error, ()):
        wordings = [index.wordings[at] for at in index.messages[message]]
        shared = {slot.word for slot in wordings[0].slots} & there
        weight = sum(index.weights[word] for word in shared)
        score = weight**2 // max(1, index.totals[message]) if weight >= least else 0
        best |= {w.case: max(best[w.case], score) for w in wordings if w.case in best}
    first = max(best.values(), default=0)
    near = [case for case, score in best.items() if not least or 2 * score > first]
    ranked = sorted(near, key=lambda case: (-best[case], case))
    return (_hint(index, error, case) for case in ranked[: constants.MOST_NEAR])


def _status(index: Index, text: str, base_url: str) -> KnownStatus | None:
    """Return the status that a text is nothing but, or else the first that it names and we have."""
    lowered = text.strip(constants.SPACES).lower()
    bare = _BARE_STATUS.search(lowered)
    phrases = ("", *constants.STATUS_PHRASES)
    if bare and bare["phrase"].strip(" :-") in phrases:
        known = any(case.status for case in index.cases)
        return _known_status(index, int(bare["status"]), base_url, is_bare=True) if known else None
    if any(marker in lowered for marker in index.foreign):
        return None
    named = (_known_status(index, int(s), base_url) for s in _NAMED_STATUS.findall(lowered))
    return next((status for status in named if status.cases), None)


def _known_status(
    index: Index, status: int, base_url: str, *, is_bare: bool = False
) -> KnownStatus:
    cases = [case for case in index.cases if case.status == status and not case.is_removed]
    errors = [*dict.fromkeys(case.error for case in cases)]
    url = f"{base_url}{constants.STATUS_PATH}{status}/" if cases else None
    hints = tuple(_hint(index, error) for error in errors[: constants.MOST_FOUND])
    return KnownStatus(status, is_bare, url, len(cases), hints)


def _found(index: Index, text: str, base_url: str) -> Found | None:
    """Return where the words of a short text stand; all of them have to be in an entry."""
    query = text.strip(constants.QUERY_EDGES)
    is_query = len(query) <= constants.LONGEST_QUERY and not _UNWORDED.search(query)
    asked = [word.text for word in words(query)] if is_query else []
    if not 0 < len(asked) <= constants.MOST_QUERY_WORDS:
        return None
    ranked = sorted(_places(index, asked))
    hints = tuple(_hint(index, *place[1:]) for place in ranked[: constants.MOST_FOUND])
    key = _category(index, asked)
    filtered = constants.FILTER_PATH + quote(query, safe="!'()*")  # as scripts write it
    path = filtered if key is None else f"{constants.CATEGORY_PATH}{key}/"
    return Found(query, base_url + path, len(ranked), hints) if ranked else None


def _places(index: Index, asked: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where words stand: a rank, lower for better, the error, and its case or `WHOLE`.

    What stands in the code, title or category of an error is said once, not of each case.
    """
    below: dict[int, list[int]] = {}
    for position, case in enumerate(index.cases):
        below.setdefault(case.error, []).append(position)
    templates: dict[int, list[str]] = {}
    for position, template in index.templates:
        templates.setdefault(position, []).append(template)
    for number, error in enumerate(index.errors):
        own = _texts(error)
        if rank := _rank([own], asked):
            yield -rank, number, WHOLE
            continue
        for position in below.get(number, ()):
            case = index.cases[position]
            message = " ".join((case.id, *templates.get(position, ()), *case.tags))
            if rank := _rank([own, _texts(case, message)], asked):
                yield -rank, number, position


class _Texts(NamedTuple):
    """The texts of an error or a case."""

    names: tuple[str, ...]
    title: str
    topic: str
    message: str


def _texts(entry: IndexedError | IndexedCase, message: str = "") -> _Texts:
    return _Texts(entry.spellings, entry.title, entry.category, message)


def _fields(texts: _Texts) -> list[tuple[int, set[str]]]:
    """Return how much it says to stand in each field, and its words."""
    names = " ".join((*texts.names, *(_HUMP.sub(" ", name) for name in texts.names)))
    fields = ((_CODE, names), (_TITLE, texts.title), (_TOPIC, texts.topic))
    return [(weight, _words(text)) for weight, text in (*fields, (_MESSAGE, texts.message))]


def _words(text: str) -> set[str]:
    return {word.text for word in words(text)}


def _rank(texts: Sequence[_Texts], asked: Sequence[str]) -> int:
    """Return how prominently words stand in texts; 0 where one of them is in none."""
    # Most entries have none of the letters of a word, so they need not be split into words.
    letters = "\n".join("\n".join((*own.names, *own[1:])) for own in texts).lower()
    if not all(word.removesuffix("s") in letters for word in asked):
        return 0
    fields = [field for own in texts for field in _fields(own)]
    total = 0
    for word in asked:
        best = max(_likeness(word, there) * weight for weight, there in fields)
        if not best:
            return 0
        total += best
    return total


def _likeness(asked: str, there: set[str]) -> int:
    """Return 3 for a word itself, 2 for the start of one or a plural, 0 for none."""
    if asked in there:
        return 3
    is_long = len(asked) >= constants.LEAST_PREFIX
    starts = is_long and any(word.startswith(asked) for word in there)
    is_plural = is_long and asked.endswith("s") and asked[:-1] in there
    return 2 if starts or is_plural else 0


def _category(index: Index, asked: Sequence[str]) -> str | None:
    """Return the key of the first category, with entries, whose key has all words."""
    used = {error.category for error in index.errors} | {case.category for case in index.cases}
    found = (key for key in index.categories if key in used)
    return next((key for key in found if _words(key).issuperset(asked)), None)


def _hint(index: Index, error: int, case: int = WHOLE) -> Hint:
    if case == WHOLE:
        found = index.errors[error]
        return Hint(found.code, None, found.title, found.url)
    own = index.cases[case]
    return Hint(index.errors[error].code, own.id, own.title, own.url)
