"""Files -> what was found in each, in order, on several cores where there is much to read.

Only so many unknown paths get suggestions in one run, the first ones. So a process that meets an
unknown path leaves its file to the process that asked, which goes through the files in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from errdocs.linkcheck.checker import CheckedText, Checker, check_file
from errdocs.linkcheck.known_site import Site, SuggestionNeeded
from errdocs.linkcheck.scanning import SiteUrls

MUCH = 4_000_000  # bytes from which on starting processes pays
BATCH = 500_000  # bytes of the files that a process is given at once, about
LEAST = 4_096  # bytes that a file counts for, since opening it takes time too

Named = tuple[Path, Path | None]
"""A file, and the folder below which it is fixed; None where nothing is."""


def check_files(
    files: Mapping[Path, Path | None],
    checker: Checker,
    jobs: int,
    *,
    much: int = MUCH,
    batch: int = BATCH,
) -> Iterator[tuple[Path, CheckedText]]:
    """Yield files with what was found in them, in order; each maps to the folder of its fixes."""
    batches = [*_batches(files, batch)]
    if jobs < 2 or sum(map(_size, files)) < much:
        for file, below in files.items():
            yield file, check_file(file, checker, fix_below=below)
        return
    from errdocs.parallel import in_parallel  # only here: it takes long to import

    make = partial(Worker, checker.site, checker.urls)
    for named, answers in zip(batches, in_parallel(make, batches, jobs), strict=True):
        for (file, below), done in zip(named, answers, strict=True):
            yield file, done or check_file(file, checker, fix_below=below)


def _batches(files: Mapping[Path, Path | None], most: int) -> Iterator[list[Named]]:
    batch: list[Named] = []
    size = 0
    for file, below in files.items():
        batch.append((file, below))
        size += _size(file)
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _size(file: Path) -> int:
    """Return how much there is to read; nothing is said of a file that cannot be read."""
    try:
        return max(file.stat().st_size, LEAST)
    except OSError:
        return LEAST


class Worker:
    """Checks files in one process."""

    def __init__(self, site: Site, urls: SiteUrls) -> None:
        self._checker = Checker(site, urls, suggests=False)

    def __call__(self, batch: list[Named]) -> list[CheckedText | None]:
        """Return what was found in each file; None for one that is left to who asked."""
        return [self._check(file, below) for file, below in batch]

    def _check(self, file: Path, below: Path | None) -> CheckedText | None:
        try:
            return check_file(file, self._checker, fix_below=below)
        except SuggestionNeeded:  # raised before anything is fixed
            return None
