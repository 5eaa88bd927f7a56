"""Rules about single fields: titles, summaries, dates and lifecycles, placeholder texts."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import chain

from errdocs.problems import BrokenRule, Pointer, Rule
from errdocs.registry.loaded import Loaded, items, lifecycles
from errdocs.registry.model import Case, Error, Lifecycle, Revision
from errdocs.registry.scaffold import CAUSE, FIX, MESSAGE, SUMMARY, TITLE

LEAST_WORDS, MOST_WORDS = 3, 9
"""Length of a title: fewer words say too little in a list, more do not fit a phone."""

# No HTTP service had an error before the Web: an earlier date is a typo.
EARLIEST = datetime.date(1990, 1, 1)
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
# What `errdocs new` writes into the fields of an error or a case.
_SCAFFOLD = {"title": TITLE, "summary": SUMMARY, "message": MESSAGE, "cause": CAUSE, "fix": FIX}

TITLE_LENGTH = Rule(
    "title-length",
    "the title has {count} words",
    f"{LEAST_WORDS} to {MOST_WORDS} words",
    "rewrite it; lists show the title alone",
)
TITLE_PERIOD = Rule(
    "title-period", "the title ends with a period", "a title without one", "remove it"
)
SUMMARY_SENTENCE = Rule(
    "summary-sentence",
    "the summary is not one sentence",
    "one sentence that ends with a period",
    "end it with a period, or move the rest to `cause`",
)
SUMMARY_REMEDY = Rule(
    "summary-remedy",
    "the summary contains a remedy (`{phrase}`)",
    "only what happened",
    "move it to `fix`",
)
DATE = Rule(
    "date", "implausible date {date}", f"a date from {EARLIEST} to {LATEST}", "correct the year"
)
LIFECYCLE_WHEN = Rule(
    "lifecycle-when", "`{field}` has no version and no date", "at least one", "add one of the two"
)
LIFECYCLE_REASON = Rule(
    "lifecycle-reason",
    "`{field}` has no reason",
    "a `reason` for readers who still get the error",
    "add a `reason`",
)
PLACEHOLDER = Rule(
    "placeholder",
    "`{field}` still has the placeholder text of `errdocs new`",
    "text about this error",
    "replace it",
)


def check(loaded: Loaded) -> Iterator[BrokenRule]:
    """Yield the problems of titles, summaries, dates and lifecycles in a registry."""
    for pointer, error in loaded.errors():
        yield from _title(pointer.at("title"), error.title)
        yield from _summary(pointer.at("summary"), error.summary)
        yield from _changes(pointer, error)
    for pointer, _, case in loaded.cases():
        yield from _title(pointer.at("title"), case.title)
        yield from _date(pointer.at("verified"), case.verified)
        yield from _changes(pointer, case)


def check_placeholders(loaded: Loaded) -> Iterator[BrokenRule]:
    """Yield the placeholder texts that nobody has replaced yet."""
    in_cases = ((pointer, case) for pointer, _, case in loaded.cases())
    for pointer, entry in chain(loaded.errors(), in_cases):
        for field, text in _SCAFFOLD.items():
            if getattr(entry, field, None) == text:
                yield PLACEHOLDER.at(pointer.at(field), field=field)


def _title(where: Pointer, title: str) -> Iterator[BrokenRule]:
    count = len(title.split())
    if not LEAST_WORDS <= count <= MOST_WORDS:
        yield TITLE_LENGTH.at(where, count=count)
    if title.endswith("."):
        yield TITLE_PERIOD.at(where)


def _summary(where: Pointer, summary: str) -> Iterator[BrokenRule]:
    if not summary.endswith(".") or _SENTENCE_END.search(summary):
        yield SUMMARY_SENTENCE.at(where)
    if remedy := _REMEDY.search(summary):
        yield SUMMARY_REMEDY.at(where, phrase=remedy.group())


def _changes(pointer: Pointer, entry: Error | Case) -> Iterator[BrokenRule]:
    dated: list[tuple[str, Pointer, Lifecycle | Revision]] = [*lifecycles(pointer, entry)]
    revisions = items(pointer.at("changed"), entry.changed)
    dated += [("changed", where, revision) for where, revision in revisions]
    for field, where, change in dated:
        yield from _date(where.at("date"), change.date)
        if not (change.version or change.date):
            basis = where.at("version"), where.at("date")
            yield LIFECYCLE_WHEN.at(where, *basis, field=field)
    for field, where, lifecycle in lifecycles(pointer, entry):
        if field != "since" and not lifecycle.reason:
            yield LIFECYCLE_REASON.at(where, where.at("reason"), field=field)


def _date(where: Pointer, date: datetime.date | None) -> Iterator[BrokenRule]:
    if date and not EARLIEST <= date <= LATEST:
        yield DATE.at(where, date=date)
