"""Paths as people write them -> the one path of the site that each can only mean.

The same is forgiven as by the site's own page for wrong paths: case, `-`, `_` and `.`, `.html`,
a missing or doubled slash.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from errdocs.linkcheck.known_site import Site
from errdocs.registry.find import folded

Key = tuple[str, ...]
"""The parts of a page's path without case and separators."""
Name = TypeVar("Name")

_INDEX_PAGE = re.compile(r"(?:(?:^|/)index)?\.html?$|(?:^|/)index$", re.IGNORECASE)
_FILE = re.compile(r"(?<=[^/])\.(?!html?$)[A-Za-z0-9]{1,12}$", re.IGNORECASE)


class Meanings:
    """Finds the paths of one site in spite of how they are written."""

    def __init__(self, site: Site) -> None:
        """Take what is known of the site."""
        known = site.paths.items()
        is_page = {path: not path or path.endswith("/") for path in site.paths}
        self._pages = _grouped(
            (key, entry.target)
            for path, entry in known
            if is_page[path] and (key := _key(path)) is not None
        )
        self._files = _grouped(
            (path.casefold(), entry.target) for path, entry in known if not is_page[path]
        )

    def meant(self, path: str) -> str | None:
        """Return the path of the page or file that a path means; None where several may fit."""
        if found := self._files.get(path.casefold()):
            return _only(found)
        key = _key(path)
        if key is None:
            return None
        found = self._pages.get(key, frozenset())
        if not found and len(key) == 3:  # a case under another name of its error
            error = _key(_only(self._pages.get(key[:2], ())) or "") or ()
            found = self._pages.get((*error, key[2]), frozenset())
        return _only(found)


def looks_like_a_file(path: str) -> bool:
    """Whether a path looks like that of a file, such as a picture, and not of a page."""
    return _FILE.search(path) is not None


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


def without_index(path: str) -> str:
    """Return a path without the `index.html` or `.html` that other sites' pages have."""
    return _INDEX_PAGE.sub("", path.rstrip("/"))


def _key(path: str) -> Key | None:
    """Return what two spellings of a page's path share; None where a part has no letter."""
    key = tuple(folded(part) for part in without_index(path).split("/") if part)
    return key if all(key) else None


def _grouped(pairs: Iterable[tuple[Name, str]]) -> Mapping[Name, frozenset[str]]:
    groups: dict[Name, set[str]] = defaultdict(set)
    for name, path in pairs:
        groups[name].add(path)
    return {name: frozenset(found) for name, found in groups.items()}


def _only(found: Collection[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
