"""`errdocs lookup`: the errors that a text is about."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from errdocs.cli import options
from errdocs.cli.told_answers import ToldAnswer, answer_data
from errdocs.escaping import printable
from errdocs.lookup import Fallbacks, Lookup, Match, left_out
from errdocs.messages import TemplateError
from errdocs.registry.cache import load_cached
from errdocs.registry.loaded import Loaded

if TYPE_CHECKING:
    from errdocs.cli.batch_answers import Answering

TEXT_FILE = click.File(encoding="utf-8", errors="replace")


@click.command(epilog="Example: python app.py 2>&1 | errdocs lookup")
@click.argument("file", metavar="[FILE|-]", type=TEXT_FILE, required=False)
@click.option(
    "--batch",
    type=TEXT_FILE,
    help="Read JSON lines with `id` and `text`; print JSON lines with `id` and `matches`.",
)
@options.formats(
    "text", "json", help="Text for people, in which secrets are masked, or all fields as JSON."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 100),
    default=5,
    show_default=True,
    help="The most matches that are printed.",
)
@options.data
@options.site
def lookup(
    file: TextIO | None, batch: TextIO | None, form: str, limit: int, folder: Path, site: str | None
) -> None:
    """Find the errors that a text is about: a traceback, a JSON body, a log line, a message.

    The text comes from FILE or, with `-` or nothing, from standard input. A bare status or a word
    or two, such as `429` or `quota`, lists the errors that have it. The exit code is 1 if no error
    is recognised.
    """
    if file and batch:
        raise click.UsageError("give either a FILE or --batch FILE")
    if not file and not batch and sys.stdin.isatty():
        raise click.UsageError(
            "there is no text; name a FILE, pipe one in (`app 2>&1 | errdocs lookup`), "
            "or give `-` and end what you type or paste with Ctrl-D"
        )
    if batch:
        _answer(batch, folder, site, limit)
        return
    loaded, base_url = readable(folder), options.site_url(site, folder)
    find = lookup_of(loaded, folder, base_url)
    text = options.text_of(file or click.open_file("-", encoding="utf-8", errors="replace"))
    matches = find(text, limit)
    besides = find.fallbacks(text, matches)
    if skipped := left_out(text):
        click.echo(f"the text is long: {skipped} characters in its middle are left out", err=True)
    if form == "json":
        click.echo(json.dumps(answer_data(matches, besides), indent=2))
    else:
        _print(ToldAnswer(loaded.registry, folder, base_url, text), matches, besides)
    sys.exit(0 if matches else 1)


def readable(folder: Path) -> Loaded:
    """Return the registry of a folder; one with mistakes ends the command with a line for each."""
    loaded = load_cached(folder)
    if not loaded.texts and (loaded.problems or not loaded.registry.errors):
        raise click.UsageError(f"{folder} holds no registry; name its folder with --data")
    if loaded.problems:
        end = click.ClickException("the registry cannot be read, so its errors would be missed")
        options.fail(loaded, loaded.problems, end)
    return loaded


def lookup_of(loaded: Loaded, folder: Path, base_url: str = "") -> Lookup:
    """Return the lookup of a registry; messages that are no templates end the command."""
    find = Lookup(loaded.registry, base_url)
    try:
        find.prepare()
    except TemplateError as error:
        from errdocs.checks import message_templates  # only here: a lookup starts fast
        from errdocs.registry.loading import load

        again = load(folder)  # a kept copy does not know the place of anything
        found = message_templates.check(again)
        broken = [problem for problem in found if problem.broken is message_templates.TEMPLATE]
        end = click.ClickException(f"a message is no template: {printable(str(error))}")
        options.fail(again, broken, end)
    return find


def _answer(batch: TextIO, folder: Path, site: str | None, limit: int) -> None:
    from errdocs.cli.batch_answers import answer_batch  # only here: a lookup starts fast
    from errdocs.parallel import cores

    answer_batch(batch, partial(_answering, folder, site, limit), jobs=cores())


def _answering(folder: Path, site: str | None, limit: int) -> Answering:
    from errdocs.cli.batch_answers import Answering

    find = lookup_of(readable(folder), folder, options.site_url(site, folder))
    return Answering(find, limit)


def _print(told: ToldAnswer, matches: Sequence[Match], besides: Fallbacks) -> None:
    for head, rest in told.lines(matches, besides):
        bold = click.style(printable(head), bold=True) if head else ""
        click.echo(f"{bold}{printable(rest)}")
