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
        self._open: list[tuple[str, list[tuple[str, int]], int]] = []
        self._data: list[str] = []

    @classmethod
    def of(cls, page: Path) -> PageParts:
        """Return the parts of a file."""
        parts = cls()
        parts.feed(page.read_text(encoding="utf-8"))
        parts.close()
        return parts

    def close(self) -> None:
        """Close what is still open."""
        super().close()
        while self._open:
            self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and open it."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in VOID:
            names = [tag, *(f".{name}" for name in given.get("class", "").split())]
            places = []
            for name in names:
                found = self.texts.setdefault(name, [])
                places.append((name, len(found)))
                found.append("")  # elements are listed in the order of their starts
            self._open.append((tag, places, len(self._data)))

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest element of a tag."""
        if any(tag == name for name, _, _ in self._open):
            while self._end() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Note text; each element that is open takes it when it ends."""
        self._data.append(data)

    def _end(self) -> str:
        """Close the last element with all text since its start, and return its tag."""
        tag, places, start = self._open.pop()
        text = "".join(self._data[start:])
        for name, place in places:
            self.texts[name][place] = text
        return tag

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
