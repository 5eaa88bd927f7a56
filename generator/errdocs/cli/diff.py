"""`errdocs diff`: what differs between two editions of a registry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from errdocs.cli.options import data_option
from errdocs.diff import Edition, UnreadableEdition, differences, read_edition
from errdocs.diff.words import json_text, markdown_text, text_lines
from errdocs.escaping import printable


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
@click.option("--exit-code", is_flag=True, help="End with 1 where there are differences.")
def diff(old: str, new: str, folder: Path, form: str, exit_code: bool) -> None:
    """List what was added, changed, retired or moved from OLD to NEW, and other settings.

    Each is the file or URL of an `errors.json`, the folder of a registry, or a git revision of
    the registry in --data. What is gone without a trace is listed apart: its links are dead,
    unless a ledger that an `errors.json` does not hold leads on from there.
    """
    editions = _read(old, folder), _read(new, folder)
    found = differences(*editions)
    if form == "json":
        click.echo(json_text(*editions, found))
    elif form == "markdown":
        click.echo(markdown_text(found))
    else:
        for line in text_lines(found):
            click.echo(line)
    sys.exit(1 if found and exit_code else 0)


def _read(name: str, folder: Path) -> Edition:
    try:
        return read_edition(name, folder)
    except UnreadableEdition as error:
        raise click.UsageError(printable(str(error))) from error
