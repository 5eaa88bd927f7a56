"""Growth: twice as many entries take twice the work and space, whatever their shape.

Calls are counted, not seconds: how busy the machine is says nothing about the law.
"""

from __future__ import annotations

import cProfile
import datetime
import pstats
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from errdocs.checks import check
from errdocs.checks import distinct_messages as distinct
from errdocs.diff import differences
from errdocs.diff.snapshots import snapshot_of
from errdocs.exports.errors_json import registry_data
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import Error, Lifecycle, Registry
from errdocs.registry.naming import MOST_COMPARISONS, Guesses
from errdocs.render.views import RenderedPage
from errdocs.routes import ReadLedger, Routes, pending
from errdocs.site import SiteFile
from large import large_registry
from sites import site_of
from strategies import write_registry

SIZES = (20, 40, 80)
MOST = 2.2
"""What the second step of the sizes may add, as a multiple of what the first one adds: 2 where
work grows with the entries, a little more where something is sorted, 4 where it is squared."""
DAY = datetime.date(2026, 11, 24)


def many_errors(size: int) -> Registry:
    return large_registry((1,) * size)


def one_error(size: int) -> Registry:
    return large_registry((size,))


def one_error_with_a_past(size: int) -> Registry:
    """Return an error that appeared nobody knows when: its date is that of its cases."""
    registry = one_error(size)
    (error,) = registry.errors
    return replace(registry, errors=(replace(error, since=Lifecycle(version="1")),))


def removed_errors(size: int) -> Registry:
    """Return errors of which each is removed and replaced by the next one."""
    errors = many_errors(size).errors
    pairs = zip(errors, (*errors[1:], errors[0]), strict=True)
    return replace(many_errors(size), errors=tuple(_removed(*pair) for pair in pairs))


def _removed(error: Error, other: Error) -> Error:
    removed = Lifecycle(date=DAY, reason="It is gone.", replaced_by=other.code)
    return replace(error, removed=removed)


def stages(loaded: Loaded) -> Mapping[str, Callable[[], object]]:
    """Return all that a command does with a registry, by name."""
    update = pending(Routes(loaded.registry), DAY)
    return {
        "check": lambda: check(loaded),
        "messages": lambda: list(distinct.check(loaded)),
        "routes": lambda: dict(Routes(loaded.registry).redirects()),
        "ledger": lambda: ReadLedger("permalinks.yml", None).updated(update),
        "pages": lambda: site_of(loaded).pages,
        "files": lambda: site_of(loaded).files,
    }


def growth(amounts: Sequence[int]) -> float:
    """Return what the second step adds, as a multiple of what the first one adds."""
    first, second = (after - before for before, after in pairwise(amounts))
    return second / first if first else 0


def calls_of(work: Callable[[], object]) -> int:
    """Return how many calls of functions some work takes that nothing was kept of before."""
    return counted(work)[0]


def counted(work: Callable[[], Any]) -> tuple[int, Any]:
    """Return how many calls some work takes that nothing was kept of before, and its result."""
    kept = (
        value
        for name, module in list(sys.modules.items())
        if name.startswith("errdocs")
        for value in vars(module).values()
        if hasattr(value, "cache_clear")
    )
    for cache in kept:
        cache.cache_clear()
    re.purge()  # what else the process has compiled must not decide what is compiled anew
    profile = cProfile.Profile()
    result = profile.runcall(work)
    return int(pstats.Stats(profile).total_calls), result  # type: ignore[attr-defined]


def loaded_of(registry: Registry, folder: Path) -> Loaded:
    write_registry(registry, folder)
    return load(folder, keeps_nodes=True)


@pytest.mark.parametrize(
    "made",
    [one_error, one_error_with_a_past, removed_errors],
    ids=lambda f: f.__name__,
)
def test_work_and_space_grow_no_faster_than_a_registry(
    made: Callable[[int], Registry], tmp_path: Path
) -> None:
    every = [loaded_of(made(size), tmp_path / str(size)) for size in SIZES]
    assert [loaded.problems for loaded in every] == [(), (), ()]
    for work in stages(every[0]).values():
        work()  # what is compiled and cached once a process
    done = [{name: counted(work) for name, work in stages(loaded).items()} for loaded in every]
    found = {name: growth([made[name][0] for made in done]) for name in done[0]}
    found["bytes"] = growth([size_of(made["pages"][1], made["files"][1]) for made in done])
    assert {name: ratio for name, ratio in found.items() if ratio > MOST} == {}


def size_of(pages: Iterable[RenderedPage], files: Iterable[SiteFile]) -> int:
    """Return how long the pages and files of a site are together."""
    return sum(len(page.text) for page in pages) + sum(len(file.content) for file in files)


def test_renamed_codes_are_told_in_time_that_grows_with_their_number() -> None:
    counts = []
    for size in SIZES:
        old = many_errors(size)
        errors = tuple(replace(error, code=f"New{error.code}") for error in old.errors)
        snapshots = [
            snapshot_of(registry_data(made)) for made in (old, replace(old, errors=errors))
        ]
        counts.append(calls_of(partial(differences, *snapshots)))
    assert growth(counts) < MOST


def test_a_report_stops_to_guess_once_it_has_made_too_many_comparisons() -> None:
    guesses, known = Guesses(), [f"Code{number}" for number in range(1_000)]
    names = (f"Cod{number}" for number in range(MOST_COMPARISONS // len(known) + 1))
    found = [guesses.nearest(name, known) for name in names]
    assert None not in found[:-1]
    assert found[-1] is None


def test_each_text_of_three_thousand_messages_of_one_error_is_told_apart(tmp_path: Path) -> None:
    loaded = loaded_of(one_error(3_000), tmp_path)
    assert list(distinct.check(loaded)) == []
    assert calls_of(lambda: list(distinct.check(loaded))) < 3_000 * 1_000
