"""The entry that people name on the command line, today's or one that has moved."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs import paths
from errdocs.explain import Found, UnknownEntry, find
from errdocs.model import Registry
from errdocs.permalinks import Destinations, publication, read_ledger
from errdocs.printable import printable

LONGEST_NAME = 200
"""Characters of a name that are compared with others; a longer one is a text."""


def find_entry(registry: Registry, folder: Path, name: str) -> Found:
    """Return the entry of a name or of the path of its page; say where it is if it has moved.

    Raises UnknownEntry and AmbiguousEntry.
    """
    wanted = name[:LONGEST_NAME].strip("/").removeprefix(paths.INDEX)
    try:
        return find(registry, wanted)
    except UnknownEntry:
        found = _moved(registry, folder, wanted)
        if found is None:
            raise
    names = (found.error.code, *([found.case.id] if found.case else []))
    click.echo(printable(f"{wanted} has moved: it is {'/'.join(names)} now"), err=True)
    return found


def _moved(registry: Registry, folder: Path, name: str) -> Found | None:
    where = Destinations(registry, publication(registry, ()), read_ledger(folder).ledger)
    target = where.resolve(f"{paths.INDEX}{name}/")
    entry = where.entry(target) if target else None
    return Found(*entry) if entry else None
