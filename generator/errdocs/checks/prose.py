"""Rules about prose: short titles, summaries of one sentence, and no placeholder text left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.checks.pointers import cases, errors
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error
from errdocs.registry.scaffold import CAUSE, FIX, MESSAGE, SUMMARY, TITLE

LEAST_WORDS, MOST_WORDS = 3, 9
"""Length of a title: fewer words say too little in a list, more do not fit a phone."""

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
class _Unwritten(Problem):
    rule = "placeholder"
    wording = Message(
        "`{field}` still has the placeholder text of `errdocs new`",
        "text about this error",
        "replace it",
    )
    field: str


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of titles and summaries in a registry."""
    for pointer, error in errors(loaded):
        yield from _title(pointer.at("title"), error.title)
        yield from _summary(pointer.at("summary"), error.summary)
    for pointer, _, case in cases(loaded):
        yield from _title(pointer.at("title"), case.title)


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


def _unwritten(
    pointer: Pointer, entry: Error | Case, texts: Mapping[str, str]
) -> Iterator[Problem]:
    for field, text in texts.items():
        if getattr(entry, field) == text:
            yield _Unwritten(pointer.at(field), field)
