"""`errdocs run`: a program as it is, and below it the known errors that it printed."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from errdocs.cli import options
from errdocs.escaping import printable

if TYPE_CHECKING:
    from errdocs.programs.sightings import Reference
    from errdocs.programs.watching import Watch


@click.command(
    epilog="Example: errdocs run --data errors/ -- python app.py --verbose",
    context_settings={"allow_interspersed_args": False},  # they are those of the command
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option(
    "--stdout",
    "with_output",
    is_flag=True,
    help="Look at standard output too. It is looked at anyway where both lead to one place, such "
    "as a terminal.",
)
@options.data
@options.site
def run(command: tuple[str, ...], with_output: bool, folder: Path, site: str | None) -> None:
    """Run COMMAND and print, below its standard error, which known errors were in it.

    Everything is passed through: input, output, colours, signals and the exit code. A terminal
    stays a terminal. Each known error is told once, with the first sentence of its fix and its
    link. If nothing is known, nothing is printed.
    """
    if not hasattr(signal, "sigwaitinfo"):  # it tells who has sent a signal
        raise click.UsageError("errdocs run needs Linux; pipe the output to errdocs lookup instead")
    from errdocs.programs.running import CannotRun, end_like, run_program
    from errdocs.programs.watching import Watch

    given = options.site_url(site, folder) if site else ""
    watch = Watch(lambda: _reference(folder, given or options.site_url(None, folder)))
    try:
        status = run_program(command, watch.stream, with_output=with_output)
    except CannotRun as error:
        click.echo(f"errdocs run: {printable(str(error))}", err=True)
        sys.exit(error.exit_code)
    _tell(watch)
    sys.exit(end_like(status))


def _reference(folder: Path, site_url: str) -> Reference:
    from errdocs.programs.sightings import Reference  # only here: a program starts at once

    return Reference.of(folder, site_url)


def _tell(watch: Watch) -> None:
    """Print the known errors below what the program has printed."""
    lines: list[str] = []
    if found := watch.finish():
        from errdocs.programs.sightings import told  # only here: nothing to tell takes no time

        lines += told(found)
    elif watch.complaint:
        from errdocs.programs.exceptions import complaint

        lines += [complaint(watch.complaint)]
    with suppress(OSError):  # nobody reads standard error any more
        if lines and not watch.is_at_line_start:
            click.echo(err=True)
        for line in lines:
            click.echo(line if line.startswith(" ") else click.style(line, bold=True), err=True)
