"""`errdocs permalinks`: the ledger of everything ever published."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from errdocs.cli.options import data_option, docs_option
from errdocs.cli.site import site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.loading import load
from errdocs.routes.documents import document_paths
from errdocs.routes.ledger_text import UnusualLedger, updated
from errdocs.routes.moving import LivePath, NotAFile, UnknownPath, moved
from errdocs.routes.permalinks import (
    Destinations,
    ReadLedger,
    permalinks_json,
    publication,
    read_ledger,
)
from errdocs.routes.updating import Update, pending


@click.command(epilog="Example: errdocs permalinks --move OldCode NewCode --update")
@data_option
@docs_option
@click.option("--update", "is_update", is_flag=True, help="Append what the ledger lacks.")
@click.option(
    "--move",
    "move",
    nargs=2,
    metavar="OLD NEW",
    help="Lead all links to OLD to NEW: codes, CODE/CASE or paths.",
)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of first publication of what is appended; today where left out.",
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
    day: datetime.datetime | None,
    form: str,
    site: str | None,
) -> None:
    """List every permanent path and where it leads, or bring the ledger up to date.

    Lines are only ever added. Where the site itself says that a path leads elsewhere now, its
    target follows; where a path leads nowhere, --move says what stands in its place.
    """
    known = document_paths(documents) if documents.is_dir() else None
    where, read = _destinations(folder, known)
    if move:
        read, where = _saved(read, where, _moved(where, *move))
    if is_update:
        today = day.date() if day else datetime.date.today()
        read, where = _saved(read, where, pending(where, today))
    if form == "json":
        click.echo(permalinks_json(where, site_url(site, folder)), nl=False)
    elif not (move or is_update):
        _list(where)
    _require_all(where)


def _destinations(
    folder: Path, documents: frozenset[str] | None
) -> tuple[Destinations, ReadLedger]:
    """Return where the paths of a registry lead; it has to be readable for that."""
    loaded, read = load(folder), read_ledger(folder)
    problems = [*loaded.problems, *read.problems]
    if problems:
        for line in loaded.report(problems):
            click.echo(line, err=True)
        raise click.ClickException("the registry cannot be read; nothing was changed")
    published = publication(loaded.registry, documents)
    return Destinations(loaded.registry, published, read.ledger), read


def _moved(where: Destinations, old: str, new: str) -> Update:
    try:
        return moved(where, old, new)
    except (UnknownPath, LivePath, NotAFile) as error:
        raise click.UsageError(printable(str(error))) from error


def _saved(
    read: ReadLedger, where: Destinations, update: Update
) -> tuple[ReadLedger, Destinations]:
    """Write an update and return the ledger as it is read then."""
    if update.is_empty:
        click.echo(f"{printable(read.file)}: nothing to change", err=True)
        return read, where
    try:
        text = updated(read, update)
    except UnusualLedger as error:
        raise click.ClickException(printable(str(error))) from error
    Path(read.file).write_text(text, encoding="utf-8", newline="\n")
    for path, target in update.targets.items():
        click.echo(f"{printable(path)} leads to {printable(target)}", err=True)
    count = len(update.paths) + len(update.fragments)
    click.echo(f"{printable(read.file)}: {count} added, {len(update.targets)} changed", err=True)
    new = read_ledger(Path(read.file).parent)
    return new, Destinations(where.registry, where.published, new.ledger)


def _list(where: Destinations) -> None:
    recorded = where.ledger.paths if where.ledger else {}
    for path in sorted({*recorded, *where.published.targets}):
        target = where.resolve(path)
        since = recorded[path].since.isoformat() if path in recorded else "unrecorded"
        kind = where.kind(path, target).value if target is not None else "lost"
        arrow = f" -> /{target}" if target is not None and target != path else ""
        click.echo(printable(f"{since:<10}  {kind:<8}  /{path}{arrow}"))


def _require_all(where: Destinations) -> None:
    """Fail where a recorded path leads nowhere, and say how to mend it."""
    recorded = where.ledger.paths if where.ledger else ()
    lost = [path for path in recorded if where.resolve(path) is None]
    for path in lost:
        click.echo(f"/{printable(path)} leads nowhere", err=True)
    if lost:
        raise click.ClickException("say what stands in its place: --move OLD NEW")
