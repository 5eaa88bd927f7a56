"""The map of all errors: how many cases there are by two of their properties, and who may retry.

A registry has a map if its cases differ in two properties that have a handful of values each:
category and status where it has them, else the fields that it declares, else the actors.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from errdocs.registry.model import DeclaredField, Registry, Retry, status_label
from errdocs.routes import paths
from errdocs.routes.pages import Entry, Listings

LEAST_CASES = 12
"""Cases from which there is a map: people see fewer at a glance in the list."""
MOST_COLUMNS = 24
MOST_ROWS = 60
NOT_KNOWN = "-"
"""The value, in the URL of a filtered list, of cases of which nobody knows the property."""
HEATS = (1, 3, 9, 27)
"""Counts from which a cell is one step darker: each step holds three times as many."""

Value: TypeAlias = str
ValueOf: TypeAlias = Callable[[Entry], Value]


@dataclass(frozen=True)
class Tick:
    """A value on an axis, which is a row or a column of the map."""

    value: Value
    """What the filter of the list calls it."""
    label: str
    path: str | None = None
    """Path of its own listing, if there is one."""
    short: str = ""
    """The label where there is little space; empty where it is short already."""


@dataclass(frozen=True)
class Axis:
    """A property by which cases stand in rows or columns."""

    facet: str
    """Name of its filter in the list of all errors."""
    title: str
    ticks: tuple[Tick, ...]
    value_of: ValueOf


@dataclass(frozen=True)
class Cell:
    """Some cases by whether the same request may succeed later."""

    parts: tuple[tuple[Retry | None, int], ...]
    """Cases of each advice, in the order of the advices; those without one come last."""

    @property
    def count(self) -> int:
        """Return how many cases there are."""
        return sum(count for _, count in self.parts)

    @property
    def main(self) -> Retry | None:
        """Return the advice that most cases have; the first one of equals."""
        return max(self.parts, key=lambda part: part[1])[0]

    @property
    def heat(self) -> int:
        """Return how dark it is, from 1: by the magnitude of its count."""
        return sum(self.count >= least for least in HEATS)

    @property
    def shares(self) -> tuple[tuple[Retry | None, float, float], ...]:
        """Return each advice with the start and the length of its part, in percent."""
        found, start = [], 0
        for retry, count in self.parts:
            found.append((retry, 100 * start / self.count, 100 * count / self.count))
            start += count
        return tuple(found)


@dataclass(frozen=True)
class ErrorMap:
    """All current cases of a registry by two properties."""

    rows: Axis
    columns: Axis
    entries: tuple[Entry, ...]

    @cached_property
    def cells(self) -> Mapping[tuple[Value, Value], Cell]:
        """Return the cells that hold cases, by the values of row and column."""
        found: dict[tuple[Value, Value], list[Entry]] = defaultdict(list)
        for entry in self.entries:
            found[self.rows.value_of(entry), self.columns.value_of(entry)].append(entry)
        return {key: cell_of(entries) for key, entries in found.items()}

    @cached_property
    def row_totals(self) -> Mapping[Value, Cell]:
        """Return the cases of each row."""
        return _totals(self.entries, self.rows.value_of)

    @cached_property
    def column_totals(self) -> Mapping[Value, Cell]:
        """Return the cases of each column."""
        return _totals(self.entries, self.columns.value_of)

    @cached_property
    def total(self) -> Cell:
        """Return all cases."""
        return cell_of(self.entries)

    @classmethod
    def of(cls, registry: Registry, listings: Listings) -> ErrorMap | None:
        """Return the map of a registry, or None where it has no two properties for one."""
        if len(listings.current) < LEAST_CASES:
            return None
        axes = tuple(_axes(registry, listings.current))
        rows = next(
            (axis for axis in axes if axis.facet != "status" and _fits(axis, MOST_ROWS)), None
        )
        columns = next(
            (axis for axis in axes if axis is not rows and _fits(axis, MOST_COLUMNS)), None
        )
        return cls(rows, columns, listings.current) if rows and columns else None


def cell_of(entries: Iterable[Entry]) -> Cell:
    """Return cases by their advice."""
    counts = Counter(entry.case.retry if entry.case else None for entry in entries)
    order = (*Retry, None)
    return Cell(tuple((retry, counts[retry]) for retry in order if counts[retry]))


def _totals(entries: Iterable[Entry], value_of: ValueOf) -> Mapping[Value, Cell]:
    found: dict[Value, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[value_of(entry)].append(entry)
    return {value: cell_of(own) for value, own in found.items()}


def _fits(axis: Axis, most: int) -> bool:
    return 2 <= len(axis.ticks) <= most


def _axes(registry: Registry, entries: tuple[Entry, ...]) -> Iterator[Axis]:
    """Yield the axes that a map may have, the best ones first."""
    categories = (
        Tick(key, category.title, paths.category_path(key))
        for key, category in registry.category_by_key.items()
    )
    yield _axis("category", "Category", categories, entries, _category)
    yield _axis("status", "HTTP status", _statuses(entries), entries, _status)
    for declared in registry.settings.fields:
        if declared.facet:
            value_of = _field(declared)
            found = sorted({value_of(entry) for entry in entries} - {NOT_KNOWN}, key=str.casefold)
            values = declared.values or found
            ticks = (Tick(value, value) for value in values)
            yield _axis(f"field-{declared.key}", declared.title, ticks, entries, value_of)
    actors = (Tick(key, actor.title) for key, actor in registry.actor_by_key.items())
    yield _axis("actor", "Who acts", actors, entries, _actor)


def _axis(
    facet: str, title: str, ticks: Iterable[Tick], entries: Iterable[Entry], value_of: ValueOf
) -> Axis:
    """Return an axis with the values that cases have; one for those that have none comes last."""
    used = {value_of(entry) for entry in entries}
    named = (*ticks, Tick(NOT_KNOWN, "Not known", short="?"))
    return Axis(facet, title, tuple(tick for tick in named if tick.value in used), value_of)


def _statuses(entries: Iterable[Entry]) -> Iterator[Tick]:
    found = sorted({entry.status for entry in entries if entry.status})
    for status in found:
        yield Tick(str(status), status_label(status), paths.status_path(status), str(status))
    yield Tick("none", status_label(0), short="none")


def _category(entry: Entry) -> Value:
    return entry.error.category_of(entry.case) or NOT_KNOWN


def _status(entry: Entry) -> Value:
    return NOT_KNOWN if entry.status is None else str(entry.status or "none")


def _field(declared: DeclaredField) -> ValueOf:
    return lambda entry: entry.values.get(declared.key) or NOT_KNOWN


def _actor(entry: Entry) -> Value:
    return (entry.case.actor if entry.case else None) or NOT_KNOWN
