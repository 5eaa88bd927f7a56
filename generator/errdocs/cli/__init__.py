"""The `errdocs` command: a group whose commands are imported only when they are run."""

from errdocs.cli.group import main

__all__ = ["main"]
