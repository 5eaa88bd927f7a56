"""A path or fragment of a link -> what it leads to, as far as is known of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

from errdocs.linkcheck.known_site import Removal, Site
from errdocs.linkcheck.link_problems import BrokenLink, UnknownCase, UnknownCode, UnknownPage
from errdocs.registry.find import folded, nearest
from errdocs.render.social_cards import CARD_NAME
from errdocs.routes.forgiving import (
    ForgivingPaths,
    looks_like_a_file,
    without_dot_segments,
    without_index,
)
from errdocs.routes.paths import INDEX, RESERVED

MOST_GUESSES = 200
"""Unknown paths in one run for which near ones are looked for, since that takes time."""
MOST_SUGGESTIONS = 3
LONGEST_NAME = 200
"""Characters of a path that are compared with others."""
RESEMBLANCE = 0.8
"""Least likeness of a misspelt file's name; other files, such as images, are not checked."""
EXPORTED = (".json", ".md")
"""Endings of the files that belong to a page and are all known."""
MOST_REMEMBERED = 100_000
"""Paths whose resolution is kept: runbooks link to the same few, hostile files to ever new ones."""


class Found(NamedTuple):
    """The path leads to a page or file."""

    target: str
    """Path of that page or file."""
    is_moved: bool
    """Whether the path leads on to the target, or can only mean it."""
    removal: Removal | None
    """Why the entry at the target was removed, if it was."""


class NotFound(NamedTuple):
    """The path leads nowhere."""

    problem: type[BrokenLink]
    name: str
    """What does not exist: a code, the id of a case, or the path."""
    suggestions: tuple[str, ...] = ()
    """Paths that may be meant, best first."""


class Resolver:
    """Resolves the links to one site; what was resolved once is remembered."""

    def __init__(self, site: Site) -> None:
        """Take what is known of the site."""
        self._site = site
        self._targets = {path: known.target for path, known in site.paths.items()}
        self._paths = ForgivingPaths(self._targets)
        self._files = [path for path in self._targets if looks_like_a_file(path)]
        self._codes: dict[str, str] = {}
        """The page of each code and alias."""
        self._cases: dict[str, dict[str, str]] = {}
        """The page of each case of an error, by the page of the error."""
        self._cases_by_id: dict[str, list[str]] = {}
        for path in filter(is_entry, self._targets):
            folder, _, name = path.rstrip("/").rpartition("/")
            if f"{folder}/" == INDEX:
                self._codes[name] = self._targets[path]
            elif self._targets[path] == path:
                self._cases.setdefault(f"{folder}/", {})[name] = path
                self._cases_by_id.setdefault(folded(name), []).append(path)
        self._guesses_left = MOST_GUESSES
        self.fragments = tuple(sorted(site.fragments))
        self.resolve = lru_cache(MOST_REMEMBERED)(self._resolve)
        """Return what a path leads to; None where nobody knows."""
        self.nearest_fragment = lru_cache(1_000)(self._nearest_fragment)
        """Return the known fragment most like one, and whether it is certainly meant."""

    def _nearest_fragment(self, fragment: str) -> tuple[str | None, bool]:
        same = [name for name in self.fragments if folded(name) == folded(fragment)]
        if len(same) == 1:
            return same[0], True
        return next(iter(nearest(fragment[:LONGEST_NAME], self.fragments, 1)), None), False

    def _resolve(self, asked: str) -> Found | NotFound | None:
        path = without_dot_segments(asked)
        if path is None:
            return None  # above the site's root, where something else may be
        # A published path wins, though another one may be like it but for case.
        meant = path if path in self._site.paths else self._paths.meant(path)
        if meant is None:
            return self._not_found(path) if self._is_known_to_lack(path) else None
        target = self._targets.get(meant, meant)
        there = self._site.paths.get(target)
        return Found(target, target != asked, there.removed if there else None)

    def _is_known_to_lack(self, path: str) -> bool:
        """Whether all is known that could be at a path, so that one not found is broken."""
        if path.startswith(INDEX):
            return not self._is_beside_page(path)
        if looks_like_a_file(path):  # style sheets and images are not published for ever
            return bool(get_close_matches(path[:LONGEST_NAME], self._files, 1, RESEMBLANCE))
        return self._site.knows_documents and path != "404.html"  # every engine writes that one

    def _is_beside_page(self, path: str) -> bool:
        """Whether a path below `errors/` may be a file beside a page, such as its social card."""
        folder, _, name = path.rpartition("/")
        if not looks_like_a_file(name) or name.lower().endswith(EXPORTED):
            return False
        if f"{folder}/" == INDEX:
            return name == CARD_NAME  # another name with a dot is a code
        return self._paths.meant(f"{folder}/") is not None

    def _not_found(self, path: str) -> NotFound:
        code, _, rest = path.removeprefix(INDEX).strip("/").partition("/")
        is_below = path.startswith(INDEX)
        if is_below and code.casefold() == "status":
            return NotFound(UnknownPage, path)  # every number is as near as another
        if not is_below or code.casefold() in RESERVED:
            return NotFound(UnknownPage, path, self._nearest(path, self._targets))
        code = code if rest else without_index(code)
        if page := self._paths.meant(f"{INDEX}{code}/"):
            # The page of the error tells its cases apart, so it is better than no suggestion.
            cases = self._nearest(rest, self._cases.get(page, {}))
            return NotFound(UnknownCase, rest, cases or (page,))
        # A code may hold a slash, as `S3/NoSuchKey`; the slug in its path has another character.
        if rest and (page := self._paths.meant(f"{INDEX}{code}-{rest}/")):
            return NotFound(UnknownPage, path, (page,))
        return NotFound(UnknownCode, code, self._like_code(code))

    def _like_code(self, code: str) -> tuple[str, ...]:
        """Return the cases that have a code as their id, and the errors with one like it."""
        stem = re.sub(r"\.(?:json|md)$", "", code)
        cases = self._cases_by_id.get(folded(stem), ())
        return (*cases, *self._nearest(stem, self._codes))[:MOST_SUGGESTIONS]

    def _nearest(self, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Return where the known names lead that are most like a name."""
        if self._guesses_left <= 0:  # a file of nothing but wrong links would take minutes
            return ()
        self._guesses_left -= 1
        names = nearest(name[:LONGEST_NAME], known, MOST_SUGGESTIONS)
        return tuple(dict.fromkeys(known[name] for name in names))


def is_entry(path: str) -> bool:
    """Whether a path is that of the page of an error or case, as far as its form tells."""
    below = path.removeprefix(INDEX)
    segments = below.split("/")
    is_page = path != below and below.endswith("/")
    return is_page and len(segments) < 4 and segments[0].casefold() not in RESERVED
