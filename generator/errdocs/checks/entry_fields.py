"""Rules about single fields: titles, summaries, dates and lifecycles, placeholder texts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.checks.pointers import cases, errors, items, lifecycles
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Lifecycle, Revision
from errdocs.registry.scaffold import CAUSE, FIX, MESSAGE, SUMMARY, TITLE

LEAST_WORDS, MOST_WORDS = 3, 9
"""Length of a title: fewer words say too little in a list, more do not fit a phone."""

EARLIEST = datetime.date(1990, 1, 1)
"""No HTTP service had an error before the Web: an earlier date is a typo."""
LATEST = datetime.date(2100, 1, 1)
"""A date of another century is a typo. Today is not the limit: a build has to give the same
result on every date, and people write entries ahead of a release."""

# The end of a sentence inside a text, but not that of "e.g.", "i.e." or "etc.".
_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?]\s+(?=[A-Z0-9`\"'(])")
_REMEDY = re.compile(
    r"\b(please|try again|try to|make sure|ensure|you should|you must|you need to|we recommend|"
    r"contact (us|support)|check (your|the|that|whether|if)|instead\b(?! of))|"
    r"^(add|change|check|contact|increase|install|reduce|remove|replace|retry|set|try|use|wait)(?=\s)",
    re.IGNORECASE,
)
_OF_ERROR = {"title": TITLE, "summary": SUMMARY}
_OF_CASE = {"title": TITLE, "message": MESSAGE, "cause": CAUSE, "fix": FIX}
"""What `errdocs new` writes into the fields of an entry."""


@dataclass(frozen=True)
class _TitleLength(Problem):
    rule = "title-length"
    wording = Message(
        "the title has {count} words",
        f"{LEAST_WORDS} to {MOST_WORDS} words",
        "rewrite it; lists show the title alone",
    )
    count: int


class _TitlePeriod(Problem):
    rule = "title-period"
    wording = Message("the title ends with a period", "a title without one", "remove it")


class _SummarySentence(Problem):
    rule = "summary-sentence"
    wording = Message(
        "the summary is not one sentence",
        "one sentence that ends with a period",
        "end it with a period, or move the rest to `cause`",
    )


@dataclass(frozen=True)
class _SummaryRemedy(Problem):
    rule = "summary-remedy"
    wording = Message(
        "the summary contains a remedy (`{phrase}`)", "only what happened", "move it to `fix`"
    )
    phrase: str


@dataclass(frozen=True)
class _ImplausibleDate(Problem):
    rule = "date"
    wording = Message(
        "implausible date {date}", f"a date from {EARLIEST} to {LATEST}", "correct the year"
    )
    date: datetime.date


@dataclass(frozen=True)
class _UndatedChange(Problem):
    rule = "lifecycle-when"
    wording = Message("`{field}` has no version and no date", "at least one", "add one of the two")
    field: str


@dataclass(frozen=True)
class _UnexplainedRemoval(Problem):
    rule = "lifecycle-reason"
    wording = Message(
        "`{field}` has no reason",
        "a `reason` for readers who still get the error",
        "add a `reason`",
    )
    field: str


@dataclass(frozen=True)
class _Unwritten(Problem):
    rule = "placeholder"
    wording = Message(
        "`{field}` still has the placeholder text of `errdocs new`",
        "text about this error",
        "replace it",
    )
    field: str


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of titles, summaries, dates and lifecycles in a registry."""
    for pointer, error in errors(loaded):
        yield from _title(pointer.at("title"), error.title)
        yield from _summary(pointer.at("summary"), error.summary)
        yield from _changes(pointer, error, loaded)
    for pointer, _, case in cases(loaded):
        yield from _title(pointer.at("title"), case.title)
        yield from _date(pointer.at("verified"), case.verified)
        yield from _changes(pointer, case, loaded)


def check_placeholders(loaded: Loaded) -> Iterator[Problem]:
    """Yield the placeholder texts that nobody has replaced yet."""
    for pointer, error in errors(loaded):
        yield from _unwritten(pointer, error, _OF_ERROR)
    for pointer, _, case in cases(loaded):
        yield from _unwritten(pointer, case, _OF_CASE)


def _title(where: Pointer, title: str) -> Iterator[Problem]:
    count = len(title.split())
    if not LEAST_WORDS <= count <= MOST_WORDS:
        yield _TitleLength(where, count)
    if title.endswith("."):
        yield _TitlePeriod(where)


def _summary(where: Pointer, summary: str) -> Iterator[Problem]:
    if not summary.endswith(".") or _SENTENCE_END.search(summary):
        yield _SummarySentence(where)
    if remedy := _REMEDY.search(summary):
        yield _SummaryRemedy(where, remedy.group())


def _changes(pointer: Pointer, entry: Error | Case, loaded: Loaded) -> Iterator[Problem]:
    for name, where, change in lifecycles(pointer, entry):
        yield from _change(where, name, change, loaded)
        if name != "since" and not change.reason and not loaded.has_gap(where):
            yield _UnexplainedRemoval(where, name)
    for where, revision in items(pointer.at("changed"), entry.changed):
        yield from _change(where, "changed", revision, loaded)


def _change(
    where: Pointer, name: str, change: Lifecycle | Revision, loaded: Loaded
) -> Iterator[Problem]:
    yield from _date(where.at("date"), change.date)
    if not (change.version or change.date or loaded.has_gap(where)):
        yield _UndatedChange(where, name)


def _date(where: Pointer, date: datetime.date | None) -> Iterator[Problem]:
    if date and not EARLIEST <= date <= LATEST:
        yield _ImplausibleDate(where, date)


def _unwritten(
    pointer: Pointer, entry: Error | Case, texts: Mapping[str, str]
) -> Iterator[Problem]:
    for field, text in texts.items():
        if getattr(entry, field) == text:
            yield _Unwritten(pointer.at(field), field)
