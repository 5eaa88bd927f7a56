"""Files of a site, made and written on all cores before MkDocs goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence
from functools import partial

from errdocs.engines.mkdocs_pages import FilledPage, MadeFile, Searched
from errdocs.engines.mkdocs_runs import Progress, tell
from errdocs.parallel import cores, in_parallel

FEWEST = 800
"""Files from which other processes pay: they take a while to start."""
PORTION = 48
"""Files that one process makes at a time."""

Read = dict[int, Searched]
"""What searches read of pages, by the numbers of their files."""


def write_all(files: Sequence[MadeFile]) -> None:
    """Write files, so that MkDocs need not; raises PluginError for a broken template.

    A process with threads is never forked: what they hold would stay locked in its copies.
    """
    jobs = cores() if threading.active_count() == 1 and sys.platform == "linux" else 1
    if jobs == 1 or len(files) < FEWEST:
        return
    portions = [range(start, start + PORTION) for start in range(0, len(files), PORTION)]
    write = partial(_write, files)
    for done, found in enumerate(in_parallel(lambda: write, portions, jobs, write), start=1):
        tell(Progress("Writing files", min(done * PORTION, len(files)), len(files)))
        for number, searched in found.items():
            page = files[number].page
            assert isinstance(page, FilledPage)
            page.searched = searched
    for file in files:
        file.is_written = False


def _write(files: Sequence[MadeFile], portion: range) -> Read:
    found: Read = {}
    for number in portion:
        if number < len(files):
            file = files[number]
            file.copy_file()
            if isinstance(file.page, FilledPage) and file.page.searched:
                found[number] = file.page.searched
    return found
