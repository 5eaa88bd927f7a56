"""The registry that a command reads, and the entry that people name, whether it moved or not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from errdocs.escaping import printable
from errdocs.problems import Problem
from errdocs.registry.cache import load_cached
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import ERRORS_PATH, Registry
from errdocs.registry.naming import AmbiguousEntry, Found, UnknownEntry, find

LONGEST_NAME = 200
"""Characters of a name that are compared with others; a longer one is a text."""


def load_registry(folder: Path) -> Loaded:
    """Return the registry in a folder, complete or with gaps.

    Raises UsageError if there are no errors in it: the folder is probably another one.
    """
    loaded = load_cached(folder)
    if not loaded.registry.errors:
        where = printable(str(folder))
        raise click.UsageError(f"{where} holds no errors; name the registry's folder with --data")
    return loaded


def report(loaded: Loaded, problems: Iterable[Problem], end: str) -> click.ClickException:
    """Print the problems of a registry; return the exception that ends the command."""
    for line in loaded.report(problems):
        click.echo(line, err=True)
    return click.ClickException(end)


def find_entry(loaded: Loaded, folder: Path, name: str) -> Found:
    """Return the entry of a name or of the path of its page; say where it is if it has moved.

    What was published under the very name comes before anything that is only like it. An entry
    that could not be read completely ends the command: it would be shown wrongly.

    Raises UnknownEntry.
    """
    registry = loaded.registry
    wanted = name[:LONGEST_NAME].strip("/").removeprefix(ERRORS_PATH)
    found = _moved(registry, folder, wanted)
    if found:
        new = found.error.name_of(found.case)
        click.echo(printable(f"{wanted} has moved: it is {new} now"), err=True)
        return complete(loaded, found)
    try:
        return complete(loaded, find(registry, wanted))
    except AmbiguousEntry as error:
        lines = [f"`{error.name}` may mean one of these:", *error.candidates]
        raise click.ClickException("\n  ".join(map(printable, lines))) from error


def unknown(error: UnknownEntry) -> click.ClickException:
    """Return what to say about a name that means no entry."""
    from errdocs.lookup.secrets import masked  # only here: a known name needs no lookup

    question = "; did you mean one of these?" if error.suggestions else ""
    lines = [f"no entry is called `{masked(error.name)}`{question}", *error.suggestions]
    return click.ClickException("\n  ".join(map(printable, lines)))


def complete(loaded: Loaded, found: Found) -> Found:
    """Return an entry; end the command if its file or the settings could not be read as a whole."""
    path = loaded.error_paths[loaded.registry.errors.index(found.error)]
    files = {path, loaded.settings_path}
    has_settings = not loaded.problems or loaded.settings_path in loaded.texts
    if not has_settings or any(gap.path in files for gap in loaded.gaps):
        raise report(loaded, loaded.problems, "the entry could not be read")
    return found


def _moved(registry: Registry, folder: Path, name: str) -> Found | None:
    """Return the entry to which the path of a name leads that was published and is gone."""
    if name in registry.by_spelling or registry.find_entry(name):
        return None  # it exists today; the ledger takes longer to read than the rest
    from errdocs.routes import Routes, read_ledger

    path, ledger = f"{ERRORS_PATH}{name}/", read_ledger(folder).ledger
    if ledger is None or path not in ledger.paths:
        return None
    routes = Routes(registry, ledger, frozenset())
    target = None if path in routes.targets else routes.resolve(path)
    entry = routes.entry(target) if target else None
    return Found(*entry) if entry else None
