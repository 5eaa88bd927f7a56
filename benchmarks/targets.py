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

from benchmarks.asking import ask_all, open_engine
from benchmarks.engines import BESIDE, add_scripts
from benchmarks.questions import pastes
from benchmarks.registries import make_registry
from benchmarks.served import fresh_page, serve
from errdocs.lookup.constants import constants_script
from errdocs.lookup.index import build_index, index_json
from errdocs.registry.loading import load
from errdocs.registry.model import Registry

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "templates" / "assets"
STARTS = 15
"""Starts of each command; the middle one counts, since a shared machine has slow moments."""
OPENINGS = 5
PASTES, PASTE_LENGTH = 200, 2_000
"""Texts, and characters of each."""
ANSWER = ("-c", "from errdocs.cli import main; main()", "lookup", "-")
IMPORTS = ("-c", "import yaml, click")


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the most that it may be."""

    name: str
    value: float
    target: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether it is at most its target."""
        return self.value <= self.target


def figures(data: Path, cases: int, seed: int) -> Iterator[Figure]:
    """Yield every figure, for the registry in a folder and a made-up one of this many cases.

    Raises NoChromium where there is none.
    """
    yield _start(data)
    own = index_json(build_index(load(data).registry))
    yield Figure("lookup.json, this registry, gzipped", _packed(own), 12, "kB")
    registry = make_registry(cases, seed)
    index = index_json(build_index(registry))
    name = f"{cases:,} cases"
    yield Figure(f"lookup.json, {name}, gzipped", _packed(index), 300, "kB")
    ready, times = _in_browser(registry, index, seed)
    yield Figure(f"ready in Chromium, {name}", ready, 100, "ms")
    yield Figure(f"paste of {PASTE_LENGTH:,} characters, {name}, median", median(times), 5, "ms")
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


def _in_browser(registry: Registry, index: str, seed: int) -> tuple[float, tuple[float, ...]]:
    """Return the milliseconds to readiness, and those of each paste."""
    texts = pastes(registry, PASTES, PASTE_LENGTH, seed)
    with TemporaryDirectory(prefix="errdocs-bench-") as name:
        folder = Path(name)
        scripts = folder / "assets" / "errdocs"
        shutil.copytree(ASSETS, scripts)
        (scripts / "constants.js").write_text(constants_script(), encoding="utf-8")
        (folder / "lookup.json").write_text(index, encoding="utf-8")
        add_scripts(folder)
        ready: list[float] = []
        times: tuple[float, ...] = ()
        with serve(folder) as server:
            for _ in range(OPENINGS):
                with fresh_page(f"{server.address}{BESIDE}/") as page:
                    ready.append(open_engine(page, "errdocs"))
                    times = times or tuple(answer.ms for answer in ask_all(page, texts))
    return median(ready), times
