"""The registry as a table: `errors.csv`, one row per case, for spreadsheets and data frames.

RFC 4180: UTF-8, lines that end in CR LF, every cell in quotes. Several values in a cell stand on
lines of their own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from errdocs.registry.model import Case, Error, Lifecycle, Revision, SourceRef
from errdocs.routes import Routes

COLUMNS = (
    "code", "case", "title", "status", "category", "surfaces", "aliases", "message",
    "other_messages", "former_messages", "cause", "fix", "retry", "actor", "tags", "related",
    "since", "deprecated", "removed", "replaced_by", "source", "verified", "url", "changed",
)  # fmt: skip
"""The header. Columns may be added at the end; none is renamed, moved or removed."""
GUARD = "'"
"""Stands before a cell that is not a formula; spreadsheets read it as "this is text"."""
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make some spreadsheet read a cell as a formula."""


def errors_csv(routes: Routes) -> str:
    """Return `errors.csv`."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for error, case in routes.registry.cases():
        url = routes.url(error.path_of(case))
        writer.writerow([guarded(cell) for cell in _cells(error, case, url)])
    return stream.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    A cell that starts with an apostrophe gets one more, so that removing one leading apostrophe
    always gives the text back.
    """
    return GUARD + cell if cell.startswith((GUARD, *_FORMULA_STARTS)) else cell


def _cells(error: Error, case: Case, url: str) -> tuple[str, ...]:
    removed = error.removal_of(case)
    return (
        error.code,
        case.id,
        case.title,
        "" if case.status is None else str(case.status),
        error.category,
        _lines(error.surfaces_of(case)),
        _lines(error.spellings[1:]),
        case.message,
        _lines(wording.message for wording in case.other_messages),
        _lines(wording.message for wording in case.former_messages),
        case.cause,
        case.fix,
        case.retry.value,
        case.actor.value,
        _lines(case.tags),
        _lines(error.related),
        _when(case.since or error.since),
        _when(case.deprecated or error.deprecated),
        _when(removed),
        (removed and removed.replaced_by) or "",
        _lines(map(_source, case.sources)),
        case.verified.isoformat() if case.verified else "",
        url,
        _lines(f"{_when(item)}: {item.what}" for item in (*error.changed, *case.changed)),
    )


def _lines(items: Iterable[str]) -> str:
    return "\n".join(items)


def _when(change: Lifecycle | Revision | None) -> str:
    return str(change.date or change.version or "") if change else ""


def _source(reference: SourceRef) -> str:
    return reference.document + ("" if reference.row is None else f"#{reference.row}")
