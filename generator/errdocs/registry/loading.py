"""The folder of a registry -> everything in it, with every problem of every file in one run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import yaml

from errdocs.problems import Finding, Place, Pointer, Problem
from errdocs.registry.formats import shape_of
from errdocs.registry.model import Error, Registry, Settings, SourceRows
from errdocs.registry.reader import ReadYaml, read_yaml
from errdocs.registry.reading_problems import UnreadableFile
from errdocs.registry.yamlfiles import compose, place_within

SETTINGS_FILE = "registry.yml"
ERRORS_FOLDER = "errors"
SOURCES_FOLDER = "sources"

Record = TypeVar("Record", Error, Settings, SourceRows)


@dataclass(frozen=True)
class Loaded:
    """A registry as it was read, complete or with gaps."""

    registry: Registry
    """What could be read; with neutral values where `gaps` point."""
    problems: tuple[Problem, ...]
    """What reading found, in the order of files and lines."""
    gaps: tuple[Pointer, ...]
    """Values that could not be read."""
    texts: Mapping[str, str]
    """Text of each file that could be decoded, by the path that is shown to people."""
    settings_path: str
    """Path of `registry.yml`."""
    error_paths: tuple[str, ...]
    """Path of the file of each error, in the order of `registry.errors`."""
    source_paths: tuple[str, ...]
    """Path of the file of each entry of `registry.source_rows`."""
    unread_codes: frozenset[str]
    """Codes, after the names of their files, that could not be read: nobody calls them unknown."""
    lines: Mapping[tuple[str, str | None], Place]
    """Where each error (case None) and each case starts, for edit links."""
    roots: dict[str, yaml.Node | None] = field(default_factory=dict, compare=False, repr=False)
    """Nodes of the files that were needed so far; None for one that is not YAML."""

    def has_gap(self, where: Pointer) -> bool:
        """Whether a value, one within it or one around it could not be read."""
        return any(gap.covers(where) or where.covers(gap) for gap in self.gaps)

    @cached_property
    def unsure_codes(self) -> frozenset[str]:
        """Return the spellings of errors that could not be read as a whole.

        What such an error does not hold may be in the part that could not be read.
        """
        broken = {gap.path for gap in self.gaps}
        errors = zip(self.error_paths, self.registry.errors, strict=True)
        return self.unread_codes.union(*(e.spellings for path, e in errors if path in broken))

    def root(self, path: str) -> yaml.Node | None:
        """Return the node of a file, composed at most once; None where it is not YAML."""
        if path not in self.roots:
            composed = compose(self.texts[path], path) if path in self.texts else None
            self.roots[path] = composed if isinstance(composed, yaml.Node) else None
        return self.roots[path]

    def place(self, where: Place | Pointer) -> Place:
        """Return the place of a value, or of the nearest one around it that is written."""
        if isinstance(where, Place):
            return where
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


@dataclass
class _Reading:
    """The state of one load."""

    keeps_nodes: bool
    problems: list[Problem] = field(default_factory=list)
    gaps: list[Pointer] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[str, str | None], Place] = field(default_factory=dict)
    roots: dict[str, yaml.Node | None] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def read(self, file: Path, record: type[Record]) -> ReadYaml[Record]:
        read = read_yaml(file, record)
        self.problems += read.problems
        self.gaps += read.gaps
        if read.text is not None:
            self.texts[read.path] = read.text
        if self.keeps_nodes:
            self.roots[read.path] = read.root
        return read

    def read_errors(self, folder: Path) -> Iterator[tuple[str, Error]]:
        files = _yaml_files(folder)
        if not files:
            reason = "no error files (`*.yml`) are here"
            self.problems.append(UnreadableFile(Place(folder.as_posix()), reason))
        for file in files:
            read = self.read(file, Error)
            if read.value is None or Pointer(read.path, ("code",)) in read.gaps:
                self.unread.add(file.stem)
            if read.value is not None:
                self._note_lines(read.value, read)
                yield read.path, read.value

    def _note_lines(self, error: Error, read: ReadYaml[Error]) -> None:
        self.lines[error.code, None] = place_within(read.root, read.path, ())
        for at, case in enumerate(error.cases):
            self.lines[error.code, case.id] = place_within(read.root, read.path, ("cases", at))


def load(folder: Path, *, keeps_nodes: bool = False) -> Loaded:
    """Read a registry's folder and return all of it, with every problem found on the way.

    Nothing is raised for what a folder may hold: a missing folder, a broken file or a wrong
    value is a problem in the result. Who looks at every file again, as the check of its layout
    does, keeps the nodes. They take ten times the memory of the registry, which slows a build.
    """
    state = _Reading(keeps_nodes)
    settings, errors, rows = None, [], []
    if folder.is_dir():
        settings = state.read(folder / SETTINGS_FILE, Settings).value
        errors = sorted(state.read_errors(folder / ERRORS_FOLDER), key=_by_code)
        sources = [state.read(file, SourceRows) for file in _yaml_files(folder / SOURCES_FOLDER)]
        rows = [(read.path, read.value) for read in sources if read.value]
    else:
        state.problems.append(UnreadableFile(Place(str(folder)), "the folder does not exist"))
    registry = Registry(
        settings=settings or shape_of(Settings).neutral(),
        errors=tuple(error for _, error in errors),
        source_rows=tuple(row for _, row in rows),
    )
    return Loaded(
        registry=registry,
        problems=tuple(state.problems),
        gaps=tuple(state.gaps),
        texts=state.texts,
        settings_path=(folder / SETTINGS_FILE).as_posix(),
        error_paths=tuple(path for path, _ in errors),
        source_paths=tuple(path for path, _ in rows),
        unread_codes=frozenset(state.unread),
        lines=state.lines,
        roots=state.roots,
    )


def _by_code(item: tuple[str, Error]) -> tuple[str, str]:
    code = item[1].code
    return code.casefold(), code


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix in {".yml", ".yaml"})
