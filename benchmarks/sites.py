"""Building the same reference with and without errdocs, turn by turn, and measuring both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from statistics import median

from benchmarks.measuring import Run, run_module
from benchmarks.projects import write_project
from benchmarks.registries import make_registry

ERRDOCS, PLAIN, ZENSICAL = "errdocs", "plain", "zensical"
"""The ways: `errdocs build`; and MkDocs and Zensical from the same pages, written beforehand."""


class DifferentSites(Exception):
    """Two sites that hold other pages each, so that comparing them would mean nothing."""

    def __init__(self, only_in: dict[str, frozenset[str]]) -> None:
        shown = (f"{name}: {', '.join(sorted(pages)[:3])}" for name, pages in only_in.items())
        super().__init__(f"pages that only one site has: {'; '.join(shown)}")
        self.only_in = only_in


@dataclass(frozen=True, slots=True)
class Built:
    """What building one site took, in the middle of all rounds, and what came out."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    pages: frozenset[str]
    page_bytes: int
    """Bytes of all pages; what the theme adds once would hide how a page grows."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One size, built all ways."""

    cases: int
    built: dict[str, Built]
    """What each way took."""
    ratios: dict[str, float]
    """Time of errdocs over that of each other way: the middle of the rounds, each with its pair."""
    cpu_ratios: dict[str, float]
    """The same for the time in which they were computing."""


def compare(
    folder: Path, cases: int, seed: int, rounds: int, say: Callable[[str], None]
) -> Comparison:
    """Return what a site of a size takes each way; the project stays in the folder.

    The ways take turns, and each turn has its own ratio, since a shared machine slows down and
    recovers between rounds.

    Raises FailedCommand where a build fails, and DifferentSites where the pages differ.
    """
    say(f"{cases:,} cases: writing the registry")
    write_project(make_registry(cases, seed), folder)
    say(f"{cases:,} cases: writing the pages beforehand")
    run_module("errdocs", "write", PLAIN, folder=folder)
    runs: dict[str, list[Run]] = {ERRDOCS: [], PLAIN: [], ZENSICAL: []}
    for number in range(rounds):
        for way in sorted(runs, reverse=bool(number % 2)):
            say(f"{cases:,} cases: round {number + 1} of {rounds}, {way}")
            runs[way].append(_build(folder, way))
    built = {way: _built(folder, way, results) for way, results in runs.items()}
    _require_same_pages(built)
    pairs = {way: list(zip(runs[ERRDOCS], others, strict=True)) for way, others in runs.items()}
    return Comparison(
        cases,
        built,
        {way: median(a.seconds / b.seconds for a, b in found) for way, found in pairs.items()},
        {
            way: median(a.cpu_seconds / b.cpu_seconds for a, b in found)
            for way, found in pairs.items()
        },
    )


def _build(folder: Path, way: str) -> Run:
    site = _site(folder, way)
    if site.exists():
        rmtree(site)  # MkDocs would empty it first, which is not the work to be measured
    if way == ERRDOCS:
        return run_module("errdocs", "build", "--site-dir", str(site), folder=folder)
    plain = folder / PLAIN
    if way == PLAIN:
        return run_module("mkdocs", "build", "--strict", "--site-dir", str(site), folder=plain)
    return run_module("zensical", "build", "--clean", "-f", "mkdocs.yml", folder=plain)


def _site(folder: Path, way: str) -> Path:
    # Zensical writes within its project.
    return folder / PLAIN / "site" if way == ZENSICAL else folder / f"site-{way}"


def _built(folder: Path, way: str, runs: list[Run]) -> Built:
    site = _site(folder, way)
    pages = {
        page.relative_to(site).as_posix(): page.stat().st_size for page in site.rglob("*.html")
    }
    return Built(
        seconds=median(run.seconds for run in runs),
        cpu_seconds=median(run.cpu_seconds for run in runs),
        peak_bytes=round(median(run.peak_bytes for run in runs)),
        pages=frozenset(pages),
        page_bytes=sum(pages.values()),
    )


def _require_same_pages(built: dict[str, Built]) -> None:
    ours = built[ERRDOCS].pages
    for way, other in built.items():
        if ours != other.pages:
            raise DifferentSites({ERRDOCS: ours - other.pages, way: other.pages - ours})
