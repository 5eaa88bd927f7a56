"""A registry as it was read: what is in it, what is missing, and where each value is written.

Nothing here needs a YAML parser before a place is asked for: a kept registry starts fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from errdocs.problems import Finding, Place, Pointer, Problem
from errdocs.registry.imported_texts import ImportedTexts
from errdocs.registry.model import Case, Error, Lifecycle, Registry, SourceRef, SourceRows, Wording

if TYPE_CHECKING:
    import yaml

Item = TypeVar("Item")

SETTINGS_FILE = "registry.yml"
ERRORS_FOLDER = "errors"
SOURCES_FOLDER = "sources"
CODE_FOLDER = "code"  # the templates of code that clients name


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder, sorted by name."""
    # By the name alone: comparing whole paths takes longer than to read a copy of the registry.
    files = (file for file in folder.glob("*") if file.suffix in {".yml", ".yaml"})
    return sorted(files, key=lambda file: file.name)


def code_files(folder: Path) -> list[Path]:
    """Return the templates of code in the folder of a registry, sorted by name."""
    return sorted((folder / CODE_FOLDER).glob("*.j2"))


@dataclass(frozen=True)
class Loaded:
    """A registry as it was read, complete or with gaps."""

    registry: Registry
    """What could be read; with neutral values where `gaps` point."""
    settings_path: str
    """Path of `registry.yml`."""
    error_paths: tuple[str, ...]
    """Path of the file of each error, in the order of `registry.errors`."""
    source_paths: tuple[str, ...]
    """Path of the file of each entry of `registry.source_rows`."""
    problems: tuple[Problem, ...] = ()
    """What reading found, in the order of files and lines."""
    gaps: tuple[Pointer, ...] = ()
    """Values that could not be read."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Text of each file that could be decoded, by the path that is shown to people."""
    unread_codes: frozenset[str] = frozenset()
    """Codes, after the names of their files, that could not be read: nobody calls them unknown."""
    imported: tuple[ImportedTexts, ...] = ()
    """What imports wrote, for each document that was imported."""
    lines: Mapping[tuple[str, str | None], Place] = field(default_factory=dict)
    """Where each error (case None) and each case starts, for edit links."""
    roots: dict[str, yaml.Node | None] = field(default_factory=dict, compare=False, repr=False)
    """Nodes of the files that were needed so far; None for one that is not YAML."""
    layout: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict, compare=False)
    """What is wrong with the layout of each file that was looked at while it was read."""

    @property
    def has_settings(self) -> bool:
        """Whether `registry.yml` was read, so that what it does not declare does not exist."""
        return self.registry.settings.service.name != ""

    def has_gap(self, where: Pointer) -> bool:
        """Whether a value, one within it or one around it could not be read."""
        return where in self._around_gaps or self.is_in_gap(where)

    def is_in_gap(self, where: Pointer) -> bool:
        """Whether a value or one around it could not be read."""
        return not self._gaps.isdisjoint(where.path_from_root())

    @cached_property
    def _gaps(self) -> frozenset[Pointer]:
        return frozenset(self.gaps)

    @cached_property
    def _around_gaps(self) -> frozenset[Pointer]:
        """Every value that has a gap within it: a thousand problems may ask for a thousand gaps."""
        return frozenset(where for gap in self.gaps for where in gap.path_from_root())

    def is_imported(self, entry: str, key: str, content: object) -> bool:
        """Whether a field of an entry is in the words of a catalogue, as an import wrote it."""
        return any(texts.is_unedited(entry, key, content) for texts in self.imported)

    @cached_property
    def unsure_codes(self) -> frozenset[str]:
        """Return the spellings of errors that could not be read as a whole.

        What such an error does not hold may be in the part that could not be read.
        """
        broken = {gap.path for gap in self.gaps}
        found = (error.spellings for where, error in self.errors() if where.path in broken)
        return self.unread_codes.union(*found)

    def root(self, path: str) -> yaml.Node | None:
        """Return the node of a file, composed at most once; None where it is not YAML."""
        if path not in self.roots:
            from errdocs.registry.reader import compose

            composed = compose(self.texts[path], path) if path in self.texts else None
            self.roots[path] = None if isinstance(composed, Problem) else composed
        return self.roots[path]

    def place(self, where: Place | Pointer) -> Place:
        """Return the place of a value, or of the nearest one around it that is written."""
        if isinstance(where, Place):
            return where
        from errdocs.registry.reader import place_within

        return place_within(self.root(where.path), where.path, where.keys)

    def findings(self, problems: Iterable[Problem]) -> list[Finding]:
        """Return problems with their places and messages, in the order of files and lines."""
        return sorted(Finding.of(problem, self.place(problem.where)) for problem in problems)

    def report(self, problems: Iterable[Problem]) -> Iterator[str]:
        """Yield a line for each problem: `path:line:column: found; expected ...; fix [rule]`."""
        return (finding.text_line() for finding in self.findings(problems))

    def settings_pointer(self, *keys: str | int) -> Pointer:
        """Return the pointer to a value in `registry.yml`."""
        return Pointer(self.settings_path, keys)

    def errors(self) -> Iterator[tuple[Pointer, Error]]:
        """Yield every error with the pointer to its file."""
        return zip(map(Pointer, self.error_paths), self.registry.errors, strict=True)

    def cases(self) -> Iterator[tuple[Pointer, Error, Case]]:
        """Yield every case with its pointer and its error."""
        for pointer, error in self.errors():
            for where, case in items(pointer.at("cases"), error.cases):
                yield where, error, case

    def entries(self) -> Iterator[tuple[Pointer, Error | Case]]:
        """Yield every error and case with its pointer."""
        return chain(self.errors(), ((pointer, case) for pointer, _, case in self.cases()))

    def sources(self) -> Iterator[tuple[Pointer, SourceRows]]:
        """Yield the rows of every source with the pointer to their file."""
        return zip(map(Pointer, self.source_paths), self.registry.source_rows, strict=True)


def wordings(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, Wording]]:
    """Yield every current message of a case with its pointer, the main one first."""
    if case.message is not None:
        yield pointer.at("message"), Wording(message=case.message, source=case.source)
    yield from items(pointer.at("other_messages"), case.other_messages)


def source_refs(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, SourceRef]]:
    """Yield every citation of a case and of its other wordings, with its pointer."""
    yield from items(pointer.at("source"), case.source)
    for where, wording in items(pointer.at("other_messages"), case.other_messages):
        yield from items(where.at("source"), wording.source)


def lifecycles(pointer: Pointer, entry: Error | Case) -> Iterator[tuple[str, Pointer, Lifecycle]]:
    """Yield when an entry appeared, was deprecated and was removed: key, pointer and value."""
    changes = {"since": entry.since, "deprecated": entry.deprecated, "removed": entry.removed}
    return ((name, pointer.at(name), change) for name, change in changes.items() if change)


def items(pointer: Pointer, values: Iterable[Item]) -> Iterator[tuple[Pointer, Item]]:
    """Yield the items of a list with their pointers."""
    return ((pointer.at(index), value) for index, value in enumerate(values))
