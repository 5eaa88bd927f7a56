"""`errdocs annotate`: a log with a link after each known error."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import click

from errdocs.annotate import Annotator, Recogniser, Writer, as_json, as_matches, as_text
from errdocs.cli.options import data_option, fail, site_option, site_url
from errdocs.escaping import printable
from errdocs.registry.cache import load_cached

READ = 262_144  # bytes read at once at most; less is taken as soon as it is there
INTERRUPTED = 130  # exit code of what was ended with Ctrl-C, as shells expect it


@click.command(epilog="Example: kubectl logs -f deploy/api | errdocs annotate --site URL")
@data_option
@site_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
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
    counts: Counter[tuple[str, str]] = Counter()  # by the name of an entry and its link
    code = _copy(annotator, write, counts)
    if summary:
        width = max((len(entry) for entry, _ in counts), default=0)
        for (entry, url), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            line = f"{count:>8}  {printable(entry):<{width}}  {printable(url)}"
            click.echo(line, err=not is_alone)
    sys.exit(code)


def _annotator(folder: Path, site: str | None) -> Annotator:
    loaded = load_cached(folder)
    if loaded.problems and not loaded.texts:
        raise click.UsageError(f"{folder} holds no registry; name its folder with --data")
    if loaded.problems:
        end = click.ClickException("the registry cannot be read, so its errors would be missed")
        fail(loaded, loaded.problems, end)
    return Annotator(Recogniser(loaded.registry, site_url(site, folder)))


def _copy(annotator: Annotator, write: Writer, counts: Counter[tuple[str, str]]) -> int:
    """Copy standard input to standard output until one of them ends, and return the exit code."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    try:
        while True:
            # What is there is passed on at once, so that no line waits for later ones.
            data = source.read1(READ)  # type: ignore[union-attr]
            for chunk in annotator.feed(data) if data else annotator.finish():
                target.write(write(chunk))
                for mention in chunk.record.mentions if chunk.record else ():
                    counts[mention.entry, mention.match.url] += 1
            target.flush()
            if not data:
                return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; the interpreter would complain about what it cannot flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), target.fileno())
    return 0
