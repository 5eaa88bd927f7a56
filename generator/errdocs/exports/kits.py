"""Kits: files that somebody else's program takes, made on demand and not published by the site.

A kit is made from the same registry as the site's own files, but its form is another program's:
a folder that agents install, constants of a language, a table of a log shipper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from errdocs.exports.exception_classes import constants
from errdocs.exports.opensearch_percolator import opensearch_percolator
from errdocs.exports.skill import skill_files
from errdocs.exports.vector_remap import vector_remap
from errdocs.routes import Routes


class Kit(NamedTuple):
    """What `errdocs export NAME` writes into a folder."""

    about: str
    """What it is, for the help of the command."""
    make: Callable[[Routes], Iterator[tuple[str, str]]]
    """Yield path, relative to the folder that the user names, and content of each file."""


# The name of each kit on the command line.
KITS: Mapping[str, Kit] = {
    "skill": Kit("a folder that agents install, with a small file for each error", skill_files),
    "percolator": Kit("stored queries for the percolator of OpenSearch", opensearch_percolator),
    "vector": Kit("a program for the remap transform of Vector", vector_remap),
    "constants": Kit("constants and exception classes for Python and TypeScript", constants),
}
