"""A growing file -> its bytes as they come, through rotation and truncation, as `tail -F` reads it.

The file is asked again and again. That works for every file system, also where no events are to be
had, and a few questions a second cost nothing beside the log itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PAUSE = 0.2  # seconds between two looks at a file that does not grow


class Follower:
    """Reads a file that may be replaced, cut off or not be there yet."""

    def __init__(self, path: Path, size: int, pause: Callable[[float], None] = time.sleep) -> None:
        self._path = path
        self._size = size  # bytes that are read at once
        self._pause = pause

    def pieces(self) -> Iterator[bytes | None]:
        """Yield what comes, for ever; None where a new file, or a cut one, starts."""
        while True:
            try:
                file = self._path.open("rb", buffering=0)
            except FileNotFoundError:
                self._pause(PAUSE)
                continue
            with file:
                while True:
                    is_old = self._is_replaced(file.fileno())
                    # What was written before the file was replaced is still read.
                    if data := file.read(self._size):
                        yield data
                    elif is_old:
                        break
                    elif os.fstat(file.fileno()).st_size < file.tell():
                        file.seek(0)
                        yield None
                    else:
                        self._pause(PAUSE)
            yield None

    def _is_replaced(self, descriptor: int) -> bool:
        """Whether another file has the name; as long as none has it, the old one may grow."""
        try:
            return not os.path.samestat(self._path.stat(), os.fstat(descriptor))
        except FileNotFoundError:
            return False
