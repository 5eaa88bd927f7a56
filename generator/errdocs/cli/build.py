"""`errdocs build`, `serve` and `write`: the site, or its pages as files."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from errdocs.cli import options
from errdocs.engines import mkdocs_runs
from errdocs.engines.mkdocs_runs import ChangeSeen, Event, Listener, Progress, Rebuilt, Serving
from errdocs.engines.project import BadProject, Project, read_project, relative_to_here
from errdocs.escaping import printable
from errdocs.whole_files import replacing

ENGINES = (MKDOCS, ZENSICAL) = ("mkdocs", "zensical")
USUAL_PORT = 8000
REDRAWN = 0.1  # seconds after which the bar of the progress is drawn again
config_option = options.path(
    "--config-file", "-f", "settings", default=Path("mkdocs.yml"), help="Settings of the project."
)


@click.command(epilog="Example: errdocs build --site-dir public")
@config_option
@click.option(
    "--site-dir",
    "-d",
    "folder",
    type=options.folder_type,
    help="Folder of the site; default: `site_dir` of the settings.",
)
@click.option("--strict/--no-strict", default=True, show_default=True, help="Fail on warnings.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default=MKDOCS,
    show_default=True,
    help="What renders the pages; zensical needs the extra of that name.",
)
def build(settings: Path, folder: Path | None, strict: bool, engine: str) -> None:
    """Build the site. A build that fails leaves the previous site as it was."""
    from errdocs.engines.unchanged import KnownBuild  # only here: others build nothing

    # MkDocs alone knows settings that inherit; it needs no help where the folder is named.
    is_named = folder is not None and engine == MKDOCS
    project = None if is_named and not _is_readable(settings) else _project(settings)
    target = folder or _project(settings).site
    if target.is_dir() and any(target.iterdir()) and not (target / "index.html").is_file():
        raise click.UsageError(
            f"{printable(str(target))} holds other files than a site; choose another folder"
        )
    shown = f"{printable(str(relative_to_here(target)))}/"
    start = time.monotonic()
    known = project and KnownBuild.of(project, settings, target, engine, str(strict))
    if known and known.is_current:
        click.secho(f"Nothing has changed since the last build: {shown}", fg="green")
        return
    try:
        pages, is_clean = _build(project, settings, target, engine, strict=strict)
    except mkdocs_runs.FailedBuild:
        kept = f"{shown} is as it was" if target.exists() else "nothing was written"
        raise click.ClickException(f"the site was not built; {kept}") from None
    if known and is_clean:  # warnings shall be told again
        known.keep()
    seconds = time.monotonic() - start
    click.secho(f"Built {pages} pages in {seconds:.1f} s: {shown}", fg="green")


def _build(
    project: Project | None, settings: Path, target: Path, engine: str, *, strict: bool
) -> tuple[int, bool]:
    """Build a site and return how many pages it has, and whether nothing was to be told."""
    told = 0
    with replacing(target) as new, _progress() as show:

        def listener(event: Event | str) -> None:
            nonlocal told
            told += isinstance(event, str)
            show(event)

        if engine == MKDOCS or not project:
            mkdocs_runs.build(settings, new, listener, strict=strict)
        else:
            from errdocs.engines import zensical_runs  # only here: MkDocs does not need it

            zensical_runs.build(project, new, listener, strict=strict)
        return sum(1 for _ in new.rglob("*.html")), not told


@contextmanager
def _progress() -> Iterator[Listener]:
    """Give a listener that prints problems, and on a terminal shows how far the build is."""
    from rich import progress  # only here, as it takes long to import
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    columns = ("{task.description}", progress.BarColumn(), progress.MofNCompleteColumn())
    hidden = not console.is_terminal
    # Without a thread that draws: files are made in copies of this process.
    with progress.Progress(
        *columns, console=console, transient=True, disable=hidden, auto_refresh=False
    ) as bar:
        task, shown = bar.add_task("Reading the registry", total=None), 0.0
        bar.refresh()

        def show(event: Event | str) -> None:
            nonlocal shown
            if isinstance(event, Progress):
                bar.update(task, description=event.task, completed=event.done, total=event.total)
                if time.monotonic() - shown > REDRAWN:
                    bar.refresh()
                    shown = time.monotonic()
            elif isinstance(event, str):
                console.print(options.printable_lines(event), soft_wrap=True)

        yield show


@click.command(epilog="Example: errdocs serve --open")
@config_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help=f"Port to listen on; default: {USUAL_PORT}, or a free one if it is taken.",
)
@options.allow_host
@click.option("--open", "is_opened", is_flag=True, help="Open the site in a browser.")
def serve(
    settings: Path, host: str, port: int | None, hosts: tuple[str, ...], is_opened: bool
) -> None:
    """Serve the site on this machine, and build it again after each change."""
    _project(settings)
    reserved = _reserved_port(host, port)
    click.echo("Building the site", err=True)
    try:
        mkdocs_runs.serve(
            settings, host, reserved, _print, open_browser=is_opened, allowed_hosts=hosts
        )
    except mkdocs_runs.FailedBuild:
        raise click.ClickException("the site is not served") from None
    except KeyboardInterrupt:
        pass
    click.echo("\nStopped", err=True)


def _print(event: Event | str) -> None:
    match event:
        case Serving(url):
            click.secho(f"Serving on {url} (Ctrl+C stops)", fg="green")
        case ChangeSeen():
            click.echo("Change seen, building again", err=True)
        case Rebuilt(seconds):
            click.echo(f"Built in {seconds:.2f} seconds", err=True)
        case str():
            click.echo(options.printable_lines(event), err=True)


def _reserved_port(host: str, wanted: int | None) -> socket.socket:
    """Return a socket that keeps a port; nobody else can take it while the site is built."""
    problem = ""
    for port in [wanted] if wanted else [USUAL_PORT, 0]:
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            # It listens, though nobody answers: two that only hold a name do not exclude another.
            return socket.create_server((host, port), family=family, backlog=0)
        except OSError as error:
            problem = error.strerror or str(error)
    where = f"{host}:{wanted}" if wanted else host
    raise click.UsageError(f"cannot listen on {printable(where)}: {problem}")


@click.command(
    epilog="Example: errdocs write plain && zensical build --config-file plain/mkdocs.yml"
)
@click.argument("folder", type=options.folder_type)
@config_option
@options.check
def write(folder: Path, settings: Path, check_only: bool) -> None:
    """Write the pages to FOLDER, with a plain mkdocs.yml that needs no plugin."""
    from errdocs.engines import folders

    with options.rendering():
        files = folders.folder_files(_project(settings))
    if not check_only:
        if folder.exists() and any(folder.iterdir()) and not folders.is_written(folder):
            raise click.UsageError(
                f"{printable(str(folder))} holds files that `errdocs write` did not write; "
                "choose another folder or empty it"
            )
        with replacing(folder) as new:
            options.write_files(new, files)
        pages = sum(path.endswith(".md") for path in files)
        click.echo(f"Wrote {pages} pages and {len(files) - pages} other files to {folder}/")
        return
    found = [f"{folder}/{line}" for line in folders.differences(folder, files)]
    if found:
        click.echo("\n".join(found))
        raise click.ClickException(
            f"{len(found)} files differ; `errdocs write {folder}` brings the folder up to date"
        )
    click.echo(f"{folder}/ is current: {len(files)} files")


def _project(settings: Path) -> Project:
    with options.wrong_usage(BadProject):
        return read_project(settings)


def _is_readable(settings: Path) -> bool:
    """Whether a `mkdocs.yml` says all that errdocs needs without the help of MkDocs."""
    try:
        read_project(settings)
    except BadProject:
        return False
    return True
