"""Rules about names: every page has one name, every name one page, and a path can hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import ClassVar, get_args

from errdocs.checks.pointers import errors, items, sources
from errdocs.problems import Key, Message, Pointer, Problem
from errdocs.registry.formats import Format, Slug
from errdocs.registry.loading import Loaded
from errdocs.registry.model import RESERVED, Category, Error, Source, Surface

_SLUG: Format = get_args(Slug)[1]
_EXPORTS = {"html", "json", "md"}
"""Suffixes of the files beside a page, such as `errors/Code.json`."""

Name = tuple[tuple[Key, ...], str]
"""A name of an error, with the keys that lead to it."""


@dataclass(frozen=True)
class Duplicate(Problem):
    """A name that a list has twice."""

    wording = Message("duplicate {kind} `{name}`", "each {kind} once per {scope}", "{fix}")
    kind: ClassVar[str]
    scope: ClassVar[str]
    fix: ClassVar[str]
    name: str


class _RepeatedAlias(Duplicate):
    rule, kind, scope = "repeated-alias", "alias", "surface"
    fix = "remove one of the two"


class _RepeatedCaseId(Duplicate):
    rule, kind, scope = "unique-case-id", "case id", "error"
    fix = "rename the later case"


class _RepeatedKey(Duplicate):
    rule, kind, scope = "unique-key", "key", "list"
    fix = "rename one of the two, also in the entries that use it"


@dataclass(frozen=True)
class _NameTaken(Problem):
    rule = "unique-name"
    wording = Message(
        "{kind} `{name}` is already used in {other}",
        "unique codes, aliases and slugs (letter case is ignored)",
        "rename one of the two, or merge the entries",
    )
    kind: str
    name: str
    other: str
    """Path of the file that has the name first."""


@dataclass(frozen=True)
class _AliasIsCode(Problem):
    rule = "alias-is-code"
    wording = Message(
        "alias `{name}` is the error's own code or slug",
        "a spelling that differs by more than letter case",
        "remove the alias and add its surface to `surfaces`",
    )
    name: str


@dataclass(frozen=True)
class _ReservedName(Problem):
    rule = "reserved-name"
    wording = Message(
        "`{name}` is the path of {owner}",
        f"a name other than {', '.join(f'`{name}`' for name in sorted(RESERVED))}, "
        "and not another name plus `.json`, `.md` or `.html`",
        "give the error a `slug`; rename an alias or a case id",
    )
    name: str
    owner: str


@dataclass(frozen=True)
class _CodeNeedsSlug(Problem):
    rule = "code-needs-slug"
    wording = Message(
        "code `{code}` cannot be part of a path", f"{_SLUG.expected}, or a `slug`", "add a `slug`"
    )
    code: str


@dataclass(frozen=True)
class _WrongFileName(Problem):
    rule = "file-name"
    wording = Message(
        "the file is named `{found}`",
        "`{expected}`, after its `{key}`",
        "rename the file, or correct the `{key}`",
    )
    found: str
    expected: str
    key: Key


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of names, and of the paths and files that have them."""
    settings = loaded.registry.settings
    lists: dict[str, tuple[Surface | Category | Source, ...]] = {
        "surfaces": settings.surfaces,
        "categories": settings.categories,
        "sources": settings.sources,
    }
    for name, records in lists.items():
        keyed = items(loaded.settings_pointer(name), records)
        yield from repeated(_RepeatedKey, ((where.at("key"), item.key) for where, item in keyed))
    yield from _shared_names(loaded)
    pages = {name.casefold() for _, error in errors(loaded) for _, name in _page_names(error)}
    for pointer, error in errors(loaded):
        yield from _aliases(pointer, error)
        ids = items(pointer.at("cases"), error.cases)
        yield from repeated(_RepeatedCaseId, ((where.at("id"), case.id) for where, case in ids))
        yield from _paths(pointer, error, pages | RESERVED)
        yield from _file_name(pointer, error, loaded)
    for pointer, source in sources(loaded):
        yield from _wrong_file(pointer.at("document"), f"{source.document}.yml")


def repeated(kind: type[Duplicate], names: Iterable[tuple[Pointer, str]]) -> Iterator[Problem]:
    """Yield a problem for each name that was there before."""
    seen = set()
    for where, name in names:
        if name in seen:
            yield kind(where, name)
        seen.add(name)


def _shared_names(loaded: Loaded) -> Iterator[Problem]:
    """Yield the names that two errors have.

    Aliases come last: where an alias equals a code, the alias is what has to change.
    """
    owners: dict[str, str] = {}
    for names_of in (_own_names, _alias_names):
        for pointer, error in errors(loaded):
            for keys, name in names_of(error):
                owner = owners.setdefault(name.casefold(), pointer.path)
                if owner != pointer.path:
                    kind = "alias" if names_of is _alias_names else str(keys[0])
                    yield _NameTaken(pointer.at(*keys), kind, name, owner)


def _own_names(error: Error) -> Iterator[Name]:
    yield ("code",), error.code
    if error.slug:
        yield ("slug",), error.slug


def _alias_names(error: Error) -> Iterator[Name]:
    return ((("aliases", index, "code"), alias.code) for index, alias in enumerate(error.aliases))


def _page_names(error: Error) -> Iterator[Name]:
    """Yield every name that an error has a page or a redirect under."""
    yield ("slug" if error.slug else "code",), error.path_segment
    yield from _alias_names(error)


def _aliases(pointer: Pointer, error: Error) -> Iterator[Problem]:
    own = {error.code.casefold(), error.path_segment.casefold()}
    first_spelling = {alias.code.casefold(): alias.code for alias in error.aliases[::-1]}
    seen = set()
    for item, alias in items(pointer.at("aliases"), error.aliases):
        where, name = item.at("code"), alias.code
        if alias in seen:
            yield _RepeatedAlias(where, name)
        seen.add(alias)
        if first_spelling[name.casefold()] != name:
            yield _NameTaken(where, "alias", name, pointer.path)
        if name.casefold() in own:
            yield _AliasIsCode(where, name)


def _paths(pointer: Pointer, error: Error, pages: Collection[str]) -> Iterator[Problem]:
    site_page = "a page of the site"
    for keys, name in _page_names(error):
        if name.casefold() in RESERVED:
            yield _ReservedName(pointer.at(*keys), name, site_page)
        stem, _, suffix = name.casefold().rpartition(".")
        if suffix in _EXPORTS and stem in pages:
            yield _ReservedName(pointer.at(*keys), name, f"a file about `{name[: len(stem)]}`")
    for index, case in enumerate(error.cases):
        if case.id == "index":  # its page would be the `index.html` of the error
            yield _ReservedName(pointer.at("cases", index, "id"), case.id, site_page)
    if not error.slug and not _SLUG.accepts(error.code):
        yield _CodeNeedsSlug(pointer.at("code"), error.code)


def _file_name(pointer: Pointer, error: Error, loaded: Loaded) -> Iterator[Problem]:
    # A code that needs a slug has no file name yet; that problem is reported alone.
    has_path = error.slug or _SLUG.accepts(error.code)
    if has_path and not loaded.has_gap(pointer.at("slug")):
        key = "slug" if error.slug else "code"
        yield from _wrong_file(pointer.at(key), f"{error.path_segment}.yml")


def _wrong_file(where: Pointer, expected: str) -> Iterator[Problem]:
    found = PurePosixPath(where.path).name
    if found != expected:
        yield _WrongFileName(where, found, expected, where.keys[-1])
