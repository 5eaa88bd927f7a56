"""The errors of a log by entry: how many there are, and which are the first and the last.

One tally an entry is kept, so that memory is bounded by the registry and not by the log. Summaries
of parts of a log can be added up.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from errdocs.annotate.stream import Record
from errdocs.annotate.times import time_of
from errdocs.lookup import Match

METRIC = "errdocs_known_errors"


@dataclass(frozen=True, slots=True)
class Tally:
    """What was seen of one entry."""

    code: str
    case: str | None
    url: str
    count: int
    first_line: int  # in the order of the log, from 1
    last_line: int
    first_time: datetime | None  # the earliest and the latest that lines tell
    last_time: datetime | None

    @property
    def entry(self) -> str:
        """Return `CODE/CASE`, or the code alone where no case is known."""
        return f"{self.code}/{self.case}" if self.case else self.code

    def plus(self, other: Tally) -> Tally:
        """Return both together."""
        times = [self.first_time, self.last_time, other.first_time, other.last_time]
        told = [time for time in times if time]
        return replace(
            self,
            count=self.count + other.count,
            first_line=min(self.first_line, other.first_line),
            last_line=max(self.last_line, other.last_line),
            first_time=min(told, default=None),
            last_time=max(told, default=None),
        )


@dataclass(slots=True)
class Summary:
    """The tallies of a log, or of a part of it."""

    year: int = field(default_factory=lambda: datetime.now(UTC).year)  # of times without one
    tallies: dict[tuple[str, str | None], Tally] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        """Count the errors of a record."""
        time = time_of(record.text, self.year)
        for mention in record.mentions:
            line = record.line + record.text.count(b"\n", 0, mention.start)
            self._add(_tally(mention.known, line, time))

    def merge(self, other: Summary) -> None:
        """Add the summary of another part of the log."""
        for tally in other.tallies.values():
            self._add(tally)

    def _add(self, tally: Tally) -> None:
        key = tally.code, tally.case
        known = self.tallies.get(key)
        self.tallies[key] = known.plus(tally) if known else tally

    def ranked(self) -> list[Tally]:
        """Return the tallies, the most frequent first."""
        return sorted(self.tallies.values(), key=lambda tally: (-tally.count, tally.entry))


def _tally(match: Match, line: int, time: datetime | None) -> Tally:
    return Tally(match.code, match.case, match.url, 1, line, line, time, time)


def table_lines(summary: Summary) -> Iterator[str]:
    """Yield a line for each entry: count, name, first and last seen, link."""
    tallies = summary.ranked()
    rows = [
        (
            tally.entry,
            _seen(tally.first_time, tally.first_line),
            _seen(tally.last_time, tally.last_line),
        )
        for tally in tallies
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for tally, row in zip(tallies, rows, strict=True):
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join((f"{tally.count:>8}", *cells, tally.url))


def _seen(time: datetime | None, line: int) -> str:
    return _iso(time) if time else f"line {line}"


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def as_json_text(summary: Summary) -> str:
    """Return the summary as a JSON object."""
    return json.dumps({"errors": [*map(_fields, summary.ranked())]}, indent=2)


def _fields(tally: Tally) -> dict[str, str | int | None]:
    return {
        "code": tally.code,
        "case": tally.case,
        "url": tally.url,
        "count": tally.count,
        "first_line": tally.first_line,
        "last_line": tally.last_line,
        "first_seen": _iso(tally.first_time) if tally.first_time else None,
        "last_seen": _iso(tally.last_time) if tally.last_time else None,
    }


def as_openmetrics(summary: Summary) -> str:
    """Return the summary in the text format of OpenMetrics 1.0."""
    tallies = summary.ranked()
    lines = [
        f"# TYPE {METRIC} counter",
        f"# HELP {METRIC} Known errors in the log, by entry of the reference.",
        *(f"{METRIC}_total{_labels(tally)} {tally.count}" for tally in tallies),
    ]
    for name, words in (("first", "earliest"), ("last", "latest")):
        metric = f"{METRIC}_{name}_seen_timestamp_seconds"
        lines += [
            f"# TYPE {metric} gauge",
            f"# UNIT {metric} seconds",
            f"# HELP {metric} Time of the {words} line with the error, where lines tell times.",
        ]
        for tally in tallies:
            time = tally.first_time if name == "first" else tally.last_time
            if time:
                lines.append(f"{metric}{_labels(tally)} {time.timestamp():.3f}")
    return "\n".join((*lines, "# EOF\n"))


def _labels(tally: Tally) -> str:
    values: Mapping[str, str] = {"code": tally.code, "case": tally.case or "", "url": tally.url}
    return "{" + ",".join(f'{name}="{_escaped(text)}"' for name, text in values.items()) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
