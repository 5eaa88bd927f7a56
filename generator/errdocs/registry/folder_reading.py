"""The folder of a registry -> everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml

from errdocs.problems import Place, Pointer, Problem
from errdocs.registry.hints import gap_of
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Error, Registry, Settings, SourceRows
from errdocs.registry.nodes import compose, place_of, read_text
from errdocs.registry.notes import Notes
from errdocs.registry.reader import reader_of
from errdocs.registry.reading_problems import UnreadableFile

SETTINGS_FILE = "registry.yml"
ERRORS_FOLDER = "errors"
SOURCES_FOLDER = "sources"

Record = TypeVar("Record", Error, Settings, SourceRows)


@dataclass
class _Reading:
    """The state of one load."""

    problems: list[Problem] = field(default_factory=list)
    gaps: list[Pointer] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[tuple[str, str | None], Place] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)


def load(folder: Path) -> Loaded:
    """Read a registry's folder and return all of it, with every problem found on the way.

    Nothing is raised for what a folder may hold: a missing folder, a broken file or a wrong
    value is a problem in the result.
    """
    state = _Reading()
    if not folder.is_dir():
        state.problems.append(UnreadableFile(Place(str(folder)), "the folder does not exist"))
    settings = _read(folder / SETTINGS_FILE, Settings, state) if folder.is_dir() else None
    errors = sorted(_read_errors(folder, state), key=_by_code)
    rows = [(path, rows) for path, rows in _read_sources(folder, state) if rows]
    registry = Registry(
        settings=settings or gap_of(Settings),
        errors=tuple(error for _, error in errors),
        source_rows=tuple(rows for _, rows in rows),
    )
    return Loaded(
        registry=registry,
        problems=tuple(state.problems),
        gaps=tuple(state.gaps),
        texts=state.texts,
        settings_path=_shown(folder / SETTINGS_FILE),
        error_paths=tuple(path for path, _ in errors),
        source_paths=tuple(path for path, _ in rows),
        unread_codes=frozenset(state.unread),
        lines=state.lines,
    )


def read_record(text: str, path: str, record: type[Record]) -> Record | None:
    """Return the record that one text holds, gaps and all; None where it is not YAML."""
    root = compose(text, path)
    if isinstance(root, Problem):
        return None
    value: Record = reader_of(cast(Any, record))(root, Notes(path), ())
    return value


def _by_code(item: tuple[str, Error]) -> tuple[str, str]:
    code = item[1].code
    return code.casefold(), code


def _read_errors(folder: Path, state: _Reading) -> Iterator[tuple[str, Error]]:
    files = _yaml_files(folder / ERRORS_FOLDER)
    if folder.is_dir() and not files:
        path = _shown(folder / ERRORS_FOLDER)
        state.problems.append(UnreadableFile(Place(path), "no error files (`*.yml`) are here"))
    for file in files:
        error = _read(file, Error, state)
        if error is None or Pointer(_shown(file), ("code",)) in state.gaps:
            state.unread.add(file.stem)
        if error is not None:
            yield _shown(file), error


def _read_sources(folder: Path, state: _Reading) -> Iterator[tuple[str, SourceRows | None]]:
    for file in _yaml_files(folder / SOURCES_FOLDER):
        yield _shown(file), _read(file, SourceRows, state)


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("*") if file.suffix in {".yml", ".yaml"})


def _shown(file: Path) -> str:
    return file.as_posix()


def _read(file: Path, record: type[Record], state: _Reading) -> Record | None:
    path = _shown(file)
    text = read_text(file, path)
    if isinstance(text, Problem):
        state.problems.append(text)
        return None
    state.texts[path] = text
    root = compose(text, path)
    if isinstance(root, Problem):
        state.problems.append(root)
        return None
    notes = Notes(path)
    value: Record = reader_of(cast(Any, record))(root, notes, ())
    state.problems += notes.problems
    state.gaps += notes.gaps
    if isinstance(value, Error):
        _note_lines(root, value, path, state)
    return value


def _note_lines(root: yaml.Node, error: Error, path: str, state: _Reading) -> None:
    state.lines[error.code, None] = place_of(path, root.start_mark)
    cases = _value_of(root, "cases")
    for case, node in zip(error.cases, cases.value if cases else (), strict=False):
        state.lines[error.code, case.id] = place_of(path, node.start_mark)


def _value_of(root: yaml.Node, key: str) -> yaml.SequenceNode | None:
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    found = (value for name, value in pairs if name.value == key)
    node = next(found, None)
    return node if isinstance(node, yaml.SequenceNode) else None
