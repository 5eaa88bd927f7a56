"""`errdocs lookup`: the errors that a text speaks of."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import click

from errdocs.cli.options import data_option
from errdocs.loading import load
from errdocs.lookup import Lookup, Match
from errdocs.printable import printable

LIMIT = 5


@click.command(epilog="Example: python app.py 2>&1 | errdocs lookup -")
@click.argument("source", metavar="[FILE|-]", type=click.File(errors="replace"), required=False)
@click.option(
    "--batch",
    type=click.File(encoding="utf-8"),
    help="Read JSON lines with `id` and `text`; print JSON lines with `id` and `matches`.",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--limit", type=click.IntRange(1, 100), default=LIMIT, show_default=True)
@data_option
def lookup(
    source: TextIO | None, batch: TextIO | None, form: str, limit: int, folder: Path
) -> None:
    """Find the errors that a text speaks of: a traceback, a JSON body, a log line, a message."""
    if bool(source) == bool(batch):
        raise click.UsageError("give a FILE, `-` for standard input, or --batch FILE")
    loaded = load(folder)
    if not loaded.registry.errors:
        raise click.UsageError(f"{folder} holds no registry; name its folder with --data")
    find = Lookup(loaded.registry)
    if batch:
        for line in _answers(batch, find, limit):
            click.echo(line)
        return
    matches = find(source.read() if source else "", limit)
    if form == "json":
        click.echo(json.dumps({"matches": [match_json(m) for m in matches]}, indent=2))
    else:
        _print(matches)
    sys.exit(0 if matches else 1)


def match_json(match: Match) -> dict[str, Any]:
    """Return a match as plain data, in the fields that programs rely on."""
    return {
        "code": match.code,
        "case": match.case,
        "title": match.title,
        "url": match.url,
        "confidence": match.confidence.value,
        "score": match.score,
        "message": match.message,
        "parameters": match.parameters,
        "span": list(match.span),
    }


def _answers(batch: TextIO, find: Lookup, limit: int) -> Iterator[str]:
    for number, line in enumerate(batch, start=1):
        if line.strip():
            try:
                item = json.loads(line)
                key, text = item["id"], item["text"]
            except (ValueError, KeyError, TypeError) as error:
                raise click.UsageError(
                    f"line {number} is not a JSON object with `id` and `text`"
                ) from error
            matches = [match_json(match) for match in find(str(text), limit)]
            yield json.dumps({"id": key, "matches": matches}, ensure_ascii=False)


_SAID = {
    "exact": "this message",
    "likely": "very likely this",
    "code": "the code is known, the message is not",
    "suggestion": "only a guess",
}


def _print(matches: list[Match]) -> None:
    if not matches:
        click.echo("No error of this service was recognised.")
    for match in matches:
        entry = f"{match.code}/{match.case}" if match.case else match.code
        head = click.style(printable(entry), bold=True)
        click.echo(f"{head}  {printable(match.title)}  ({_SAID[match.confidence.value]})")
        if match.message:
            click.echo(f"  {printable(match.message)}")
        for name, value in match.parameters.items():
            click.echo(f"  {name}: {printable(value)}")
        if match.retry:
            click.echo(f"  retry: {match.retry}; who acts: {match.actor}")
        click.echo(f"  {match.url}")
