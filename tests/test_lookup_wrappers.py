"""Every case, printed in every shape that errors reach people in, leads to itself."""

from __future__ import annotations

from collections import Counter

from errdocs import Lookup
from lookup_texts import Wrapped, registry, wrapped_cases

AMBIGUOUS = {
    ("ModelNotFound/service-not-activated", "ModelNotFound/unknown-model"): (
        "cut off after `does not exist`, the longer message is the shorter one, letter for letter"
    ),
    ("InvalidParameter/file-too-large", "InvalidParameter"): (
        "cut off after `File [id:... excee`, where both limits of a file begin"
    ),
    ("InvalidParameter/file-too-large", "InvalidParameter/file-blank"): (
        "cut off inside the ID, before anything is said of the file"
    ),
    ("InvalidParameter/file-too-many-pages", "InvalidParameter/file-too-large"): (
        "cut off after `exceeds`, which both limits of a file share"
    ),
}
"""Confusions that no reader could avoid either: the case, what is found, and why."""


def test_every_case_in_every_wrapper_leads_to_itself() -> None:
    lookup = Lookup(registry())
    confused = Counter(_confusion(lookup, item) for item in wrapped_cases())
    confused.pop(None)
    wrong = {pair: count for pair, count in confused.items() if pair and pair[:2] not in AMBIGUOUS}
    assert not wrong, "\n".join(f"{n} times {pair}" for pair, n in wrong.items())


def test_only_texts_that_were_cut_off_are_ambiguous() -> None:
    lookup = Lookup(registry())
    pairs = {_confusion(lookup, item) for item in wrapped_cases()} - {None}
    assert {pair[2] for pair in pairs if pair} <= {"cut_right"}
    assert {pair[:2] for pair in pairs if pair} == set(AMBIGUOUS)


def _confusion(lookup: Lookup, item: Wrapped) -> tuple[str, str, str] | None:
    """Return the case, what was found in its place, and the wrapper; None where it was found."""
    wanted = f"{item.error.code}/{item.case.id}"
    matches = lookup(item.text)
    first = matches[0] if matches else None
    if first is None or first.confidence.value == "suggestion":
        return wanted, "", item.wrapper.__name__
    found = f"{first.code}/{first.case}" if first.case else first.code
    return None if found == wanted else (wanted, found, item.wrapper.__name__)
