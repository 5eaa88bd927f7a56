"""Kinds of files: what the notation of each adds to a URL."""

from __future__ import annotations

from enum import Enum
from pathlib import PurePath


class Kind(Enum):
    """A notation, by its file name extensions."""

    MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
    HTML = (".html", ".htm", ".xhtml")
    RST = (".rst", ".rest")
    ASCIIDOC = (".adoc", ".asciidoc", ".asc")
    YAML = (".yml", ".yaml")
    TEXT = (".txt", ".text")

    def __init__(self, *extensions: str) -> None:
        self.extensions = extensions
        self.unescapes_backslashes = self.name in {"MARKDOWN", "RST", "ASCIIDOC"}
        r"""Whether `\_` within a URL means `_`."""
        self.has_entities = self.name in {"MARKDOWN", "HTML"}
        """Whether `&amp;` within a URL means `&`."""
        self.has_relative_schemes = self.name in {"MARKDOWN", "HTML"}
        """Whether `//host/` is a URL; elsewhere two slashes often begin a comment."""


_BY_EXTENSION = {extension: kind for kind in Kind for extension in kind.extensions}


def kind_of(path: PurePath) -> Kind | None:
    """Return the kind of a file by its name, or None."""
    return _BY_EXTENSION.get(path.suffix.lower())
