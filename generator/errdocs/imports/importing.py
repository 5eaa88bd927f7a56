"""A mapping and the folder of a registry -> the files as they are after a run, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from errdocs.imports.catalogues import read_catalogue
from errdocs.imports.mapping import Mapping
from errdocs.imports.merging import Merger
from errdocs.imports.upstream import Upstream, upstream
from errdocs.messages import as_printed, without_names
from errdocs.problems import Finding, Pointer, Problem, Rule
from errdocs.registry.canonical import write_record
from errdocs.registry.imported_texts import SUFFIX, ImportedTexts
from errdocs.registry.loaded import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER, Loaded
from errdocs.registry.model import Case, Error, Registry, Settings, SourceRow, SourceRows
from errdocs.registry.patching import patched
from errdocs.registry.reader import ReadYaml, place_within
from errdocs.registry.scaffold import name_owners, slug_for

NO_SETTINGS = Rule(
    "mapping-registry",
    "the mapping has no `registry`",
    "the settings of the new registry: its service, kind and surfaces",
    "add `registry`, with at least `service` and `version`",
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


class CannotImport(Exception):
    """Raised when the mapping or the catalogue has problems; nothing is written then."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} problems")
        self.findings = findings


@dataclass(frozen=True)
class Import:
    """What a run makes of a registry."""

    files: dict[str, tuple[str, str]]
    """Old and new text of each file that changes, by its path in the registry's folder."""
    outcomes: dict[str, Outcome]
    """What happens to each error that the catalogue lists or has listed, by its code."""
    left_out: int
    """Number of entries that the mapping leaves out."""
    settings: Settings = field(repr=False)
    """The settings of the registry after the run."""
    errors: tuple[Error, ...] = field(repr=False)
    """Every error of the catalogue after the run."""

    def count(self, outcome: Outcome) -> int:
        """Return the number of errors of one outcome."""
        return sum(found is outcome for found in self.outcomes.values())


def new_registry(read: ReadYaml[Mapping], folder: Path) -> Import:
    """Return what a first run makes of a folder without a registry; its settings are a file too.

    Raises CannotImport, also for a mapping without settings.
    """
    mapping = _complete(read)
    if mapping.registry is None:
        _raise_for(read, (NO_SETTINGS.at(Pointer(read.path)),))
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
    mapping, folder = _complete(read), Path(loaded.settings_path).parent
    catalogue = read_catalogue(mapping.read, Path(read.path).parent, mapping.links)
    _raise_for(read, catalogue.problems)
    registry = loaded.registry
    surfaces = tuple(surface.key for surface in registry.settings.surfaces)
    found = upstream(mapping, read.path, catalogue.entries, surfaces)
    _raise_for(read, found.problems)
    result = _Run(mapping, loaded, folder).result(found)
    has_end = any(_ends(error) for error in result.errors)
    if has_end and not (mapping.version or mapping.source.date):
        _raise_for(read, (NO_VERSION.at(Pointer(read.path, ("source",))),))
    return result


def _ends(error: Error) -> bool:
    """Whether an error or one of its cases ended, and nobody says when."""
    entries: tuple[Error | Case, ...] = (error, *error.cases)
    ends = (end for entry in entries for end in (entry.deprecated, entry.removed) if end)
    return any(not (end.version or end.date) for end in ends)


def _complete(read: ReadYaml[Mapping]) -> Mapping:
    _raise_for(read, read.problems)
    assert read.value is not None
    return read.value


def _raise_for(read: ReadYaml[Mapping], problems: tuple[Problem, ...]) -> None:
    if problems:
        raise CannotImport(sorted(_finding(read, problem) for problem in problems))


def _finding(read: ReadYaml[Mapping], problem: Problem) -> Finding:
    keys = getattr(problem.where, "keys", None)
    return Finding.of(problem, None if keys is None else place_within(read.root, read.path, keys))


class _Run:
    """One run over one registry."""

    def __init__(self, mapping: Mapping, loaded: Loaded, folder: Path) -> None:
        self._mapping, self._loaded, self._folder = mapping, loaded, folder
        self._registry: Registry = loaded.registry
        self._document = mapping.source.key
        rows = [s.rows for s in self._registry.source_rows if s.document == self._document]
        self._rows = rows[0] if rows else ()
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
        files = dict(self._files(cited, rows, found))
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
    ) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield path, old and new text of each file that changes."""
        paths = {
            error.code: path
            for path, error in zip(self._loaded.error_paths, self._registry.errors, strict=True)
        }
        pairs: list[tuple[str, Any, Any]] = [
            (self._loaded.settings_path, self._registry.settings, self._settings(found)),
            *(
                (
                    paths.get(error.code)
                    or self._path(f"{ERRORS_FOLDER}/{error.path_segment}.yml"),
                    self._registry.by_code.get(error.code),
                    error,
                )
                for error in errors
            ),
            (
                self._path(f"{SOURCES_FOLDER}/{self._document}.yml"),
                SourceRows(document=self._document, rows=self._rows) if self._rows else None,
                SourceRows(document=self._document, rows=rows.all()),
            ),
        ]
        for path, old, new in pairs:
            if old == new:
                continue
            text = self._loaded.texts.get(path, "")
            written = patched(text, old, new) if old is not None else write_record(new)
            if written != text:
                yield Path(path).relative_to(self._folder).as_posix(), (text, written)
        file = self._folder / self._texts_path
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        after = self._texts.text(self._mapping.version)
        if text != after:
            yield self._texts_path, (text, after)

    def _path(self, name: str) -> str:
        return (self._folder / name).as_posix()

    def _settings(self, found: Upstream) -> Settings:
        """Return the settings with the source as the mapping has it, and with new categories."""
        settings, source = self._registry.settings, self._mapping.source
        known = {item.key for item in settings.categories}
        new = tuple(item for item in found.categories if item.key not in known)
        is_declared = source.key in self._registry.source_by_key
        sources = tuple(source if item.key == source.key else item for item in settings.sources)
        return replace(
            settings,
            categories=(*settings.categories, *new),
            sources=sources if is_declared else (*sources, source),
        )


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
