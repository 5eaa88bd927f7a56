"""`errdocs mcp`: the reference for coding agents, over the Model Context Protocol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from errdocs.cli import options
from errdocs.escaping import printable
from errdocs.fetching import Unreadable

if TYPE_CHECKING:
    from errdocs.agents import Reference
    from errdocs.linkcheck.known_site import Site

USUAL_PORT = 8002
HOW_TO_INSTALL = "pip install 'errdocs[mcp]'"


@click.command(epilog="Example: errdocs mcp --from https://errors.example.com/")
@options.data
@options.docs
@options.site
@click.option(
    "--from",
    "published",
    metavar="URL|FILE",
    help="A published site, or its errors.json, instead of a registry.",
)
@click.option("--http", "is_http", is_flag=True, help="Serve over HTTP on this machine only.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=USUAL_PORT,
    show_default=True,
    help="With --http: port to listen on; 0 takes a free one.",
)
def mcp(
    folder: Path,
    documents: Path,
    site: str | None,
    published: str | None,
    is_http: bool,
    port: int,
) -> None:
    """Serve the reference to coding agents, as a server of the Model Context Protocol.

    An agent starts it and talks to it on standard input and output. Its tools look up a text,
    explain a code, list errors, and check links; each error is a resource. Files are only read by
    the check of links, and only below the current folder; with --http, none is.
    """
    try:
        from errdocs.agents.mcp_server import HOST, http_server, listening, server_of
    except ModuleNotFoundError as error:
        reason = f"the package `{error.name}` is not installed"
        raise click.UsageError(f"{reason}; {HOW_TO_INSTALL}") from error
    reference = reference_of(folder, documents, site, published)
    if not is_http:
        server_of(reference, Path.cwd()).run("stdio")
        return
    try:
        with listening(port) as listener:
            port = listener.getsockname()[1]
            name = printable(reference.service)
            click.echo(f"Errors of {name} on http://{HOST}:{port}/mcp (Ctrl+C stops)", err=True)
            http_server(server_of(reference, port=port)).run(sockets=[listener])
    except OSError as error:
        reason = f"cannot listen on port {port}: {error.strerror or error}"
        raise click.UsageError(f"{reason}; --port 0 finds a free one") from None


def reference_of(
    folder: Path, documents: Path, site: str | None, published: str | None
) -> Reference:
    """Return the reference of a registry's folder, or of a published site if one is named."""
    from errdocs import agents
    from errdocs.cli.lookup import lookup_of, readable  # only here: `--help` starts fast

    if published:
        base_url = options.site_url(site, folder) if site else ""
        with options.wrong_usage(Unreadable):
            return agents.published_reference(published, base_url)
    loaded, base_url = readable(folder), options.site_url(site, folder)
    find = lookup_of(loaded, folder, base_url)
    return agents.Reference(loaded.registry, base_url, find, lambda: _site(folder, documents))


def _site(folder: Path, documents: Path) -> Site:
    from errdocs.linkcheck import site_of_registry
    from errdocs.registry.loading import load
    from errdocs.routes import Routes, document_paths, read_ledger

    loaded, read = load(folder), read_ledger(folder)
    if loaded.problems or read.problems:
        raise Unreadable(str(folder), "it has problems; `errdocs check` lists them")
    known = document_paths(documents) if documents.is_dir() else None
    return site_of_registry(Routes(loaded.registry, read.ledger, known))
