"""Rules about sources: the registry holds all that upstream publishes, and nothing else as its."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.checks.walk import cases
from errdocs.loading import Loaded
from errdocs.messages import TemplateError, parse
from errdocs.model import Case, Error, SourceRef, SourceRow, Wording
from errdocs.problems import Pointer, Problem, Words
from errdocs.statuses import status_label

RowKey = tuple[str, int]
"""A document and the number of one of its rows."""


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
    rows: dict[RowKey, tuple[Pointer, SourceRow]] = {}
    yield from _declared(loaded, rows)
    documents = {document for document, _ in rows}
    givers: dict[tuple[RowKey, str], list[str]] = defaultdict(list)
    for pointer, error, case in cases(loaded):
        cited = [ref for ref in case.source if ref.document in documents]
        for index, ref in enumerate(case.source):
            if ref.document in documents:
                yield from _facts(pointer, index, error, case, ref, rows)
        entry = f"{error.code}/{case.id}"
        for where, message, refs in _sourced(pointer, case, cited):
            yield from _message(where, message, refs, entry, rows, givers)
    yield from _balance(rows, givers)


def _declared(loaded: Loaded, rows: dict[RowKey, tuple[Pointer, SourceRow]]) -> Iterator[Problem]:
    known = loaded.registry.source_by_key
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        pointer = Pointer(path)
        if known and source.document not in known:
            yield UnknownDocument(pointer.at("document"), source.document)
        for index, row in enumerate(source.rows):
            where = pointer.at("rows", index)
            key = (source.document, row.row)
            if key in rows:
                yield RepeatedRow(where.at("row"), row.row)
            rows.setdefault(key, (where, row))


def _facts(
    pointer: Pointer,
    index: int,
    error: Error,
    case: Case,
    ref: SourceRef,
    rows: Mapping[RowKey, tuple[Pointer, SourceRow]],
) -> Iterator[Problem]:
    found = rows.get((ref.document, ref.row or 0))
    if found is None:
        yield UnknownRow(pointer.at("source", index), ref.document, ref.row)
        return
    row = found[1]
    if case.status != row.status:
        yield StatusDiffers(pointer.at("status"), case.status, row.row, row.status)
    spellings = error.spellings_of(case)
    if row.codes and {*row.codes} != {*spellings}:
        yield CodesDiffer(pointer, spellings, row.row, row.codes)
    if not row.codes and not any(error.code in message for message in row.messages):
        yield CodesDiffer(pointer, spellings, row.row, ())


def _sourced(
    pointer: Pointer, case: Case, cited: list[SourceRef]
) -> Iterator[tuple[Pointer, str, list[SourceRef]]]:
    """Yield each message that a document with rows is cited for, with those citations."""
    main = Wording(message=case.message)
    for index, wording in enumerate((main, *case.other_messages)):
        where = pointer.at("other_messages", index - 1) if index else pointer.at("message")
        refs = list(wording.source) if wording.source else cited
        if refs and all(ref.row is not None for ref in refs):
            yield where, _filled(wording.message, case), refs


def _message(
    where: Pointer,
    message: str,
    refs: list[SourceRef],
    entry: str,
    rows: Mapping[RowKey, tuple[Pointer, SourceRow]],
    givers: dict[tuple[RowKey, str], list[str]],
) -> Iterator[Problem]:
    keys = [(ref.document, ref.row or 0) for ref in refs]
    giving = [key for key in keys if key in rows and message in rows[key][1].messages]
    for key in giving:
        givers[key, message].append(entry)
    if not giving and any(key in rows for key in keys):
        yield MessageNotInRow(where, message, keys[0][1])


def _balance(
    rows: Mapping[RowKey, tuple[Pointer, SourceRow]],
    givers: Mapping[tuple[RowKey, str], list[str]],
) -> Iterator[Problem]:
    for key, (pointer, row) in rows.items():
        for index, message in enumerate(row.messages):
            where = pointer.at("messages", index)
            entries = givers.get((key, message), [])
            if not entries:
                yield MessageNotGiven(where, message, row.row)
            if len(entries) > 1:
                yield MessageGivenTwice(where, message, row.row, tuple(entries))


def _filled(message: str, case: Case) -> str:
    """Return a message with its examples; as it stands where another rule finds fault with it."""
    examples = {name: parameter.example for name, parameter in case.parameters.items()}
    try:
        return parse(message).fill(examples)
    except (TemplateError, KeyError):
        return message
