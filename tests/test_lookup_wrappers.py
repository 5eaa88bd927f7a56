"""Every case, printed in every shape that errors reach people in, leads to itself."""

from __future__ import annotations

from collections import Counter
from functools import cache

from errdocs import Lookup
from errdocs.lookup.index import Index, build_index
from errdocs.lookup.matches import Match
from errdocs.lookup.words import words
from errdocs.messages import parse
from lookup_texts import Wrapped, name_of, registry, wrapped_cases

ALIKE = {
    "InvalidFile.Size/file-size": "InvalidFile.Size/video-or-audio-size",
    "InvalidFile.Size/video-or-audio-size": "InvalidFile.Size/file-size",
    "InvalidParameter/instruction": "InvalidParameter/voice-mismatch",
    "response_error/stream-broken": "response_error/answer-without-json",
}
"""Cases of one code whose messages share all words, or all that a cut leaves."""


def test_every_wording_leads_to_its_case_in_half_of_the_wrappers() -> None:
    wrong = Counter(
        (_wanted(item), name_of(first) if first else "", item.wrapper.__name__)
        for item, first in _answers()
        if not _is_right(item, first)
    )
    assert not wrong, "\n".join(f"{n} times {pair}" for pair, n in wrong.items())


def test_only_what_others_print_too_is_a_mere_guess() -> None:
    guessed = {
        (_wanted(item), item.error.code)
        for item, first in _answers()
        if item.wrapper.__name__ not in {"cut_right", "terminal_box"}
        and first is not None
        and first.confidence.value == "suggestion"
        and not _is_generic(item)
    }
    assert guessed == set()


@cache
def _answers() -> tuple[tuple[Wrapped, Match | None], ...]:
    lookup = Lookup(registry())
    return tuple((item, next(iter(lookup(item.text, 1)), None)) for item in wrapped_cases())


@cache
def _index() -> Index:
    return build_index(registry())


def _is_generic(item: Wrapped) -> bool:
    """Whether others use both the code and the message, or the message where there is no code."""
    return not item.error.has_code or (
        item.error.code in _index().generic_codes and _kind(item) is not None
    )


def _kind(item: Wrapped) -> str | None:
    """Return why the message of a case is generic; None for one of the service's own."""
    at = next(at for at, found in enumerate(_index().templates) if found[1] == item.template)
    return _index().generic_templates.get(at)


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
        is_weak = is_torn or _is_generic(item)
        return is_weak or first.confidence.value != "suggestion"
    if wrapper == "cut_right":
        is_guess = first.confidence.value == "suggestion"
        return is_guess or found == item.error.code or _starts_alike(item, first)
    if wrapper == "terminal_box":
        # A frame tears codes and request IDs apart, so that a generic message may be a mere guess.
        is_guess = first.confidence.value == "suggestion" and _kind(item) is not None
        return (
            is_guess
            or found == item.error.code
            or _words(first.message or "") == _words(item.template)
        )
    return _kind(item) == "phrases" or _words(first.message or "") == _words(item.template)


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
