"""`errdocs misses`: which error texts of logs and reports the reference does not answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from errdocs.cli import options
from errdocs.cli.lookup import lookup_of, readable
from errdocs.escaping import printable

if TYPE_CHECKING:
    from errdocs.misses import Group, Skipped, Tally

STREAM = Path("-")
path_type = click.Path(path_type=Path, exists=True, allow_dash=True)


@click.command(epilog="Example: errdocs misses app.log reports/")
@click.argument("paths", metavar="FILE...", type=path_type, nargs=-1, required=True)
@options.formats("text", "json", help="Text for people, or all groups as JSON.")
@click.option(
    "--top",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help="The most groups that are printed.",
)
@click.option(
    "--own",
    "only_own",
    is_flag=True,
    help="Leave out texts without a code or marker of the service.",
)
@options.data
@options.site
def misses(
    paths: tuple[Path, ...], form: str, top: int, only_own: bool, folder: Path, site: str | None
) -> None:
    """List the error texts in logs and reports that this reference does not cover.

    FILE is a log, a folder with everything below it, JSON lines with `text`, or `-` for standard
    input. Texts that differ only in values are one group; the most frequent come first, so that
    you know what to write next. Secrets and ids are masked.
    """
    from errdocs.misses import Tally, files_of, texts_of  # only here: other commands start fast

    loaded = readable(folder)
    find = lookup_of(loaded, folder, options.site_url(site, folder))
    tally = Tally(loaded.registry, find, only_own=only_own)
    files, skipped = files_of(paths)
    with _progress(files) as on_read:
        for file in files:
            name = "standard input" if file == STREAM else file.as_posix()
            with click.open_file(str(file), "rb") as stream:
                for text in texts_of(stream, name, on_read):
                    tally.add(text)
    for item in skipped:
        click.echo(f"{printable(item.path.as_posix())}: skipped, {item.reason}", err=True)
    if form == "json":
        click.echo(json.dumps(_as_json(tally, files, skipped, top), indent=2))
    else:
        _print(tally, len(files), top)


@contextmanager
def _progress(files: Sequence[Path]) -> Iterator[Callable[[int], object]]:
    """Give a function that takes the bytes which were read, and shows them on a terminal."""
    if not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich import progress  # only here, as it takes long to import
    from rich.console import Console

    sizes = [file.stat().st_size for file in files if file != STREAM]
    total = sum(sizes) if len(sizes) == len(files) else None
    columns = ("{task.description}", progress.BarColumn(), progress.DownloadColumn())
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=total)
        yield lambda size: bar.advance(task, size)


def _as_json(
    tally: Tally, files: Sequence[Path], skipped: Sequence[Skipped], top: int
) -> dict[str, object]:
    from errdocs.misses import Outcome

    groups = tally.groups
    rest = groups[top:]
    return {
        "files": len(files),
        "skipped": [{"path": each.path.as_posix(), "reason": each.reason} for each in skipped],
        "texts": tally.counts.total(),
        "outcomes": {outcome.value: tally.counts[outcome] for outcome in Outcome},
        "left_out": tally.left_out,
        "groups": [_group_data(group) for group in groups[:top]],
        "more": {
            "groups": len(rest),
            "texts": sum(group.count for group in rest) + tally.dropped,
        },
    }


def _group_data(group: Group) -> dict[str, object]:
    nearest = group.nearest
    return {
        "count": group.count,
        "shape": group.shape.text,
        "outcome": group.outcome.value,
        "codes": [*group.codes],
        "nearest": nearest
        and {
            "code": nearest.code,
            "case": nearest.case,
            "title": nearest.title,
            "url": nearest.url,
            "confidence": nearest.confidence.value,
        },
        "sample": group.shape.sample,
        "file": group.file,
        "line": group.line,
    }


def _print(tally: Tally, files: int, top: int) -> None:
    from errdocs.misses import Outcome

    click.echo(f"{_count(tally.counts.total(), 'error text')} in {_count(files, 'file')}")
    for outcome in Outcome:
        if tally.counts[outcome] or outcome is not Outcome.FOREIGN:
            click.echo(f"{tally.counts[outcome]:>7}  {outcome.label}")
    if tally.left_out:
        click.echo(f"{tally.left_out:>7}  left out: no code or marker of the service")
    groups = tally.groups
    for group in groups[:top]:
        click.echo()
        _print_group(group)
    rest = groups[top:]
    if more := sum(group.count for group in rest) + tally.dropped:
        kept = f" in {_count(len(rest), 'group')}" if rest else ""
        click.echo(f"\n{_count(more, 'more text')}{kept}; --top shows more groups")


def _print_group(group: Group) -> None:
    shape = click.style(printable(group.shape.text), bold=True)
    click.echo(f"{group.count:>7}  {shape}")
    if match := group.nearest:
        entry = f"{match.code}/{match.case}" if match.case else match.code
        label = match.confidence.label.lower()
        click.echo(f"         nearest: {printable(entry)} ({label})")
    if codes := [code for code in group.codes if not match or code != match.code]:
        click.echo(f"         codes: {printable(', '.join(codes))}")
    click.echo(f"         {printable(group.file)}:{group.line}: {printable(group.shape.sample)}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
