"""`errdocs permalinks`: the ledger of everything ever published."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import click

from errdocs.cli.options import data_option, docs_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.exports.permalinks import permalinks_json
from errdocs.registry.loading import load
from errdocs.routes import (
    ReadLedger,
    RefusedMove,
    Routes,
    UnusualLedger,
    Update,
    document_paths,
    moved,
    pending,
    read_ledger,
)


@click.command(epilog="Example: errdocs permalinks --move OldCode NewCode --update")
@data_option
@docs_option
@click.option("--update", "is_update", is_flag=True, help="Append what is not in the ledger yet.")
@click.option(
    "--move",
    "move",
    nargs=2,
    metavar="OLD NEW",
    help="Lead all links to OLD to NEW: codes, CODE/CASE or paths.",
)
@click.option(
    "--date",
    "date",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of first publication of what is appended; default: today.",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@site_option
def permalinks(
    folder: Path,
    documents: Path,
    is_update: bool,
    move: tuple[str, str] | None,
    date: datetime.datetime | None,
    form: str,
    site: str | None,
) -> None:
    """List every permanent path and where it leads, or bring the ledger up to date.

    Lines are only ever added. Where the site itself says that a path leads elsewhere now, its
    target follows; where a path leads nowhere, --move says what stands in its place.
    """
    routes, read = _routes(folder, documents, site_url(site, folder))
    if move:
        routes, read = _saved(routes, read, _moved(routes, *move))
    if is_update:
        today = date.date() if date else datetime.date.today()
        routes, read = _saved(routes, read, pending(routes, today))
    if form == "json":
        click.echo(permalinks_json(routes), nl=False)
    elif not (move or is_update):
        _list(routes)
    _require_all(routes)


def _routes(folder: Path, documents: Path, url: str) -> tuple[Routes, ReadLedger]:
    """Return the routes of a registry, which has to be readable for that."""
    loaded, read = load(folder), read_ledger(folder)
    if problems := [*loaded.problems, *read.problems]:
        for line in loaded.report(problems):
            click.echo(line, err=True)
        raise click.ClickException("the registry cannot be read; nothing was changed")
    known = document_paths(documents) if documents.is_dir() else None
    return Routes(loaded.registry, read.ledger, known, url), read


def _moved(routes: Routes, old: str, new: str) -> Update:
    try:
        return moved(routes, old, new)
    except RefusedMove as error:
        raise click.UsageError(printable(str(error))) from error


def _saved(routes: Routes, read: ReadLedger, update: Update) -> tuple[Routes, ReadLedger]:
    """Write an update and return the ledger as it is read then."""
    file = printable(read.file)
    if update.is_empty:
        click.echo(f"{file}: nothing to change", err=True)
        return routes, read
    try:
        text = read.updated(update)
    except UnusualLedger as error:
        raise click.ClickException(printable(str(error))) from error
    Path(read.file).write_text(text, encoding="utf-8", newline="\n")
    for path, target in update.targets.items():
        click.echo(f"{printable(path)} leads to {printable(target)}", err=True)
    count = len(update.paths) + len(update.fragments)
    click.echo(f"{file}: {count} added, {len(update.targets)} changed", err=True)
    new = read_ledger(Path(read.file).parent)
    return replace(routes, ledger=new.ledger), new


def _list(routes: Routes) -> None:
    recorded = routes.ledger.paths if routes.ledger else {}
    for path in sorted({*recorded, *routes.targets}):
        target = routes.resolve(path)
        since = recorded[path].since.isoformat() if path in recorded else "unrecorded"
        kind = routes.kind(path, target).value if target is not None else "lost"
        arrow = f" -> /{target}" if target is not None and target != path else ""
        click.echo(printable(f"{since:<10}  {kind:<8}  /{path}{arrow}"))


def _require_all(routes: Routes) -> None:
    """Fail where a recorded path leads nowhere, and say how to fix it."""
    recorded = routes.ledger.paths if routes.ledger else ()
    lost = [path for path in recorded if routes.resolve(path) is None]
    for path in lost:
        click.echo(f"/{printable(path)} leads nowhere", err=True)
    if lost:
        raise click.ClickException("say what replaces it: --move OLD NEW")
