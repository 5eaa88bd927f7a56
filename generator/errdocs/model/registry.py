"""The registry as a whole, with the ways to find something in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from errdocs.model.entries import Case, Error
from errdocs.model.settings import Category, Settings, Source, Surface
from errdocs.model.sources import SourceRows


@dataclass(frozen=True)
class Registry:
    """All the errors of one service."""

    settings: Settings
    """What `registry.yml` holds."""
    errors: tuple[Error, ...]
    """Every error, sorted by code without regard to case."""
    source_rows: tuple[SourceRows, ...] = ()
    """The rows of the upstream documents that have rows."""

    @cached_property
    def by_code(self) -> Mapping[str, Error]:
        """Return the errors by their main spelling."""
        return {error.code: error for error in self.errors}

    @cached_property
    def by_spelling(self) -> Mapping[str, Error]:
        """Return the errors by every spelling; a main spelling wins over an alias."""
        aliases = {alias.code: error for error in self.errors for alias in error.aliases}
        return {**aliases, **self.by_code}

    @cached_property
    def surface_by_key(self) -> Mapping[str, Surface]:
        """Return the surfaces by key."""
        return {surface.key: surface for surface in self.settings.surfaces}

    @cached_property
    def category_by_key(self) -> Mapping[str, Category]:
        """Return the categories by key."""
        return {category.key: category for category in self.settings.categories}

    @cached_property
    def source_by_key(self) -> Mapping[str, Source]:
        """Return the sources by key."""
        return {source.key: source for source in self.settings.sources}

    def find_entry(self, name: str) -> tuple[Error, Case | None] | None:
        """Return what `Code` or `Code/case-id` names, or None; a code may hold a slash itself."""
        if name in self.by_code:
            return self.by_code[name], None
        code, _, case_id = name.rpartition("/")
        error = self.by_code.get(code)
        case = error.find_case(case_id) if error else None
        return (error, case) if error and case else None

    def cases(self) -> Iterator[tuple[Error, Case]]:
        """Yield every case with its error, in order."""
        return ((error, case) for error in self.errors for case in error.cases)
