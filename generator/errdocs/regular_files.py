"""Files that are read as a whole: regular ones only, and none beyond a limit.

A pipe lets its reader wait for ever and a device never ends, so neither is even opened.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

LARGEST = 100_000_000  # bytes of a file that has no limit of its own

_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


class IrregularFile(OSError):
    """What has the name of a file and is none."""

    def __init__(self, file: Path, kind: str) -> None:
        super().__init__(errno.EINVAL, f"it is {kind}, not a regular file", str(file))


class TooLarge(OSError):
    """A file that is larger than its kind may be."""

    def __init__(self, file: Path, size: int, limit: int) -> None:
        super().__init__(errno.EFBIG, f"it has more than {limit:,} bytes", str(file))
        self.size = size


def read_regular(file: Path, limit: int = LARGEST) -> bytes:
    """Return the bytes of a file.

    Raises OSError where it cannot be read: IrregularFile for a pipe, a device or a link to one,
    TooLarge beyond the limit.
    """
    require_regular(file, limit)
    # What took its place meanwhile does not block either, and is looked at once more.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with open(os.open(file, flags), "rb") as stream:  # noqa: PTH123  # Path.open takes no flags
        _require(file, os.fstat(stream.fileno()), limit)
        content = stream.read(limit + 1)  # files of /proc have more bytes than their size says
    if len(content) > limit:
        raise TooLarge(file, len(content), limit)
    return content


def require_regular(file: Path, limit: int = LARGEST) -> None:
    """Raise OSError, as `read_regular` does, where a file cannot be read as a whole."""
    _require(file, file.stat(), limit)


def _require(file: Path, found: os.stat_result, limit: int) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:
        raise IrregularFile(file, _KINDS.get(kind, "something else"))
    if found.st_size > limit:
        raise TooLarge(file, found.st_size, limit)
