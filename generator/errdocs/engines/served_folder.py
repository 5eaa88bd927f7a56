"""The folder that a development server answers from, into which files come once they are wanted."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from errdocs.exports.catalogue import Maker


class ServedFolder:
    """A folder and what makes more files of it, by their paths."""

    def __init__(self, folder: Path, makers: Mapping[str, Maker]) -> None:
        self._folder = folder
        self._makers = makers
        self._written: set[str] = set()
        self._lock = threading.Lock()

    def show(self, makers: Mapping[str, Maker]) -> None:
        """Answer with another state of the site from now on."""
        with self._lock:
            for path in self._written - makers.keys():
                (self._folder / path).unlink(missing_ok=True)
            self._makers, self._written = makers, set()

    def prepare(self, path: str) -> None:
        """Write the file that a path of the site leads to; raises what its maker raises."""
        inside = posixpath.normpath(f"/{path}").lstrip("/")
        with self._lock:
            for name in (inside, posixpath.join(inside, "index.html")):
                make = self._makers.get(name)
                if make and name not in self._written:
                    file = self._folder / name
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(make())
                    self._written.add(name)
