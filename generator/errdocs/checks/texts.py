"""Rules about texts: titles of three to nine words, summaries of one sentence without remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from errdocs.checks.walk import cases, errors
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded

LEAST_WORDS, MOST_WORDS = 3, 9
"""Length of a title: fewer words say too little in a list, more do not fit a phone."""

_SENTENCE_END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<!etc)[.!?]\s+(?=[A-Z0-9`\"'(])")
_REMEDY = re.compile(
    r"\b(please|try again|try to|make sure|ensure|you should|you must|you need to|we recommend|"
    r"contact (us|support)|check (your|the|that|whether|if)|instead\b(?! of))|"
    r"^(add|change|check|contact|increase|install|reduce|remove|replace|retry|set|try|use|wait)(?=\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TitleLength(Problem):
    """A title that is too short or too long."""

    rule = "title-length"
    title: str
    count: int

    def message(self) -> Message:  # noqa: D102
        change = "say more" if self.count < LEAST_WORDS else "shorten it"
        return Message(
            f"the title has {self.count} words",
            f"{LEAST_WORDS} to {MOST_WORDS} words",
            f"{change}: a title stands alone in lists",
        )


@dataclass(frozen=True)
class TitlePeriod(Problem):
    """A title that ends like a sentence."""

    rule = "title-period"
    title: str

    def message(self) -> Message:  # noqa: D102
        return Message("the title ends in a period", "a title without one", "remove it")


@dataclass(frozen=True)
class SummarySentence(Problem):
    """A summary that is not exactly one sentence."""

    rule = "summary-sentence"
    summary: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            "the summary is not one sentence",
            "one sentence with a period at its end",
            "end it with a period, or move the rest to `cause`",
        )


@dataclass(frozen=True)
class SummaryRemedy(Problem):
    """A summary that says what to do, which is the fix's business."""

    rule = "summary-remedy"
    phrase: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the summary gives a remedy (`{self.phrase}`)",
            "what happened, and nothing else",
            "move the remedy to `fix`",
        )


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of titles and summaries in a registry."""
    for pointer, error in errors(loaded):
        yield from _title(pointer.at("title"), error.title)
        yield from _summary(pointer.at("summary"), error.summary)
    for pointer, _, case in cases(loaded):
        yield from _title(pointer.at("title"), case.title)


def _title(where: Pointer, title: str) -> Iterator[Problem]:
    count = len(title.split())
    if not LEAST_WORDS <= count <= MOST_WORDS:
        yield TitleLength(where, title, count)
    if title.endswith("."):
        yield TitlePeriod(where, title)


def _summary(where: Pointer, summary: str) -> Iterator[Problem]:
    if not summary.endswith(".") or _SENTENCE_END.search(summary):
        yield SummarySentence(where, summary)
    if remedy := _REMEDY.search(summary):
        yield SummaryRemedy(where, remedy.group())
