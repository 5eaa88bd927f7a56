"""Rules about citations: cases agree with their rows, and each upstream message has one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from errdocs.checks.names import Duplicate, repeated
from errdocs.checks.pointers import cases, items, source_refs, sources, wordings
from errdocs.checks.references import UnknownName
from errdocs.messages import TemplateError, parse
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, SourceRef, SourceRow

RowKey = tuple[str, int]
"""A document and the number of one of its rows."""
Rows = dict[RowKey, tuple[Pointer, SourceRow]]
Covering = Mapping[tuple[RowKey, str], list[str]]
"""The names of the cases that cover each message of a row."""


class _UnknownDocument(UnknownName):
    rule = "source-declared"
    wording = Message("{kind} `{name}` is not declared", "a source of `registry.yml`", "{fix}")
    otherwise = "add it to the `sources` there, or correct the name"


class _RepeatedRow(Duplicate):
    rule, kind, scope = "source-row-unique", "row", "document"
    fix = "renumber one of the two"


@dataclass(frozen=True)
class _UnknownRow(Problem):
    rule = "source-row-exists"
    wording = Message(
        "{reason}",
        "a row of `sources/{document}.yml`",
        "cite an existing row, or add what is missing",
    )
    reason: str
    document: str


@dataclass(frozen=True)
class _FactDiffers(Problem):
    wording = Message(
        "the case has {found}", "{expected}, as in row {row}", "correct the case or the row"
    )
    found: str
    expected: str
    row: int


class _StatusDiffers(_FactDiffers):
    rule = "source-status"


class _CodesDiffer(_FactDiffers):
    rule = "source-codes"


@dataclass(frozen=True)
class _MessageNotInRow(Problem):
    rule = "source-message"
    wording = Message(
        "row {row} does not contain `{text}`",
        "a message of the row, letter for letter after filling in the examples",
        "correct the message, or give it the `source` where it was seen",
    )
    text: str
    row: int


@dataclass(frozen=True)
class _MessageNotCovered(Problem):
    rule = "source-complete"
    wording = Message(
        "row {row}: no case covers `{text}`",
        "exactly one case for each message of a source",
        "add the message to the case that explains it, or add a case",
    )
    text: str
    row: int


@dataclass(frozen=True)
class _MessageCoveredTwice(Problem):
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
    known = tuple(loaded.registry.source_by_key)
    is_declared = not known or loaded.has_gap(loaded.settings_pointer("sources"))
    rows: Rows = {}
    for pointer, source in sources(loaded):
        if not is_declared and source.document not in known:
            where = pointer.at("document")
            yield _UnknownDocument(where, "document", source.document, known)
        numbered = [*items(pointer.at("rows"), source.rows)]
        numbers = ((where.at("row"), str(row.row)) for where, row in numbered)
        yield from repeated(_RepeatedRow, numbers)
        rows |= {(source.document, row.row): (where, row) for where, row in numbered}
    yield from _cited(loaded, rows)
    yield from _messages(loaded, rows)


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
        yield _UnknownRow(where, reason, ref.document)
    elif ref.row is not None:
        reason = f"row {ref.row} is cited, but there is no file of rows"
        yield _UnknownRow(where, reason, ref.document)


def _facts(pointer: Pointer, error: Error, case: Case, row: SourceRow) -> Iterator[Problem]:
    if case.status != row.status:
        status, expected = f"status {case.status or 'null'}", f"status {row.status or 'null'}"
        yield _StatusDiffers(pointer.at("status"), status, expected, row.row)
    found = error.spellings_of(case)
    if row.codes and {*row.codes} != {*found}:
        yield _CodesDiffer(pointer, _codes(found), _codes(row.codes), row.row)
    # A row without codes belongs to the error whose code its message contains.
    if not row.codes and not any(error.code in message for message in row.messages):
        yield _CodesDiffer(pointer, _codes(found), "a code that its message contains", row.row)


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
                yield _MessageNotInRow(where, message, cited[0][1].row)
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
                yield _MessageNotCovered(where, message, row.row)
            if len(entries) > 1:
                yield _MessageCoveredTwice(where, message, row.row, _quoted(entries))


def _may_be_covered(loaded: Loaded, row: SourceRow) -> bool:
    """Whether a case that could not be read may be the one that covers a row's messages."""
    unsure = loaded.unsure_codes
    if not loaded.registry.errors:
        return True
    return not unsure.isdisjoint(row.codes) if row.codes else bool(unsure)


def _codes(codes: Collection[str]) -> str:
    return f"{'code' if len(codes) == 1 else 'codes'} {_quoted(codes)}"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
