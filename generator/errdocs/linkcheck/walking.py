"""Paths that people name -> the files to read, in order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from errdocs.linkcheck.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Filter:
    """Which files below a folder are read; a file that is named itself always is."""

    include: Sequence[str] = ()
    """Patterns of names or of paths below the folder; without one, all kinds that are known."""
    exclude: Sequence[str] = ()
    """Patterns of files and folders that are left out."""

    def takes(self, path: Path) -> bool:
        """Whether a file is read, by its path below the folder."""
        if self.include:
            return _fits(path, self.include)
        return kind_of(path) is not None

    def leaves_out(self, path: Path) -> bool:
        """Whether a file or folder is left out."""
        return path.name.startswith(".") or _fits(path, self.exclude)


def files_of(paths: Iterable[Path], which: Filter) -> list[Path]:
    """Return the files that paths name, each once; folders with all that is below them."""
    found = (file for path in paths for file in (_below(path, which) if path.is_dir() else [path]))
    return list(dict.fromkeys(found))


def _below(root: Path, which: Filter) -> Iterator[Path]:
    """Yield the files below a folder; links to folders are not followed, since they may loop."""
    for folder, folders, names in os.walk(root):
        below = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if not which.leaves_out(below / name))
        for name in sorted(names):
            path = below / name
            if not which.leaves_out(path) and which.takes(path) and (root / path).is_file():
                yield root / path


def _fits(path: Path, patterns: Iterable[str]) -> bool:
    return any(
        fnmatch(path.name, pattern) or fnmatch(path.as_posix(), pattern.rstrip("/"))
        for pattern in patterns
    )
