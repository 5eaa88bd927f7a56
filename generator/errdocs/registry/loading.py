"""The folder of a registry -> everything in it, with every problem of every file in one run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import yaml

from errdocs.problems import Place, Pointer, Problem
from errdocs.registry.formats import shape_of
from errdocs.registry.loaded import (
    ERRORS_FOLDER,
    SETTINGS_FILE,
    SOURCES_FOLDER,
    Loaded,
    yaml_files,
)
from errdocs.registry.model import Error, Registry, Settings, SourceRows
from errdocs.registry.reader import ReadYaml, read_yaml
from errdocs.registry.yamlfiles import UnreadableFile, place_within

__all__ = ["ERRORS_FOLDER", "SETTINGS_FILE", "SOURCES_FOLDER", "Loaded", "load"]

Record = TypeVar("Record", Error, Settings, SourceRows)


class _Reading:
    """The state of one load."""

    def __init__(self, *, keeps_nodes: bool) -> None:
        self.keeps_nodes = keeps_nodes
        self.problems: list[Problem] = []
        self.gaps: list[Pointer] = []
        self.texts: dict[str, str] = {}
        self.lines: dict[tuple[str, str | None], Place] = {}
        self.roots: dict[str, yaml.Node | None] = {}
        self.unread: set[str] = set()

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
        files = yaml_files(folder)
        if not files:
            reason = "no error files (`*.yml`) are here"
            self.problems.append(UnreadableFile(Place(folder.as_posix()), reason))
        for file in files:
            read = self.read(file, Error)
            if (error := read.value) is None or Pointer(read.path, ("code",)) in read.gaps:
                self.unread.add(file.stem)
            if error is not None:
                self.lines[error.code, None] = place_within(read.root, read.path, ())
                for at, case in enumerate(error.cases):
                    place = place_within(read.root, read.path, ("cases", at))
                    self.lines[error.code, case.id] = place
                yield read.path, error


def load(folder: Path, *, keeps_nodes: bool = False) -> Loaded:
    """Read a registry's folder and return all of it, with every problem found on the way.

    Nothing is raised for what a folder may hold: a missing folder, a broken file or a wrong
    value is a problem in the result. Who looks at every file again, as the check of its layout
    does, keeps the nodes. They take ten times the memory of the registry, which slows a build.
    """
    state = _Reading(keeps_nodes=keeps_nodes)
    settings, errors, rows = None, [], []
    if folder.is_dir():
        settings = state.read(folder / SETTINGS_FILE, Settings).value
        errors = sorted(state.read_errors(folder / ERRORS_FOLDER), key=_by_code)
        sources = [state.read(file, SourceRows) for file in yaml_files(folder / SOURCES_FOLDER)]
        rows = [(read.path, read.value) for read in sources if read.value]
    else:
        state.problems.append(UnreadableFile(Place(str(folder)), "the folder does not exist"))
    return Loaded(
        registry=Registry(
            settings=settings or shape_of(Settings).neutral(),
            errors=tuple(error for _, error in errors),
            source_rows=tuple(row for _, row in rows),
        ),
        settings_path=(folder / SETTINGS_FILE).as_posix(),
        error_paths=tuple(path for path, _ in errors),
        source_paths=tuple(path for path, _ in rows),
        problems=tuple(state.problems),
        gaps=tuple(state.gaps),
        texts=state.texts,
        unread_codes=frozenset(state.unread),
        lines=state.lines,
        roots=state.roots,
    )


def _by_code(item: tuple[str, Error]) -> tuple[str, str]:
    code = item[1].code
    return code.casefold(), code
