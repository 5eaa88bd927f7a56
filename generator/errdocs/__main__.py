"""Run `errdocs`: the first thing that a shell starts, before anything that takes long to import.

Ctrl-C ends a command without a traceback at any time, and a command that is told to end, by a
service manager or by its terminal that is closed, clears up first.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType

_ENDING = ("SIGTERM", "SIGHUP")  # the second one is unknown to Windows


def run() -> None:
    """Run the command that the arguments name."""
    is_interruptible = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_interruptible:  # `nohup` and shells that start something behind them have it ignored
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is to be cleared up yet
    from errdocs.cli import main

    for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        if is_interruptible:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        main(prog_name="errdocs")
    finally:
        if is_interruptible:
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # all is cleared up again


def _end(number: int, _: FrameType | None) -> None:
    """Leave as a shell expects of a signal; another one does not disturb the clearing up."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


if __name__ == "__main__":
    run()
