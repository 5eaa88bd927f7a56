"""The inventory of names: `objects.inv`, by which Sphinx and mkdocstrings sites link by code.

Version 2 of Sphinx's format: four lines of text, then one compressed line per name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from errdocs.registry.model import Registry


class Name(NamedTuple):
    """One name that other sites can link to."""

    name: str
    path: str
    """Path of its page, from the site's root."""
    shown: str
    """Text of a link that gives none of its own."""


def objects_inv(registry: Registry) -> bytes:
    """Return `objects.inv`. URLs in it are relative: readers know where they got it."""
    settings = registry.settings
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {_one_line(settings.service.name)} errors\n"
        f"# Version: {_one_line(settings.version)}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    found = sorted({name.name: name for name in names(registry)}.values())
    # To Sphinx, each name is a target of its `ref` role, which every project has.
    lines = (f"{n.name} std:label 1 {n.path} {_one_line(n.shown)}\n" for n in found)
    return head.encode() + zlib.compress("".join(lines).encode(), level=9)


def names(registry: Registry) -> Iterator[Name]:
    """Yield every name: `Alias`, `Code` and `Code/case-id`; where two are equal, the last wins.

    A link by code shows the code, one by case the title of the case.
    """
    for error in registry.errors:
        for alias in error.aliases:
            yield Name(alias.code, error.path, alias.code)
    for error in registry.errors:
        # The format cannot hold a code with spaces; such a code has a slug.
        name = error.path_segment if re.search(r"\s", error.code) else error.code
        yield Name(name, error.path, error.code)
        for case in error.cases:
            yield Name(f"{name}/{case.id}", error.path_of(case), case.title)


def _one_line(text: str) -> str:
    return " ".join(text.split())
