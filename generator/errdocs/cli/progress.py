"""How far a build is, on a terminal; nothing elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import click

from errdocs.engines.mkdocs_process import Record

READING, BUILDING = "Reading: ", "Building page "
"""How MkDocs' debug messages begin: first each page is read, then each is built."""
WIDTH = 24
"""Characters of the bar."""


class Progress:
    """One line that is written over until the work is done."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        self._read = self._built = 0

    def __enter__(self) -> Self:
        """Begin."""
        self._draw("Reading the registry")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Clear the line."""
        self._clear()

    def follow(self, record: Record) -> None:
        """Count what the engine has done."""
        if record.text.startswith(READING):
            self._read += 1
            if self._read % 20 == 0:
                self._draw(f"Reading page {self._read}")
        elif record.text.startswith(BUILDING):
            self._built += 1
            done = WIDTH * self._built // max(1, self._read)
            bar = "█" * done + "░" * (WIDTH - done)
            self._draw(f"{bar} {self._built}/{self._read} pages")

    def say(self, text: str) -> None:
        """Print a line that stays."""
        self._clear()
        click.echo(text, err=True)

    def _draw(self, text: str) -> None:
        if self.is_shown:
            click.echo(f"\r\x1b[2K{text}", nl=False, err=True)

    def _clear(self) -> None:
        if self.is_shown:
            click.echo("\r\x1b[2K", nl=False, err=True)
