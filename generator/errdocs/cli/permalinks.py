"""`errdocs permalinks`: the ledger of everything ever published."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from errdocs.cli.options import (
    data_option,
    docs_option,
    fail,
    format_option,
    site_option,
    site_url,
    wrong_usage,
)
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
@click.option("--update", "is_update", is_flag=True, help="Add what the ledger does not hold yet.")
@click.option(
    "--move",
    nargs=2,
    metavar="OLD NEW",
    help="Make all links to OLD lead to NEW: codes, CODE/CASE or paths.",
)
@click.option(
    "--date",
    metavar="YYYY-MM-DD",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date of first publication of what is added; default: today.",
)
@format_option("text", "json", help="A table for people, or the content of permalinks.json.")
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

    No line of the ledger is ever removed. If the site itself leads a path elsewhere now, --update
    corrects its target. If a path leads nowhere, name its replacement with --move.
    """
    url, loaded, read = site_url(site, folder), load(folder), read_ledger(folder)
    if problems := [*loaded.problems, *read.problems]:
        end = click.ClickException("the registry cannot be read; nothing was changed")
        fail(loaded, problems, end)
    known = document_paths(documents) if documents.is_dir() else None
    routes = Routes(loaded.registry, read.ledger, known, url)
    if move:
        with wrong_usage(RefusedMove):
            update = moved(routes, *move)
        read = _saved(read, update)
        routes = replace(routes, ledger=read.ledger)
    if is_update:
        read = _saved(read, pending(routes, (date or datetime.datetime.now()).date()))
        routes = replace(routes, ledger=read.ledger)
    if form == "json":
        click.echo(permalinks_json(routes), nl=False)
    elif not (move or is_update):
        for line in _table(routes):
            click.echo(line)
    recorded = routes.ledger.paths if routes.ledger else ()
    lost = [path for path in recorded if routes.resolve(path) is None]
    for path in lost:
        click.echo(f"/{printable(path)} leads nowhere", err=True)
    if lost:
        raise click.ClickException("say what replaces it: --move OLD NEW")


def _saved(read: ReadLedger, update: Update) -> ReadLedger:
    """Write an update and return the ledger as it is read then."""
    file = printable(read.file)
    if update.is_empty:
        click.echo(f"{file}: nothing to change", err=True)
        return read
    try:
        text = read.updated(update)
    except UnusualLedger as error:
        raise click.ClickException(printable(str(error))) from error
    Path(read.file).write_text(text, encoding="utf-8", newline="\n")
    for path, target in update.targets.items():
        click.echo(f"{printable(path)} leads to {printable(target)}", err=True)
    count = len(update.paths) + len(update.fragments)
    click.echo(f"{file}: {count} added, {len(update.targets)} changed", err=True)
    return read_ledger(Path(read.file).parent)


def _table(routes: Routes) -> Iterator[str]:
    """Yield a line for each path: since when, its kind, the path, and where a redirect leads."""
    recorded = routes.ledger.paths if routes.ledger else {}
    targets = {path: routes.resolve(path) for path in sorted({*recorded, *routes.targets})}
    redirects = (path for path, target in targets.items() if target not in {path, None})
    width = max((len(printable(path)) for path in redirects), default=0)
    for path, target in targets.items():
        since = recorded[path].since.isoformat() if path in recorded else "unrecorded"
        kind = routes.kind(path, target).value if target is not None else "lost"
        shown = f"{printable(path):<{width}} -> /{target}" if target not in {path, None} else path
        yield printable(f"{since:<10}  {kind:<8}  /{shown}")
