"""A site built on import, in the process that `test_killed` forks: so its forks are quick."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from errdocs.cli import main

with TemporaryDirectory() as folder:
    CliRunner().invoke(main, ["init", folder])
    CliRunner().invoke(main, ["build", "--config-file", str(Path(folder, "mkdocs.yml"))])
