"""Rules about references: what an entry names exists, and names it back where it should."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from errdocs.checks.walk import cases, errors
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.find import did_you_mean
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Lifecycle


@dataclass(frozen=True)
class UnknownReference(Problem):
    """A name of something that does not exist."""

    rule = "unknown-reference"
    kind: str
    """What is named: `related code`, `category`, `surface`, ..."""
    name: str
    known: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        guess = did_you_mean(self.name, self.known)
        return Message(
            f"{self.kind} `{self.name}` does not exist",
            f"an existing {self.kind}",
            guess or "correct its spelling, or add what it names",
        )


@dataclass(frozen=True)
class ForeignSurface(Problem):
    """A surface of a case on which its error is not seen."""

    rule = "unknown-reference"
    surface: str
    known: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        known = ", ".join(f"`{surface}`" for surface in self.known)
        return Message(
            f"the error is not seen on surface `{self.surface}`",
            f"one of {known}, where the code or an alias is printed",
            f"correct it, or add `{self.surface}` to the error's `surfaces` or `aliases`",
        )


@dataclass(frozen=True)
class OneSidedRelation(Problem):
    """A related error that does not name this one back."""

    rule = "related-symmetric"
    code: str
    other: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.other}` does not name `{self.code}` as related",
            "related errors that name each other",
            f"add `{self.code}` to `related` of `{self.other}`",
        )


@dataclass(frozen=True)
class UnsortedRelations(Problem):
    """A list of related errors that is unsorted, repeats one, or holds the error itself."""

    rule = "related-sorted"
    expected: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        wanted = ", ".join(self.expected)
        return Message(
            "the related errors are unsorted, repeated, or hold the error itself",
            "each other error once, in alphabetical order",
            f"write `[{wanted}]`",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of references in a registry."""
    names = _Names(loaded)
    yield from _common(loaded, names)
    for pointer, error in errors(loaded):
        yield from _related(pointer, error, loaded, names)
        yield from names.missing(pointer.at("category"), "category", error.category)
        for index, surface in enumerate(error.surfaces):
            yield from names.missing(pointer.at("surfaces", index), "surface", surface)
        for index, alias in enumerate(error.aliases):
            where = pointer.at("aliases", index, "surface")
            yield from names.missing(where, "surface", alias.surface)
        yield from _replacements(pointer, error, names)
    for pointer, error, case in cases(loaded):
        yield from _case(pointer, error, case, loaded, names)
        yield from _replacements(pointer, case, names)


class _Names:
    """Every name that an entry may refer to, by kind."""

    def __init__(self, loaded: Loaded) -> None:
        registry = loaded.registry
        self._known: dict[str, Collection[str]] = {
            "category": self._vocabulary(loaded, "categories", registry.category_by_key),
            "surface": self._vocabulary(loaded, "surfaces", registry.surface_by_key),
            "source": self._vocabulary(loaded, "sources", registry.source_by_key),
            "related code": {*registry.by_code, *loaded.unread_codes},
            "entry": {*_entries(loaded), *loaded.unread_codes},
        }
        self._unread = loaded.unread_codes

    @staticmethod
    def _vocabulary(loaded: Loaded, key: str, known: Collection[str]) -> Collection[str]:
        """Return the keys of a vocabulary; none where it could not be read as a whole."""
        return () if loaded.has_gap(loaded.settings_pointer(key)) else known

    def missing(self, where: Pointer, kind: str, name: str) -> Iterator[Problem]:
        """Yield a problem where a name is unknown; nothing where its list could not be read."""
        known = self._known[kind]
        code = name.partition("/")[0]
        if known and name not in known and code not in self._unread:
            yield UnknownReference(where, kind, name, tuple(known))


def _entries(loaded: Loaded) -> Iterator[str]:
    for error in loaded.registry.errors:
        yield error.code
        yield from (f"{error.code}/{case.id}" for case in error.cases)


def _common(loaded: Loaded, names: _Names) -> Iterator[Problem]:
    for index, name in enumerate(loaded.registry.settings.common):
        yield from names.missing(loaded.settings_pointer("common", index), "entry", name)


def _related(pointer: Pointer, error: Error, loaded: Loaded, names: _Names) -> Iterator[Problem]:
    wanted = tuple(sorted({*error.related} - {error.code}, key=lambda code: (code.lower(), code)))
    if wanted != error.related and not loaded.has_gap(pointer.at("related")):
        yield UnsortedRelations(pointer.at("related"), wanted)
    for index, code in enumerate(error.related):
        where = pointer.at("related", index)
        yield from names.missing(where, "related code", code)
        other = loaded.registry.by_code.get(code)
        is_sure = loaded.unsure_codes.isdisjoint({error.code, code})
        if is_sure and other and other is not error and error.code not in other.related:
            yield OneSidedRelation(where, error.code, code)


def _case(
    pointer: Pointer, error: Error, case: Case, loaded: Loaded, names: _Names
) -> Iterator[Problem]:
    is_sure = error.code not in loaded.unsure_codes
    for index, surface in enumerate(case.surfaces):
        where = pointer.at("surfaces", index)
        yield from names.missing(where, "surface", surface)
        is_declared = surface in loaded.registry.surface_by_key
        if is_declared and is_sure and surface not in error.all_surfaces:
            yield ForeignSurface(where, surface, error.all_surfaces)
    for index, ref in enumerate(case.source):
        where = pointer.at("source", index, "document")
        yield from names.missing(where, "source", ref.document)
    for index, wording in enumerate(case.other_messages):
        for number, ref in enumerate(wording.source):
            where = pointer.at("other_messages", index, "source", number, "document")
            yield from names.missing(where, "source", ref.document)


def _replacements(pointer: Pointer, entry: Error | Case, names: _Names) -> Iterator[Problem]:
    changes: dict[str, Lifecycle | None] = {
        "deprecated": entry.deprecated,
        "removed": entry.removed,
    }
    for name, change in changes.items():
        if change and change.replaced_by:
            where = pointer.at(name, "replaced_by")
            yield from names.missing(where, "entry", change.replaced_by)
