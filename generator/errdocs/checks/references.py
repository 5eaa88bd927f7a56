"""Rules about references: what an entry names exists, and lists it back where it should."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import ClassVar

from errdocs.checks.pointers import cases, errors, items, lifecycles, source_refs
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error
from errdocs.registry.naming import did_you_mean


@dataclass(frozen=True)
class UnknownName(Problem):
    """A name that is not among the known ones; the fix offers the nearest of these."""

    wording = Message("{kind} `{name}` does not exist", "an existing {kind}", "{fix}")
    otherwise: ClassVar[str] = "correct its spelling, or add what it names"
    """What to do where no known name is near."""
    kind: str
    """What is named: `related code`, `category`, `surface`, ..."""
    name: str
    known: tuple[str, ...]

    @property
    def fix(self) -> str:
        """Return the question that offers the nearest known name, or what to do otherwise."""
        return did_you_mean(self.name, self.known) or self.otherwise


class _UnknownReference(UnknownName):
    rule = "unknown-reference"


@dataclass(frozen=True)
class _ForeignSurface(Problem):
    rule = "unknown-reference"
    wording = Message(
        "surface `{surface}` is not a surface of the error",
        "one of {known}, where the code or an alias is printed",
        "correct it, or add `{surface}` to the error's `surfaces` or `aliases`",
    )
    surface: str
    known: str


@dataclass(frozen=True)
class _OneSidedRelation(Problem):
    rule = "related-symmetric"
    wording = Message(
        "`{other}` does not list `{code}` as related",
        "related errors that list each other",
        "add `{code}` to `related` of `{other}`",
    )
    code: str
    other: str


@dataclass(frozen=True)
class _UnsortedRelations(Problem):
    rule = "related-sorted"
    wording = Message(
        "`related` is not sorted, repeats a code, or contains the error's own code",
        "each other code once, in alphabetical order",
        "write `[{sorted_codes}]`",
    )
    sorted_codes: str


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of references in a registry."""
    names = _Names(loaded)
    for where, name in items(loaded.settings_pointer("common"), loaded.registry.settings.common):
        yield from names.missing(where, "entry", name)
    for pointer, error in errors(loaded):
        yield from _related(pointer, error, loaded, names)
        yield from names.missing(pointer.at("category"), "category", error.category)
        for where, surface in items(pointer.at("surfaces"), error.surfaces):
            yield from names.missing(where, "surface", surface)
        for where, alias in items(pointer.at("aliases"), error.aliases):
            yield from names.missing(where.at("surface"), "surface", alias.surface)
        yield from _replacements(pointer, error, names)
    for pointer, error, case in cases(loaded):
        yield from _case_surfaces(pointer, error, case, loaded, names)
        for where, ref in source_refs(pointer, case):
            yield from names.missing(where.at("document"), "source", ref.document)
        yield from _replacements(pointer, case, names)


class _Names:
    """Every name that an entry may refer to, by kind."""

    def __init__(self, loaded: Loaded) -> None:
        registry = loaded.registry
        entries = {error.name_of(case) for error, case in registry.cases()}
        self._unread = loaded.unread_codes
        self._known: dict[str, Collection[str]] = {
            "category": self._vocabulary(loaded, "categories", registry.category_by_key),
            "surface": self._vocabulary(loaded, "surfaces", registry.surface_by_key),
            "source": self._vocabulary(loaded, "sources", registry.source_by_key),
            "related code": {*registry.by_code, *self._unread},
            "entry": {*registry.by_code, *entries, *self._unread},
        }

    @staticmethod
    def _vocabulary(loaded: Loaded, key: str, known: Collection[str]) -> Collection[str]:
        """Return the keys of a vocabulary; none where it could not be read as a whole."""
        return () if loaded.has_gap(loaded.settings_pointer(key)) else known

    def missing(self, where: Pointer, kind: str, name: str) -> Iterator[Problem]:
        """Yield a problem where a name is unknown; nothing where its list could not be read."""
        known = self._known[kind]
        code = name.partition("/")[0]
        if known and name not in known and code not in self._unread:
            yield _UnknownReference(where, kind, name, tuple(sorted(known)))


def _related(pointer: Pointer, error: Error, loaded: Loaded, names: _Names) -> Iterator[Problem]:
    wanted = tuple(sorted({*error.related} - {error.code}, key=lambda code: (code.lower(), code)))
    if wanted != error.related and not loaded.has_gap(pointer.at("related")):
        yield _UnsortedRelations(pointer.at("related"), ", ".join(wanted))
    for where, code in items(pointer.at("related"), error.related):
        yield from names.missing(where, "related code", code)
        other = loaded.registry.by_code.get(code)
        is_sure = loaded.unsure_codes.isdisjoint({error.code, code})
        if is_sure and other and other is not error and error.code not in other.related:
            yield _OneSidedRelation(where, error.code, code)


def _case_surfaces(
    pointer: Pointer, error: Error, case: Case, loaded: Loaded, names: _Names
) -> Iterator[Problem]:
    is_sure = error.code not in loaded.unsure_codes
    for where, surface in items(pointer.at("surfaces"), case.surfaces):
        yield from names.missing(where, "surface", surface)
        is_declared = surface in loaded.registry.surface_by_key
        if is_declared and is_sure and surface not in error.all_surfaces:
            known = ", ".join(f"`{key}`" for key in error.all_surfaces)
            yield _ForeignSurface(where, surface, known)


def _replacements(pointer: Pointer, entry: Error | Case, names: _Names) -> Iterator[Problem]:
    for name, where, change in lifecycles(pointer, entry):
        if name != "since" and change.replaced_by:
            yield from names.missing(where.at("replaced_by"), "entry", change.replaced_by)
