"""Files of a site, made and written on all cores before MkDocs goes on."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator, Sequence
from functools import partial

from errdocs.engines.mkdocs_pages import FilledPage, MadeFile, Searched
from errdocs.engines.mkdocs_runs import Progress, tell
from errdocs.parallel import cores, in_parallel
from errdocs.routes import FILES

FEWEST = 800
"""Files from which other processes pay: they take a while to start."""
PORTION = 200
"""Files that one process makes at a time: those about one error are made together."""

Read = dict[int, Searched]
"""What searches read of pages, by the numbers of their files."""


def write_all(files: Sequence[MadeFile]) -> None:
    """Write files, so that MkDocs need not; raises PluginError for a broken template.

    A process with threads is never forked: what they hold would stay locked in its copies.
    """
    jobs = cores() if threading.active_count() == 1 and sys.platform == "linux" else 1
    if jobs == 1 or len(files) < FEWEST:
        return
    portions = [*_portions(files)]
    write, done = partial(_write, files), 0
    gc.freeze()  # else each process would go through all of it again and again
    for portion, found in zip(
        portions, in_parallel(lambda: write, portions, jobs, write), strict=True
    ):
        done += len(portion)
        tell(Progress("Writing files", done, len(files)))
        for number, searched in found.items():
            page = files[number].page
            assert isinstance(page, FilledPage)
            page.searched = searched
    gc.unfreeze()
    for file in files:
        file.is_written = False


def _portions(files: Sequence[MadeFile]) -> Iterator[list[int]]:
    """Yield the numbers of files to make together; those about all errors take longest."""
    about_all = {file.path for file in FILES.values()}
    large = [number for number, file in enumerate(files) if file.dest_uri in about_all]
    yield from ([number] for number in large)
    others = sorted({*range(len(files))} - {*large})
    yield from (others[start : start + PORTION] for start in range(0, len(others), PORTION))


def _write(files: Sequence[MadeFile], portion: Sequence[int]) -> Read:
    found: Read = {}
    for number in portion:
        file = files[number]
        file.copy_file()
        if isinstance(file.page, FilledPage) and file.page.searched:
            found[number] = file.page.searched
    return found
