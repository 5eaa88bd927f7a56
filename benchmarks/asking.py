"""Asking every engine the same questions in a browser, and measuring hits and times."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page

from benchmarks.engines import BESIDE, Engine, Files, add_scripts, pages
from benchmarks.packages import NoPackage
from benchmarks.questions import Question
from benchmarks.served import HEAP_MEGABYTES, Server, fresh_page, serve

READY_SECONDS = 180
"""After which an engine that is not ready is given up."""
CALL = f"([name, ...rest]) => import('/{BESIDE}/ask.js').then((ask) => ask[name](...rest))"


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine puts first for one text."""

    page: str | None
    """Path from the site's root; None where it finds nothing."""
    ms: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine did."""

    engine: str
    files: Files
    ready: float
    """Milliseconds from all files being there to readiness."""
    times: tuple[float, ...]
    """Milliseconds of each question, in their order; fewer where time ran out."""
    hits: dict[str, float]
    """Share of the answered questions of each kind for which a right page was first."""
    fetched: float
    """Bytes that were fetched for a question, on average."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there are no figures for an engine."""

    engine: str
    reason: str


def ask_engines(
    site: Path,
    engines: Sequence[Engine],
    questions: Sequence[Question],
    seconds: float,
    say: Callable[[str], None],
) -> list[Result | Failure]:
    """Return what the engines do on a built site, each for at most so many seconds of questions.

    Raises NoChromium where there is none.
    """
    add_scripts(site)
    results: list[Result | Failure] = []
    with serve(site) as server:
        for engine in engines:
            say(f"asking {engine.name}")
            try:
                results.append(_ask(site, server, engine, questions, seconds))
            except NoPackage as error:
                results.append(Failure(engine.name, str(error)))
            except BrowserError as error:
                results.append(Failure(engine.name, _reason(error)))
    return results


def open_engine(page: Page, script: str) -> float:
    """Return the milliseconds to readiness of an engine."""
    return float(_call(page, "open", script, READY_SECONDS))


def ask_all(page: Page, texts: Sequence[str], seconds: float = READY_SECONDS) -> list[Answer]:
    """Return the answers of the engine that is open, as far as time allows."""
    answers = _call(page, "askAll", [*texts], seconds)
    return [Answer(answer["page"], answer["ms"]) for answer in answers]


def _ask(
    site: Path, server: Server, engine: Engine, questions: Sequence[Question], seconds: float
) -> Result:
    address = f"{server.address}{BESIDE}/"
    engine.install(site)
    with fresh_page(address) as page:
        _build(page, engine, site)
    with fresh_page(address) as page:
        ready = open_engine(page, engine.script)
        before = server.sent
        answers = ask_all(page, [question.text for question in questions], seconds)
        fetched = (server.sent - before) / len(answers)
    times = tuple(answer.ms for answer in answers)
    return Result(engine.name, engine.files(site), ready, times, hits(questions, answers), fetched)


def _call(page: Page, *call: object) -> Any:
    return page.evaluate(CALL, [*call])


def _build(page: Page, engine: Engine, site: Path) -> None:
    """Write the index of an engine which has one made of pages."""
    text = _call(page, "build", engine.script, json.dumps(pages(site)))
    if text is not None:
        (site / BESIDE / f"{engine.script}.json").write_text(text, encoding="utf-8")


def _reason(error: BrowserError) -> str:
    if "crash" in error.message.casefold():
        return f"the page crashed; its heap is capped at {HEAP_MEGABYTES:,} MB"
    return error.message.splitlines()[0].removeprefix("Page.evaluate: ").removeprefix("Error: ")


def hits(questions: Sequence[Question], answers: Sequence[Answer]) -> dict[str, float]:
    """Return the share of the answered questions of each kind that have a right page first."""
    right: dict[str, list[bool]] = defaultdict(list)
    for question, answer in zip(questions, answers, strict=False):  # time may have run out
        right[question.kind].append(answer.page in question.right)
    return {kind: sum(hits) / len(hits) for kind, hits in right.items()}
