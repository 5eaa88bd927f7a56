"""Rules about the Markdown fields: their links lead somewhere, and only where they may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from urllib.parse import unquote

from errdocs.checks.pointers import cases
from errdocs.problems import BrokenRule, Place, Pointer, Rule
from errdocs.registry.find import did_you_mean
from errdocs.registry.loading import Loaded
from errdocs.render.markdown import FieldLink, is_allowed_link, is_internal, links
from errdocs.routes import Routes, paths

LINK_TARGET = Rule(
    "link-target",
    "link `{href}` is not allowed",
    "`https://`, `mailto:` or a path of the site such as `/errors/Code/`",
    "correct the target",
)
IMAGE = Rule(
    "image",
    "image `{href}` is not allowed",
    "text and links only",
    "describe it in words, or link to a page that shows it",
)
LINK_RESOLVES = Rule(
    "link-resolves",
    "`{href}` is not a page of the site",
    "the path of an error, case, listing or hand-written page, with a slash at the end",
    "{fix}",
)


def check(loaded: Loaded, documents: frozenset[str] | None = None) -> Iterator[BrokenRule]:
    """Yield the problems of links in the Markdown fields of a registry.

    `documents` are the paths of the hand-written pages; without them only links below
    `/errors/` are resolved.
    """
    targets = _Targets(loaded, documents)
    for pointer, _, case in cases(loaded):
        for name, text in (("cause", case.cause), ("fix", case.fix)):
            # Most texts have no link, and parsing takes most of the time.
            for link in links(text) if "[" in text or "<" in text else ():
                where = pointer.at(name)
                for problem in targets.problems(where, link):
                    yield replace(problem, where=_place(loaded, where, link))


def _place(loaded: Loaded, where: Pointer, link: FieldLink) -> Place | Pointer:
    """Return the line of a link in a block text, which may be long; else where the text is."""
    place = loaded.place(where)
    lines = loaded.texts[place.path].split("\n")
    if not lines[place.line - 1].startswith("|", place.column - 1):
        return where
    first = place.line + link.line
    hrefs = {link.href, unquote(link.href)}
    # The block starts on its first line and ends before the first empty one.
    for number, line in enumerate(takewhile(str.strip, lines[first:]), first + 1):
        if found := [line.index(href) for href in hrefs if href in line]:
            return Place(place.path, number, min(found) + 1)
    return Place(place.path, first + 1)


class _Targets:
    """The pages that a link may lead to."""

    def __init__(self, loaded: Loaded, documents: frozenset[str] | None) -> None:
        self._known = Routes(loaded.registry, documents=documents).targets
        self._paths = tuple(f"/{path}" for path in sorted(self._known))
        self._unsure = loaded.unsure_codes
        self._knows_documents = documents is not None
        self._knows_categories = not loaded.has_gap(loaded.settings_pointer("categories"))

    def problems(self, where: Pointer, link: FieldLink) -> Iterator[BrokenRule]:
        """Yield what is wrong with one link."""
        if link.is_image:
            yield IMAGE.at(where, href=link.href)
        elif not is_allowed_link(link.href):
            yield LINK_TARGET.at(where, href=link.href)
        elif is_internal(link.href):
            path = unquote(paths.from_root(link.href))
            if path not in self._known and self._is_sure(path):
                fix = did_you_mean(link.href, self._paths) or "correct the path"
                yield LINK_RESOLVES.at(where, href=link.href, fix=fix)

    def _is_sure(self, path: str) -> bool:
        """Whether all that could make a path a page of the site was read."""
        if not path.startswith(paths.INDEX):
            return self._knows_documents
        segment = path.removeprefix(paths.INDEX).partition("/")[0]
        return segment not in self._unsure and (segment != "category" or self._knows_categories)
