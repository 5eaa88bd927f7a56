"""Rules about citations: cases agree with their rows, and each upstream message has one case."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePosixPath

from errdocs.checks.entries import once, repeated
from errdocs.checks.patterns import PatternError, allows
from errdocs.messages import Template, TemplateError, as_printed, parse, without_names
from errdocs.problems import Pointer, Problem, Rule, quoted
from errdocs.registry.loaded import Loaded, items, source_refs, wordings
from errdocs.registry.model import Case, Error, Parameter, Registry, SourceRef, SourceRow
from errdocs.registry.naming import did_you_mean

Rows = dict[SourceRef, tuple[Pointer, SourceRow]]
"""The rows of all sources by what cites them."""

SOURCE_DECLARED = Rule(
    "source-declared", "document `{name}` is not declared", "a source of `registry.yml`", "{fix}"
)
SOURCE_ROW_UNIQUE = once("source-row-unique", "row", "document", "renumber one of the two")
SOURCE_ROW_EXISTS = Rule(
    "source-row-exists",
    "{reason}",
    "a row of `sources/{document}.yml`",
    "cite an existing row, or add what is missing",
)
SOURCE_STATUS, SOURCE_CODES = (
    Rule(rule, "the case has {found}", "{expected}, as in row {row}", "correct the case or the row")
    for rule in ("source-status", "source-codes")
)
SOURCE_SPELLINGS = Rule(
    "source-codes",
    "row {row}: no case that cites it has {found}",
    "each code of a row as a spelling of an error that cites it",
    "add the code as an alias, or cite the row in the error of that code",
)
SOURCE_MESSAGE = Rule(
    "source-message",
    "row {row} does not contain `{text}`",
    "a message of the row, letter for letter after filling in the examples",
    "correct the message, or give it the `source` where it was seen",
)
SOURCE_COMPLETE = Rule(
    "source-complete",
    "row {row}: no case covers `{text}`",
    "exactly one case for each message of a source",
    "add the message to the case that explains it, or add a case",
)
SOURCE_ONCE = Rule(
    "source-once",
    "row {row}: `{text}` is covered by {entries}",
    "exactly one case for each message of a source",
    "keep the message in one place",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield what is wrong with the sources that have rows, and with what cases cite of them."""
    known = loaded.registry.source_by_key
    basis = loaded.settings_pointer("sources")
    rows: Rows = {}
    for pointer, source in loaded.sources():
        document = source.document
        if known and document not in known:
            fix = did_you_mean(document, known)
            fix = fix or "add it to the `sources` there, or correct the name"
            yield SOURCE_DECLARED.at(pointer.at("document"), basis, name=document, fix=fix)
        numbered = [*items(pointer.at("rows"), source.rows)]
        yield from repeated(
            SOURCE_ROW_UNIQUE, ((where.at("row"), row.row) for where, row in numbered)
        )
        for where, row in numbered:
            rows[SourceRef(document=document, row=row.row)] = where, row
    yield from _cited(loaded, rows)
    yield from _messages(loaded, rows)


def _cited(loaded: Loaded, rows: Rows) -> Iterator[Problem]:
    """Yield the rows that do not exist, and the facts that differ from the row that is cited."""
    documents = {ref.document for ref in rows}
    # A document is known by the name of its file, where its content could not be read.
    unread = {PurePosixPath(problem.where.path).stem for problem in loaded.problems}
    spelt: dict[SourceRef, set[str]] = defaultdict(set)
    basis: dict[SourceRef, list[Pointer]] = defaultdict(list)
    for pointer, error, case in loaded.cases():
        newest = _newest(loaded.registry, case)
        for where, ref in source_refs(pointer, case):
            if ref in rows:
                spelt[ref] |= {*_codes_of(error, case)}
                basis[ref] += _basis_of_codes(pointer)
                yield from _facts(pointer, error, case, rows[ref][1], ref.document == newest)
            elif ref.document not in unread:
                yield from _missing_row(where, ref, documents)
    for ref, codes in spelt.items():
        where, row = rows[ref]
        missing = [code for code in row.codes if code not in codes]
        if missing and loaded.unsure_codes.isdisjoint(missing):
            facts = {"row": row.row, "found": _codes(missing)}
            yield SOURCE_SPELLINGS.at(where.at("codes"), *basis[ref], **facts)


def _newest(registry: Registry, case: Case) -> str | None:
    """Return the newest document that a case cites: a fact may have changed since the others.

    It may be one without rows; then no row says what holds today.
    """
    cited = {ref.document for ref in case.sources}
    known = registry.source_by_key
    dates = {key: known[key].date or datetime.date.min for key in cited if key in known}
    return max(dates, key=dates.__getitem__, default=next(iter(cited), None))


def _codes_of(error: Error, case: Case) -> tuple[str, ...]:
    """Return the spellings of a case; a registry without surfaces prints its codes everywhere."""
    own = (case.code,) if case.code else ()
    return (*own, *(error.spellings_of(case) or (error.code,)))


def _missing_row(where: Pointer, ref: SourceRef, documents: set[str]) -> Iterator[Problem]:
    reason = "no row is cited" if ref.row is None else f"row {ref.row} does not exist"
    if ref.document not in documents:
        if ref.row is None:
            return
        reason = f"row {ref.row} is cited, and its document has no file of rows"
    yield SOURCE_ROW_EXISTS.at(where, where.at("row"), reason=reason, document=ref.document)


def _facts(
    pointer: Pointer, error: Error, case: Case, row: SourceRow, is_newest: bool
) -> Iterator[Problem]:
    # A row without a status prints none, which says nothing about the response.
    if is_newest and row.status not in {None, case.status}:
        found, expected = (f"status {fact.status or 'null'}" for fact in (case, row))
        yield SOURCE_STATUS.at(pointer.at("status"), found=found, expected=expected, row=row.row)
    codes = _codes_of(error, case)
    if row.codes and error.has_code and not {*codes} & {*row.codes}:
        found, expected = _codes(codes), _codes(row.codes)
        facts = {"found": found, "expected": expected, "row": row.row}
        yield SOURCE_CODES.at(pointer, *_basis_of_codes(pointer), **facts)


def _basis_of_codes(pointer: Pointer) -> tuple[Pointer, ...]:
    """Return the values that say how a case's code is spelt."""
    root = Pointer(pointer.path)
    return pointer.at("surfaces"), *map(root.at, ("code", "surfaces", "aliases"))


def _codes(codes: Collection[str]) -> str:
    return f"{'code' if len(codes) == 1 else 'codes'} {quoted(codes)}"


def _messages(loaded: Loaded, rows: Rows) -> Iterator[Problem]:
    """Yield the messages that differ between a registry and its rows, both ways."""
    covering: dict[tuple[SourceRef, str], list[str]] = defaultdict(list)
    printed = {ref: _Printed(row) for ref, (_, row) in rows.items()}
    for pointer, error, case in loaded.cases():
        # A placeholder that some other rule reports has no value.
        known = case.parameters.keys() or case.sample_values.keys()
        examples = {name: case.sample_values.get(name, "") for name in known}
        for where, wording in wordings(pointer, case):
            refs = wording.source or case.source
            cited = [ref for ref in refs if ref in rows]
            agreeing = [
                (ref, covered)
                for ref in cited
                if (covered := printed[ref].covered(wording.message, examples, case.parameters))
            ]
            for agreed in agreeing:
                covering[agreed].append(error.name_of(case))
            # Where something without rows is cited as well, the message may have been seen there.
            if cited and not agreeing and len(cited) == len(refs):
                text = _filled(wording.message, examples)
                basis = pointer.at("parameters")
                yield SOURCE_MESSAGE.at(where, basis, text=text, row=cited[0].row)
    yield from _uncovered(loaded, rows, covering)


def _uncovered(
    loaded: Loaded, rows: Rows, covering: Mapping[tuple[SourceRef, str], list[str]]
) -> Iterator[Problem]:
    """Yield the messages, or codes without one, that no case or several cases give back."""
    for ref, (where, row) in rows.items():
        is_unsure = _may_be_covered(loaded, row)
        for at, message in items(where.at("messages"), row.messages):
            entries = covering.get((ref, message), [])
            if not entries and not is_unsure:
                yield SOURCE_COMPLETE.at(at, text=message, row=row.row)
            if len(entries) > 1:
                yield SOURCE_ONCE.at(at, text=message, row=row.row, entries=quoted(entries))
        is_known = not loaded.registry.by_spelling.keys().isdisjoint(row.codes)
        if not (row.messages or is_known or is_unsure):
            yield SOURCE_COMPLETE.at(where, text=", ".join(row.codes), row=row.row)


class _Printed:
    """The messages of a row, by what a template may look like there.

    A row holds a message with its values, or with `{name}` where its document has a placeholder,
    which a registry may call by another name.
    """

    def __init__(self, row: SourceRow) -> None:
        self.messages = row.messages
        self.by_text = {key: text for text in row.messages for key in (without_names(text), text)}

    def covered(
        self, message: str, examples: Mapping[str, str], parameters: Mapping[str, Parameter]
    ) -> str | None:
        """Return the message of the row that a template gives, or None.

        Another document prints `xxx` or another number where this template has a value.
        """
        filled, opened = _filled(message, examples), without_names(as_printed(message))
        if found := self.by_text.get(filled) or self.by_text.get(opened):
            return found
        template = _parsed(message)
        if template is None or not (template.names and template.literals):
            return None
        return next((text for text in self.messages if _gives(template, text, parameters)), None)


def _gives(template: Template, text: str, parameters: Mapping[str, Parameter]) -> bool:
    """Whether a template gives a text with values that the patterns of its parameters allow."""
    values = template.match(text)
    return values is not None and all(
        _allows(parameters[name].pattern, value)
        for name, value in values.items()
        if name in parameters
    )


def _allows(pattern: str | None, value: str) -> bool:
    try:
        return pattern is None or allows(pattern, value)
    except PatternError:  # another rule reports it
        return True


def _parsed(message: str) -> Template | None:
    try:
        return parse(message)
    except TemplateError:  # another rule reports it
        return None


def _filled(message: str, examples: Mapping[str, str]) -> str:
    """Return a message with its examples; unchanged where that fails: another rule reports it."""
    try:
        return parse(message).fill(examples)
    except (TemplateError, KeyError):
        return message


def _may_be_covered(loaded: Loaded, row: SourceRow) -> bool:
    """Whether a case that could not be read may be the one that covers a row's messages."""
    unsure = loaded.unsure_codes
    if not loaded.registry.errors:
        return True
    return not unsure.isdisjoint(row.codes) if row.codes else bool(unsure)
