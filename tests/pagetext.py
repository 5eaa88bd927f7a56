"""A page of Markdown -> what a reader sees: rendered as MkDocs does it, read as a browser does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import yaml
from mkdocs.utils.meta import get_data

SETTINGS = Path(__file__).parents[1] / "mkdocs.yml"
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "wbr"})


@dataclass
class Element:
    """An element with its attributes and what it holds."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the text of the element, letter for letter."""
        return "".join(part if isinstance(part, str) else part.text for part in self.children)

    def all(self, tag: str, **attributes: str) -> Iterator[Element]:
        """Yield the elements within this one that have a tag and attributes, in order."""
        for child in self.children:
            if isinstance(child, Element):
                # `class_` and `data_copy_text` stand for names that Python does not take.
                wanted = {name.strip("_").replace("_", "-"): v for name, v in attributes.items()}
                if child.tag == tag and wanted.items() <= child.attributes.items():
                    yield child
                yield from child.all(tag, **attributes)

    def texts(self, tag: str, **attributes: str) -> list[str]:
        """Return the texts of the elements that have a tag and attributes."""
        return [element.text for element in self.all(tag, **attributes)]

    def tree(self) -> Iterator[Element]:
        """Yield every element within this one."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.tree()


class _Reader(HTMLParser):
    """Builds elements; an end tag that closes nothing, or too much, is an error."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID, f"<{tag} /> is no element that ends itself"
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"a processing instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")

    def close(self) -> None:
        super().close()
        assert self._open == [self.root], f"<{self._open[-1].tag}> is not closed"


def shown(page: str) -> tuple[dict[str, Any], Element]:
    """Return the front matter of a page and the elements that its Markdown turns into."""
    text, meta = get_data(page)
    reader = _Reader()
    reader.feed(_markdown().reset().convert(text))
    reader.close()
    return meta, reader.root


@cache
def _markdown() -> markdown.Markdown:
    """Return Python-Markdown with the extensions of this repository's site."""

    class Loader(yaml.SafeLoader):
        """Reads `!ENV` and other tags of MkDocs as nothing."""

    Loader.add_multi_constructor("", lambda loader, suffix, node: None)
    chosen = yaml.load(SETTINGS.read_text(encoding="utf-8"), Loader)["markdown_extensions"]
    names: dict[str, Any] = {"toc": {}, "tables": {}, "fenced_code": {}}
    for item in chosen:
        names |= item if isinstance(item, dict) else {item: {}}
    if "pymdownx.superfences" in names:
        del names["fenced_code"]
    return markdown.Markdown(extensions=[*names], extension_configs=names)
