"""A mapping and the folder of a registry -> the files as they are after a run, and what changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from errdocs.imports.catalogues import read_catalogue
from errdocs.imports.document_rows import numbered, read_document
from errdocs.imports.mapping import Mapping
from errdocs.imports.merging import Merger
from errdocs.imports.refusal import complete, raise_for
from errdocs.imports.upstream import Upstream, upstream
from errdocs.messages import as_printed, without_names
from errdocs.problems import Pointer, Rule
from errdocs.registry.canonical import write_record
from errdocs.registry.imported_texts import SUFFIX, ImportedTexts
from errdocs.registry.loaded import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER, Loaded
from errdocs.registry.model import (
    Case,
    Error,
    Registry,
    Settings,
    Source,
    SourceRow,
    SourceRows,
)
from errdocs.registry.patching import patched
from errdocs.registry.reader import ReadYaml
from errdocs.registry.scaffold import name_owners, slug_for

NO_SETTINGS = Rule(
    "mapping-registry",
    "the mapping has no `registry`",
    "the settings of the new registry: its service, kind and surfaces",
    "add `registry`, with at least `service` and `version`",
)


NO_ENTRIES = Rule(
    "mapping-error",
    "the mapping has no `error`",
    "what fills the entries of the new registry",
    "write `error` in place of `rows`, or start with `errdocs init` alone",
)
NO_VERSION = Rule(
    "mapping-version",
    "the mapping has no `version` and its source no `date`",
    "at least one of them: an entry is deprecated or removed since then",
    "add `version`",
)


class Outcome(StrEnum):
    """What a run does to an error."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Import:
    """What a run makes of a registry."""

    files: dict[str, tuple[str, str]]
    """Old and new text of each file that changes, by its path in the registry's folder."""
    outcomes: dict[str, Outcome]
    """What happens to each error that the catalogue lists or has listed, by its code; or to each
    row of a document, by its number."""
    left_out: int
    """Number of entries that the mapping leaves out."""
    settings: Settings = field(repr=False)
    """The settings of the registry after the run."""
    errors: tuple[Error, ...] = field(repr=False)
    """Every error of the catalogue after the run."""
    noun: str = "errors"
    """What the outcomes are about."""

    def count(self, outcome: Outcome) -> int:
        """Return the number of errors of one outcome."""
        return sum(found is outcome for found in self.outcomes.values())


def new_registry(read: ReadYaml[Mapping], folder: Path) -> Import:
    """Return what a first run makes of a folder without a registry; its settings are a file too.

    Raises CannotImport, also for a mapping without settings.
    """
    mapping = complete(read)
    if mapping.error is None:
        raise_for(read, (NO_ENTRIES.at(Pointer(read.path, ("rows",))),))
    if mapping.registry is None:
        raise_for(read, (NO_SETTINGS.at(Pointer(read.path)),))
        raise AssertionError
    path = (folder / SETTINGS_FILE).as_posix()
    registry = Registry(settings=mapping.registry, errors=())
    text = write_record(mapping.registry)
    empty = Loaded(registry, path, error_paths=(), source_paths=(), texts={path: text})
    result = import_catalogue(read, empty)
    _, settings = result.files[SETTINGS_FILE]  # it declares the source at least
    return replace(result, files={**result.files, SETTINGS_FILE: ("", settings)})


def import_catalogue(read: ReadYaml[Mapping], loaded: Loaded) -> Import:
    """Return what a run makes of a registry. Nothing is written.

    Raises CannotImport for problems of the mapping or the catalogue.
    """
    mapping, folder = complete(read), Path(loaded.settings_path).parent
    if mapping.rows is not None:
        return _import_rows(read, loaded, folder)
    catalogue = read_catalogue(mapping.read, Path(read.path).parent, mapping.links)
    raise_for(read, catalogue.problems)
    registry = loaded.registry
    surfaces = tuple(surface.key for surface in registry.settings.surfaces)
    found = upstream(mapping, read.path, catalogue.entries, surfaces)
    raise_for(read, found.problems)
    result = _Run(mapping, loaded, folder).result(found)
    has_end = any(_ends(error) for error in result.errors)
    if has_end and not (mapping.version or mapping.source.date):
        raise_for(read, (NO_VERSION.at(Pointer(read.path, ("source",))),))
    return result


def _import_rows(read: ReadYaml[Mapping], loaded: Loaded, folder: Path) -> Import:
    """Return what a run makes of the rows of a document: those that are gone stay as they are."""
    mapping = complete(read)
    document = read_document(mapping, read.path)
    raise_for(read, document.problems)
    known = loaded.registry.rows_of(mapping.source.key)
    by_number = {row.row: row for row in known}
    rows = numbered([item.row for item in document.rows], known)
    outcomes = {str(row.row): _row_outcome(by_number.get(row.row), row) for row in rows}
    after = by_number | {row.row: row for row in rows}
    settings = _declared(loaded.registry.settings, mapping.source)
    files = _Files(loaded, folder)
    files.add(loaded.settings_path, loaded.registry.settings, settings)
    files.add_rows(mapping.source.key, known, tuple(after[number] for number in sorted(after)))
    return Import(files.changed, outcomes, document.left_out, settings, (), "rows")


def _row_outcome(known: SourceRow | None, row: SourceRow) -> Outcome:
    if known is None:
        return Outcome.ADDED
    return Outcome.UNCHANGED if known == row else Outcome.CHANGED


def _ends(error: Error) -> bool:
    """Whether an error or one of its cases ended, and nobody says when."""
    entries: tuple[Error | Case, ...] = (error, *error.cases)
    ends = (end for entry in entries for end in (entry.deprecated, entry.removed) if end)
    return any(not (end.version or end.date) for end in ends)


class _Run:
    """One run over one registry."""

    def __init__(self, mapping: Mapping, loaded: Loaded, folder: Path) -> None:
        self._mapping, self._loaded, self._folder = mapping, loaded, folder
        self._registry: Registry = loaded.registry
        self._document = mapping.source.key
        self._rows = self._registry.rows_of(self._document)
        self._texts_path = f"{SOURCES_FOLDER}/{self._document}{SUFFIX}"
        self._texts = ImportedTexts.read(folder / self._texts_path)
        self._merger = Merger(mapping, self._texts, self._known_messages())

    def _known_messages(self) -> dict[str, frozenset[str]]:
        known: dict[str, set[str]] = defaultdict(set)
        for row in self._rows:
            for code in row.codes[:1]:
                known[code].update(map(without_names, row.messages))
        return {code: frozenset(messages) for code, messages in known.items()}

    def result(self, found: Upstream) -> Import:
        """Return the files and outcomes of the run."""
        errors = self._merged(found)
        rows = _Rows(self._rows)
        cited = [self._with_rows(error, rows) for error in errors]
        cited.sort(key=lambda error: (error.code.casefold(), error.code))
        files = self._files(cited, rows, found)
        listed = {error.code for error in found.errors}
        outcomes = {error.code: self._outcome(error, listed) for error in cited}
        return Import(files, outcomes, found.left_out, self._settings(found), tuple(cited))

    def _merged(self, found: Upstream) -> list[Error]:
        """Return the errors in the order of the catalogue, those that it has listed before last."""
        known = self._registry.by_code
        taken = dict(name_owners(self._registry))
        errors = []
        for theirs in found.errors:
            error = self._merger.merged(known.get(theirs.code), theirs)
            if theirs.code not in known:
                error = replace(error, slug=slug_for(error.code, taken))
                taken[error.path_segment.casefold()] = error.code
            errors.append(error)
        listed = {error.code for error in found.errors}
        for code in sorted(self._known_codes() - listed):
            errors.append(self._merger.removed(known[code]))
        return errors

    def _known_codes(self) -> set[str]:
        """Return the codes of the registry's errors that the document has listed."""
        registry = self._registry
        cases = {code for row in self._rows for code in row.codes} & registry.case_by_code.keys()
        own = {code for row in self._rows for code in row.codes} & registry.by_code.keys()
        return own | {registry.case_by_code[code][0].code for code in cases}

    def _with_rows(self, error: Error, rows: _Rows) -> Error:
        """Return an error whose cases cite their rows; the rows hold their messages."""
        cases = []
        if not error.cases:
            rows.add(_spellings(error, None), None, ())
        for case in error.cases:
            if all(ref.document != self._document for ref in case.source):
                cases.append(case)
                continue
            messages = map(as_printed, self._merger.printed.get((error.code, case.id), ()))
            number = rows.add(_spellings(error, case), case.status, messages)
            cases.append(self._merger.cited(case, number))
        return replace(error, cases=tuple(cases))

    def _outcome(self, error: Error, listed: set[str]) -> Outcome:
        known = self._registry.by_code.get(error.code)
        if known is None:
            return Outcome.ADDED
        if known == error:
            return Outcome.UNCHANGED
        return Outcome.CHANGED if error.code in listed else Outcome.REMOVED

    def _files(
        self, errors: list[Error], rows: _Rows, found: Upstream
    ) -> dict[str, tuple[str, str]]:
        """Return old and new text of each file that changes, by its path."""
        registry = self._registry
        paths = {
            error.code: path
            for path, error in zip(self._loaded.error_paths, registry.errors, strict=True)
        }
        files = _Files(self._loaded, self._folder)
        files.add(self._loaded.settings_path, registry.settings, self._settings(found))
        for error in errors:
            own = f"{ERRORS_FOLDER}/{error.path_segment}.yml"
            path = paths.get(error.code) or (self._folder / own).as_posix()
            files.add(path, registry.by_code.get(error.code), error)
        files.add_rows(self._document, self._rows, rows.all())
        file = self._folder / self._texts_path
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        after = self._texts.text(self._mapping.version)
        return files.changed | ({self._texts_path: (text, after)} if text != after else {})

    def _settings(self, found: Upstream) -> Settings:
        """Return the settings with the source as the mapping has it, and with new categories."""
        settings = self._registry.settings
        known = {item.key for item in settings.categories}
        new = tuple(item for item in found.categories if item.key not in known)
        settings = replace(settings, categories=(*settings.categories, *new))
        return _declared(settings, self._mapping.source)


class _Files:
    """The files of a registry that a run changes."""

    def __init__(self, loaded: Loaded, folder: Path) -> None:
        self._loaded, self._folder = loaded, folder
        self.changed: dict[str, tuple[str, str]] = {}
        """Old and new text of each, by its path in the registry's folder."""

    def add(self, path: str, old: Any, new: Any) -> None:
        """Note what a record's file becomes; `old` is None where there is none."""
        text = self._loaded.texts.get(path, "")
        if old == new:
            return
        written = patched(text, old, new) if old is not None else write_record(new)
        if written != text:
            self.changed[Path(path).relative_to(self._folder).as_posix()] = text, written

    def add_rows(
        self, document: str, old: tuple[SourceRow, ...], new: tuple[SourceRow, ...]
    ) -> None:
        """Note what the file of a document's rows becomes."""
        path = (self._folder / SOURCES_FOLDER / f"{document}.yml").as_posix()
        before = SourceRows(document=document, rows=old) if old else None
        self.add(path, before, SourceRows(document=document, rows=new))


def _declared(settings: Settings, source: Source) -> Settings:
    """Return settings that declare a source as a mapping has it; what it leaves out stays."""
    known = next((item for item in settings.sources if item.key == source.key), None)
    if known is None:
        return replace(settings, sources=(*settings.sources, source))
    gaps = [item.name for item in fields(source) if getattr(source, item.name) is None]
    after = replace(source, **{name: getattr(known, name) for name in gaps})
    sources = (after if item is known else item for item in settings.sources)
    return replace(settings, sources=tuple(sources))


def _spellings(error: Error, case: Case | None) -> tuple[str, ...]:
    """Return the codes that the row of a case prints."""
    if case is None:
        return (error.code,)
    own = (case.code,) if case.code else error.spellings_of(case)
    return own or (error.code,)


class _Rows:
    """The rows of the document after a run; a row that was known keeps its number."""

    def __init__(self, known: tuple[SourceRow, ...]) -> None:
        self._known = {(row.codes[:1], row.status): row for row in known}
        self._next = max((row.row for row in known), default=0) + 1
        self._rows: dict[tuple[tuple[str, ...], int | None], SourceRow] = {}

    def add(self, codes: tuple[str, ...], status: int | None, messages: Any) -> int:
        """Return the number of the row of a code and status, after adding messages to it."""
        key = codes[:1], status
        row = self._rows.get(key)
        if row is None:
            known = self._known.get(key)
            number = known.row if known else self._next
            self._next += known is None
            row = SourceRow(row=number, status=status, codes=codes)
        both = tuple(dict.fromkeys((*row.messages, *messages)))
        self._rows[key] = replace(row, messages=both)
        return row.row

    def all(self) -> tuple[SourceRow, ...]:
        """Return the rows in the order of their numbers; none that was known is lost."""
        rows = {row.row: row for row in self._known.values()}
        rows |= {row.row: row for row in self._rows.values()}
        return tuple(rows[number] for number in sorted(rows))
