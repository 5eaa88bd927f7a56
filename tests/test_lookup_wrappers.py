"""Every case, printed in every shape that errors reach people in, leads to itself."""

from __future__ import annotations

from collections import Counter
from functools import cache

from errdocs import Lookup
from errdocs.lookup.constants import REASON_PHRASES
from errdocs.lookup.matches import Match
from errdocs.lookup.words import words
from errdocs.messages import parse
from lookup_texts import Wrapped, name_of, registry, wrapped_cases

ONLY_SHORT = {
    "InternalError/internal-server-error": "a reason phrase, under a code that is a common word",
    "NotFound/model-to-deploy-not-found": "three common words, under a code that is one too",
    "NotFound/resource-not-found": "a reason phrase, under a code that is a common word",
}
"""Messages of which only a guess is left where their code is not in a place for codes, and why."""
ALIKE = {
    "InvalidFile.Size/file-size": "InvalidFile.Size/video-or-audio-size",
    "InvalidFile.Size/video-or-audio-size": "InvalidFile.Size/file-size",
    "InvalidParameter/instruction": "InvalidParameter/voice-mismatch",
    "response_error/stream-broken": "response_error/answer-without-json",
}
"""Cases of one code whose messages share all words, or all that a cut leaves."""


def test_every_case_in_every_wrapper_leads_to_itself() -> None:
    wrong = Counter(
        (_wanted(item), name_of(first) if first else "", item.wrapper.__name__)
        for item, first in _answers()
        if not _is_right(item, first)
    )
    assert not wrong, "\n".join(f"{n} times {pair}" for pair, n in wrong.items())


def test_only_short_messages_are_a_mere_guess() -> None:
    guessed = {
        _wanted(item)
        for item, first in _answers()
        if item.wrapper.__name__ not in {"cut_right", "terminal_box"}
        and item.error.has_code
        and first is not None
        and first.confidence.value == "suggestion"
    }
    assert guessed == {*ONLY_SHORT}


@cache
def _answers() -> tuple[tuple[Wrapped, Match | None], ...]:
    lookup = Lookup(registry())
    return tuple((item, next(iter(lookup(item.text, 1)), None)) for item in wrapped_cases())


def _wanted(item: Wrapped) -> str:
    return f"{item.error.code}/{item.case.id}"


def _is_right(item: Wrapped, first: Match | None) -> bool:
    """Whether an answer is the best that a reader could give who has nothing but the text."""
    wanted, wrapper = _wanted(item), item.wrapper.__name__
    if first is None:
        return wrapper == "cut_right"
    found = name_of(first)
    if found in {wanted, ALIKE.get(wanted)}:
        is_torn = wrapper in {"cut_right", "terminal_box"}
        is_weak = is_torn or not item.error.has_code or wanted in ONLY_SHORT
        return is_weak or first.confidence.value != "suggestion"
    if wrapper == "cut_right":
        is_guess = first.confidence.value == "suggestion"
        return is_guess or found == item.error.code or _starts_alike(item, first)
    if wrapper == "terminal_box" and found == item.error.code:
        return True
    is_phrase = " ".join(_words(item.template)) in REASON_PHRASES
    return is_phrase or _words(first.message or "") == _words(item.template)


def _starts_alike(item: Wrapped, first: Match) -> bool:
    """Whether what a cut left of a message may as well be the start of the one that was found."""
    message = parse(item.template).fill(item.values)
    kept = message[: -(-len(message) * 6 // 10)]
    other = parse(first.message or "").prefix
    shared = min(len(kept), len(other))
    # Of the last word only its start may be left, and where a value stands anything may follow.
    start = kept[:shared].rpartition(" ")[0] or kept[:shared]
    return bool(start) and other.casefold().startswith(start.casefold())


def _words(text: str) -> list[str]:
    return [word.text for word in words(text)]
