"""`errdocs serve`: the site on this machine, built again after every change."""

from __future__ import annotations

import socket
from pathlib import Path

import click

from errdocs.cli.build import printable_lines
from errdocs.cli.options import config_option, project_of
from errdocs.engines.mkdocs_runs import ChangeSeen, Event, FailedBuild, Rebuilt, Serving
from errdocs.escaping import printable

USUAL_PORT = 8000


@click.command(epilog="Example: errdocs serve --open")
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=f"Port to listen on; default: {USUAL_PORT}, or any free one.",
)
@click.option("--open", "is_opened", is_flag=True, help="Open the site in a browser.")
def serve(settings: Path, host: str, port: int | None, is_opened: bool) -> None:
    """Serve the site; a saved change is on screen after one rebuild."""
    from errdocs.engines import mkdocs_runs  # only here: `--help` starts fast

    project_of(settings)
    number = _port(host, port)
    click.echo("Building the site", err=True)
    try:
        mkdocs_runs.serve(settings, host, number, _pass_on, open_browser=is_opened)
    except FailedBuild:
        raise click.ClickException("the site is not served") from None
    except KeyboardInterrupt:
        pass
    click.echo("\nStopped", err=True)


def _port(host: str, wanted: int | None) -> int:
    """Return the port to listen on.

    Raises UsageError where the wanted one, or the host, cannot be used.
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


def _pass_on(event: Event | str) -> None:
    """Print what people need to know."""
    if isinstance(event, Serving):
        click.secho(f"Serving on {event.url} (Ctrl+C stops)", fg="green")
    elif isinstance(event, ChangeSeen):
        click.echo("Change seen, building again", err=True)
    elif isinstance(event, Rebuilt):
        click.echo(f"Built in {event.seconds:.2f} seconds", err=True)
    elif isinstance(event, str):
        click.echo(printable_lines(event), err=True)
