"""How long a build takes: `python -m benchmarks.build --cases 100 1000`.

The first table puts `errdocs build` beside MkDocs and Zensical on the same pages, written
beforehand. The second shows what each stage of errdocs takes a case, so that one which grows
faster than the registry stands out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measuring import FailedCommand, run_module
from benchmarks.plans import MOST_CASES
from benchmarks.sites import ERRDOCS, PLAIN, ZENSICAL, Built, Comparison, DifferentSites, compare
from benchmarks.stages import STAGES
from benchmarks.table import table_lines

TARGET, ZENSICAL_TARGET = 0.25, 0.5
"""What a build with errdocs may take, with one by MkDocs or by Zensical as 1."""
NAMES = {ERRDOCS: "errdocs", PLAIN: "MkDocs + Material", ZENSICAL: "Zensical"}
SECONDS_PER_CASE = 0.017
"""Rough time of one round of both builds, to say beforehand how long it takes."""
LONG = 120
"""Seconds from which the expected time is announced."""

Stages = dict[str, float]
"""Seconds by stage."""


def size_lines(comparisons: Sequence[Comparison]) -> Iterator[str]:
    """Yield the table of builds, errdocs and the other ways below each other for each size."""
    head = (
        "cases",
        "build",
        "pages",
        "time",
        "errdocs / it",
        "CPU time",
        "errdocs / it",
        "peak memory",
        "bytes a page",
    )
    rows = []
    for item in comparisons:
        for way, built in item.built.items():
            ratios = f"{item.ratios[way]:.2f}", f"{item.cpu_ratios[way]:.2f}"
            first = f"{item.cases:,}" if way == ERRDOCS else ""
            rows.append((first, NAMES[way], *_facts(built, ratios)))
    yield from table_lines(head, rows)


def _facts(built: Built, ratios: tuple[str, str]) -> tuple[str, ...]:
    pages = len(built.pages)
    return (
        f"{pages:,}",
        f"{built.seconds:.2f} s",
        ratios[0],
        f"{built.cpu_seconds:.2f} s",
        ratios[1],
        f"{built.peak_bytes / 2**20:.0f} MiB",
        f"{built.page_bytes / pages:,.0f}",
    )


def stage_lines(stages: dict[int, Stages]) -> Iterator[str]:
    """Yield the table of stages; growth is the time a case in relation to the size before."""
    head = ("cases", "stage", "time", "ms a case", "growth")
    rows = []
    before: tuple[int, Stages] | None = None
    for cases, seconds in sorted(stages.items()):
        for index, stage in enumerate((*STAGES, "all")):
            each = _each(cases, seconds, stage)
            growth = f"{each / _each(*before, stage):.2f}" if before else ""
            first = "" if index else f"{cases:,}"
            rows.append((first, stage, f"{each * cases:.3f} s", f"{each * 1000:.3f}", growth))
        before = cases, seconds
    yield from table_lines(head, rows)


def _each(cases: int, seconds: Stages, stage: str) -> float:
    return (sum(seconds.values()) if stage == "all" else seconds[stage]) / cases


def measure(
    sizes: Sequence[int], rounds: int, seed: int
) -> tuple[list[Comparison], dict[int, Stages]]:
    """Return what builds and stages take for each size."""
    comparisons, stages = [], {}
    for cases in sizes:
        with TemporaryDirectory(prefix="errdocs-bench-") as name:
            folder = Path(name)
            comparisons.append(compare(folder, cases, seed, rounds, _say))
            _say(f"{cases:,} cases: stages")
            stages[cases] = _stages(folder, rounds)
    _say("")
    return comparisons, stages


def _stages(folder: Path, rounds: int) -> Stages:
    runs = [
        json.loads(run_module("benchmarks.stages", folder=folder).output) for _ in range(rounds)
    ]
    return {stage: median(run[stage] for run in runs) for stage in STAGES}


def _say(text: str) -> None:
    """Write over the line that says what is going on, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)


def main() -> None:
    """Measure builds of registries of several sizes."""
    arguments = _arguments()
    sizes, rounds = sorted(set(arguments.cases)), arguments.rounds
    expected = sum(sizes) * rounds * SECONDS_PER_CASE
    if expected > LONG:
        print(f"This takes about {expected / 60:.0f} minutes.", file=sys.stderr)
    try:
        comparisons, stages = measure(sizes, rounds, arguments.seed)
    except (FailedCommand, DifferentSites) as error:
        sys.exit(f"{error}")
    targets = f"{TARGET:.2f} of MkDocs and {ZENSICAL_TARGET:.2f} of Zensical"
    print(f"Builds: medians of {rounds} rounds in turn; the target is at most {targets}")
    print("\n".join(size_lines(comparisons)))
    print("\nStages of errdocs, CPU time: 1.00 means that a case costs what it cost before")
    print("\n".join(stage_lines(stages)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=main.__doc__)
    parser.add_argument(
        "--cases",
        type=int,
        nargs="+",
        default=[100, 1000],
        metavar="N",
        help=f"sizes of registries, up to {MOST_CASES}; 100 and 1000 where left out",
    )
    parser.add_argument("--rounds", type=int, default=3, help="builds of each kind (default: 3)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the registries (default: 1)")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds has to be 1 or more")
    if not all(1 <= size <= MOST_CASES for size in arguments.cases):
        parser.error(f"--cases takes sizes from 1 to {MOST_CASES}")
    return arguments


if __name__ == "__main__":
    main()
