"""Rules about names: every page has one name, and every name one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import get_args

from errdocs.checks.walk import errors
from errdocs.formats import Format, Slug
from errdocs.loading import Loaded
from errdocs.model import Error
from errdocs.paths import RESERVED
from errdocs.problems import Key, Pointer, Problem, Words

_SLUG: Format = get_args(Slug)[1]


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
    """A file that is not named after its code or slug."""

    rule = "file-name"
    found: str
    expected: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"the file is named `{self.found}`",
            f"`{self.expected}`, after its code or slug",
            "rename the file or correct the code",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of names in a registry."""
    owners: dict[str, str] = {}
    for pointer, error in errors(loaded):
        yield from _taken(pointer, error, owners)
    for pointer, error in errors(loaded):
        yield from _taken_aliases(pointer, error, owners)
        yield from _aliases(pointer, error)
        yield from _repeated_ids(pointer, error)
        yield from _reserved(pointer, error)
        yield from _file_name(pointer, error, loaded)


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
    seen = set()
    for index, alias in enumerate(error.aliases):
        where = pointer.at("aliases", index, "code")
        if alias in seen:
            yield RepeatedAlias(where, alias.code, alias.surface)
        seen.add(alias)
        if alias.code.casefold() == error.path_segment.casefold():
            yield AliasIsCode(where, alias.code)


def _repeated_ids(pointer: Pointer, error: Error) -> Iterator[Problem]:
    seen = set()
    for index, case in enumerate(error.cases):
        if case.id.casefold() in seen:
            yield CaseIdTaken(pointer.at("cases", index, "id"), case.id)
        seen.add(case.id.casefold())


def _reserved(pointer: Pointer, error: Error) -> Iterator[Problem]:
    for keys, name in _path_names(error):
        if name.casefold() in RESERVED:
            yield ReservedName(pointer.at(*keys), name)
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
