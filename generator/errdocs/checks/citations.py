"""Rules about citations: cases agree with their rows, and each upstream message has one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from errdocs.checks.pointers import cases, source_refs, sources, wordings
from errdocs.messages import TemplateError, parse
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.find import did_you_mean
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, SourceRef, SourceRow
from errdocs.registry.statuses import status_label

RowKey = tuple[str, int]
"""A document and the number of one of its rows."""
Rows = Mapping[RowKey, tuple[Pointer, SourceRow]]
Covering = Mapping[tuple[RowKey, str], list[str]]
"""The names of the cases that cover each message of a row."""


@dataclass(frozen=True)
class UnknownDocument(Problem):
    """Rows of a document that `registry.yml` does not declare."""

    rule = "source-declared"
    document: str
    known: tuple[str, ...]

    def message(self) -> Message:
        """Return the problem in words, with the nearest document that is declared."""
        guess = did_you_mean(self.document, self.known)
        return Message(
            f"document `{self.document}` is not declared",
            "one of the `sources` in `registry.yml`",
            guess or "add it there, or correct the name",
        )


@dataclass(frozen=True)
class RepeatedRow(Problem):
    """A row number that a document has twice."""

    rule = "source-row-unique"
    wording = Message("duplicate row {row}", "each row number once", "renumber one of the two")
    row: int


@dataclass(frozen=True)
class UnknownRow(Problem):
    """A row that a case cites and its document does not have."""

    rule = "source-row-exists"
    wording = Message("{reason}", "a row of `{document}`", "cite the row that contains the message")
    reason: str
    document: str


@dataclass(frozen=True)
class RowlessDocument(Problem):
    """A row of a document whose rows the registry does not hold."""

    rule = "source-row-exists"
    wording = Message(
        "row {row} is cited, but the registry has no rows of `{document}`",
        "a file `sources/{document}.yml` with its rows",
        "add the file, or remove `row`",
    )
    document: str
    row: int


@dataclass(frozen=True)
class StatusDiffers(Problem):
    """A case whose status is not that of its row."""

    rule = "source-status"
    wording = Message(
        "the status is {found}", "{expected}, as in row {row}", "correct the status or the row"
    )
    found: str
    expected: str
    row: int


@dataclass(frozen=True)
class CodesDiffer(Problem):
    """A case whose spellings are not the codes of its row."""

    rule = "source-codes"
    wording = Message(
        "the spellings on the surfaces of the case are {found}",
        "{expected}, as in row {row}",
        "correct `surfaces`, `aliases` or the row",
    )
    found: str
    expected: str
    row: int


@dataclass(frozen=True)
class MessageNotInRow(Problem):
    """A message that the cited row does not contain."""

    rule = "source-message"
    wording = Message(
        "row {row} does not contain `{text}`",
        "a message of the row, letter for letter after filling in the examples",
        "correct the message, or give it the `source` where it was seen",
    )
    text: str
    row: int


@dataclass(frozen=True)
class MessageNotCovered(Problem):
    """A message of upstream that no case covers."""

    rule = "source-complete"
    wording = Message(
        "row {row}: no case covers `{text}`",
        "exactly one case for each message of a source",
        "add the message to the case that explains it, or add a case",
    )
    text: str
    row: int


@dataclass(frozen=True)
class MessageCoveredTwice(Problem):
    """A message of upstream that several cases cover, or one case twice."""

    rule = "source-once"
    wording = Message(
        "row {row}: `{text}` is covered by {entries}",
        "exactly one case for each message of a source",
        "keep the message in one place",
    )
    text: str
    row: int
    entries: str


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield what is wrong with the sources that have rows, and with what cases cite of them."""
    yield from _declared(loaded)
    yield from _repeated(loaded)
    rows: Rows = {
        (source.document, row.row): (pointer.at("rows", index), row)
        for pointer, source in sources(loaded)
        for index, row in enumerate(source.rows)
    }
    yield from _cited(loaded, rows)
    yield from _messages(loaded, rows)


def _declared(loaded: Loaded) -> Iterator[Problem]:
    if loaded.has_gap(loaded.settings_pointer("sources")):
        return
    known = tuple(loaded.registry.source_by_key)
    for pointer, source in sources(loaded):
        if known and source.document not in known:
            yield UnknownDocument(pointer.at("document"), source.document, known)


def _repeated(loaded: Loaded) -> Iterator[Problem]:
    for pointer, source in sources(loaded):
        seen = set()
        for index, row in enumerate(source.rows):
            if row.row in seen:
                yield RepeatedRow(pointer.at("rows", index, "row"), row.row)
            seen.add(row.row)


def _cited(loaded: Loaded, rows: Rows) -> Iterator[Problem]:
    """Yield the rows that do not exist, and the facts that differ from the row that is cited."""
    documents = {document for document, _ in rows}
    # A document is known by the name of its file, where its content could not be read.
    unread = {PurePosixPath(problem.where.path).stem for problem in loaded.problems}
    for pointer, error, case in cases(loaded):
        spelling = map(Pointer(pointer.path).at, ("code", "surfaces", "aliases"))
        is_sure = not any(map(loaded.has_gap, (*spelling, pointer.at("surfaces"))))
        for where, ref in source_refs(pointer, case):
            if row := _row(ref, rows):
                yield from _facts(pointer, error, case, row) if is_sure else ()
            elif ref.document not in unread:
                yield from _missing_row(where, ref, documents)


def _row(ref: SourceRef, rows: Rows) -> SourceRow | None:
    """Return the row that is cited, or None where it does not exist."""
    found = rows.get((ref.document, ref.row or 0))
    return found[1] if found else None


def _missing_row(where: Pointer, ref: SourceRef, documents: set[str]) -> Iterator[Problem]:
    if ref.document in documents:
        reason = "no row is cited" if ref.row is None else f"row {ref.row} does not exist"
        yield UnknownRow(where, reason, ref.document)
    elif ref.row is not None:
        yield RowlessDocument(where, ref.document, ref.row)


def _facts(pointer: Pointer, error: Error, case: Case, row: SourceRow) -> Iterator[Problem]:
    if case.status != row.status:
        found, expected = status_label(case.status), status_label(row.status)
        yield StatusDiffers(pointer.at("status"), found, expected, row.row)
    spellings = error.spellings_of(case)
    if row.codes and {*row.codes} != {*spellings}:
        yield CodesDiffer(pointer, _quoted(spellings), _quoted(row.codes), row.row)
    # A row without codes belongs to the error whose code stands in its message.
    if not row.codes and not any(error.code in message for message in row.messages):
        yield CodesDiffer(pointer, _quoted(spellings), "a code within its message", row.row)


def _messages(loaded: Loaded, rows: Rows) -> Iterator[Problem]:
    """Yield the messages that differ between a registry and its rows, both ways."""
    covering: Covering = defaultdict(list)
    for pointer, error, case in cases(loaded):
        is_sure = not loaded.has_gap(pointer.at("parameters"))
        examples = {name: parameter.example for name, parameter in case.parameters.items()}
        for where, wording in wordings(pointer, case):
            message = _filled(wording.message, examples)
            refs = wording.source or case.source
            cited = [((ref.document, row.row), row) for ref in refs if (row := _row(ref, rows))]
            keys = [key for key, row in cited if message in row.messages]
            for key in keys:
                covering[key, message].append(error.name_of(case))
            # Where something without rows is cited as well, the message may have been seen there.
            if is_sure and cited and not keys and len(cited) == len(refs):
                yield MessageNotInRow(where, message, cited[0][1].row)
    yield from _coverage(loaded, rows, covering)


def _filled(message: str, examples: Mapping[str, str]) -> str:
    """Return a message with its examples; unchanged where that fails: another rule reports it."""
    try:
        return parse(message).fill(examples)
    except (TemplateError, KeyError):
        return message


def _coverage(loaded: Loaded, rows: Rows, covering: Covering) -> Iterator[Problem]:
    for key, (pointer, row) in rows.items():
        for index, message in enumerate(row.messages):
            where = pointer.at("messages", index)
            entries = covering.get((key, message), [])
            if not entries and not _may_be_covered(loaded, row):
                yield MessageNotCovered(where, message, row.row)
            if len(entries) > 1:
                yield MessageCoveredTwice(where, message, row.row, _quoted(entries))


def _may_be_covered(loaded: Loaded, row: SourceRow) -> bool:
    """Whether a case that could not be read may be the one that covers a row's messages."""
    unsure = loaded.unsure_codes
    if not loaded.registry.errors:
        return True
    return not unsure.isdisjoint(row.codes) if row.codes else bool(unsure)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
