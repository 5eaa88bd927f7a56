"""`errdocs annotate`: links in a log, from a pipe, from files on all cores, or as a file grows."""

from __future__ import annotations

import gzip
import os
import signal
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn, cast

import click

from errdocs.cli import options
from errdocs.cli.lookup import lookup_of, readable
from errdocs.escaping import printable

if TYPE_CHECKING:
    from errdocs.annotate import Chunk, Recogniser, Summary, Worker, Writer

READ = 262_144  # bytes of a log read at once at most; less is taken as soon as it is there
SIGNALLED = 128  # the exit code of what a signal ended is its number above this, as shells expect
GZIP = b"\x1f\x8b"  # the first bytes of a compressed file
STDIN = Path("-")


@click.command(epilog="Example: kubectl logs -f deploy/api | errdocs annotate --site URL")
@click.argument("files", metavar="[FILE|-]...", nargs=-1, type=click.Path(path_type=Path))
@options.data
@options.site
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="The lines with links (text, the default), or a line of JSON for each error.",
)
@click.option(
    "--json-lines",
    is_flag=True,
    help="The log has a JSON object a line: add its errors as a member `errdocs` instead.",
)
@click.option("--only-matches", is_flag=True, help="Write only the lines with a known error.")
@click.option(
    "--summary",
    is_flag=True,
    help="Count the errors by case, instead of the lines; with --format, --json-lines or "
    "--only-matches, on standard error.",
)
@click.option(
    "--summary-format",
    "summary_form",
    type=click.Choice(["table", "json", "openmetrics"]),
    help="Form of the summary, `table` by default; asks for one.",
)
@click.option("--follow", is_flag=True, help="Go on as FILE grows, is rotated or cut off.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Processes for files, as many as there are cores by default.",
)
def annotate(
    files: tuple[Path, ...],
    folder: Path,
    site: str | None,
    form: str | None,
    json_lines: bool,
    only_matches: bool,
    summary: bool,
    summary_form: str | None,
    follow: bool,
    jobs: int | None,
) -> None:
    """Copy a log to standard output and append a link to each line with a known error.

    The log comes from FILEs, which may be compressed with gzip, or from standard input.
    """
    if form and json_lines:
        raise click.UsageError("give either --format or --json-lines")
    _check(files, follow=follow)
    is_alone = bool(summary or summary_form) and not (form or json_lines or only_matches)
    write = _writer(form, is_alone=is_alone, json_lines=json_lines, only_matches=only_matches)
    sums_up = bool(summary or summary_form)
    counts_lines = form == "json" or sums_up
    run = _Run(folder, site, write, jobs or _cores(), counts_lines=counts_lines, sums_up=sums_up)
    code = run.end(partial(run.follow, files[0]) if follow else partial(run.copy, files))
    if sums_up:
        _print(run.summary, summary_form, err=not is_alone)
    sys.exit(code)


def _check(files: tuple[Path, ...], *, follow: bool) -> None:
    """Raise UsageError for a log that cannot be read."""
    if follow and (len(files) != 1 or files[0] == STDIN):
        raise click.UsageError("--follow takes one FILE")
    if not files and sys.stdin.isatty():
        raise click.UsageError(
            "there is no log; name a FILE or pipe one in: `app | errdocs annotate`"
        )
    for file in files:
        if file.is_dir() or not (follow or file == STDIN or file.exists()):
            raise click.UsageError(f"{printable(str(file))} is not a file")


def _writer(form: str | None, *, is_alone: bool, json_lines: bool, only_matches: bool) -> Writer:
    from errdocs import annotate as forms  # only here: a lookup starts fast

    if is_alone:
        return forms.as_nothing
    if form == "json":
        return forms.as_json  # each line is a match
    if json_lines:
        return forms.as_json_matches if only_matches else forms.as_json_lines
    return forms.as_matches if only_matches else forms.as_text


def _cores() -> int:
    from errdocs.parallel import cores  # only here: it takes long to import

    return cores()


def _recogniser(folder: Path, site: str | None) -> Recogniser:
    from errdocs.annotate import Recogniser

    loaded = readable(folder)
    find = lookup_of(loaded, folder, options.site_url(site, folder))
    return Recogniser(loaded.registry, lookup=find)


def _worker(
    folder: Path, site: str | None, write: Writer, *, counts_lines: bool, sums_up: bool
) -> Worker:
    from errdocs.annotate import Worker

    recogniser = _recogniser(folder, site)
    return Worker(recogniser, write, counts_lines=counts_lines, sums_up=sums_up)


class _Terminated(KeyboardInterrupt):
    """The end that SIGTERM asks for."""


def _terminate(*_: object) -> NoReturn:
    raise _Terminated


@dataclass
class _Run:
    """Writes logs to standard output, and sums up what was in them where that is asked for."""

    folder: Path
    site: str | None
    write: Writer
    jobs: int
    counts_lines: bool
    sums_up: bool
    summary: Summary = field(init=False)
    target: BinaryIO = field(default_factory=lambda: sys.stdout.buffer)

    def __post_init__(self) -> None:
        from errdocs.annotate import Summary

        self.summary = Summary()

    def end(self, run: Callable[[], None]) -> int:
        """Run to the end of the log, of its reader or of patience, and return the exit code."""
        before = signal.signal(signal.SIGTERM, _terminate)
        try:
            run()
        except _Terminated:
            return SIGNALLED + signal.SIGTERM
        except KeyboardInterrupt:
            return SIGNALLED + signal.SIGINT
        except BrokenPipeError:
            # The reader has gone; the interpreter would complain about what it cannot flush.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.target.fileno())
        finally:
            signal.signal(signal.SIGTERM, before)
        return 0

    def copy(self, files: tuple[Path, ...]) -> None:
        """Copy standard input or files."""
        is_large = self.jobs > 1 and any(_is_large(file) for file in files)
        if is_large and all(_can_be_cut(file) for file in files):
            self._share(files)
            return
        recogniser = _recogniser(self.folder, self.site)
        for file in files or (STDIN,):
            with _opened(file) as source:
                self._copy(recogniser, source)

    def _share(self, files: tuple[Path, ...]) -> None:
        """Copy files on several cores."""
        from errdocs.annotate import pieces
        from errdocs.parallel import in_parallel

        asked = {"counts_lines": self.counts_lines, "sums_up": self.sums_up}
        make = partial(_worker, self.folder, self.site, self.write, **asked)
        todo = (piece for file in files for piece in pieces(file, counts_lines=self.counts_lines))
        for written, summary in in_parallel(make, todo, self.jobs):
            self.target.write(written)
            self.summary.merge(summary)
        self.target.flush()

    def _copy(self, recogniser: Recogniser, source: BinaryIO) -> None:
        from errdocs.annotate import Annotator

        annotator = Annotator(recogniser, counts_lines=self.counts_lines)
        # What is there is passed on at once, so that no line waits for later ones.
        while data := source.read1(READ):  # type: ignore[attr-defined]
            self._pass_on(annotator.feed(data))
        self._pass_on(annotator.finish())

    def follow(self, file: Path) -> None:
        """Copy a file that grows, until a signal ends that."""
        from errdocs.annotate import Annotator, Follower

        recogniser = _recogniser(self.folder, self.site)
        annotator = Annotator(recogniser, counts_lines=self.counts_lines)
        try:
            for data in Follower(file, READ).pieces():
                if data is None:
                    self._pass_on(annotator.finish())
                    annotator = Annotator(recogniser, counts_lines=self.counts_lines)
                else:
                    self._pass_on(annotator.feed(data))
        except KeyboardInterrupt:
            self._pass_on(annotator.finish())
            raise

    def _pass_on(self, chunks: Iterator[Chunk]) -> None:
        for chunk in chunks:
            self.target.write(self.write(chunk))
            if chunk.record and self.sums_up:
                self.summary.add(chunk.record)
        self.target.flush()


def _is_large(file: Path) -> bool:
    from errdocs.annotate.files import PIECE

    return file != STDIN and file.stat().st_size > PIECE


def _can_be_cut(file: Path) -> bool:
    """Whether a file is read in pieces: a pipe has no places, and gzip has to be read in order."""
    if file == STDIN or not stat.S_ISREG(file.stat().st_mode):
        return False
    with file.open("rb") as source:
        return source.read(len(GZIP)) != GZIP


def _opened(file: Path) -> BinaryIO:
    if file == STDIN:
        return sys.stdin.buffer
    if stat.S_ISREG(file.stat().st_mode) and not _can_be_cut(file):
        return cast(BinaryIO, gzip.open(file))
    return file.open("rb")


def _print(summary: Summary, form: str | None, *, err: bool) -> None:
    from errdocs.annotate import as_json_text, as_openmetrics, table_lines

    if form == "openmetrics":
        click.echo(as_openmetrics(summary), nl=False, err=err)
    elif form == "json":
        click.echo(as_json_text(summary), err=err)
    else:
        for line in table_lines(summary):
            click.echo(printable(line), err=err)
