"""How long `errdocs check` takes: `python -m benchmarks.check --cases 1000 10000 --broken 20000`.

The first rows are of made-up registries without mistakes, the others of registries in which every
entry has several: see `benchmarks.broken`. Each run is a process of its own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.broken import KINDS, write_broken
from benchmarks.measuring import Run, run_module
from benchmarks.plans import MOST_CASES
from benchmarks.projects import write_project
from benchmarks.registries import make_registry
from benchmarks.table import table_lines

HEAD = ("registry", "entries", "problems", "time", "CPU time", "ms an entry", "peak memory")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure `errdocs check`.")
    add = parser.add_argument
    add("--cases", type=int, nargs="*", default=[1_000, 10_000], help="of registries that pass")
    add("--broken", type=int, nargs="*", default=[20_000], help="entries, each with mistakes")
    add("--format", default="text", help="of the report (default: text)")
    add("--rounds", type=int, default=1, help="runs of which the median is taken (default: 1)")
    options = parser.parse_args()
    if not all(1 <= size <= MOST_CASES for size in options.cases):
        parser.error(f"registries have 1 to {MOST_CASES} cases")
    for line in table_lines(HEAD, [*_rows(options)]):
        print(line)


def _rows(options: argparse.Namespace) -> Iterator[tuple[str, ...]]:
    for size in options.cases:
        with TemporaryDirectory() as folder:
            write_project(make_registry(size, seed=1), Path(folder))
            yield _row("valid", size, _runs(Path(folder), options))
    for kind in KINDS:
        for size in options.broken:
            with TemporaryDirectory() as folder:
                write_broken(kind, size, Path(folder))
                yield _row(kind, size, _runs(Path(folder), options))


def _runs(folder: Path, options: argparse.Namespace) -> list[Run]:
    command = ("errdocs", "check", "--format", options.format)
    rounds = range(options.rounds)
    return [run_module(*command, folder=folder, statuses=(0, 1)) for _ in rounds]


def _row(label: str, size: int, runs: list[Run]) -> tuple[str, ...]:
    """Return the cells of a registry; the command's last words hold the number of problems."""
    counted = runs[0].output.rstrip().rpartition(": ")[2]
    cpu = median(run.cpu_seconds for run in runs)
    return (
        label,
        f"{size:,}",
        f"{0 if counted.startswith('no ') else int(counted.split()[0]):,}",
        f"{median(run.seconds for run in runs):.2f} s",
        f"{cpu:.2f} s",
        f"{cpu / size * 1000:.2f}",
        f"{max(run.peak_bytes for run in runs) / 2**20:.0f} MiB",
    )


if __name__ == "__main__":
    main()
