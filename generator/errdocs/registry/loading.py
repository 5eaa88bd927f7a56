"""The folder of a registry -> everything in it, with every problem of every file in one run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from errdocs.problems import Place, Pointer, Problem
from errdocs.registry.formats import shape_of
from errdocs.registry.imported_texts import ImportedTexts, imported_files
from errdocs.registry.loaded import (
    ERRORS_FOLDER,
    SETTINGS_FILE,
    SOURCES_FOLDER,
    Loaded,
    code_files,
    yaml_files,
)
from errdocs.registry.model import Error, Registry, Settings, SourceRows
from errdocs.registry.reader import (
    READABLE_FILE,
    ReadYaml,
    SizeLimit,
    place_within,
    read_text,
    read_yaml,
)
from errdocs.regular_files import require_regular

__all__ = ["ERRORS_FOLDER", "SETTINGS_FILE", "SIZE_LIMITS", "SOURCES_FOLDER", "Loaded", "load"]

# A thousand cases with long texts, or ten thousand rows, have about a third of ten megabytes.
SIZE_LIMITS = {
    Settings: SizeLimit(1_000_000, "keep in it only what is about the registry as a whole"),
    Error: SizeLimit(10_000_000, "keep one error in a file and shorten its examples"),
    SourceRows: SizeLimit(10_000_000, "split the document into several sources"),
}
MANY = 500  # files from which on starting processes pays
BATCH = 100  # files that a process is given at once
CODE_LIMIT = SizeLimit(100_000, "split the template")
_NO_SETTINGS: Settings = shape_of(Settings).neutral()


class FileRead(NamedTuple):
    """A file as it was read."""

    record: type[Any]
    """What it holds."""
    read: ReadYaml[Any]
    lines: tuple[tuple[tuple[str, str | None], Place], ...]
    """Where the error in it and its cases start."""
    layout: tuple[Problem, ...] | None = None
    """What is wrong with its layout; None where nobody has looked."""

    def without_nodes(self) -> FileRead:
        """Return what was read, without what takes most of the memory."""
        return self._replace(read=replace(self.read, root=None))


Look = Callable[[ReadYaml[Any], type[Any]], tuple[Problem, ...] | None]
"""Tells what is wrong with the layout of a file; None where that can wait."""


class KnownFiles:
    """Files as they were read, for who reads a registry again after each change."""

    def __init__(self) -> None:
        self._known: dict[str, FileRead] = {}

    def read(self, file: Path, record: type[Any]) -> FileRead:
        """Return a file as it is, from what is known if its text is the same."""
        path = file.as_posix()
        known = self._known.get(path)
        if known and known.read.text == read_text(file, path, SIZE_LIMITS[record]):
            return known
        found = self._known[path] = _read(file, record).without_nodes()
        return found


def load(folder: Path, *, keeps_nodes: bool = False, known: KnownFiles | None = None) -> Loaded:
    """Read a registry's folder and return all of it, with every problem found on the way.

    Nothing is raised for what a folder may hold: a missing folder, a broken file or a wrong
    value is a problem in the result. Who looks at every file again, as the check of its layout
    does, keeps the nodes. They take ten times the memory of the registry, which slows a build.
    """
    read_file = known.read if known else _read
    with _growing(is_kept=keeps_nodes):
        found = [
            read if keeps_nodes else read.without_nodes()
            for read in (read_file(file, record) for file, record in _files(folder))
        ]
    nodes = {one.read.path: one.read.root for one in found} if keeps_nodes else {}
    return _loaded(folder, found, nodes)


def load_to_check(folder: Path, look: Look, *, jobs: int | None = None, many: int = MANY) -> Loaded:
    """Read a registry's folder and look at the layout of its files while their nodes are there.

    Many files are read on all cores. Their nodes are not kept: they would have to be sent from one
    process to another, and few files have a problem whose place is asked for.
    """
    files = [*_files(folder)]
    if len(files) < many:
        return load(folder, keeps_nodes=True)
    from errdocs.parallel import cores, in_parallel  # only here: it takes long to import

    if (jobs := jobs or cores()) < 2:
        return load(folder, keeps_nodes=True)
    batches = [files[at : at + BATCH] for at in range(0, len(files), BATCH)]
    with _growing(is_kept=True):
        answers = in_parallel(partial(_Reading, look), batches, jobs)
        found = [one for batch in answers for one in batch]
    return _loaded(folder, found, {})


class _Reading:
    """Reads files in one process, and looks at their layout."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def __call__(self, files: list[tuple[Path, type[Any]]]) -> list[FileRead]:
        """Return files as they were read, without their nodes."""
        with _growing(is_kept=False):
            return [self._read(file, record) for file, record in files]

    def _read(self, file: Path, record: type[Any]) -> FileRead:
        found = _read(file, record)
        return found._replace(layout=self._look(found.read, record)).without_nodes()


def _read(file: Path, record: type[Any]) -> FileRead:
    read: ReadYaml[Any] = read_yaml(file, record, SIZE_LIMITS[record])
    return FileRead(record, read, tuple(_lines(read)))


def _loaded(folder: Path, files: Sequence[FileRead], nodes: dict[str, yaml.Node | None]) -> Loaded:
    """Return all that is in a folder, of which the YAML files were read."""
    found = [one.read for one in files]
    reads: dict[type[Any], list[ReadYaml[Any]]] = {Settings: [], Error: [], SourceRows: []}
    for one in files:
        reads[one.record].append(one.read)
    errors = sorted(_values(reads[Error]), key=lambda item: (item[1].code.casefold(), item[1].code))
    sources = _values(reads[SourceRows])
    code = {file.name: read_text(file, file.as_posix(), CODE_LIMIT) for file in code_files(folder)}
    return Loaded(
        registry=Registry(
            settings=next((r.value for r in reads[Settings]), None) or _NO_SETTINGS,
            errors=tuple(error for _, error in errors),
            source_rows=tuple(rows for _, rows in sources),
            templates={name: text for name, text in code.items() if isinstance(text, str)},
        ),
        settings_path=(folder / SETTINGS_FILE).as_posix(),
        error_paths=tuple(path for path, _ in errors),
        source_paths=tuple(path for path, _ in sources),
        problems=(
            *_missing(folder),
            *(problem for read in found for problem in read.problems),
            *(text for text in code.values() if isinstance(text, Problem)),
            *_irregular(imported_files(folder / SOURCES_FOLDER)),
        ),
        gaps=tuple(gap for read in found for gap in read.gaps),
        texts={read.path: read.text for read in found if read.text is not None},
        unread_codes=frozenset(_unread(reads[Error])),
        imported=tuple(map(ImportedTexts.read, imported_files(folder / SOURCES_FOLDER))),
        lines=dict(chain.from_iterable(one.lines for one in files)),
        roots=nodes,
        layout={one.read.path: one.layout for one in files if one.layout is not None},
    )


@contextmanager
def _growing(*, is_kept: bool) -> Iterator[None]:
    """Collect no garbage meanwhile: what is read stays, and holds no cycles of references.

    Each collection goes through all that was read so far, which takes a quarter of the time. With
    its nodes a registry is kept to the end of a command, so later collections pass over it too.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_kept:
            gc.freeze()
        if was_enabled:
            gc.enable()


def _unread(reads: list[ReadYaml[Any]]) -> Iterator[str]:
    """Yield the codes, after the names of their files, of the errors that could not be read."""
    for read in reads:
        if not read.value or Pointer(read.path, ("code",)) in read.gaps:
            yield Path(read.path).stem


def _files(folder: Path) -> Iterator[tuple[Path, type[Any]]]:
    if folder.is_dir():
        yield folder / SETTINGS_FILE, Settings
        yield from ((file, Error) for file in yaml_files(folder / ERRORS_FOLDER))
        yield from ((file, SourceRows) for file in yaml_files(folder / SOURCES_FOLDER))


def _missing(folder: Path) -> Iterator[Problem]:
    errors = folder / ERRORS_FOLDER
    if not folder.is_dir():
        yield READABLE_FILE.at(Place(str(folder)), found="the folder does not exist")
    elif not yaml_files(errors):
        yield READABLE_FILE.at(Place(errors.as_posix()), found="no error files (`*.yml`) are here")


def _irregular(files: list[Path]) -> Iterator[Problem]:
    """Yield what cannot be read: whoever does so takes it for a file that is missing."""
    for file in files:
        try:
            require_regular(file)
        except OSError as error:
            found = f"the file cannot be read: {error.strerror}"
            yield READABLE_FILE.at(Place(file.as_posix()), found=found)


def _lines(read: ReadYaml[Any]) -> Iterator[tuple[tuple[str, str | None], Place]]:
    """Yield the names of an error and of its cases, and where each starts."""
    if isinstance(error := read.value, Error):
        yield (error.code, None), place_within(read.root, read.path, ())
        for at, case in enumerate(error.cases):
            yield (error.code, case.id), place_within(read.root, read.path, ("cases", at))


def _values(reads: list[ReadYaml[Any]]) -> list[tuple[str, Any]]:
    return [(read.path, read.value) for read in reads if read.value]
