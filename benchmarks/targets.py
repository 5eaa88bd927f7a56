"""The lookup against its targets: what arrives, how soon it is ready, and how fast it answers."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.asking import Answer, ask_all, hits, open_engine
from benchmarks.engines import BESIDE, add_scripts
from benchmarks.questions import ask_about, pastes
from benchmarks.registries import make_registry
from benchmarks.served import fresh_page, serve
from errdocs.lookup.constants import constants_script
from errdocs.lookup.index import build_index, index_json
from errdocs.registry.loading import load

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "templates" / "assets"
STARTS = 15
"""Starts of each command; the middle one counts, since a shared machine has slow moments."""
OPENINGS = 5
PASTES, PASTE_LENGTH = 200, 2_000
"""Texts, and characters of each."""
QUESTIONS = 100
"""Texts of each kind."""
ANSWER = ("-c", "from errdocs.cli import main; main()", "lookup", "-")
IMPORTS = ("-c", "import yaml, click")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the most, or the least, that it may be."""

    name: str
    value: float
    target: float
    unit: str
    is_least: bool = False
    """Whether more is better."""

    @property
    def is_met(self) -> bool:
        """Whether it reaches its target."""
        return self.value >= self.target if self.is_least else self.value <= self.target

    @property
    def limit(self) -> str:
        """Return the target as people read it."""
        return f"{'≥' if self.is_least else '≤'} {self.target:g} {self.unit}".rstrip()


def figures(data: Path, cases: int, seed: int) -> Iterator[Figure]:
    """Yield every figure, for the registry in a folder and a made-up one of this many cases.

    Raises NoChromium where there is none.
    """
    yield _start(data)
    own = build_index(load(data).registry)
    packed = _packed(index_json(own)) * 1000 / len(own.cases)
    yield Figure("lookup.json, this registry, gzipped, a case", packed, 60, "B")
    registry = make_registry(cases, seed)
    index = index_json(build_index(registry))
    name = f"{cases:,} cases"
    yield Figure(f"lookup.json, {name}, gzipped", _packed(index), 300, "kB")
    questions = ask_about(registry, QUESTIONS, seed)
    texts = pastes(registry, PASTES, PASTE_LENGTH, seed)
    asked = _in_browser(index, [question.text for question in questions], texts)
    yield Figure(f"ready in Chromium, {name}", asked.ready, 100, "ms")
    for kind, share in hits(questions, asked.answers).items():
        yield Figure(f"{kind}, {name}, right page first", share * 100, 97, "%", is_least=True)
    times = [answer.ms for answer in asked.answers]
    yield Figure(f"question of these kinds, {name}, median", median(times), 2, "ms")
    times = [answer.ms for answer in asked.pastes]
    yield Figure(f"paste of {PASTE_LENGTH:,} characters, {name}, median", median(times), 2, "ms")
    yield Figure(f"paste of {PASTE_LENGTH:,} characters, {name}, p95", p95(times), 15, "ms")


def p95(times: Sequence[float]) -> float:
    """Return what 95 of 100 are at most."""
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def _packed(text: str) -> float:
    return len(gzip.compress(text.encode(), mtime=0)) / 1000


def _start(data: Path) -> Figure:
    """Return how long `errdocs lookup` takes, with an import of what any such command needs as 1.

    Both take turns, and each turn has its own ratio.
    """
    text = pastes(load(data).registry, 1, PASTE_LENGTH, seed=1)[0]
    lookup = (*ANSWER, "--data", str(data.resolve()))
    turns = [(_seconds(lookup, text), _seconds(IMPORTS, text)) for _ in range(STARTS)]
    ours = median(own for own, _ in turns)
    name = f"`errdocs lookup`, start to answer ({ours * 1000:.0f} ms) / `import yaml, click`"
    return Figure(name, median(own / plain for own, plain in turns), 2.5, "")


def _seconds(command: Sequence[str], text: str) -> float:
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    # Installed packages come compiled; without this, only a working copy would compile each time.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    begin = time.perf_counter()
    subprocess.run(
        [sys.executable, *command],
        input=text,
        env=variables,
        text=True,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a browser did."""

    ready: float
    """Milliseconds to readiness."""
    answers: list[Answer]
    pastes: list[Answer]


def _in_browser(index: str, questions: Sequence[str], texts: Sequence[str]) -> _Asked:
    """Open the lookup in fresh browsers; ask the first one questions, the second one pastes."""
    with TemporaryDirectory(prefix="errdocs-bench-") as name:
        folder = Path(name)
        scripts = folder / "assets" / "errdocs"
        shutil.copytree(ASSETS, scripts)
        (scripts / "constants.js").write_text(constants_script(), encoding="utf-8")
        (folder / "lookup.json").write_text(index, encoding="utf-8")
        add_scripts(folder)
        ready: list[float] = []
        answers: list[list[Answer]] = []
        with serve(folder) as server:
            for asked in (questions, texts, *[()] * (OPENINGS - 2)):
                with fresh_page(f"{server.address}{BESIDE}/") as page:
                    ready.append(open_engine(page, "errdocs"))
                    answers.append(ask_all(page, asked))
    return _Asked(median(ready), answers[0], answers[1])
