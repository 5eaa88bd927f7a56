"""`errdocs write`: the reference as a folder for any engine."""

from __future__ import annotations

from pathlib import Path

import click

from errdocs.cli.options import config_option, project_of
from errdocs.engines.folders import ForeignFolder, differences, folder_files, write_folder
from errdocs.render.environment import BrokenTemplate
from errdocs.site import BrokenRegistry


@click.command(
    epilog="Example: errdocs write plain && zensical build --config-file plain/mkdocs.yml"
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@config_option
@click.option("--check", "check_only", is_flag=True, help="Only say whether FOLDER is current.")
def write(folder: Path, settings: Path, check_only: bool) -> None:
    """Write the pages to FOLDER, with a plain mkdocs.yml that needs no plugin."""
    project = project_of(settings)
    try:
        files = folder_files(project)
    except BrokenRegistry as error:
        for line in error.lines():
            click.echo(line, err=True)
        raise click.ClickException("nothing was written") from error
    except BrokenTemplate as error:
        raise click.ClickException(f"{error}; nothing was written") from error
    if check_only:
        _check(folder, files)
        return
    try:
        write_folder(folder, files)
    except ForeignFolder as error:
        raise click.UsageError(f"{error}; choose another folder or empty it") from error
    pages = sum(path.endswith(".md") for path in files)
    click.echo(f"Wrote {pages} pages and {len(files) - pages} other files to {folder}/")


def _check(folder: Path, files: dict[str, bytes]) -> None:
    found = list(differences(folder, files))
    for line in found:
        click.echo(f"{folder}/{line}")
    if found:
        raise click.ClickException(
            f"{len(found)} files differ; `errdocs write {folder}` brings the folder up to date"
        )
    click.echo(f"{folder}/ is current: {len(files)} files")
