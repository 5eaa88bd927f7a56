"""How files are on the disk, so that a change of them shows without reading them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

FileState = tuple[str, int, int]
"""Path, size and time of a file."""


def file_states(paths: Iterable[str | Path]) -> Iterator[FileState]:
    """Yield the state of files, and of all files in folders; what is missing has none."""
    waiting = [*map(str, paths)]
    while waiting:
        path = waiting.pop()
        with suppress(FileNotFoundError):
            if not os.path.isdir(path):  # noqa: PTH112  # as texts: there are ten thousands
                found = os.stat(path)  # noqa: PTH116
                yield path, found.st_size, found.st_mtime_ns
                continue
            for entry in os.scandir(path):
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file():
                    found = entry.stat()
                    yield entry.path, found.st_size, found.st_mtime_ns
