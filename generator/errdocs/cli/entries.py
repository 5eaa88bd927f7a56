"""The entry that people name on the command line, today's or one that has moved."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs.escaping import printable
from errdocs.lookup.secrets import masked
from errdocs.registry.find import AmbiguousEntry, Found, UnknownEntry, find
from errdocs.registry.model import Registry
from errdocs.routes import Routes, paths, read_ledger

LONGEST_NAME = 200
"""Characters of a name that are compared with others; a longer one is a text."""


def find_entry(registry: Registry, folder: Path, name: str) -> Found:
    """Return the entry of a name or of the path of its page; say where it is if it has moved.

    What was published under the very name comes before anything that is only like it.

    Raises UnknownEntry and AmbiguousEntry.
    """
    wanted = name[:LONGEST_NAME].strip("/").removeprefix(paths.INDEX)
    found = _moved(registry, folder, f"{paths.INDEX}{wanted}/")
    if found is None:
        return find(registry, wanted)
    names = (found.error.code, *([found.case.id] if found.case else []))
    click.echo(printable(f"{wanted} has moved: it is {'/'.join(names)} now"), err=True)
    return found


def refusal(error: UnknownEntry | AmbiguousEntry) -> click.ClickException:
    """Return what to tell of a name that means no entry, or several."""
    if isinstance(error, AmbiguousEntry):
        lines = [f"`{error.name}` may mean one of these:", *error.candidates]
    else:
        question = "; did you mean one of these?" if error.suggestions else ""
        lines = [f"no entry is called `{masked(error.name)}`{question}", *error.suggestions]
    return click.ClickException("\n  ".join(map(printable, lines)))


def _moved(registry: Registry, folder: Path, path: str) -> Found | None:
    """Return the entry to which a path leads that was published once and is no more."""
    ledger = read_ledger(folder).ledger
    if ledger is None or path not in ledger.paths:
        return None
    where = Routes(registry, ledger, frozenset())
    target = None if path in where.targets else where.resolve(path)
    entry = where.entry(target) if target else None
    return Found(*entry) if entry else None
