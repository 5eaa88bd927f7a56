"""The registry as a table: `errors.csv`, one row per case, for spreadsheets and data frames.

RFC 4180: UTF-8, lines that end in CR LF, every cell in quotes. Several values in a cell stand on
lines of their own.
"""

from __future__ import annotations

import csv
import io

from errdocs.registry.model import Case, Error, Lifecycle, Revision, SourceRef
from errdocs.routes import Routes

# The header. Columns may be added at the end; none is renamed, moved or removed.
COLUMNS = (
    "code", "case", "title", "status", "category", "surfaces", "aliases", "message",
    "other_messages", "former_messages", "cause", "fix", "retry", "actor", "tags", "related",
    "since", "deprecated", "removed", "replaced_by", "source", "verified", "url", "changed",
)  # fmt: skip
GUARD = "'"  # stands before a cell that is not a formula; spreadsheets read it as "this is text"
# First characters that make some spreadsheet read a cell as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def errors_csv(routes: Routes) -> str:
    """Return `errors.csv`."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for error, case in routes.registry.cases():
        cells = _cells(error, case, routes.url(error.path_of(case)))
        writer.writerow([guarded(_text(cell)) for cell in cells])
    return stream.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    A cell that starts with an apostrophe gets one more, so that removing one leading apostrophe
    always gives the text back.
    """
    return GUARD + cell if cell.startswith((GUARD, *_FORMULA_STARTS)) else cell


def _cells(error: Error, case: Case, url: str) -> tuple[object, ...]:
    removed = error.removal_of(case)
    return (
        error.code,
        case.id,
        case.title,
        case.status,
        error.category,
        error.surfaces_of(case),
        error.spellings[1:],
        case.message,
        [wording.message for wording in case.other_messages],
        [wording.message for wording in case.former_messages],
        case.cause,
        case.fix,
        case.retry,
        case.actor,
        case.tags,
        error.related,
        case.since or error.since,
        case.deprecated or error.deprecated,
        removed,
        removed and removed.replaced_by,
        case.sources,
        case.verified,
        url,
        [f"{_text(item)}: {item.what}" for item in (*error.changed, *case.changed)],
    )


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return "\n".join(map(_text, value))
        case Lifecycle() | Revision():
            return _text(value.date or value.version)
        case SourceRef():
            return value.document + ("" if value.row is None else f"#{value.row}")
    return str(value)
