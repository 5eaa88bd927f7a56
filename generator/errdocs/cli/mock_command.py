"""`errdocs mock`: a fake endpoint of the service on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs.cli import options
from errdocs.escaping import printable

USUAL_PORT = 8001


@click.command(epilog="Example: errdocs mock --case Throttling.RateQuota --times 2")
@options.data
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=USUAL_PORT,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option("--case", metavar="CODE[/CASE]", help="Fail every request with this error.")
@click.option(
    "--times",
    type=click.IntRange(0, 999_999),
    help="Fail this many times, then let one request succeed; default: always fail.",
)
@click.option(
    "--retry-after",
    type=click.IntRange(0, 999_999),
    help="Seconds in the header Retry-After; default: what the registry says of the case.",
)
@options.allow_host
@click.option("--verbose", "-v", is_flag=True, help="Print a line for each request.")
def mock(
    folder: Path,
    port: int,
    case: str | None,
    times: int | None,
    retry_after: int | None,
    hosts: tuple[str, ...],
    verbose: bool,
) -> None:
    """Serve a fake endpoint of the service, to test how a program handles its errors.

    A request succeeds unless it asks for an error: with the header `X-Errdocs-Case: CODE[/CASE]`,
    with CODE[/CASE] as its model, or because it is the failing request of an entry's page. Headers
    `X-Errdocs-Times` and `X-Errdocs-After` say how often, and after how many events of a stream.
    """
    from errdocs.cli.lookup import readable  # only here: `--help` starts fast
    from errdocs.mock import Endpoint, MockServer, NoOperations, UnknownCase

    registry = readable(folder).registry
    with options.wrong_usage(NoOperations, UnknownCase):
        endpoint = Endpoint(registry, case=case, times=times, retry_after=retry_after)
    try:
        server = MockServer(endpoint, port, _log if verbose else None, hosts)
    except OSError as error:
        reason = f"cannot listen on port {port}: {error.strerror or error}"
        raise click.UsageError(f"{reason}; --port 0 finds a free one") from None
    name = printable(registry.settings.service.name)
    click.secho(f"{name}, as a fake, on {server.url} (Ctrl+C stops)", fg="green")
    for host in endpoint.hosts:
        click.echo(f"In the base URL of your client, write it in place of {printable(host)}")
    for path in endpoint.paths:
        click.echo(f"  POST {server.url}{printable(path)}")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("\nStopped", err=True)
    finally:
        server.server_close()


def _log(line: str) -> None:
    click.echo(printable(line), err=True)
