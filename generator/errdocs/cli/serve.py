"""`errdocs serve`: the site on this machine, built anew after every change."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from errdocs.cli.options import config_option
from errdocs.engines.mkdocs_process import Record, engine
from errdocs.engines.project import BadProject, read_project
from errdocs.escaping import printable

USUAL_PORT = 8000
ADDRESS, CHANGED, BUILT = "Serving on ", "Detected file changes", "Documentation built in "
"""How the messages of MkDocs begin that are passed on in our words."""


@click.command(epilog="Example: errdocs serve --open")
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=f"Port to listen on; {USUAL_PORT} or else any free one where left out.",
)
@click.option("--open", "is_opened", is_flag=True, help="Open the site in a browser.")
def serve(settings: Path, host: str, port: int | None, is_opened: bool) -> None:
    """Serve the site; a saved change is on screen after one rebuild."""
    try:
        read_project(settings)
    except BadProject as error:
        raise click.UsageError(str(error)) from error
    number = _port(host, port)
    arguments = ["serve", "--config-file", str(settings), "--dev-addr", f"{host}:{number}"]
    if is_opened:
        arguments.append("--open")
    click.echo("Building the site", err=True)
    try:
        with engine(*arguments) as running:
            for record in running:
                _pass_on(record)
            if running.wait():
                raise click.ClickException("the site is not served")
    except KeyboardInterrupt:
        click.echo("\nStopped", err=True)


def _port(host: str, wanted: int | None) -> int:
    """Return the port to listen on.

    Raises UsageError where the wanted one, or the host, cannot be had.
    """
    problem = ""
    for port in [wanted] if wanted else [USUAL_PORT, 0]:
        try:
            with socket.create_server((host, port)) as probe:
                free: int = probe.getsockname()[1]
                return free
        except OSError as error:
            problem = error.strerror or str(error)
    where = f"{host}:{wanted}" if wanted else host
    raise click.UsageError(f"cannot listen on {printable(where)}: {problem}")


def _pass_on(record: Record) -> None:
    """Print what people need of what the engine says."""
    text = record.text
    if text.startswith(ADDRESS):
        address = text.removeprefix(ADDRESS).split()[0]
        click.secho(f"Serving on {address} (Ctrl+C stops)", fg="green")
    elif text.startswith(CHANGED):
        click.echo("Change seen, building anew", err=True)
    elif text.startswith(BUILT):
        click.echo(f"Built in {text.removeprefix(BUILT)}", err=True)
    elif record.is_problem:
        click.echo(printable(text), err=True)
