"""A name as people type it -> the entry of the registry that it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from errdocs.registry.find import folded, nearest
from errdocs.registry.model import Case, Error, Registry

Item = TypeVar("Item", Error, Case)


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a name means: an error, or one of its cases."""

    error: Error
    case: Case | None = None

    @property
    def cases(self) -> tuple[Case, ...]:
        """Return the cases that were asked for."""
        return (self.case,) if self.case else self.error.cases


class UnknownEntry(LookupError):
    """A name that means no entry."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        super().__init__(f"no entry is called {name!r}")
        self.name = name
        self.suggestions = suggestions


class AmbiguousEntry(LookupError):
    """A name that may mean several entries."""

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{name!r} may mean {len(candidates)} entries")
        self.name = name
        self.candidates = candidates


def find(registry: Registry, name: str) -> Found:
    """Return the entry that `CODE` or `CODE/CASE` means.

    Each part may be the exact name, the name but for case and separators, or the beginning of
    one name only; the first of these that fits wins. A code may hold a slash itself.

    Raises UnknownEntry, with the nearest names, and AmbiguousEntry, with all that fit.
    """
    errors = _spellings(registry)
    name = name.strip("/")
    code, slash, case_id = name.rpartition("/")
    if not slash or any("/" in known and folded(known) == folded(name) for known in errors):
        return Found(_one(errors, name))
    try:
        error = _one(errors, code)
    except UnknownEntry as unknown:
        raise UnknownEntry(name, unknown.suggestions) from None
    cases = {case.id: case for case in error.cases}
    try:
        return Found(error, _one(cases, case_id, f"{error.code}/"))
    except UnknownEntry as unknown:
        raise UnknownEntry(name, unknown.suggestions or (error.code,)) from None


def _spellings(registry: Registry) -> Mapping[str, Error]:
    """Return the errors by code, alias and slug; an error's own code wins."""
    slugs = {error.slug: error for error in registry.errors if error.slug}
    return {**slugs, **registry.by_spelling}


def _one(items: Mapping[str, Item], wanted: str, prefix: str = "") -> Item:
    """Return the only item that a name means; the prefix stands before names in exceptions."""
    if wanted in items:
        return items[wanted]
    key = folded(wanted)
    fits = {spelling: folded(spelling) for spelling in items if key}
    for names in (
        [spelling for spelling, fold in fits.items() if fold == key],
        [spelling for spelling, fold in fits.items() if fold.startswith(key)],
    ):
        meant = {id(items[spelling]): items[spelling] for spelling in names}
        if len(meant) == 1:
            return next(iter(meant.values()))
        if meant:
            raise AmbiguousEntry(
                prefix + wanted, _sorted(prefix + _name(item) for item in meant.values())
            )
    guesses = (prefix + _name(items[guess]) for guess in nearest(wanted, items))
    raise UnknownEntry(prefix + wanted, tuple(dict.fromkeys(guesses)))


def _name(item: Error | Case) -> str:
    return item.code if isinstance(item, Error) else item.id


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (name.casefold(), name)))
