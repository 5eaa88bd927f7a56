"""Paths as people write them -> the one path of a site that each can mean.

Case, `-`, `_` and `.`, `.html`, `index`, and a missing or doubled slash are forgiven, as by the
site's own page for wrong paths; `tests/vectors/paths.yml` holds what both have to answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from errdocs.registry.naming import folded
from errdocs.routes.paths import is_file

PathKey = tuple[str, ...]
"""The segments of a page's path without case and separators."""

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
    is_folder = path.rpartition("/")[2] in {".", ".."}
    for segment in (path + "/" * is_folder).split("/"):
        if segment == ".." and not kept:
            return None
        if segment == "..":
            kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def looks_like_a_file(path: str) -> bool:
    """Whether a path looks like that of a file, such as an image, and not of a page."""
    return _FILE.search(path) is not None


class ForgivingPaths:
    """The published paths of a site, found in spite of how they are written."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        """Take each published path with the path that it leads to."""
        self._targets: dict[str | PathKey, str | None] = {}
        for path, target in targets.items():
            key = path.casefold() if is_file(path) else path_key(path)
            if key is not None and self._targets.setdefault(key, target) != target:
                self._targets[key] = None  # it could mean either

    def meant(self, path: str) -> str | None:
        """Return where the published path leads that a path means; None unless only one fits."""
        name, key = path.casefold(), path_key(path)
        if name in self._targets or key is None:
            return self._targets.get(name)
        if key not in self._targets and len(key) == 3:  # a case under another name of its error
            error = path_key(self._targets.get(key[:2]) or "")
            key = (*error, key[2]) if error else key
        return self._targets.get(key)
