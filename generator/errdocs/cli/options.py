"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path

import click

data_option = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder of the registry.",
)

config_option = click.option(
    "--config-file",
    "-f",
    "settings",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The project's settings.",
)

docs_option = click.option(
    "--docs",
    "documents",
    type=click.Path(path_type=Path),
    default=Path("docs"),
    show_default=True,
    help="Folder of the hand-written pages; left out where it does not exist.",
)
