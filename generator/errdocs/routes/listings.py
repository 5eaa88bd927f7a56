"""Overviews of a registry: its cases in order, by category, by status, current and retired."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from errdocs.registry.model import Case, Category, Error, Lifecycle, Registry, status_label
from errdocs.routes import paths

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Entry:
    """One case with its error, as a listing shows it."""

    error: Error
    case: Case

    @property
    def path(self) -> str:
        """Return the path of the case's page."""
        return paths.case_path(self.error, self.case)

    @property
    def title(self) -> str:
        """Return the title of the case's page: the error's own where this is its only case."""
        return self.error.title if len(self.error.cases) == 1 else self.case.title

    @property
    def removed(self) -> Lifecycle | None:
        """Return when and why the entry was retired, or None while it is current."""
        return self.case.removed or self.error.removed


@dataclass(frozen=True, slots=True)
class CommonEntry:
    """One of the entries most often asked for: an error, or one of its cases."""

    code: str
    title: str
    path: str


@dataclass(frozen=True)
class Listings:
    """Every case of a registry, grouped the ways a site shows them."""

    leaves: tuple[Entry, ...]
    """Every case, retired ones too, in the order of the registry."""
    current: tuple[Entry, ...]
    """The cases that the service still returns."""
    retired: tuple[Entry, ...]
    """The cases that it no longer returns."""
    common: tuple[CommonEntry, ...]
    """The entries most often asked for, in the order that the registry gives."""
    by_category: Mapping[Category, tuple[Entry, ...]]
    """The current cases of each category, in the order of the categories."""
    by_status: Mapping[int, tuple[Entry, ...]]
    """The current cases of each HTTP status, in ascending order."""

    @classmethod
    def of(cls, registry: Registry) -> Listings:
        """Return the listings of a registry."""
        leaves = tuple(Entry(error, case) for error, case in registry.cases())
        current = tuple(entry for entry in leaves if not entry.removed)
        categories = _grouped(current, lambda entry: entry.error.category)
        statuses = _grouped(current, lambda entry: entry.case.status or 0)
        return cls(
            leaves=leaves,
            current=current,
            retired=tuple(entry for entry in leaves if entry.removed),
            common=tuple(_common(registry)),
            by_category={
                category: categories.get(category.key, ())
                for category in registry.settings.categories
            },
            by_status={status: statuses[status] for status in sorted(statuses) if status},
        )

    def neighbours(self, position: int) -> tuple[Entry | None, Entry | None]:
        """Return the cases before and after one in the order of the registry."""
        before = self.leaves[position - 1] if position else None
        after = self.leaves[position + 1] if position + 1 < len(self.leaves) else None
        return before, after


def _grouped(
    entries: Iterable[Entry], key: Callable[[Entry], Group]
) -> dict[Group, tuple[Entry, ...]]:
    groups: dict[Group, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(key(entry), []).append(entry)
    return {name: tuple(group) for name, group in groups.items()}


def _common(registry: Registry) -> Iterable[CommonEntry]:
    for name in registry.settings.common:
        if found := registry.find_entry(name):
            error, case = found
            path = paths.case_path(error, case) if case else paths.error_path(error)
            yield CommonEntry(error.code, (case or error).title, path)


def overview_titles(registry: Registry) -> Mapping[str, str]:
    """Return the title of each page that leads to others, by path."""
    statuses = {case.status for _, case in registry.cases() if case.status}
    return {
        "": f"{registry.settings.service.name} errors",
        paths.INDEX: "All errors",
        paths.LOOKUP: "Look up an error",
        paths.RETIRED: "Retired errors",
        paths.CHANGES: "What changed",
        **{paths.category_path(item.key): item.title for item in registry.settings.categories},
        **{paths.status_path(status): f"HTTP {status_label(status)}" for status in statuses},
    }
