"""`errdocs build`, `serve`, `write` and `export`: the site, its pages, or its files alone."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from errdocs.cli import options
from errdocs.engines import mkdocs_runs
from errdocs.engines.mkdocs_runs import ChangeSeen, Event, Listener, Progress, Rebuilt, Serving
from errdocs.engines.project import BadProject, Project, read_project, relative_to_here
from errdocs.escaping import printable
from errdocs.registry.naming import did_you_mean
from errdocs.routes import FILES

USUAL_PORT = 8000
config_option = options.path(
    "--config-file", "-f", "settings", default=Path("mkdocs.yml"), help="Settings of the project."
)
ALL = "all"
STANDARD_OUTPUT = "-"
_LIST = "\n".join(f"{name:<10} {file.path}: {file.about}" for name, file in FILES.items())
_HELP = f"""\
Write NAME, a file that the site publishes for programs, to standard output.

NAME is one of these, or a path such as errors/CODE.json or errors/CODE.md:

\b
{_LIST}

`{ALL}` stands for every file; it needs --output DIR.
"""


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
def build(settings: Path, folder: Path | None, strict: bool) -> None:
    """Build the site. A build that fails leaves the previous site as it was."""
    from errdocs.engines.folders import replacing  # only here: `--help` starts fast

    target = folder or _project(settings).site
    if target.is_dir() and any(target.iterdir()) and not (target / "index.html").is_file():
        raise click.UsageError(
            f"{printable(str(target))} holds other files than a site; choose another folder"
        )
    shown = f"{printable(str(relative_to_here(target)))}/"
    start = time.monotonic()
    try:
        with replacing(target) as new, _progress() as listener:
            mkdocs_runs.build(settings, new, listener, strict=strict)
            pages = sum(1 for _ in new.rglob("*.html"))
    except mkdocs_runs.FailedBuild:
        kept = f"{shown} is as it was" if target.exists() else "nothing was written"
        raise click.ClickException(f"the site was not built; {kept}") from None
    seconds = time.monotonic() - start
    click.secho(f"Built {pages} pages in {seconds:.1f} s: {shown}", fg="green")


@contextmanager
def _progress() -> Iterator[Listener]:
    """Give a listener that prints problems, and on a terminal shows how far the build is."""
    from rich import progress  # only here, as it takes long to import
    from rich.console import Console

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    columns = ("{task.description}", progress.BarColumn(), progress.MofNCompleteColumn())
    hidden = not console.is_terminal
    with progress.Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("Reading the registry", total=None)

        def show(event: Event | str) -> None:
            if isinstance(event, Progress):
                bar.update(task, description=event.task, completed=event.done, total=event.total)
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
@click.option("--open", "is_opened", is_flag=True, help="Open the site in a browser.")
def serve(settings: Path, host: str, port: int | None, is_opened: bool) -> None:
    """Serve the site on this machine, and build it again after each change."""
    _project(settings)
    free = _free_port(host, port)
    click.echo("Building the site", err=True)
    try:
        mkdocs_runs.serve(settings, host, free, _print, open_browser=is_opened)
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


def _free_port(host: str, wanted: int | None) -> int:
    problem = ""
    for port in [wanted] if wanted else [USUAL_PORT, 0]:
        try:
            with socket.create_server((host, port)) as probe:
                return int(probe.getsockname()[1])
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

    with _rendering():
        files = folders.folder_files(_project(settings))
    if not check_only:
        if folder.exists() and any(folder.iterdir()) and not folders.is_written(folder):
            raise click.UsageError(
                f"{printable(str(folder))} holds files that `errdocs write` did not write; "
                "choose another folder or empty it"
            )
        with folders.replacing(folder) as new:
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


@contextmanager
def _rendering() -> Iterator[None]:
    """Turn what is wrong with a registry or template into the end of the command."""
    from errdocs.render.texts import BrokenTemplate
    from errdocs.site import BrokenRegistry

    try:
        yield
    except BrokenRegistry as error:
        options.fail(error.loaded, error.problems, click.ClickException("nothing was written"))
    except BrokenTemplate as error:
        raise click.ClickException(f"{error}; nothing was written") from error


@click.command(
    help=_HELP,
    epilog="Example: errdocs export openapi --site https://errors.example.com/ -o openapi.json",
)
@click.argument("name", metavar="NAME")
@click.option(
    "--output",
    "-o",
    default=STANDARD_OUTPUT,
    help="File to write, or - for standard output. In a folder, the file gets the name that it "
    "is published under.",
)
@options.site
@options.data
@options.docs
def export(name: str, output: str, site: str | None, folder: Path, documents: Path) -> None:
    """Write the files for programs."""
    from errdocs.site import Site, SiteOptions

    site_options = SiteOptions(folder, site_url=options.site_url(site, folder), documents=documents)
    with _rendering():
        files = Site.of(site_options).data_files
    if not output:
        raise click.UsageError("--output is empty; name a file, a folder, or - for the terminal")
    target = Path(output)
    if name == ALL:
        if output == STANDARD_OUTPUT or target.is_file():
            raise click.UsageError(f"{ALL} writes many files; name a folder with --output")
        options.write_files(target, files)
        click.echo(f"Wrote {len(files)} files to {printable(str(target))}/")
        return
    path = _path(name, files)
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(files[path])
        sys.stdout.buffer.flush()
    elif output.endswith("/") or target.is_dir():
        options.write_files(target, {path: files[path]})
    else:
        options.write_files(target.parent, {target.name: files[path]})


def _path(name: str, files: Mapping[str, bytes]) -> str:
    path = FILES[name].path if name in FILES else name.lstrip("/")
    if path in files:
        return path
    if any(path == file.path for file in FILES.values()):
        raise click.UsageError(f"{printable(name)} needs the URL of the site; give it with --site")
    guess = did_you_mean(name, [*FILES, ALL, *files]) or "see errdocs export --help"
    raise click.UsageError(f"there is no export `{printable(name)}`; {guess}")
