"""Rules about citations: what a case cites exists upstream, and says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from errdocs.checks.walk import cases
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.find import did_you_mean
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, SourceRef, SourceRow, status_label

RowKey = tuple[str, int]
"""A document and the number of one of its rows."""
Rows = Mapping[RowKey, tuple[Pointer, SourceRow]]


@dataclass(frozen=True)
class UnknownDocument(Problem):
    """Rows of a document that `registry.yml` does not declare."""

    rule = "source-declared"
    document: str
    known: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        guess = did_you_mean(self.document, self.known)
        return Message(
            f"document `{self.document}` is not declared",
            "a source of `registry.yml`",
            guess or "add it to `sources` there, or correct the name",
        )


@dataclass(frozen=True)
class RepeatedRow(Problem):
    """A row number that a document has twice."""

    rule = "source-row-unique"
    row: int

    def message(self) -> Message:  # noqa: D102
        return Message(f"row {self.row} is there twice", "each row once", "renumber one of the two")


@dataclass(frozen=True)
class UnknownRow(Problem):
    """A row that a case cites and its document does not have."""

    rule = "source-row-exists"
    document: str
    row: int | None

    def message(self) -> Message:  # noqa: D102
        found = "no row is cited" if self.row is None else f"row {self.row} does not exist"
        return Message(found, f"a row of `{self.document}`", "cite the row that holds the message")


@dataclass(frozen=True)
class RowlessDocument(Problem):
    """A row of a document whose rows the registry does not hold."""

    rule = "source-row-exists"
    document: str
    row: int

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"row {self.row} is cited, but the rows of `{self.document}` are not there",
            f"a file `sources/{self.document}.yml` with its rows",
            "add the file or remove `row`",
        )


@dataclass(frozen=True)
class StatusDiffers(Problem):
    """A case whose status is not that of its row."""

    rule = "source-status"
    status: int | None
    row: int
    expected: int | None

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the status is {status_label(self.status)}",
            f"{status_label(self.expected)}, as row {self.row} prints it",
            "correct the status or the row",
        )


@dataclass(frozen=True)
class CodesDiffer(Problem):
    """A case whose spellings are not the codes of its row."""

    rule = "source-codes"
    found: tuple[str, ...]
    row: int
    expected: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        found = ", ".join(f"`{code}`" for code in self.found)
        codes = ", ".join(f"`{code}`" for code in self.expected)
        return Message(
            f"the case is spelled {found} on its surfaces",
            f"{codes or 'a code within its message'}, as row {self.row} prints it",
            "correct `surfaces` or `aliases`, or the row",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield what is wrong with the sources that have rows, and with what cases cite of them."""
    yield from _declared(loaded)
    yield from _repeated(loaded)
    rows, unread = rows_of(loaded), _unread_documents(loaded)
    documents = {document for document, _ in rows}
    for pointer, error, case in cases(loaded):
        is_sure = not _is_unsure(loaded, pointer)
        for where, ref in _citations(pointer, case):
            if row := row_of(ref, rows):
                yield from _facts(pointer, error, case, row) if is_sure else ()
            elif ref.document not in unread:
                yield from _missing_row(where, ref, documents)


def rows_of(loaded: Loaded) -> Rows:
    """Return every row of every document with its pointer."""
    return {
        (source.document, row.row): (Pointer(path, ("rows", index)), row)
        for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True)
        for index, row in enumerate(source.rows)
    }


def row_of(ref: SourceRef, rows: Rows) -> SourceRow | None:
    """Return the row that is cited, or None where it does not exist."""
    found = rows.get((ref.document, ref.row or 0))
    return found[1] if found else None


def _declared(loaded: Loaded) -> Iterator[Problem]:
    if loaded.has_gap(loaded.settings_pointer("sources")):
        return
    known = tuple(loaded.registry.source_by_key)
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        if known and source.document not in known:
            yield UnknownDocument(Pointer(path, ("document",)), source.document, known)


def _repeated(loaded: Loaded) -> Iterator[Problem]:
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        seen = set()
        for index, row in enumerate(source.rows):
            if row.row in seen:
                yield RepeatedRow(Pointer(path, ("rows", index, "row")), row.row)
            seen.add(row.row)


def _unread_documents(loaded: Loaded) -> set[str]:
    """Return the documents, after the names of their files, of which something was not read."""
    places = (problem.where.path for problem in loaded.problems)
    return {PurePosixPath(path).stem for path in places}


def _citations(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, SourceRef]]:
    """Yield every citation of a case and of its wordings, with its pointer."""
    for index, ref in enumerate(case.source):
        yield pointer.at("source", index), ref
    for number, wording in enumerate(case.other_messages):
        for index, ref in enumerate(wording.source):
            yield pointer.at("other_messages", number, "source", index), ref


def _missing_row(where: Pointer, ref: SourceRef, documents: set[str]) -> Iterator[Problem]:
    if ref.document in documents:
        yield UnknownRow(where, ref.document, ref.row)
    elif ref.row is not None:
        yield RowlessDocument(where, ref.document, ref.row)


def _is_unsure(loaded: Loaded, case: Pointer) -> bool:
    """Whether a part that the spellings of a case depend on could not be read."""
    error = Pointer(case.path)
    parts = (*map(error.at, ("code", "surfaces", "aliases")), case.at("surfaces"))
    return any(map(loaded.has_gap, parts))


def _facts(pointer: Pointer, error: Error, case: Case, row: SourceRow) -> Iterator[Problem]:
    if case.status != row.status:
        yield StatusDiffers(pointer.at("status"), case.status, row.row, row.status)
    spellings = error.spellings_of(case)
    if row.codes and {*row.codes} != {*spellings}:
        yield CodesDiffer(pointer, spellings, row.row, row.codes)
    if not row.codes and not any(error.code in message for message in row.messages):
        yield CodesDiffer(pointer, spellings, row.row, ())
