"""The lookup beside other search engines: `python -m benchmarks.lookup --cases 1000 10000`.

The first table holds the lookup against its targets. Then follow, for this registry and each
made-up one, the lookup, the theme's own search, MiniSearch, Fuse.js and Pagefind on the same
pages and questions, in Chromium. See `benchmarks/README.md` for how to read it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.asking import Failure, Result, ask_engines
from benchmarks.engines import ENGINES, Engine
from benchmarks.measuring import FailedCommand, run_module
from benchmarks.plans import MOST_CASES
from benchmarks.projects import ROOT, write_project
from benchmarks.questions import KINDS, ask_about
from benchmarks.registries import make_registry
from benchmarks.served import NoChromium
from benchmarks.table import table_lines
from benchmarks.targets import Figure, figures, p95
from errdocs.registry.loading import load
from errdocs.registry.model import Registry

HEAD = ("engine", *KINDS, "index", "script", "ready", "median", "p95", "asked", "fetched")


def engine_lines(results: Sequence[Result | Failure]) -> Iterator[str]:
    """Yield the table of engines, and below it why some have no figures."""
    yield from table_lines(HEAD, [_cells(result) for result in results])
    for result in results:
        if isinstance(result, Failure):
            yield f"{result.engine}: {result.reason}"


def _cells(result: Result | Failure) -> tuple[str, ...]:
    if isinstance(result, Failure):
        return (result.engine, *("-" for _ in HEAD[1:]))
    return (
        result.engine,
        *(f"{result.hits[kind]:.0%}" if kind in result.hits else "-" for kind in KINDS),
        _kilobytes(result.files.index),
        _kilobytes(result.files.script),
        _milliseconds(result.ready),
        _milliseconds(median(result.times)),
        _milliseconds(p95(result.times)),
        str(len(result.times)),
        _kilobytes(result.fetched),
    )


def _kilobytes(count: float) -> str:
    return f"{count / 1000:,.1f} kB"


def _milliseconds(time: float) -> str:
    return f"{time:,.1f} ms" if time < 100 else f"{time:,.0f} ms"


def figure_lines(found: Sequence[Figure]) -> Iterator[str]:
    """Yield the table of targets."""
    rows = [
        (
            figure.name,
            f"{figure.value:.2f} {figure.unit}".rstrip(),
            figure.limit,
            "met" if figure.is_met else "MISSED",
        )
        for figure in found
    ]
    yield from table_lines(("lookup", "measured", "target", ""), rows)


def _sites(sizes: Sequence[int], seed: int) -> Iterator[tuple[str, Registry, Path]]:
    """Yield a title, a registry and its built site, first those of this repository."""
    with TemporaryDirectory(prefix="errdocs-bench-") as name:
        registry = load(ROOT / "data").registry
        count = len(list(registry.cases()))
        _say(f"{count} cases: building the site")
        yield f"This registry, {count} cases", registry, _built(ROOT, Path(name))
    for cases in sizes:
        with TemporaryDirectory(prefix="errdocs-bench-") as name:
            _say(f"{cases:,} cases: building the site")
            registry = make_registry(cases, seed)
            write_project(registry, Path(name))
            yield f"Made up, {cases:,} cases", registry, _built(Path(name), Path(name))


def _built(project: Path, folder: Path) -> Path:
    site = folder / "site"
    run_module("mkdocs", "build", "--strict", "--site-dir", str(site), folder=project)
    return site


def _say(text: str) -> None:
    """Write over the line that says what is going on, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{text}", end="", file=sys.stderr, flush=True)


def _print(title: str, lines: Iterator[str]) -> None:
    _say("")
    print(title, *lines, "", sep="\n", flush=True)


def main() -> None:
    """Measure the lookup against its targets, then beside other search engines."""
    options = _arguments()
    engines = [engine for engine in ENGINES if engine.script in options.engines]
    try:
        _say("the lookup against its targets")
        found = list(figures(ROOT / "data", options.large, options.seed))
        _print("Targets", figure_lines(found))
        for title, registry, site in _sites(sorted(set(options.cases)), options.seed):
            _compare(title, registry, site, engines, options)
    except NoChromium:
        sys.exit("The lookup is measured in Chromium; install it, or name it in ERRDOCS_CHROMIUM.")
    except FailedCommand as error:
        sys.exit(f"{error}")


def _compare(
    title: str,
    registry: Registry,
    site: Path,
    engines: Sequence[Engine],
    options: argparse.Namespace,
) -> None:
    questions = ask_about(registry, options.questions, options.seed)
    results = ask_engines(site, engines, questions, options.seconds, _say)
    asked = f"{len(questions)} questions or {options.seconds} s of them"
    _print(f"{title}; right page first for each kind of text; {asked}", engine_lines(results))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lookup", description=main.__doc__)
    sizes = f"sizes of made-up registries, up to {MOST_CASES} (default: 1000)"
    names = [engine.script for engine in ENGINES]
    parser.add_argument("--cases", type=int, nargs="*", default=[1000], metavar="N", help=sizes)
    parser.add_argument("--questions", type=int, default=50, help="of each kind (default: 50)")
    parser.add_argument("--seconds", type=int, default=60, help="for each engine (default: 60)")
    parser.add_argument(
        "--engines", nargs="+", choices=names, default=names, help="all if left out"
    )
    large = f"cases of the registry behind the targets (default: {MOST_CASES})"
    parser.add_argument("--large", type=int, default=MOST_CASES, metavar="N", help=large)
    parser.add_argument("--seed", type=int, default=1, help="seed of all (default: 1)")
    arguments = parser.parse_args()
    if not all(1 <= size <= MOST_CASES for size in (*arguments.cases, arguments.large)):
        parser.error(f"registries have 1 to {MOST_CASES} cases")
    if arguments.questions < 1 or arguments.seconds < 1:
        parser.error("--questions and --seconds have to be 1 or more")
    return arguments


if __name__ == "__main__":
    main()
