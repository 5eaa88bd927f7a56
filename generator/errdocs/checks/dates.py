"""Rules about dates and lifecycles."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from errdocs.checks.pointers import cases, errors, items, lifecycles
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Lifecycle, Revision

EARLIEST = datetime.date(1990, 1, 1)
"""No HTTP service had an error before the Web: an earlier date is a typo."""
LATEST = datetime.date(2100, 1, 1)
"""A date of another century is a typo. Today is not the limit: a build has to give the same
result on every date, and people write entries ahead of a release."""


@dataclass(frozen=True)
class _ImplausibleDate(Problem):
    rule = "date"
    wording = Message(
        "implausible date {date}", f"a date from {EARLIEST} to {LATEST}", "correct the year"
    )
    date: datetime.date


@dataclass(frozen=True)
class _UndatedChange(Problem):
    rule = "lifecycle-when"
    wording = Message("`{field}` has no version and no date", "at least one", "add one of the two")
    field: str


@dataclass(frozen=True)
class _UnexplainedRemoval(Problem):
    rule = "lifecycle-reason"
    wording = Message(
        "`{field}` has no reason",
        "a `reason` for readers who still get the error",
        "add a `reason`",
    )
    field: str


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of dates and lifecycles in a registry."""
    for pointer, error in errors(loaded):
        yield from _changes(pointer, error, loaded)
    for pointer, _, case in cases(loaded):
        yield from _date(pointer.at("verified"), case.verified)
        yield from _changes(pointer, case, loaded)


def _changes(pointer: Pointer, entry: Error | Case, loaded: Loaded) -> Iterator[Problem]:
    for name, where, change in lifecycles(pointer, entry):
        yield from _change(where, name, change, loaded)
        if name != "since" and not change.reason and not loaded.has_gap(where):
            yield _UnexplainedRemoval(where, name)
    for where, revision in items(pointer.at("changed"), entry.changed):
        yield from _change(where, "changed", revision, loaded)


def _change(
    where: Pointer, name: str, change: Lifecycle | Revision, loaded: Loaded
) -> Iterator[Problem]:
    yield from _date(where.at("date"), change.date)
    if not (change.version or change.date or loaded.has_gap(where)):
        yield _UndatedChange(where, name)


def _date(where: Pointer, date: datetime.date | None) -> Iterator[Problem]:
    if date and not EARLIEST <= date <= LATEST:
        yield _ImplausibleDate(where, date)
