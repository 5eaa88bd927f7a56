"""What an entry rests on, as its page tells it: each document once, with the rows that it cites.

A document is one long page, so a link leads to the very heading: browsers scroll to the text that
a fragment `#:~:text=` names, and those that do not know it show the page from its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, urldefrag

from errdocs.registry.model import Registry, Source, SourceRef, SourceRow

# What documents print where a value varies: `xxx`, `***`, `{name}`, `<name>`, `...`.
_VALUE = re.compile(r"x{3,}|X{3,}|\*{3,}|\{[^{}]*\}|<[^<>]*>|\.{3}|…")
LEAST_WORDS = 3  # of a heading's start; fewer stand in other headings too


@dataclass(frozen=True, slots=True)
class CitedRow:
    """One row of a document that an entry cites."""

    number: int
    section: str | None
    """Heading that the row stands under, where the document has any."""
    url: str | None
    """Where the document prints it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that an entry cites, with the rows of it."""

    source: Source
    rows: tuple[CitedRow, ...]

    @property
    def sections(self) -> tuple[tuple[str | None, tuple[CitedRow, ...]], ...]:
        """Return the rows by the section they stand under, in the order of the document."""
        found: dict[str | None, list[CitedRow]] = {}
        for row in self.rows:
            found.setdefault(row.section, []).append(row)
        return tuple((section, tuple(rows)) for section, rows in found.items())

    @property
    def url(self) -> str | None:
        """Return the URL of the document; of its only row, where one is cited."""
        return self.rows[0].url if len(self.rows) == 1 else self.source.url

    @property
    def places(self) -> str:
        """Return where in the document its rows stand, in words."""
        return ", ".join(_place(section, rows) for section, rows in self.sections)


def citations(registry: Registry, references: Iterable[SourceRef]) -> Iterator[Citation]:
    """Yield each document that is cited, the newest first; an unknown one is left out."""
    numbers: dict[str, set[int]] = {}
    for reference in references:
        numbers.setdefault(reference.document, set()).update(filter(None, [reference.row]))
    sources = [registry.source_by_key[key] for key in numbers if key in registry.source_by_key]
    for source in sorted(sources, key=lambda source: source.date or date.min, reverse=True):
        rows = registry.rows_by_document.get(source.key, {})
        cited = (_cited(source, number, rows.get(number)) for number in sorted(numbers[source.key]))
        yield Citation(source, tuple(cited))


def deep_link(url: str, text: str) -> str:
    """Return the URL of a text on a page; one that has a fragment stays as it is."""
    return url if urldefrag(url).fragment else f"{url.removesuffix('#')}#:~:text={_encoded(text)}"


def _cited(source: Source, number: int, row: SourceRow | None) -> CitedRow:
    section = row.section if row else None
    printed = next(iter((*row.messages, *row.codes)), section) if row else None
    url = deep_link(source.url, printed) if source.url and printed else source.url
    return CitedRow(number, section, url)


def _encoded(text: str) -> str:
    """Return the start of a text, up to its first value, as a text directive takes it."""
    words = " ".join(text.split())
    start = _VALUE.split(words)[0].rstrip(" \"'`([:=")
    # `-`, `,` and `&` part the terms of a directive; `quote` leaves only the first of them.
    chosen = start if len(start.split()) >= LEAST_WORDS else words
    return quote(chosen, safe="").replace("-", "%2D")


def _place(section: str | None, rows: tuple[CitedRow, ...]) -> str:
    numbers = ", ".join(str(row.number) for row in rows)
    if section and len(rows) == 1:
        return f"section {section}"
    named = f"row{'s' * (len(rows) > 1)} {numbers}"
    return f"section {section}, {named}" if section else named
