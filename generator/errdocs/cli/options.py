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
