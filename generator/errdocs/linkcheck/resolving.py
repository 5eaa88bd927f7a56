"""A path or fragment of a link -> what is wrong with it, going by what is known of the site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cached_property, lru_cache

from errdocs.linkcheck.known_site import Site
from errdocs.linkcheck.meanings import (
    Meanings,
    looks_like_a_file,
    without_dot_segments,
    without_index,
)
from errdocs.linkcheck.resolutions import Answer, Lack, Missing, Moved, Retired, Stands, UnknownId
from errdocs.registry.find import folded, nearest
from errdocs.render import social_cards as previews
from errdocs.routes import paths

MOST_GUESSES = 200
"""Unknown paths in one run for which near ones are looked for, since that takes its time."""
MOST_SUGGESTIONS = 3
LONGEST_NAME = 200
"""Characters of a path that are compared with others."""
RESEMBLANCE = 0.8
"""Least likeness of a misspelt file's name; other files, such as pictures, are not judged."""
EXPORTED = (".json", ".md")
"""Endings of the files that belong to a page and are all known."""


class Judge:
    """Judges the links to one site; each path once, since runbooks link to the same few."""

    def __init__(self, site: Site) -> None:
        """Take what is known of the site."""
        self._site = site
        self._meanings = Meanings(site)
        self._guesses_left = MOST_GUESSES
        self.judge = lru_cache(maxsize=100_000)(self._judge)
        self._like_fragment = lru_cache(maxsize=1_000)(self._nearest_fragment)

    def is_right(self, path: str, fragment: str) -> bool:
        """Whether nothing is wrong with a link, as far as is known."""
        answer = self.judge(path)
        is_there = answer is None or isinstance(answer, Stands)
        return is_there and self.judge_fragment(path, fragment) is None

    def judge_fragment(self, path: str, fragment: str) -> UnknownId | None:
        """Return what is wrong with a fragment of the page that a path leads to."""
        known = self._site.fragments
        if not fragment or fragment in known or not known:
            return None
        answer = self.judge(path)
        if answer is None or isinstance(answer, Missing):
            return None
        if not self._site.is_entry(answer.target if isinstance(answer, Moved) else answer.path):
            return None
        return self._like_fragment(fragment)

    def _nearest_fragment(self, fragment: str) -> UnknownId:
        known = sorted(self._site.fragments)
        same = [name for name in known if folded(name) == folded(fragment)]
        if len(same) == 1:
            return UnknownId(fragment, same[0], is_certain=True)
        names = nearest(fragment[:LONGEST_NAME], known, 1)
        return UnknownId(fragment, names[0] if names else None, is_certain=False)

    def _judge(self, asked: str) -> Answer | None:
        """Return what stands at a path; None where nobody knows."""
        path = without_dot_segments(asked)
        if path is None:
            return None
        meant = path if path in self._site.paths else self._meanings.meant(path)
        if meant is not None:
            return self._standing(asked, meant)
        return self._missing(path) if self._is_judged(path) else None

    def _standing(self, asked: str, meant: str) -> Answer:
        target = self._target(meant)
        there = self._site.paths.get(target)
        removal = there.removal if there else None
        if removal:
            return Retired(target, removal)
        return Stands(target) if target == asked else Moved(target)

    def _target(self, path: str) -> str:
        known = self._site.paths.get(path)
        return known.target if known else path

    def _is_judged(self, path: str) -> bool:
        """Whether all that could stand at a path is known."""
        if path.startswith(paths.INDEX):
            return not self._is_beside_page(path)
        if looks_like_a_file(path):
            return bool(get_close_matches(path[:LONGEST_NAME], self._files, 1, RESEMBLANCE))
        return self._site.knows_documents and path != "404.html"

    def _is_beside_page(self, path: str) -> bool:
        """Whether a path below `errors/` may be that of a file of a page, such as its picture."""
        folder, _, name = path.rpartition("/")
        if not looks_like_a_file(name) or name.lower().endswith(EXPORTED):
            return False
        if f"{folder}/" == paths.INDEX:
            return name == previews.CARD_NAME  # another name with a dot is a code
        return self._meanings.meant(f"{folder}/") is not None

    def _missing(self, path: str) -> Missing:
        code, _, rest = path.removeprefix(paths.INDEX).strip("/").partition("/")
        if code.casefold() == "status" and path.startswith(paths.INDEX):
            return Missing(Lack.PAGE, path, ())  # a number is like any other
        if not path.startswith(paths.INDEX) or code.casefold() in paths.RESERVED:
            return Missing(Lack.PAGE, path, self._nearest(path, self._every_path))
        code = code if rest else without_index(code)
        page = self._meanings.meant(f"{paths.INDEX}{code}/")
        if page is None:
            return Missing(Lack.CODE, code, self._like_code(code))
        cases = {_leaf(case): case for case in self._cases[page]}
        return Missing(Lack.CASE, rest, self._nearest(rest, cases) or (page,))

    def _like_code(self, code: str) -> tuple[str, ...]:
        """Return the cases that have a code as their id, and the errors with one like it."""
        stem = re.sub(r"\.(?:json|md)$", "", code)
        cases = self._case_pages.get(folded(stem), ())
        return (*cases, *self._nearest(stem, self._codes))[:MOST_SUGGESTIONS]

    def _nearest(self, name: str, known: Mapping[str, str]) -> tuple[str, ...]:
        """Return where the known names lead that are most like a name."""
        if self._guesses_left <= 0:
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
    def _codes(self) -> Mapping[str, str]:
        """Return the page of each code and alias."""
        return {_leaf(path): path for path in self._entries if path.count("/") == 2}

    @cached_property
    def _cases(self) -> Mapping[str, list[str]]:
        """Return the pages of cases by the page of their error."""
        found = defaultdict(list)
        for path in self._entries:
            if path.count("/") == 3 and self._target(path) == path:
                found[path[: path.rindex("/", 0, -1) + 1]].append(path)
        return found

    @cached_property
    def _case_pages(self) -> Mapping[str, list[str]]:
        """Return the pages of cases by id, folded."""
        found = defaultdict(list)
        for page in (page for pages in self._cases.values() for page in pages):
            found[folded(_leaf(page))].append(page)
        return found

    @property
    def _entries(self) -> Iterable[str]:
        return filter(self._site.is_entry, self._site.paths)


def _leaf(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
