"""Rules about names: every page has one name, and every name one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from errdocs.checks.walk import errors
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Category, Error, Source, Surface


@dataclass(frozen=True)
class NameTaken(Problem):
    """A code, alias or slug that another error has; letter case makes no difference."""

    rule = "unique-name"
    kind: str
    name: str
    other: str
    """Path of the file that has the name first."""

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"{self.kind} `{self.name}` is already taken by {self.other}",
            "every code, alias and slug once (letter case makes no difference)",
            "rename one of the two, or make them one",
        )


@dataclass(frozen=True)
class RepeatedAlias(Problem):
    """An alias that an error lists twice for one surface."""

    rule = "repeated-alias"
    name: str
    surface: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"alias `{self.name}` on `{self.surface}` is listed twice",
            "each pair of alias and surface once",
            "remove one of the two",
        )


@dataclass(frozen=True)
class AliasIsCode(Problem):
    """An alias that repeats the code of its own error on the same surface."""

    rule = "alias-is-code"
    name: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"alias `{self.name}` is the error's own code or slug",
            "a spelling that differs in more than letter case",
            "remove the alias and name its surface under `surfaces`",
        )


@dataclass(frozen=True)
class CaseIdTaken(Problem):
    """A case id that another case of the error has."""

    rule = "unique-case-id"
    id: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"case id `{self.id}` is there twice", "ids unique in the error", "rename the later one"
        )


@dataclass(frozen=True)
class RepeatedKey(Problem):
    """A key that a vocabulary of `registry.yml` has twice."""

    rule = "unique-key"
    key: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"key `{self.key}` is there twice", "each key of the list once", "rename one of the two"
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of names in a registry."""
    yield from _repeated_keys(loaded)
    owners: dict[str, str] = {}
    for pointer, error in errors(loaded):
        yield from _taken(pointer, error, owners)
    for pointer, error in errors(loaded):
        yield from _taken_aliases(pointer, error, owners)
        yield from _aliases(pointer, error)
        yield from _repeated_ids(pointer, error)


def _repeated_keys(loaded: Loaded) -> Iterator[Problem]:
    settings = loaded.registry.settings
    lists: dict[str, tuple[Surface | Category | Source, ...]] = {
        "surfaces": settings.surfaces,
        "categories": settings.categories,
        "sources": settings.sources,
    }
    for name, items in lists.items():
        seen = set()
        for index, item in enumerate(items):
            if item.key in seen:
                yield RepeatedKey(loaded.settings_pointer(name, index, "key"), item.key)
            seen.add(item.key)


def _taken(pointer: Pointer, error: Error, owners: dict[str, str]) -> Iterator[Problem]:
    names = {"code": error.code} | ({"slug": error.slug} if error.slug else {})
    for kind, name in names.items():
        owner = owners.setdefault(name.casefold(), pointer.path)
        if owner != pointer.path:
            yield NameTaken(pointer.at(kind), kind, name, owner)


def _taken_aliases(pointer: Pointer, error: Error, owners: dict[str, str]) -> Iterator[Problem]:
    for index, alias in enumerate(error.aliases):
        owner = owners.setdefault(alias.code.casefold(), pointer.path)
        if owner != pointer.path:
            where = pointer.at("aliases", index, "code")
            yield NameTaken(where, "alias", alias.code, owner)


def _aliases(pointer: Pointer, error: Error) -> Iterator[Problem]:
    own = {error.code.casefold(), error.path_segment.casefold()}
    seen, spellings = set(), {alias.code.casefold(): alias.code for alias in error.aliases[::-1]}
    for index, alias in enumerate(error.aliases):
        where = pointer.at("aliases", index, "code")
        if alias in seen:
            yield RepeatedAlias(where, alias.code, alias.surface)
        seen.add(alias)
        if spellings[alias.code.casefold()] != alias.code:
            yield NameTaken(where, "alias", alias.code, pointer.path)
        if alias.code.casefold() in own:
            yield AliasIsCode(where, alias.code)


def _repeated_ids(pointer: Pointer, error: Error) -> Iterator[Problem]:
    seen = set()
    for index, case in enumerate(error.cases):
        if case.id.casefold() in seen:
            yield CaseIdTaken(pointer.at("cases", index, "id"), case.id)
        seen.add(case.id.casefold())
