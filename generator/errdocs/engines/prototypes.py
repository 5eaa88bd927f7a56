"""Prototypes: what an engine puts around a page, rendered once for all pages of one shape.

An engine renders a page in which a marker stands for each value that differs from page to page.
Each marker ends in characters that HTML, JSON and URLs write in different ways, so the way in which
it comes back tells how the values themselves have to be written in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from jinja2.utils import htmlsafe_json_dumps, url_quote
from markupsafe import escape

from errdocs.render.views import RenderedPage
from errdocs.routes.paths import INDEX

_NAME = "errdocsMark"
_PROBE = "<&\">'"
_PATH, _EDIT = f"{_NAME}Path", f"{_NAME}Edit"
CONTENT = f"<h1>{_NAME}Content</h1>"
"""Marker for the content, a heading: themes give a page without one a heading of theirs."""


class Unfit(Exception):
    """What an engine made of the markers, so that no page can be made of it; the text says why."""


class Shape(NamedTuple):
    """What may change the frame of a page; pages that have it in common share a prototype."""

    depth: int
    """Folders between the site's root and the page."""
    has_place: bool
    """Whether the page leads to its entry."""
    preview: tuple[str, ...]
    """What its link preview has."""
    alternates: tuple[str, ...]
    """Types of the files with the same content."""

    @classmethod
    def of(cls, page: RenderedPage) -> Shape:
        """Return the shape of a page."""
        preview, alternates = page.head["link_preview"], page.head.get("alternates", {})
        depth = page.page.path.count("/")
        return cls(depth, page.place is not None, tuple(preview), tuple(alternates))


@dataclass(frozen=True)
class MarkedPage:
    """The source of a prototype."""

    shape: Shape
    head: Mapping[str, Any]
    """Metadata, as those of a page, with markers in the place of its texts."""

    @classmethod
    def like(cls, page: RenderedPage) -> MarkedPage:
        """Return the source of the prototype for a page and all of its shape."""
        head = _with_markers(page.head, "") | {"search": {"exclude": True}}
        return cls(Shape.of(page), head)

    @property
    def path(self) -> str:
        """Return a path from the site's root that is as deep as those of the pages."""
        depth = range(self.shape.depth - INDEX.count("/"))
        return INDEX + "".join(f"{_PATH}{number}/" for number in depth)

    @property
    def edit_path(self) -> str | None:
        """Return the path of a file of the project; None where pages lead to none."""
        return _EDIT if self.shape.has_place else None

    def prototype(self, html: str) -> Prototype:
        """Return the prototype, of what an engine made of this page.

        Raises Unfit where a value would be lost or cannot be put in its place.
        """
        pattern = "|".join((re.escape(self.path), _EDIT, re.escape(CONTENT), _MARKER))
        parts: list[str | Slot] = []
        end = 0
        for found in re.finditer(pattern, html):
            parts += html[end : found.start()], self._slot(found)
            end = found.end()
        return Prototype.of((*parts, html[end:]))

    def _slot(self, found: re.Match[str]) -> Slot:
        if found["data"]:
            return Slot(found["data"], _as_is)
        if found["name"]:
            return Slot(found["name"], _FORMS[found["form"]])
        return Slot({self.path: "path", _EDIT: "edit"}.get(found[0], "content"), _as_is)


class Slot(NamedTuple):
    """A place of a prototype where a value of each page stands."""

    name: str
    written: Callable[[str], str]
    """Returns a value as it is written in this place."""


@dataclass(frozen=True)
class Prototype:
    """The frame of all pages of a shape, or that of one page."""

    parts: tuple[str | Slot, ...]

    @classmethod
    def of(cls, parts: tuple[str | Slot, ...]) -> Prototype:
        """Return the prototype with these parts; raises Unfit where one of them was changed."""
        for part in parts:
            if isinstance(part, str) and (changed := re.search(f"(?i){_NAME}.{{,50}}", part)):
                raise Unfit(f"a theme or a plugin changes a value: `{changed[0]}`")
        if Slot("content", _as_is) not in parts:
            raise Unfit("a theme or a plugin leaves the content of the page out")
        return cls(parts)

    @classmethod
    def of_page(cls, html: str) -> Prototype:
        """Return the prototype of a page whose content alone has a marker; raises Unfit."""
        before, marker, after = html.partition(CONTENT)
        return cls.of((before, Slot("content", _as_is), after) if marker else (before,))

    def filled(self, page: RenderedPage) -> str:
        """Return a page as the engine would have made it."""
        values = values_of(page)
        return "".join(
            part if isinstance(part, str) else part.written(values[part.name])
            for part in self.parts
        )


def values_of(page: RenderedPage) -> Mapping[str, str]:
    """Return the values of a page by the names of their slots."""
    values = {
        "path": quote(page.page.path),
        "content": page.html,
        "edit": f"{page.place.path}#L{page.place.line}" if page.place else "",
    }
    _collect(page.head, "", values)
    return values


def _collect(data: Mapping[str, Any], prefix: str, values: dict[str, str]) -> None:
    for key, value in data.items():
        name = f"{prefix}{key}"
        if name in _DATA:
            values[name] = str(htmlsafe_json_dumps(value, sort_keys=True))
        elif isinstance(value, dict):
            _collect(value, f"{name}.", values)
        elif isinstance(value, str):
            values[name] = value


def _with_markers(data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """Return metadata with a marker for each text, and for what templates only write as JSON."""
    marked: dict[str, Any] = {}
    for key, value in data.items():
        name = f"{prefix}{key}"
        if isinstance(value, str) or name in _DATA:
            marked[key] = f"{_NAME}({name}){_PROBE}"
        elif isinstance(value, dict):
            marked[key] = _with_markers(value, f"{name}.")
        else:
            marked[key] = value
    return marked


def _as_is(value: str) -> str:
    return value


def _as_html(value: str) -> str:
    return str(escape(value))


def _as_json(value: str) -> str:
    return str(htmlsafe_json_dumps(value))[1:-1]


_DATA = {"link_preview.facts"}
"""What is data and not text."""
_FORMS: Mapping[str, Callable[[str], str]] = {
    written(_PROBE): written for written in (_as_is, _as_html, _as_json, url_quote)
}
_NAMES = r"[\w./+-]+"
_MARKER = (
    rf'"{_NAME}\((?P<data>{"|".join(map(re.escape, _DATA))})\){re.escape(_as_json(_PROBE))}"'
    rf"|{_NAME}(?:\(|%28)(?P<name>{_NAMES})(?:\)|%29)"
    rf"(?P<form>{'|'.join(map(re.escape, _FORMS))})"
)
