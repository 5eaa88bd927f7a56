"""Paths as people write them -> the one path of a site that each can mean.

Case, `-`, `_` and `.`, `.html`, `index`, and a missing or doubled slash are forgiven, as by the
site's own page for wrong paths; `tests/vectors/paths.yml` holds what both have to answer.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from errdocs.registry.naming import folded

PathKey = tuple[str, ...]
"""The segments of a page's path without case and separators."""
Key = TypeVar("Key", bound=Hashable)

_INDEX_PAGE = re.compile(r"(?:(?:^|/)index)?\.html?$|(?:^|/)index$", re.IGNORECASE)
_FILE = re.compile(r"(?<=[^/])\.(?!html?$)[A-Za-z0-9]{1,12}$", re.IGNORECASE)


def path_key(path: str) -> PathKey | None:
    """Return what all spellings of a page's path share; None where a segment has no letter."""
    key = tuple(folded(segment) for segment in without_index(path).split("/") if segment)
    return key if all(key) else None


def without_index(path: str) -> str:
    """Return a path without the `index.html` or `.html` that pages of other sites have."""
    return _INDEX_PAGE.sub("", path.rstrip("/"))


def without_dot_segments(path: str) -> str | None:
    """Return a path as browsers ask for it, without `.` and `..`; None where it leaves the site."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and not kept:
            return None
        if segment == "..":
            kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")  # what they name is a folder
    return "/".join(kept)


def looks_like_a_file(path: str) -> bool:
    """Whether a path looks like that of a file, such as an image, and not of a page."""
    return _FILE.search(path) is not None


class ForgivingPaths:
    """The published paths of a site, found in spite of how they are written."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        """Take each published path with the path that it leads to."""
        pages = {path for path in targets if not path or path.endswith("/")}
        self._pages = _unambiguous(
            (key, to)
            for path, to in targets.items()
            if path in pages and (key := path_key(path)) is not None
        )
        self._files = _unambiguous(
            (path.casefold(), to) for path, to in targets.items() if path not in pages
        )

    def meant(self, path: str) -> str | None:
        """Return where the published path leads that a path means; None unless only one fits."""
        name = path.casefold()
        if name in self._files:
            return self._files[name]
        key = path_key(path)
        if key is None:
            return None
        if key not in self._pages and len(key) == 3:  # a case under another name of its error
            error = path_key(self._pages.get(key[:2]) or "") or ()
            key = (*error, key[2])
        return self._pages.get(key)


def _unambiguous(pairs: Iterable[tuple[Key, str]]) -> Mapping[Key, str | None]:
    """Return where each key leads; None where that is not one path only."""
    found: dict[Key, str | None] = {}
    for key, path in pairs:
        found[key] = path if found.get(key, path) == path else None
    return found
