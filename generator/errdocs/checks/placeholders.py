"""The rule about prose that `errdocs new` left to be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.checks.walk import cases, errors
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error
from errdocs.registry.scaffold import CAUSE, FIX, MESSAGE, SUMMARY, TITLE

_OF_ERROR = {"title": TITLE, "summary": SUMMARY}
_OF_CASE = {"title": TITLE, "message": MESSAGE, "cause": CAUSE, "fix": FIX}


@dataclass(frozen=True)
class Unwritten(Problem):
    """A text that stands for one to be written."""

    rule = "placeholder"
    field: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the `{self.field}` is the one that `errdocs new` wrote",
            "words about this error",
            "write it",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the texts of entries that nobody has written yet."""
    for pointer, error in errors(loaded):
        yield from _unwritten(pointer, error, _OF_ERROR)
    for pointer, _, case in cases(loaded):
        yield from _unwritten(pointer, case, _OF_CASE)


def _unwritten(
    pointer: Pointer, entry: Error | Case, texts: Mapping[str, str]
) -> Iterator[Problem]:
    for field, text in texts.items():
        if getattr(entry, field) == text:
            yield Unwritten(pointer.at(field), field)
