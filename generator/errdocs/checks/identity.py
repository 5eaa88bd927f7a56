"""Rules about names: every page has one name, and every name one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import get_args

from errdocs.checks.walk import errors
from errdocs.formats import Format, Slug
from errdocs.loading import Loaded
from errdocs.model import Category, Error, Source, Surface
from errdocs.paths import RESERVED
from errdocs.problems import Key, Pointer, Problem, Words

_SLUG: Format = get_args(Slug)[1]
_EXPORTS = {"html", "json", "md"}
"""Suffixes of the files that stand beside a page, such as `errors/Code.json`."""


@dataclass(frozen=True)
class NameTaken(Problem):
    """A code, alias or slug that another error has; letter case makes no difference."""

    rule = "unique-name"
    kind: str
    name: str
    other: str
    """Path of the file that has the name first."""

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"{self.kind} `{self.name}` is already taken by {self.other}",
            "every code, alias and slug once (letter case makes no difference)",
            "rename one of the two, or merge the two errors",
        )


@dataclass(frozen=True)
class RepeatedAlias(Problem):
    """An alias that an error lists twice for one surface."""

    rule = "repeated-alias"
    name: str
    surface: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"alias `{self.name}` on `{self.surface}` is listed twice",
            "each pair of alias and surface once",
            "remove one of the two",
        )


@dataclass(frozen=True)
class AliasIsCode(Problem):
    """An alias that repeats the code of its own error on the same surface."""

    rule = "alias-is-code"
    name: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"alias `{self.name}` is the error's own code",
            "another spelling",
            "remove the alias and name its surface under `surfaces`",
        )


@dataclass(frozen=True)
class CaseIdTaken(Problem):
    """A case id that another case of the error has."""

    rule = "unique-case-id"
    id: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"case id `{self.id}` is there twice", "ids unique in the error", "rename the later one"
        )


@dataclass(frozen=True)
class ReservedName(Problem):
    """A name that would take the path of one of the site's own pages."""

    rule = "reserved-name"
    name: str

    def words(self) -> Words:  # noqa: D102
        reserved = ", ".join(f"`{name}`" for name in sorted(RESERVED))
        return Words(
            f"`{self.name}` is the path of a page of the site",
            f"a name other than {reserved}",
            "give the error a `slug`; an alias or case id has to be renamed",
        )


@dataclass(frozen=True)
class ExportName(Problem):
    """A name that would take the path of another error's export."""

    rule = "reserved-name"
    name: str
    other: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"`{self.name}` is the path of a file about `{self.other}`",
            "a name that is not another one with `.json`, `.md` or `.html` after it",
            "give the error a `slug`; an alias has to be renamed",
        )


@dataclass(frozen=True)
class RepeatedKey(Problem):
    """A key that a vocabulary of `registry.yml` has twice."""

    rule = "unique-key"
    key: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"key `{self.key}` is there twice", "each key of the list once", "rename one of the two"
        )


@dataclass(frozen=True)
class CodeNeedsSlug(Problem):
    """A code that cannot stand in a URL as it is."""

    rule = "code-needs-slug"
    code: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"code `{self.code}` cannot stand in a path",
            f"{_SLUG.expected}, or a `slug` of that form",
            "add a `slug`",
        )


@dataclass(frozen=True)
class WrongFileName(Problem):
    """A file that is not named after its code, slug or document."""

    rule = "file-name"
    found: str
    expected: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"the file is named `{self.found}`",
            f"`{self.expected}`, after what it holds",
            "rename the file or correct the name in it",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of names in a registry."""
    yield from _repeated_keys(loaded)
    yield from _source_names(loaded)
    owners: dict[str, str] = {}
    for pointer, error in errors(loaded):
        yield from _taken(pointer, error, owners)
    for pointer, error in errors(loaded):
        yield from _taken_aliases(pointer, error, owners)
        yield from _aliases(pointer, error)
        yield from _repeated_ids(pointer, error)
        yield from _reserved(pointer, error, owners)
        yield from _file_name(pointer, error, loaded)


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


def _source_names(loaded: Loaded) -> Iterator[Problem]:
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        found, expected = PurePosixPath(path).name, f"{source.document}.yml"
        if found != expected:
            yield WrongFileName(Pointer(path, ("document",)), found, expected)


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


def _reserved(pointer: Pointer, error: Error, owners: Mapping[str, str]) -> Iterator[Problem]:
    for keys, name in _path_names(error):
        if name.casefold() in RESERVED:
            yield ReservedName(pointer.at(*keys), name)
        stem, _, suffix = name.casefold().rpartition(".")
        if suffix in _EXPORTS and (stem in owners or stem in RESERVED):
            yield ExportName(pointer.at(*keys), name, name[: len(stem)])
    if not error.slug and not _SLUG.accepts(error.code):
        yield CodeNeedsSlug(pointer.at("code"), error.code)


def _path_names(error: Error) -> Iterable[tuple[tuple[Key, ...], str]]:
    yield ("slug" if error.slug else "code",), error.path_segment
    yield from ((("aliases", i, "code"), alias.code) for i, alias in enumerate(error.aliases))
    ids = ((("cases", i, "id"), case.id) for i, case in enumerate(error.cases))
    yield from (item for item in ids if item[1] == "index")


def _file_name(pointer: Pointer, error: Error, loaded: Loaded) -> Iterator[Problem]:
    found, expected = PurePosixPath(pointer.path).name, f"{error.path_segment}.yml"
    has_path = error.slug or _SLUG.accepts(error.code)
    if found != expected and has_path and not loaded.has_gap(pointer.at("slug")):
        yield WrongFileName(pointer.at("slug" if error.slug else "code"), found, expected)
