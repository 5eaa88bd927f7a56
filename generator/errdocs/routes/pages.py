"""The one list of the pages that come from a registry, with their titles and what they show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property

from errdocs.registry.model import (
    Case,
    Category,
    Error,
    Family,
    Lifecycle,
    Registry,
    Retry,
    status_label,
)
from errdocs.routes import paths


class PageKind(Enum):
    """What a page is; each kind has a template of its own."""

    HOME = auto()
    INDEX = auto()
    LOOKUP = auto()
    CATEGORY = auto()
    STATUS = auto()
    REMOVED = auto()
    CHANGES = auto()
    MAP = auto()
    FAMILIES = auto()
    FAMILY = auto()
    ERROR = auto()
    CASE = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One case with its error, as listings show it."""

    error: Error
    case: Case | None = None
    """None for an error that has no case."""

    @property
    def path(self) -> str:
        """Return the path of the case's page."""
        return self.error.path_of(self.case)

    @property
    def title(self) -> str:
        """Return the title of the case's page."""
        return self.error.title_of(self.case)

    @property
    def status(self) -> int | None:
        """Return the HTTP status of the case, if any is known; 0 for no response."""
        return self.case.status if self.case else None

    @property
    def values(self) -> Mapping[str, str]:
        """Return the values of the declared fields."""
        return self.error.values_of(self.case)

    @property
    def removal(self) -> Lifecycle | None:
        """Return when and why the case was removed, or None while it is current."""
        return self.error.removal_of(self.case)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the pages of a list that has more entries than one page shows."""

    number: int
    """Number of the page, from 1."""
    count: int
    """Number of the pages."""
    total: int
    """Entries on all pages."""
    list_path: str
    """Path of the list, which is that of its first page."""

    @property
    def near(self) -> tuple[int, ...]:
        """Return the numbers of the pages to link to: the first, the last, and those around."""
        around = range(self.number - 2, self.number + 3)
        return tuple(n for n in sorted({1, *around, self.count}) if 1 <= n <= self.count)

    def path_of(self, number: int) -> str:
        """Return the path of a page of the list."""
        return paths.numbered_path(self.list_path, number)


@dataclass(frozen=True, slots=True)
class Page:
    """One page that comes from the registry."""

    kind: PageKind
    path: str
    """Path from the site's root, with a slash at its end; empty for the home page."""
    title: str
    entries: tuple[Entry, ...] = ()
    """The cases that a listing shows."""
    error: Error | None = None
    case: Case | None = None
    """The case that the page is about; that of an error with a single case too."""
    category: Category | None = None
    status: int | None = None
    family: Family | None = None
    sheet: Sheet | None = None
    """Which part of a list this is; None for a list that is on one page."""

    @property
    def file(self) -> str:
        """Return the path of the Markdown file below the folder of the documents."""
        return f"{self.path}index.md"

    @property
    def is_in_nav(self) -> bool:
        """Whether the site's navigation may list the page; a thousand leaf pages would swamp it."""
        kinds = {PageKind.HOME, PageKind.INDEX, PageKind.LOOKUP}
        return self.kind in kinds and self.is_permanent

    @property
    def total(self) -> int:
        """Return how many entries the list has on all its pages."""
        return self.sheet.total if self.sheet else len(self.entries)

    @property
    def is_permanent(self) -> bool:
        """Whether the path is published for ever: what is on page 7 of a list changes daily."""
        return not self.sheet or self.sheet.number == 1


@dataclass(frozen=True)
class Listings:
    """Every case of a registry, grouped the ways a site shows them."""

    all: tuple[Entry, ...]
    """Every case, removed ones too, in the order of the registry."""
    current: tuple[Entry, ...]
    """The cases that the service still returns."""
    removed: tuple[Entry, ...]
    """The cases that it no longer returns."""
    by_category: dict[Category, tuple[Entry, ...]]
    """The current cases of each category, in the order of the categories; some may have none."""
    by_status: dict[int, tuple[Entry, ...]]
    """The current cases of each HTTP status, in ascending order."""

    @cached_property
    def retries(self) -> tuple[Retry, ...]:
        """Return every retry advice that a current case has, in the order of the cases."""
        found = (entry.case.retry for entry in self.current if entry.case)
        return tuple(dict.fromkeys(retry for retry in found if retry))

    @cached_property
    def actors(self) -> tuple[str, ...]:
        """Return the keys of the actors of current cases, in the order of the cases."""
        found = (entry.case.actor for entry in self.current if entry.case)
        return tuple(dict.fromkeys(actor for actor in found if actor))

    @cached_property
    def has_statuses(self) -> bool:
        """Whether a status, or that there is none, is known of any current case."""
        return any(entry.status is not None for entry in self.current)

    @cached_property
    def has_no_response(self) -> bool:
        """Whether it is known of any current case that it comes without an HTTP response."""
        return any(entry.status == 0 for entry in self.current)

    @cached_property
    def surfaces(self) -> frozenset[str]:
        """Return the keys of the surfaces on which any current case is seen."""
        return frozenset(
            key
            for entry in self.current
            for key in (
                entry.error.surfaces_of(entry.case) if entry.case else entry.error.all_surfaces
            )
        )

    @cached_property
    def not_known(self) -> frozenset[str]:
        """Return the properties that some current cases lack, by the names of their filters."""
        lacking = {
            "status": [entry.status is None for entry in self.current],
            "category": [not entry.error.category_of(entry.case) for entry in self.current],
            "retry": [not (entry.case and entry.case.retry) for entry in self.current],
            "actor": [not (entry.case and entry.case.actor) for entry in self.current],
            **{
                f"field-{key}": [not entry.values.get(key) for entry in self.current]
                for key in self._values_by_field
            },
        }
        return frozenset(name for name, found in lacking.items() if any(found))

    def field_values(self, key: str) -> tuple[str, ...]:
        """Return the values of a declared field, each once, in alphabetical order."""
        return self._values_by_field.get(key, ())

    @cached_property
    def _values_by_field(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.current:
            for key, value in entry.values.items():
                found[key].add(value)
        return {key: tuple(sorted(found[key] - {""}, key=str.casefold)) for key in found}

    @classmethod
    def of(cls, registry: Registry) -> Listings:
        """Return the listings of a registry."""
        entries = tuple(Entry(error, case) for error in registry.errors for case in error.rows)
        current = tuple(entry for entry in entries if not entry.removal)
        by_key: dict[str, list[Entry]] = defaultdict(list)
        by_number: dict[int, list[Entry]] = defaultdict(list)
        for entry in current:
            by_key[entry.error.category_of(entry.case) or ""].append(entry)
            if entry.status:
                by_number[entry.status].append(entry)
        return cls(
            all=entries,
            current=current,
            removed=tuple(entry for entry in entries if entry.removal),
            by_category={
                category: tuple(by_key[category.key]) for category in registry.settings.categories
            },
            by_status={status: tuple(by_number[status]) for status in sorted(by_number)},
        )


def pages_of(registry: Registry, listings: Listings, *, has_map: bool = False) -> Iterator[Page]:
    """Yield every page: overviews, then listings, then errors with several cases, then cases."""
    service = registry.settings.service.name
    yield Page(PageKind.HOME, "", f"{service} errors")
    yield from _list(Page(PageKind.INDEX, paths.INDEX, "All errors", listings.current))
    yield Page(PageKind.LOOKUP, paths.LOOKUP, "Look up an error")
    for category, entries in listings.by_category.items():
        path = paths.category_path(category.key)
        yield from _list(Page(PageKind.CATEGORY, path, category.title, entries, category=category))
    for status, entries in listings.by_status.items():
        path, title = paths.status_path(status), f"HTTP {status_label(status)}"
        yield from _list(Page(PageKind.STATUS, path, title, entries, status=status))
    yield Page(PageKind.REMOVED, paths.REMOVED, "Removed errors", listings.removed)
    yield Page(PageKind.CHANGES, paths.CHANGES, "What changed")
    if has_map:
        yield Page(PageKind.MAP, paths.MAP, "Map of all errors", listings.current)
    if registry.settings.families:
        yield Page(PageKind.FAMILIES, paths.SIMILAR, "Similar errors, told apart")
    for family in registry.settings.families:
        path = paths.family_path(family.key)
        yield Page(PageKind.FAMILY, path, family.title, family=family)
    for error in registry.errors:
        if not error.only_case:
            yield Page(PageKind.ERROR, error.path, _title(error.code, error.heading), error=error)
    for entry in listings.all:
        if case := entry.case:
            title = _title(case.code or entry.error.code, entry.title)
            yield Page(PageKind.CASE, entry.path, title, error=entry.error, case=case)


def _list(page: Page) -> Iterator[Page]:
    """Yield the pages of a list: the one with all entries, or as many as it needs."""
    entries, most = page.entries, paths.PAGE_ENTRIES
    count = -(-len(entries) // most)
    if count <= 1:
        yield page
        return
    for number in range(1, count + 1):
        sheet = Sheet(number, count, len(entries), page.path)
        title = page.title if number == 1 else f"{page.title}, page {number}"
        own = entries[(number - 1) * most : number * most]
        yield replace(page, path=sheet.path_of(number), title=title, entries=own, sheet=sheet)


def _title(code: str, heading: str) -> str:
    """Return the title of a page: code and heading, or the code where there is nothing else."""
    return code if heading == code else f"{code}: {heading}"
