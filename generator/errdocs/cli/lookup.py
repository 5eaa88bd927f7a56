"""`errdocs lookup`: the errors that a text is about."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from errdocs.cli.options import data_option, format_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.lookup import Lookup, Match, left_out
from errdocs.lookup.secrets import masked_values
from errdocs.registry.cache import load_cached

AROUND = 2_000  # characters around the evidence that tell whether one of its values is a secret
FIELDS = ("code", "case", "title", "url", "confidence", "score", "message", "parameters", "span")
TEXT_FILE = click.File(encoding="utf-8", errors="replace")


@click.command(epilog="Example: python app.py 2>&1 | errdocs lookup")
@click.argument("file", metavar="[FILE|-]", type=TEXT_FILE, required=False)
@click.option(
    "--batch",
    type=TEXT_FILE,
    help="Read JSON lines with `id` and `text`; print JSON lines with `id` and `matches`.",
)
@format_option(
    "text", "json", help="Text for people, in which secrets are masked, or all fields as JSON."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="The most matches that are printed.",
)
@data_option
@site_option
def lookup(
    file: TextIO | None, batch: TextIO | None, form: str, limit: int, folder: Path, site: str | None
) -> None:
    """Find the errors that a text is about: a traceback, a JSON body, a log line, a message.

    The text comes from FILE or, with `-` or nothing, from standard input. The exit code is 1
    if nothing is found.
    """
    if file and batch:
        raise click.UsageError("give either a FILE or --batch FILE")
    if not file and not batch and sys.stdin.isatty():
        raise click.UsageError(
            "there is no text; name a FILE, pipe one in (`app 2>&1 | errdocs lookup`), "
            "or give `-` and end what you type or paste with Ctrl-D"
        )
    registry = load_cached(folder).registry
    if not registry.errors:
        raise click.UsageError(f"{folder} is not a registry; name its folder with --data")
    find = Lookup(registry, site_url(site, folder))
    if batch:
        _answer(batch, find, limit)
        return
    text = (file or click.open_file("-", encoding="utf-8", errors="replace")).read()
    matches = find(text, limit)
    if skipped := left_out(text):
        click.echo(f"the text is long: {skipped} characters in its middle are left out", err=True)
    if form == "json":
        click.echo(json.dumps({"matches": _as_json(matches)}, indent=2))
    else:
        _print(matches, text)
    sys.exit(0 if matches else 1)


def _as_json(matches: Sequence[Match]) -> list[dict[str, object]]:
    return [{name: getattr(match, name) for name in FIELDS} for match in matches]


def _answer(batch: TextIO, find: Lookup, limit: int) -> None:
    for number, line in enumerate(batch, start=1):
        if line.strip():
            try:
                item = json.loads(line)
                key, text = item["id"], item["text"]
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                message = f"line {number} is not a JSON object with `id` and `text`"
                raise click.UsageError(message) from error
            click.echo(json.dumps({"id": key, "matches": _as_json(find(str(text), limit))}))


def _print(matches: Sequence[Match], text: str) -> None:
    if not matches:
        click.echo("No error of this service was recognised.")
    for match in matches:
        entry = f"{match.code}/{match.case}" if match.case else match.code
        head = click.style(printable(entry), bold=True)
        click.echo(f"{head}  {printable(match.title)}  ({match.confidence.label.lower()})")
        if match.message:
            click.echo(f"  {printable(match.message)}")
        start, end = match.span
        around = text[max(0, start - AROUND) : end + AROUND]
        for name, value in masked_values(match.parameters, around).items():
            click.echo(f"  {name}: {printable(value)}")
        if match.retry:
            click.echo(f"  retry: {match.retry}; who acts: {match.actor}")
        click.echo(f"  {match.url}")
