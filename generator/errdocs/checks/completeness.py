"""Rules about completeness: each message of upstream is given back by exactly one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from errdocs.checks.sources import RowKey, Rows, row_of, rows_of
from errdocs.checks.walk import cases
from errdocs.messages import TemplateError, parse
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, SourceRow, Wording

Givers = dict[tuple[RowKey, str], list[str]]
"""The cases that give back a message of a row."""


@dataclass(frozen=True)
class MessageNotInRow(Problem):
    """A message that the cited row does not print."""

    rule = "source-message"
    text: str
    row: int

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.text}` is not in row {self.row}",
            "a message of the row, letter for letter once the examples are filled in",
            "correct it, or name the `source` of this wording",
        )


@dataclass(frozen=True)
class MessageNotGiven(Problem):
    """A message of upstream that no case gives back."""

    rule = "source-complete"
    text: str
    row: int

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"no case gives back `{self.text}` of row {self.row}",
            "exactly one case for every message of upstream",
            "add it to the case that explains it",
        )


@dataclass(frozen=True)
class MessageGivenTwice(Problem):
    """A message of upstream that several cases give back."""

    rule = "source-once"
    text: str
    row: int
    entries: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        entries = ", ".join(f"`{entry}`" for entry in self.entries)
        return Message(
            f"{entries} give back `{self.text}` of row {self.row}",
            "exactly one case for every message of upstream",
            "keep it in one place",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the messages that differ between a registry and its rows, both ways."""
    rows = rows_of(loaded)
    givers: Givers = defaultdict(list)
    for pointer, error, case in cases(loaded):
        is_sure = not loaded.has_gap(pointer.at("parameters"))
        for where, wording in _wordings(pointer, case):
            problems = _message(where, wording, error, case, rows, givers)
            yield from (problem for problem in problems if is_sure)
    yield from _balance(loaded, rows, givers)


def _wordings(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, Wording]]:
    """Yield every current message of a case with its source, which may be that of the case."""
    yield pointer.at("message"), Wording(message=case.message, source=case.source)
    for index, wording in enumerate(case.other_messages):
        sourced = wording if wording.source else replace(wording, source=case.source)
        yield pointer.at("other_messages", index), sourced


def _message(
    where: Pointer, wording: Wording, error: Error, case: Case, rows: Rows, givers: Givers
) -> Iterator[Problem]:
    message = _filled(wording.message, case)
    cited = [((ref.document, row.row), row) for ref in wording.source if (row := row_of(ref, rows))]
    giving = [key for key, row in cited if message in row.messages]
    for key in giving:
        givers[key, message].append(f"{error.code}/{case.id}")
    # Where something else is cited as well, the message may have been seen there.
    if cited and not giving and len(cited) == len(wording.source):
        yield MessageNotInRow(where, message, cited[0][1].row)


def _balance(loaded: Loaded, rows: Rows, givers: Givers) -> Iterator[Problem]:
    for key, (pointer, row) in rows.items():
        for index, message in enumerate(row.messages):
            where = pointer.at("messages", index)
            entries = givers.get((key, message), [])
            if not entries and not _may_be_given(loaded, row):
                yield MessageNotGiven(where, message, row.row)
            if len(entries) > 1:
                yield MessageGivenTwice(where, message, row.row, tuple(entries))


def _may_be_given(loaded: Loaded, row: SourceRow) -> bool:
    """Whether a case that could not be read may be the one that gives a row's messages back."""
    unsure = loaded.unsure_codes
    if not loaded.registry.errors:
        return True
    return not unsure.isdisjoint(row.codes) if row.codes else bool(unsure)


def _filled(message: str, case: Case) -> str:
    """Return a message with its examples; as it stands where that fails, which other rules say."""
    examples = {name: parameter.example for name, parameter in case.parameters.items()}
    try:
        return parse(message).fill(examples)
    except (TemplateError, KeyError):
        return message
