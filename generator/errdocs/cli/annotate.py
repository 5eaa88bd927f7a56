"""`errdocs annotate`: a log with a link after each known error."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from errdocs.annotate import Annotator, Chunk, Recogniser, Writer, as_json, as_matches, as_text
from errdocs.cli.options import data_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.cache import load_cached

READ = 262_144
"""Bytes read at once at most; less is taken as soon as it is there."""
INTERRUPTED = 130
"""Exit code of what was ended with Ctrl-C, as shells expect it."""

Counts = Counter[tuple[str, str]]
"""How often each entry was seen; an entry's name comes with its link."""


@click.command(epilog="Example: kubectl logs -f deploy/api | errdocs annotate --site URL")
@data_option
@site_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default=None,
    help="The lines with links (text, the default), or a line of JSON for each error.",
)
@click.option("--only-matches", is_flag=True, help="Write only the lines with a known error.")
@click.option(
    "--summary",
    is_flag=True,
    help="Count the errors by case, instead of the lines; with --format or --only-matches, "
    "on standard error.",
)
def annotate(
    folder: Path, site: str | None, form: str | None, only_matches: bool, summary: bool
) -> None:
    """Copy a log to standard output and append a link to each line with a known error."""
    if sys.stdin.isatty():
        raise click.UsageError("there is no stream to read; pipe one in: `app | errdocs annotate`")
    annotator = _annotator(folder, site)
    is_alone = summary and form is None and not only_matches
    lines = as_matches if only_matches else as_text
    write: Writer = (lambda _: b"") if is_alone else as_json if form == "json" else lines
    counts: Counts = Counter()
    code = _copy(annotator, write, counts)
    for line in _summary(counts) if summary else ():
        click.echo(line, err=not is_alone)
    sys.exit(code)


def _annotator(folder: Path, site: str | None) -> Annotator:
    """Return the annotator of a registry without problems: others would be missed in silence."""
    loaded = load_cached(folder)
    if loaded.problems and not loaded.texts:
        raise click.UsageError(f"{folder} holds no registry; name its folder with --data")
    if loaded.problems:
        for line in loaded.report(loaded.problems):
            click.echo(line, err=True)
        raise click.ClickException("the registry cannot be read, so its errors would be missed")
    return Annotator(Recogniser(loaded.registry, site_url(site, folder)))


def _copy(annotator: Annotator, write: Writer, counts: Counts) -> int:
    """Copy standard input to standard output until one of them ends, and return the exit code."""
    target = sys.stdout.buffer
    try:
        for batch in _batches(annotator, sys.stdin.buffer):
            for chunk in batch:
                target.write(write(chunk))
                for mention in chunk.record.mentions if chunk.record else ():
                    counts[mention.entry, mention.match.url] += 1
            target.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; the interpreter would complain about what it cannot flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())
    return 0


def _batches(annotator: Annotator, source: BinaryIO) -> Iterator[Iterator[Chunk]]:
    """Yield what can be passed on after each read, so that no line waits for later ones."""
    while data := source.read1(READ):  # type: ignore[attr-defined]
        yield annotator.feed(data)
    yield annotator.finish()


def _summary(counts: Counts) -> Iterator[str]:
    """Yield a line for each entry that was seen, the most frequent first."""
    width = max((len(entry) for entry, _ in counts), default=0)
    for (entry, url), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>8}  {printable(entry):<{width}}  {printable(url)}"
