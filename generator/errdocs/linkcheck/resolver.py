"""A path or fragment of a link -> what it leads to, as far as is known of the site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

from errdocs.linkcheck.known_site import Removal, Site
from errdocs.linkcheck.link_problems import BrokenLink, UnknownCase, UnknownCode, UnknownPage
from errdocs.registry.model import RESERVED
from errdocs.registry.naming import folded, nearest
from errdocs.render.social_cards import CARD_NAME
from errdocs.routes.forgiving import (
    ForgivingPaths,
    looks_like_a_file,
    without_dot_segments,
    without_index,
)
from errdocs.routes.paths import INDEX

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


@dataclass(frozen=True, slots=True)
class Found:
    """The path leads to a page or file."""

    target: str
    """Path of that page or file."""
    is_moved: bool = False
    """Whether the path leads on to the target, or can only mean it."""
    removal: Removal | None = None
    """Why the entry at the target was removed, if it was."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The path leads nowhere."""

    problem: type[BrokenLink]
    name: str
    """What does not exist: a code, the id of a case, or the path."""
    suggestions: tuple[str, ...] = ()
    """Paths that may be meant, best first."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a fragment may mean that not every page of an error or case answers."""

    nearest: str | None
    """The known fragment that is most like it, if one is."""
    is_certain: bool
    """Whether only case and separators are different."""


class Resolver:
    """Resolves the links to one site."""

    def __init__(self, site: Site) -> None:
        """Take what is known of the site."""
        self._site = site
        self._paths = ForgivingPaths({path: known.target for path, known in site.paths.items()})
        self._guesses_left = MOST_GUESSES
        self.resolve = lru_cache(MOST_REMEMBERED)(self._resolve)
        """Return what a path leads to; None where nobody knows."""
        self.is_right = lru_cache(MOST_REMEMBERED)(self._is_right)
        """Whether nothing is wrong with a path and fragment, as far as is known."""
        self._guess = lru_cache(maxsize=1_000)(self._nearest_fragment)

    def resolve_fragment(self, path: str, fragment: str) -> Guess | None:
        """Return what a fragment may mean; None where nothing is wrong with it."""
        known = self._site.fragments
        if not fragment or fragment in known or not known:
            return None
        found = self.resolve(path)
        if found is None or isinstance(found, NotFound) or not _is_entry(found.target):
            return None  # only the pages of entries promise their fragments
        return self._guess(fragment)

    def _is_right(self, path: str, fragment: str) -> bool:
        found = self.resolve(path)
        if isinstance(found, NotFound) or (found and (found.is_moved or found.removal)):
            return False
        return self.resolve_fragment(path, fragment) is None

    def _nearest_fragment(self, fragment: str) -> Guess:
        known = sorted(self._site.fragments)
        same = [name for name in known if folded(name) == folded(fragment)]
        if len(same) == 1:
            return Guess(same[0], is_certain=True)
        names = nearest(fragment[:LONGEST_NAME], known, 1)
        return Guess(names[0] if names else None, is_certain=False)

    def _resolve(self, asked: str) -> Found | NotFound | None:
        path = without_dot_segments(asked)
        if path is None:
            return None  # above the site's root, where something else may be
        # A published path wins, though another one may be like it but for case.
        meant = path if path in self._site.paths else self._paths.meant(path)
        if meant is None:
            return self._not_found(path) if self._is_known_to_lack(path) else None
        target = self._target(meant)
        there = self._site.paths.get(target)
        return Found(target, target != asked, there.removed if there else None)

    def _target(self, path: str) -> str:
        known = self._site.paths.get(path)
        return known.target if known else path

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
            return NotFound(UnknownPage, path, self._nearest(path, self._every_path))
        code = code if rest else without_index(code)
        if page := self._paths.meant(f"{INDEX}{code}/"):
            cases = {_leaf(case): case for case in self._cases[page]}
            # The page of the error tells its cases apart, so it is better than no suggestion.
            return NotFound(UnknownCase, rest, self._nearest(rest, cases) or (page,))
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
        return tuple(dict.fromkeys(self._target(known[name]) for name in names))

    @cached_property
    def _every_path(self) -> Mapping[str, str]:
        return {path: path for path in self._site.paths}

    @cached_property
    def _files(self) -> tuple[str, ...]:
        return tuple(path for path in self._site.paths if looks_like_a_file(path))

    @cached_property
    def _entries(self) -> tuple[str, ...]:
        return tuple(filter(_is_entry, self._site.paths))

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        """The page of each code and alias."""
        return {_leaf(path): path for path in self._entries if path.count("/") == 2}

    @cached_property
    def _cases(self) -> Mapping[str, list[str]]:
        """The pages of cases by the page of their error."""
        found = defaultdict(list)
        for path in self._entries:
            if path.count("/") == 3 and self._target(path) == path:
                found[path[: path.rindex("/", 0, -1) + 1]].append(path)
        return found

    @cached_property
    def _cases_by_id(self) -> Mapping[str, list[str]]:
        found = defaultdict(list)
        for pages in self._cases.values():
            for page in pages:
                found[folded(_leaf(page))].append(page)
        return found


def _is_entry(path: str) -> bool:
    """Whether a path is that of the page of an error or case, as far as its form tells."""
    below = path.removeprefix(INDEX)
    segments = below.split("/")
    is_page = path != below and below.endswith("/")
    return is_page and len(segments) < 4 and segments[0].casefold() not in RESERVED


def _leaf(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
