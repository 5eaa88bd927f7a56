"""A built page as a tree of what matters to tests: links, ids, head, visible text."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {
    *("area", "base", "br", "col", "embed", "hr", "img"),
    *("input", "link", "meta", "source", "track", "wbr"),
}
Attributes = dict[str, str]


@dataclass
class PageParts(HTMLParser):
    """The elements of a page with their attributes, and its text by element."""

    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """What stands directly in elements, by their tag and by each of their classes."""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, list[str]]] = []

    @classmethod
    def of(cls, page: Path) -> PageParts:
        """Return the parts of a file."""
        parts = cls()
        parts.feed(page.read_text(encoding="utf-8"))
        parts.close()
        return parts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and open it."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in VOID:
            names = [tag, *(f".{name}" for name in given.get("class", "").split())]
            self._open.append((tag, names))
            for name in names:
                self.texts.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of a tag."""
        while any(tag == name for name, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        """Add text to every element that is open."""
        for _, names in self._open:
            for name in names:
                self.texts[name][-1] += data

    def all(self, tag: str, **wanted: str) -> list[Attributes]:
        """Return the attributes of elements of a tag that have all the wanted ones."""
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]

    @property
    def ids(self) -> list[str]:
        """Return every id."""
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]
