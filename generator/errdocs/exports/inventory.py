"""The inventory of names: `objects.inv`, by which Sphinx and mkdocstrings sites link by code.

Version 2 of Sphinx's format: four lines of text, then one compressed line a name.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from errdocs.registry.model import Error, Registry

ROLE = "std:label"
"""What each name is to Sphinx: the target of its `ref` role, which every project has."""
PRIORITY = 1
LEVEL = 9
"""How hard zlib tries; part of what makes two builds the same."""
_SPACE = re.compile(r"\s")


class Name(NamedTuple):
    """One name that other sites can link to."""

    name: str
    path: str
    """Path of its page, from the site's root."""
    shown: str
    """Words of a link that gives none of its own."""


def objects_inv(registry: Registry) -> bytes:
    """Return `objects.inv`. Addresses in it are relative: readers know where they got it."""
    settings = registry.settings
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {_one_line(settings.service.name)} errors\n"
        f"# Version: {_one_line(settings.version)}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    found = sorted({name.name: name for name in names(registry)}.values())
    lines = (f"{n.name} {ROLE} {PRIORITY} {n.path} {_one_line(n.shown)}\n" for n in found)
    return head.encode() + zlib.compress("".join(lines).encode(), LEVEL)


def names(registry: Registry) -> Iterator[Name]:
    """Yield every name: `Alias`, `Code` and `Code/case-id`; where two are equal, the last wins.

    A link by code shows the code, one by case the title of the case.
    """
    for error in registry.errors:
        for alias in error.aliases:
            yield Name(alias.code, error.path, alias.code)
    for error in registry.errors:
        name = _name(error)
        yield Name(name, error.path, error.code)
        for case in error.cases:
            yield Name(f"{name}/{case.id}", error.path_of(case), case.title)


def _name(error: Error) -> str:
    """Return the code, or the slug of a code with blanks, which the format could not hold."""
    return error.path_segment if _SPACE.search(error.code) else error.code


def _one_line(text: str) -> str:
    return " ".join(text.split())
