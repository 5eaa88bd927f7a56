"""Print how fast `errdocs check-links` reads files, by what the files are.

    python -m benchmarks.check_links [--megabytes 32] [--files 10000] [--data data]

The files are made from a seed. Runbooks are prose with a link in some paragraphs, to errors,
aliases and codes that do not exist. Lists are links and nothing else. Hostile files are links
without an end, a space or a right code. Each is checked with and without `--fix`.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from errdocs.registry.loading import load
from errdocs.registry.model import Registry

SEED = 20_250_520
SITE = "https://errors.example/"
WORDS = (
    *("alert", "budget", "call", "deploy", "error", "fails", "graph", "is", "key", "limit", "of"),
    *("on", "page", "queue", "raise", "request", "retry", "service", "the", "then", "wait", "when"),
)
Maker = Callable[[random.Random, list[str]], Iterator[str]]
"""Takes a source of chance and the names of errors; yields paragraphs without end."""


def main() -> None:
    """Print a table of megabytes and files a second."""
    parser = argparse.ArgumentParser(description="Measure `errdocs check-links`.")
    parser.add_argument("--megabytes", type=int, default=32)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=Path("data"))
    options = parser.parse_args()
    names = list(_names(load(options.data).registry))
    print(f"{'files':<10}{'number':>8}{'MB':>8}{'check MB/s':>12}{'files/s':>10}{'fix MB/s':>10}")
    for label, make, number, share in (
        ("runbooks", _runbook, options.files, 1.0),
        ("lists", _links, max(1, options.files // 10), 0.5),
        ("hostile", _hostile, 1, 0.05),
    ):
        with tempfile.TemporaryDirectory() as scratch:
            size = round(options.megabytes * 1_000_000 * share)
            size = _fill(Path(scratch), make, names, number, size)
            check, fix = (_seconds(Path(scratch), options.data, *flag) for flag in ((), ("--fix",)))
        megabytes = size / 1_000_000
        print(
            f"{label:<10}{number:>8,}{megabytes:>8.1f}{megabytes / check:>12.1f}"
            f"{number / check:>10,.0f}{megabytes / fix:>10.1f}"
        )


def _names(registry: Registry) -> Iterator[str]:
    for error in registry.errors:
        yield error.path_segment
        yield from (alias.code for alias in error.aliases)
        yield from (f"{error.path_segment}/{case.id}" for case in error.cases)


def _fill(folder: Path, make: Maker, names: list[str], number: int, size: int) -> int:
    """Write so many files of about so many bytes together, and return how many bytes they are."""
    chance, written = random.Random(SEED), 0
    for index in range(number):
        file = folder / str(index % 100) / f"{index}.md"
        file.parent.mkdir(exist_ok=True)
        paragraphs, text, parts = make(chance, names), 0, list[str]()
        while text < size / number:
            parts.append(next(paragraphs))
            text += len(parts[-1])
        written += file.write_bytes("".join(parts).encode())
    return written


def _runbook(chance: random.Random, names: list[str]) -> Iterator[str]:
    while True:
        words = " ".join(chance.choices(WORDS, k=60))
        name = chance.choice(names) if chance.random() < 0.98 else chance.choice(WORDS)
        link = f" See [it]({SITE}errors/{name}/)." if chance.random() < 0.3 else ""
        yield f"{words}.{link}\n\n"


def _links(chance: random.Random, names: list[str]) -> Iterator[str]:
    while True:
        yield f"- <{SITE}errors/{chance.choice(names)}/>\n"


def _hostile(chance: random.Random, _: list[str]) -> Iterator[str]:
    while True:
        yield f"{SITE}errors/{chance.random()}(,"


def _seconds(folder: Path, data: Path, *flags: str) -> float:
    """Return the time of a run of the whole command, its start included."""
    command = (sys.executable, "-m", "errdocs", "check-links", str(folder), "--data", str(data))
    start = time.perf_counter()
    done = subprocess.run(
        [*command, "--docs", "none", "--site", SITE, *flags], capture_output=True, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return seconds


if __name__ == "__main__":
    main()
