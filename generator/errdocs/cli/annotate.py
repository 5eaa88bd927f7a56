"""`errdocs annotate`: a log stream with a link behind each known error."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from errdocs.annotate import Annotator, Chunk, Form, Prefilter, Recogniser, writer_of
from errdocs.annotate.writers import Writer
from errdocs.cli.options import data_option, site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.loading import load

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
    type=click.Choice([form.value for form in Form]),
    default=None,
    help="The lines with links (text, the default), or a line of JSON for each error.",
)
@click.option("--only-matches", is_flag=True, help="Write only the lines that speak of an error.")
@click.option(
    "--summary",
    is_flag=True,
    help="Count by case; instead of the lines, or on standard error if they are asked for.",
)
def annotate(
    folder: Path, site: str | None, form: str | None, only_matches: bool, summary: bool
) -> None:
    """Write a log stream on, with the link of each known error at the end of its line."""
    if sys.stdin.isatty():
        raise click.UsageError("there is no stream to read; pipe one in: `app | errdocs annotate`")
    annotator = _annotator(folder, site)
    is_alone = summary and form is None and not only_matches
    write = _nothing if is_alone else writer_of(Form(form or Form.TEXT), only_matches=only_matches)
    counts: Counts = Counter()
    code = _copy(annotator, write, counts)
    for line in _summary(counts) if summary else ():
        click.echo(line, err=not is_alone)
    sys.exit(code)


def _annotator(folder: Path, site: str | None) -> Annotator:
    registry = load(folder).registry
    if not registry.errors:
        raise click.UsageError(f"{folder} holds no registry; name its folder with --data")
    prefilter = Prefilter(registry)
    return Annotator(prefilter, Recogniser(registry, prefilter, site_url(site, folder)))


def _copy(annotator: Annotator, write: Writer, counts: Counts) -> int:
    """Copy standard input to standard output until one of them ends, and return the exit code."""
    target = sys.stdout.buffer
    try:
        for batch in _batches(annotator, sys.stdin.buffer):
            for chunk in batch:
                target.write(write(chunk))
                _count(chunk, counts)
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


def _nothing(_: Chunk) -> bytes:
    return b""


def _count(chunk: Chunk, counts: Counts) -> None:
    for mention in chunk.record.mentions if chunk.record else ():
        counts[mention.entry, mention.match.url] += 1


def _summary(counts: Counts) -> Iterator[str]:
    """Yield a line for each entry that was seen, the most frequent first."""
    width = max((len(entry) for entry, _ in counts), default=0)
    for (entry, url), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:>8}  {printable(entry):<{width}}  {printable(url)}"
