"""A registry whose facts come from two documents, the second a year newer than the first."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import (
    Case,
    Error,
    Parameter,
    Registry,
    Retry,
    Revision,
    Settings,
    Source,
    SourceRef,
    SourceRow,
    SourceRows,
)
from large import STARTER
from strategies import write_registry

OLD, NEW, COMPARED = datetime.date(2025, 5, 20), datetime.date(2026, 6, 26), "2026-11-29"
PAGE = "https://docs.example.com/errors"
PARTS = 9  # further cases of the error that has many


def settings() -> Settings:
    """Return the settings of the starter with two documents that have dates."""
    compared = datetime.date.fromisoformat(COMPARED)
    guides = (
        Source(key="new", title="Errors, second edition", date=NEW, compared=compared, url=PAGE),
        Source(key="old", title="Errors", date=OLD, compared=compared),
        Source(key="observed", title="Responses seen in the wild"),
    )
    return dataclasses.replace(load(STARTER).registry.settings, common=(), sources=guides)


def cited(*rows: tuple[str, int]) -> tuple[SourceRef, ...]:
    """Return references to rows of documents."""
    return tuple(SourceRef(document=document, row=row) for document, row in rows)


def case(name: str, message: str, *source: SourceRef, **facts: object) -> Case:
    """Return a case with advice."""
    known = {"title": f"It is about {name}", "cause": "It is so.", "fix": "Change it."} | facts
    return Case(id=name, message=message, source=source, status=400, **known)  # type: ignore[arg-type]


ERRORS = (
    Error(
        code="Bad",
        title="A value is bad",
        category="request",
        surfaces=("api",),
        cases=(
            case(
                "both",
                "Size must be at most {size}, not more.",
                *cited(("old", 1), ("new", 1), ("new", 2)),
                parameters={"size": Parameter(example="10")},
                changed=(Revision(date=NEW, what="The limit is printed."),),
            ),
            case("later", "No such thing - at all.", *cited(("new", 3)), surfaces=("api",)),
            case("seen", "Nobody documents this.", SourceRef(document="observed")),
            *(
                case(f"part-{at}", f"Part {at} is bad.", *cited(("old", at + 2)), category=group)
                for at, group in enumerate(["quota", None, "quota"] * (PARTS // 3))
            ),
        ),
    ),
    Error(
        code="Overdue",
        title="A bill is overdue",
        category="quota",
        surfaces=("api",),
        cases=(
            case("bill", "Pay first.", *cited(("new", 4)), retry=Retry.AFTER_ACTION),
            case(
                "window",
                "Wait for the next window.",
                *cited(("new", 5)),
                retry=Retry.WAIT,
                retry_after=60,
            ),
        ),
    ),
)


def _rows(document: str, **sections: str) -> SourceRows:
    """Return the rows of a document: the messages of the cases that cite them."""
    found = {
        reference.row: item.message.replace("{size}", "xxx")
        for error in ERRORS
        for item in error.cases
        for reference in item.source
        if item.message and reference.row and reference.document == document
    }
    rows = (
        SourceRow(row=row, section=sections.get(document), status=400, messages=(text,))
        for row, text in sorted(found.items())
    )
    return SourceRows(document=document, rows=tuple(rows))


def two_documents() -> Registry:
    """Return the registry."""
    rows = (_rows("new", new="400-Bad"), _rows("old"))
    return Registry(settings=settings(), errors=ERRORS, source_rows=rows)


def loaded_in(folder: Path) -> Loaded:
    """Write the registry to a folder and return it as it is read."""
    write_registry(two_documents(), folder)
    loaded = load(folder)
    assert loaded.problems == ()
    return loaded
