"""The bytes of regular files, and of nothing else that a path may name.

A pipe may block for ever, a device may never end or act when it is opened. So whatever is read
because it has some name is asked first what it is.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
# Not to wait for who writes to a pipe, if one took the place of the file.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotRegular(OSError):
    """Something else than a regular file, or a file that is too large."""


def read_regular(path: Path, most: int) -> bytes:
    """Return the bytes of a file, or of what a link leads to.

    Raises OSError where it cannot be read; NotRegular for what is not a file, and for a file with
    more bytes than `most`.
    """
    _refuse(path, path.stat(), most)  # before it is opened
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        _refuse(path, os.fstat(file.fileno()), most)  # it may have been exchanged meanwhile
        content: bytes = file.read(most + 1)
    if len(content) > most:  # it grew, or its file system does not tell its size
        raise _too_large(path, most)
    return content


def _refuse(path: Path, found: os.stat_result, most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        kind = next((name for is_kind, name in _KINDS if is_kind(found.st_mode)), "something else")
        raise NotRegular(errno.EINVAL, f"it is {kind}, not a regular file", str(path))
    if found.st_size > most:
        raise _too_large(path, most)


def _too_large(path: Path, most: int) -> NotRegular:
    return NotRegular(errno.EFBIG, f"it has more than {most:,} bytes", str(path))
