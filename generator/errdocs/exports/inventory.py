"""The inventory of names: `objects.inv`, by which Sphinx and mkdocstrings sites link by code.

Version 2 of Sphinx's format: four lines of text, then one compressed line per name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from errdocs.registry.model import Registry
from errdocs.routes import Routes


def objects_inv(routes: Routes) -> bytes:
    """Return `objects.inv`. URLs in it are relative: readers know where they got it."""
    settings = routes.registry.settings
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {_one_line(settings.service.name)} errors\n"
        f"# Version: {_one_line(settings.version)}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    # To Sphinx, each name is a target of its `ref` role, which every project has.
    lines = (
        f"{name} std:label 1 {path} {_one_line(text)}\n"
        for name, (path, text) in sorted(dict(_names(routes.registry)).items())
    )
    return head.encode() + zlib.compress("".join(lines).encode(), level=9)


def _names(registry: Registry) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every name with its path and the text of a link that gives none of its own.

    Names are `Alias`, `Code` and `Code/case-id`; where two are equal, the last wins.
    """
    for error in registry.errors:
        for alias in error.aliases:
            yield alias.code, (error.path, alias.code)
    for error in registry.errors:
        # The format cannot hold a code with spaces; such a code has a slug.
        name = error.path_segment if re.search(r"\s", error.code) else error.code
        yield name, (error.path, error.code)
        for case in error.cases:
            yield f"{name}/{case.id}", (error.path_of(case), case.title)


def _one_line(text: str) -> str:
    return " ".join(text.split())
