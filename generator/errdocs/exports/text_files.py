"""The exports that are texts for people's tools: readers of feeds, browsers, spreadsheets.

The feed is Atom (RFC 4287), and the description by which a browser searches the site from its
address bar is OpenSearch. The table is RFC 4180: UTF-8, lines that end in CR LF, every cell in
quotes, one row per case.
"""

from __future__ import annotations

import csv
import datetime
import io
import textwrap
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import NamedTuple

from errdocs.registry.history import Change, ChangeKind, newest_date
from errdocs.registry.model import (
    Case,
    Error,
    Lifecycle,
    Registry,
    Revision,
    Source,
    SourceRef,
    first_retry,
)
from errdocs.registry.timeline import Milestone, by_category, timeline
from errdocs.render.texts import render_text
from errdocs.routes import FILES, Routes
from errdocs.routes.paths import CHANGES

LONGEST = 100  # most changes in the feed; the page has them all
SHORT, LONG, DESCRIPTION = 16, 48, 1024
"""Most characters of the names and the description of OpenSearch, by its specification."""
# The header of the table. Columns may be added at the end; none is renamed, moved or removed.
COLUMNS = (
    "code", "case", "title", "status", "category", "surfaces", "aliases", "message",
    "other_messages", "former_messages", "cause", "fix", "retry", "actor", "tags", "related",
    "since", "deprecated", "removed", "replaced_by", "source", "verified", "url", "changed",
)  # fmt: skip
_NO_CASE = Case(id="")  # the row of an error of which no case is known
GUARD = "'"  # stands before a cell that is not a formula; spreadsheets read it as "this is text"
# First characters that make some spreadsheet read a cell as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def changes_xml(routes: Routes) -> str:
    """Return `changes.xml`.

    Every date is one of the data's, so that a build without changes gives the same feed. The
    newest entry is the registry's own version: it is there even while no error says when it
    changed, and a reader sees a new one whenever the facts do. What came with a document by the
    hundred is one entry.
    """
    registry = routes.registry
    news = (item for milestone in timeline(registry) for item in _news(registry, milestone))
    by_id = {item.id: item for item in sorted(news, key=lambda item: item.date, reverse=True)}
    return render_text(
        "changes.xml.j2",
        url=routes.url,
        news=islice(by_id.values(), LONGEST),
        codes=len(registry.errors),
        date=newest_date(registry),
        id_of=partial(_id, registry),
        messages=len(routes.listings.all),
        page=CHANGES,
        path=FILES["feed"].path,
        service=registry.settings.service,
        version=registry.settings.version,
    )


class _News(NamedTuple):
    """An entry of the feed."""

    id: str
    title: str
    date: datetime.date
    path: str
    summary: str
    kind: ChangeKind


def _news(registry: Registry, milestone: Milestone) -> Iterator[_News]:
    """Yield what came with documents as one, then each change that an entry tells."""
    came = [change for change in milestone.changes if change.document]
    documents = dict.fromkeys(change.document for change in came if change.document)
    for document in documents:
        own = [change for change in came if change.document == document]
        yield _arrivals(registry, document, own)
    for change in milestone.changes:
        if not change.document:
            yield _change(registry, change)


def _arrivals(registry: Registry, document: Source, came: Sequence[Change]) -> _News:
    count = sum(change.count for change in came)
    groups = "; ".join(
        f"{category.title if category else 'Other'}: {sum(change.count for change in own)}"
        for category, own in by_category(registry, came)
    )
    return _News(
        id=_id(registry, "document", document.key),
        title=f"New: {count} case{'' if count == 1 else 's'} first listed in {document.title}",
        date=came[0].sort_date,
        path=CHANGES,
        summary=f"No older document lists them. {groups}.",
        kind=ChangeKind.APPEARED,
    )


def _change(registry: Registry, change: Change) -> _News:
    replaced = f" Replaced by {change.replaced_by}." if change.replaced_by else ""
    note = f" {change.note}" if change.note else ""
    return _News(
        id=_change_id(registry, change),
        title=f"{change.kind.label}: {change.name}",
        date=change.sort_date,
        path=change.path,
        summary=f"{change.title} ({change.when}).{note}{replaced}",
        kind=change.kind,
    )


def opensearch_xml(routes: Routes) -> str:
    """Return `opensearch.xml` for a site whose URL is known: browsers resolve no relative one."""
    name = routes.registry.settings.service.name
    return render_text(
        "opensearch.xml.j2",
        site=routes.site_url.replace("{", "%7B").replace("}", "%7D"),
        path=FILES["opensearch"].path,
        short_name=_search_name(name, SHORT),
        long_name=_search_name(name, LONG),
        description=_shortened(f"Errors of {name}", DESCRIPTION),
    )


def _change_id(registry: Registry, change: Change) -> str:
    """Return the id of a change; an entry may change several times on one date, so by its text."""
    note = (change.note,) if change.kind is ChangeKind.CHANGED else ()
    return _id(registry, change.kind.value, change.name, change.when, *note)


def _id(registry: Registry, *parts: str) -> str:
    """Return an id that is the same in every build and wherever the site moves."""
    name = "\n".join(("errdocs", registry.settings.service.name, *parts))
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _search_name(name: str, limit: int) -> str:
    """Return the last words of a service's name that leave room for "errors" in a limit.

    A product's name ends with what sets it apart from the others of its maker.
    """
    words = name.split()
    names = (f"{' '.join(words[first:])} errors" for first in range(len(words)))
    return next((found for found in names if len(found) <= limit), _shortened(name, limit))


def _shortened(text: str, limit: int) -> str:
    """Return the words of a text that fit a limit, or the start of its first word."""
    words = textwrap.shorten(
        text, limit, placeholder="", break_long_words=False, break_on_hyphens=False
    )
    return words or text[:limit]


def errors_csv(routes: Routes) -> str:
    """Return `errors.csv`; several values in a cell stand on lines of their own."""
    stream, registry = io.StringIO(), routes.registry
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    more = _more_columns(registry)
    writer.writerow((*COLUMNS, *more))
    for error in registry.errors:
        for case in error.rows:
            cells = _cells(error, case or _NO_CASE, routes.url(error.path_of(case)))
            own = [column(error, case) for column in more.values()]
            writer.writerow([guarded(_cell_text(cell)) for cell in (*cells, *own)])
    return stream.getvalue()


def _more_columns(registry: Registry) -> Mapping[str, Callable[[Error, Case | None], object]]:
    """Return the columns that only some registries need, by name: a table without them stays."""
    errors, found = registry.errors, dict[str, Callable[[Error, Case | None], object]]()
    if any(case.code for _, case in registry.cases()):
        found["case_code"] = lambda error, case: case and case.code
    if any(case.retry is not first_retry(case.retry) for _, case in registry.cases()):
        found["retry_advice"] = lambda error, case: case and case.retry
    if any(case.retry_after for _, case in registry.cases()):
        found["retry_after"] = lambda error, case: case and case.retry_after
    if any(error.name for error in errors):
        found["name"] = lambda error, case: error.name
    if any(error.is_draft or any(case.is_draft for case in error.cases) for error in errors):
        found["draft"] = lambda error, case: "yes" if (case or error).is_draft else ""
    for declared in registry.settings.fields:
        found[f"field_{declared.key}"] = partial(_field_value, declared.key)
    return found


def _field_value(key: str, error: Error, case: Case | None) -> str:
    return error.values_of(case).get(key, "")


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    A cell that starts with an apostrophe gets one more, so that removing one leading apostrophe
    always gives the text back.
    """
    return GUARD + cell if cell.startswith((GUARD, *_FORMULA_STARTS)) else cell


def _cells(error: Error, case: Case, url: str) -> tuple[object, ...]:
    removed = error.removal_of(case)
    changes = [f"{_cell_text(item)}: {item.what}" for item in (*error.changed, *case.changed)]
    return (
        error.code, case.id, case.heading if case.id else error.heading, case.status or None,
        error.category_of(case), error.surfaces_of(case),
        error.spellings[1:], case.message,
        [wording.message for wording in case.other_messages],
        [wording.message for wording in case.former_messages],
        case.cause_with(), case.fix_with(), first_retry(case.retry), case.actor, case.tags,
        error.related,
        case.since or error.since, case.deprecated or error.deprecated,
        removed, removed and removed.replaced_by, case.sources, case.verified, url, changes,
    )  # fmt: skip


def _cell_text(value: object) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return "\n".join(map(_cell_text, value))
        case Lifecycle() | Revision():
            return _cell_text(value.date or value.version)
        case SourceRef():
            return value.document + ("" if value.row is None else f"#{value.row}")
    return str(value)
