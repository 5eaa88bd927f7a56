"""`errdocs build`: the whole site, or the one that stood before."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from errdocs.cli.options import config_option, project_of
from errdocs.engines.folders import replacing
from errdocs.engines.mkdocs_runs import Event, FailedBuild, Listener, PageBuilt, PageRead
from errdocs.engines.project import relative_to_here
from errdocs.escaping import printable


@click.command(epilog="Example: errdocs build --site-dir public")
@config_option
@click.option(
    "--site-dir",
    "-d",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the site; default: `site_dir` of the settings.",
)
@click.option("--strict/--no-strict", default=True, show_default=True, help="Warnings are errors.")
def build(settings: Path, folder: Path | None, strict: bool) -> None:
    """Build the site; a build that fails leaves the previous one as it was."""
    from errdocs.engines import mkdocs_runs  # only here: `--help` starts fast

    target = folder or project_of(settings).site
    _require_site(target)
    start = time.monotonic()
    try:
        with replacing(target) as new, _progress() as listener:
            mkdocs_runs.build(settings, new, listener, strict=strict)
            pages = sum(1 for _ in new.rglob("*.html"))
    except FailedBuild:
        kept = f"{_shown(target)} is as it was" if target.exists() else "nothing was written"
        raise click.ClickException(f"the site was not built; {kept}") from None
    seconds = time.monotonic() - start
    click.secho(f"Built {pages} pages in {seconds:.1f} s: {_shown(target)}", fg="green")


@contextmanager
def _progress() -> Iterator[Listener]:
    """Give a listener that prints problems, and on a terminal shows how far the build is."""
    if not sys.stderr.isatty():
        yield _say
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Reading the registry", total=None)

        def show(event: Event | str) -> None:
            if isinstance(event, PageRead):
                progress.update(task, description="Reading pages", completed=event.count)
            elif isinstance(event, PageBuilt):
                progress.update(
                    task, description="Building pages", completed=event.count, total=event.total
                )
            elif isinstance(event, str):
                progress.console.print(printable_lines(event), markup=False, highlight=False)

        yield show


def _say(event: Event | str) -> None:
    if isinstance(event, str):
        click.echo(printable_lines(event), err=True)


def printable_lines(text: str) -> str:
    """Return a text of several lines without anything that a terminal would obey."""
    return "\n".join(map(printable, text.split("\n")))


def _require_site(folder: Path) -> None:
    """Refuse to replace what no build made."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "index.html").is_file():
        raise click.UsageError(
            f"{printable(str(folder))} holds other files than a site; choose another folder"
        )


def _shown(folder: Path) -> str:
    return f"{printable(str(relative_to_here(folder)))}/"
