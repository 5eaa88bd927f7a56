"""Rules about paths: every name can stand in the path of its page and of its file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import get_args

from errdocs.checks.walk import errors
from errdocs.problems import Key, Message, Pointer, Problem
from errdocs.registry.formats import Format, Slug
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Error
from errdocs.routes.paths import RESERVED

_SLUG: Format = get_args(Slug)[1]
_EXPORTS = {"html", "json", "md"}
"""Suffixes of the files that stand beside a page, such as `errors/Code.json`."""


@dataclass(frozen=True)
class ReservedName(Problem):
    """A name that would take the path of one of the site's own pages."""

    rule = "reserved-name"
    name: str

    def message(self) -> Message:  # noqa: D102
        reserved = ", ".join(f"`{name}`" for name in sorted(RESERVED))
        return Message(
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

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.name}` is the path of a file about `{self.other}`",
            "a name that is not another one with `.json`, `.md` or `.html` after it",
            "give the error a `slug`; an alias has to be renamed",
        )


@dataclass(frozen=True)
class CodeNeedsSlug(Problem):
    """A code that cannot stand in a URL as it is."""

    rule = "code-needs-slug"
    code: str

    def message(self) -> Message:  # noqa: D102
        return Message(
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

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the file is named `{self.found}`",
            f"`{self.expected}`, after what it holds",
            "rename the file or correct the name in it",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of paths in a registry."""
    yield from _source_names(loaded)
    pages = {name.casefold() for _, error in errors(loaded) for name in _pages(error)} | RESERVED
    for pointer, error in errors(loaded):
        yield from _reserved(pointer, error, pages)
        yield from _file_name(pointer, error, loaded)


def _source_names(loaded: Loaded) -> Iterator[Problem]:
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        found, expected = PurePosixPath(path).name, f"{source.document}.yml"
        if found != expected:
            yield WrongFileName(Pointer(path, ("document",)), found, expected)


def _pages(error: Error) -> Iterator[str]:
    """Yield every name that an error has a page or a redirect under."""
    yield error.path_segment
    yield from (alias.code for alias in error.aliases)


def _reserved(pointer: Pointer, error: Error, pages: Collection[str]) -> Iterator[Problem]:
    for keys, name in _path_names(error):
        if name.casefold() in RESERVED:
            yield ReservedName(pointer.at(*keys), name)
        stem, _, suffix = name.casefold().rpartition(".")
        if suffix in _EXPORTS and stem in pages:
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
