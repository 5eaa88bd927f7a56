"""The `errdocs` command: a group whose commands are imported only when they are run."""

import gc

# Most commands end within a second: what collecting garbage early finds is not worth its time.
gc.set_threshold(50_000)

from errdocs.cli.group import main  # noqa: E402  # imports are what takes the time

__all__ = ["main"]
