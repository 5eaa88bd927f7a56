"""Rules about sources: the registry holds all that upstream publishes, and nothing else as its."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from errdocs.checks.walk import cases
from errdocs.loading import Loaded
from errdocs.messages import TemplateError, parse
from errdocs.model import Case, Error, SourceRef, SourceRow, Wording
from errdocs.problems import Pointer, Problem, Words
from errdocs.statuses import status_label

RowKey = tuple[str, int]
"""A document and the number of one of its rows."""
Rows = Mapping[RowKey, tuple[Pointer, SourceRow]]
Givers = dict[tuple[RowKey, str], list[str]]
"""The cases that give back a message of a row."""


@dataclass(frozen=True)
class UnknownDocument(Problem):
    """Rows of a document that `registry.yml` does not declare."""

    rule = "source-declared"
    document: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"document `{self.document}` is not declared",
            "a source of `registry.yml`",
            "add it to `sources` there, or correct the name",
        )


@dataclass(frozen=True)
class RepeatedRow(Problem):
    """A row number that a document has twice."""

    rule = "source-row-unique"
    row: int

    def words(self) -> Words:  # noqa: D102
        return Words(f"row {self.row} is there twice", "each row once", "renumber one of the two")


@dataclass(frozen=True)
class UnknownRow(Problem):
    """A row that a case cites and its document does not have."""

    rule = "source-row-exists"
    document: str
    row: int | None

    def words(self) -> Words:  # noqa: D102
        found = "no row is cited" if self.row is None else f"row {self.row} does not exist"
        return Words(found, f"a row of `{self.document}`", "cite the row that holds the message")


@dataclass(frozen=True)
class RowlessDocument(Problem):
    """A row of a document whose rows the registry does not hold."""

    rule = "source-row-exists"
    document: str
    row: int

    def words(self) -> Words:  # noqa: D102
        return Words(
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

    def words(self) -> Words:  # noqa: D102
        return Words(
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

    def words(self) -> Words:  # noqa: D102
        found = ", ".join(f"`{code}`" for code in self.found)
        expected = ", ".join(f"`{code}`" for code in self.expected) or "a code that it prints"
        return Words(
            f"the case is spelled {found} on its surfaces",
            f"{expected}, as row {self.row} prints it",
            "correct `surfaces` or `aliases`, or the row",
        )


@dataclass(frozen=True)
class MessageNotInRow(Problem):
    """A message that the cited row does not print."""

    rule = "source-message"
    message: str
    row: int

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"`{self.message}` is not in row {self.row}",
            "a message of the row, letter for letter once the examples are filled in",
            "correct it, or name the `source` of this wording",
        )


@dataclass(frozen=True)
class MessageNotGiven(Problem):
    """A message of upstream that no case gives back."""

    rule = "source-complete"
    message: str
    row: int

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"no case gives back `{self.message}` of row {self.row}",
            "exactly one case for every message of upstream",
            "add it to the case that explains it",
        )


@dataclass(frozen=True)
class MessageGivenTwice(Problem):
    """A message of upstream that several cases give back."""

    rule = "source-once"
    message: str
    row: int
    entries: tuple[str, ...]

    def words(self) -> Words:  # noqa: D102
        entries = ", ".join(f"`{entry}`" for entry in self.entries)
        return Words(
            f"{entries} all give back `{self.message}` of row {self.row}",
            "exactly one case for every message of upstream",
            "keep it in one of them",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the differences between a registry and its sources that have rows, both ways."""
    yield from _declared(loaded)
    yield from _repeated(loaded)
    rows, unread = _rows(loaded), _unread_documents(loaded)
    documents = {document for document, _ in rows}
    givers: Givers = defaultdict(list)
    for pointer, error, case in cases(loaded):
        is_sure = not _is_unsure(loaded, pointer)
        for where, ref in _citations(pointer, case):
            if row := _row(ref, rows):
                yield from _facts(pointer, error, case, row) if is_sure else ()
            elif ref.document not in unread:
                yield from _missing_row(where, ref, documents)
        for where, wording in _wordings(pointer, case):
            yield from _message(where, wording, error, case, rows, givers)
    yield from _balance(loaded, rows, givers)


def _declared(loaded: Loaded) -> Iterator[Problem]:
    known = loaded.registry.source_by_key
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        if known and source.document not in known:
            yield UnknownDocument(Pointer(path, ("document",)), source.document)


def _repeated(loaded: Loaded) -> Iterator[Problem]:
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        seen = set()
        for index, row in enumerate(source.rows):
            if row.row in seen:
                yield RepeatedRow(Pointer(path, ("rows", index, "row")), row.row)
            seen.add(row.row)


def _rows(loaded: Loaded) -> Rows:
    return {
        (source.document, row.row): (Pointer(path, ("rows", index)), row)
        for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True)
        for index, row in enumerate(source.rows)
    }


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


def _row(ref: SourceRef, rows: Rows) -> SourceRow | None:
    found = rows.get((ref.document, ref.row or 0))
    return found[1] if found else None


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


def _wordings(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, Wording]]:
    """Yield every current message of a case with its source, which may be that of the case."""
    yield pointer.at("message"), Wording(message=case.message, source=case.source)
    for index, wording in enumerate(case.other_messages):
        sourced = wording if wording.source else replace(wording, source=case.source)
        yield pointer.at("other_messages", index), sourced


def _message(
    where: Pointer, wording: Wording, error: Error, case: Case, rows: Rows, givers: Givers
) -> Iterator[Problem]:
    message = _filled(wording.message, case)
    cited = [((ref.document, row.row), row) for ref in wording.source if (row := _row(ref, rows))]
    giving = [key for key, row in cited if message in row.messages]
    for key in giving:
        givers[key, message].append(f"{error.code}/{case.id}")
    # Where something else is cited as well, the message may have been seen there.
    if cited and not giving and len(cited) == len(wording.source):
        yield MessageNotInRow(where, message, cited[0][1].row)


def _balance(loaded: Loaded, rows: Rows, givers: Givers) -> Iterator[Problem]:
    for key, (pointer, row) in rows.items():
        for index, message in enumerate(row.messages):
            where = pointer.at("messages", index)
            entries = givers.get((key, message), [])
            if not entries and not _may_be_given(loaded, row):
                yield MessageNotGiven(where, message, row.row)
            if len(entries) > 1:
                yield MessageGivenTwice(where, message, row.row, tuple(entries))


def _may_be_given(loaded: Loaded, row: SourceRow) -> bool:
    """Whether a case that could not be read may be the one that gives a row's messages back."""
    unsure = loaded.unsure_codes
    if not loaded.registry.errors:
        return True
    return not unsure.isdisjoint(row.codes) if row.codes else bool(unsure)


def _filled(message: str, case: Case) -> str:
    """Return a message with its examples; as it stands where that fails, which other rules say."""
    examples = {name: parameter.example for name, parameter in case.parameters.items()}
    try:
        return parse(message).fill(examples)
    except (TemplateError, KeyError):
        return message
