"""`errdocs diff`: what differs between two snapshots of a registry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from errdocs.cli.options import data_option
from errdocs.diff import differences, json_text, markdown_text, read_snapshot, text_lines
from errdocs.escaping import printable
from errdocs.fetching import Unreadable


@click.command(epilog="Example: errdocs diff HEAD~1 data --format markdown")
@click.argument("old")
@click.argument("new")
@data_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Lines for people, Markdown for a changelog, or JSON.",
)
@click.option("--exit-code", is_flag=True, help="End with 1 if there are differences.")
def diff(old: str, new: str, folder: Path, form: str, exit_code: bool) -> None:
    """List what was added, changed, removed or moved from OLD to NEW, and changed settings.

    Each is a snapshot of a registry: the file or URL of an `errors.json`, a folder, or a git
    revision of the registry in --data. What was removed without a redirect is listed last: links
    to it are dead, unless the ledger redirects them, which an `errors.json` does not hold.
    """
    try:
        snapshots = read_snapshot(old, folder), read_snapshot(new, folder)
    except Unreadable as error:
        raise click.UsageError(printable(str(error))) from error
    found = differences(*snapshots)
    if form == "json":
        click.echo(json_text(*snapshots, found))
    elif form == "markdown":
        click.echo(markdown_text(found))
    else:
        for line in text_lines(found):
            click.echo(line)
    sys.exit(1 if found and exit_code else 0)
