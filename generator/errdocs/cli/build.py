"""`errdocs build`: the whole site, or the one that stood before."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import click

from errdocs.cli.options import config_option
from errdocs.cli.progress import Progress
from errdocs.engines.mkdocs_process import engine
from errdocs.engines.project import BadProject, read_project, relative_to_here
from errdocs.engines.swapping import replacing
from errdocs.escaping import printable

ABORTED = "Aborted with a BuildError!"
"""What MkDocs says after the reason, which is enough."""


class FailedBuild(Exception):
    """A build that MkDocs gave up."""


@click.command(epilog="Example: errdocs build --site-dir public")
@config_option
@click.option(
    "--site-dir",
    "-d",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site goes; `site_dir` of the settings where left out.",
)
@click.option("--strict/--no-strict", default=True, show_default=True, help="Warnings are errors.")
def build(settings: Path, folder: Path | None, strict: bool) -> None:
    """Build the site; a build that fails leaves the previous one as it was."""
    try:
        project = read_project(settings)
    except BadProject as error:
        raise click.UsageError(str(error)) from error
    target = folder or project.site
    _require_site(target)
    began = time.monotonic()
    try:
        with replacing(target) as new:
            _build(settings, new, strict=strict)
            pages = sum(1 for _ in new.rglob("*.html"))
    except FailedBuild:
        kept = f"{_shown(target)} is as it was" if target.exists() else "nothing was written"
        raise click.ClickException(f"the site was not built; {kept}") from None
    seconds = time.monotonic() - began
    click.secho(f"Built {pages} pages in {seconds:.1f} s: {_shown(target)}", fg="green")


def _build(settings: Path, folder: Path, *, strict: bool) -> None:
    """Let MkDocs build into a folder, show how far it is, and print each problem once.

    Raises FailedBuild where it does not succeed.
    """
    with Progress() as progress:
        flags = [
            *(["--strict"] if strict else []),
            *(["--verbose"] if progress.is_shown else []),  # names each page, for the bar
        ]
        arguments = ("build", "--config-file", str(settings), "--site-dir", str(folder), *flags)
        seen: Counter[str] = Counter()
        with engine(*arguments) as running:
            for record in running:
                progress.follow(record)
                seen[record.text] += 1
                if record.is_problem and record.text != ABORTED and seen[record.text] == 1:
                    progress.say(printable(record.text))
            if running.wait():
                raise FailedBuild


def _require_site(folder: Path) -> None:
    """Refuse to replace what no build made."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "index.html").is_file():
        raise click.UsageError(
            f"{printable(str(folder))} holds something else than a site; choose another folder"
        )


def _shown(folder: Path) -> str:
    return f"{printable(str(relative_to_here(folder)))}/"
