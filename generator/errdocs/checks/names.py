"""Rules about names: every page has one name, every name one page, and a path can hold it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import get_args

from errdocs.checks.pointers import errors, sources
from errdocs.problems import Key, Message, Pointer, Problem
from errdocs.registry.formats import Format, Slug
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Category, Error, Source, Surface
from errdocs.routes.paths import RESERVED

_SLUG: Format = get_args(Slug)[1]
_EXPORTS = {"html", "json", "md"}
"""Suffixes of the files beside a page, such as `errors/Code.json`."""

Name = tuple[tuple[Key, ...], str]
"""A name of an error, with the keys that lead to it."""


@dataclass(frozen=True)
class NameTaken(Problem):
    """A code, alias or slug that another error has; letter case makes no difference."""

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
class RepeatedAlias(Problem):
    """An alias that an error lists twice for one surface."""

    rule = "repeated-alias"
    wording = Message(
        "duplicate alias `{name}` on surface `{surface}`",
        "each alias once per surface",
        "remove one of the two",
    )
    name: str
    surface: str


@dataclass(frozen=True)
class AliasIsCode(Problem):
    """An alias that repeats the code or slug of its own error."""

    rule = "alias-is-code"
    wording = Message(
        "alias `{name}` is the error's own code or slug",
        "a spelling that differs by more than letter case",
        "remove the alias and add its surface to `surfaces`",
    )
    name: str


@dataclass(frozen=True)
class CaseIdTaken(Problem):
    """A case id that another case of the error has."""

    rule = "unique-case-id"
    wording = Message(
        "duplicate case id `{id}`", "each id once within the error", "rename the later case"
    )
    id: str


@dataclass(frozen=True)
class RepeatedKey(Problem):
    """A key that a list of `registry.yml` has twice."""

    rule = "unique-key"
    wording = Message(
        "duplicate key `{key}` in `{list}`",
        "each key once within the list",
        "rename one of the two, also in the entries that use it",
    )
    key: str
    list: str


@dataclass(frozen=True)
class ReservedName(Problem):
    """A name that would take the path of one of the site's own pages."""

    rule = "reserved-name"
    wording = Message(
        "`{name}` is the path of one of the site's own pages",
        f"a name other than {', '.join(f'`{name}`' for name in sorted(RESERVED))}",
        "give the error a `slug`; rename an alias or a case id",
    )
    name: str


@dataclass(frozen=True)
class ExportName(Problem):
    """A name that would take the path of a file about another error."""

    rule = "reserved-name"
    wording = Message(
        "`{name}` is the path of a file about `{other}`",
        "a name that is not another name plus `.json`, `.md` or `.html`",
        "give the error a `slug`; rename an alias",
    )
    name: str
    other: str


@dataclass(frozen=True)
class CodeNeedsSlug(Problem):
    """A code that cannot be part of a URL as it is."""

    rule = "code-needs-slug"
    wording = Message(
        "code `{code}` cannot be part of a path",
        f"{_SLUG.expected}, or a `slug` of that form",
        "add a `slug`",
    )
    code: str


@dataclass(frozen=True)
class WrongFileName(Problem):
    """A file that is not named after its code, slug or document."""

    rule = "file-name"
    wording = Message(
        "the file is named `{found}`",
        "`{expected}`, after its content",
        "rename the file, or correct the name in it",
    )
    found: str
    expected: str


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of names, and of the paths and files that have them."""
    yield from _repeated_keys(loaded)
    yield from _shared_names(loaded)
    pages = {name.casefold() for _, error in errors(loaded) for _, name in _page_names(error)}
    for pointer, error in errors(loaded):
        yield from _aliases(pointer, error)
        yield from _repeated_ids(pointer, error)
        yield from _paths(pointer, error, pages | RESERVED)
        yield from _file_name(pointer, error, loaded)
    for pointer, source in sources(loaded):
        yield from _wrong_file(pointer.at("document"), f"{source.document}.yml")


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
                yield RepeatedKey(loaded.settings_pointer(name, index, "key"), item.key, name)
            seen.add(item.key)


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
                    yield NameTaken(pointer.at(*keys), kind, name, owner)


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


def _paths(pointer: Pointer, error: Error, pages: Collection[str]) -> Iterator[Problem]:
    for keys, name in _page_names(error):
        if name.casefold() in RESERVED:
            yield ReservedName(pointer.at(*keys), name)
        stem, _, suffix = name.casefold().rpartition(".")
        if suffix in _EXPORTS and stem in pages:
            yield ExportName(pointer.at(*keys), name, name[: len(stem)])
    for index, case in enumerate(error.cases):
        # Below an error only its own `index.html` is reserved.
        if case.id == "index":
            yield ReservedName(pointer.at("cases", index, "id"), case.id)
    if not error.slug and not _SLUG.accepts(error.code):
        yield CodeNeedsSlug(pointer.at("code"), error.code)


def _file_name(pointer: Pointer, error: Error, loaded: Loaded) -> Iterator[Problem]:
    # A code that needs a slug has no file name yet; that problem is reported alone.
    has_path = error.slug or _SLUG.accepts(error.code)
    if has_path and not loaded.has_gap(pointer.at("slug")):
        key = "slug" if error.slug else "code"
        yield from _wrong_file(pointer.at(key), f"{error.path_segment}.yml")


def _wrong_file(where: Pointer, expected: str) -> Iterator[Problem]:
    found = PurePosixPath(where.path).name
    if found != expected:
        yield WrongFileName(where, found, expected)
