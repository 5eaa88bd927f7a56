"""Rules about dates and lifecycles."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from errdocs.checks.walk import cases, errors
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Lifecycle, Revision

EARLIEST = datetime.date(1990, 1, 1)
"""No HTTP service had an error before the Web: an earlier date is a slip."""
LATEST = datetime.date(2100, 1, 1)
"""A date of another century is a slip. Today is no limit: a build has to give the same result on
every day, and entries are written ahead of a release."""


@dataclass(frozen=True)
class ImplausibleDate(Problem):
    """A date that cannot be meant."""

    rule = "date"
    date: datetime.date

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the date {self.date.isoformat()} cannot be meant",
            f"a day from {EARLIEST.isoformat()} to {LATEST.isoformat()}",
            "correct the year",
        )


@dataclass(frozen=True)
class UndatedChange(Problem):
    """A change that does not say when."""

    rule = "lifecycle-when"
    field: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.field}` does not say when", "a `version` or a `date`", "add one of the two"
        )


@dataclass(frozen=True)
class UnexplainedRemoval(Problem):
    """A removed or deprecated entry without a reason."""

    rule = "lifecycle-reason"
    field: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.field}` gives no reason",
            "a `reason` for those who still meet the error",
            "add a `reason`",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of dates and lifecycles in a registry."""
    for pointer, error in errors(loaded):
        yield from _lifecycles(pointer, error, loaded)
    for pointer, _, case in cases(loaded):
        yield from _date(pointer.at("verified"), case.verified)
        yield from _lifecycles(pointer, case, loaded)


def _lifecycles(pointer: Pointer, entry: Error | Case, loaded: Loaded) -> Iterator[Problem]:
    changes: dict[str, Lifecycle | None] = {
        "since": entry.since,
        "deprecated": entry.deprecated,
        "removed": entry.removed,
    }
    for name, change in changes.items():
        if change:
            yield from _date(pointer.at(name, "date"), change.date)
            if not loaded.has_gap(pointer.at(name)):
                yield from _when(pointer.at(name), name, change)
                if name != "since" and not change.reason:
                    yield UnexplainedRemoval(pointer.at(name), name)
    for index, revision in enumerate(entry.changed):
        where = pointer.at("changed", index)
        yield from _date(where.at("date"), revision.date)
        if not loaded.has_gap(where):
            yield from _when(where, "changed", revision)


def _when(where: Pointer, name: str, change: Lifecycle | Revision) -> Iterator[Problem]:
    if not change.version and not change.date:
        yield UndatedChange(where, name)


def _date(where: Pointer, date: datetime.date | None) -> Iterator[Problem]:
    if date and not EARLIEST <= date <= LATEST:
        yield ImplausibleDate(where, date)
