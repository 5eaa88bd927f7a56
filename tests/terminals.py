"""A terminal for tests: a program runs in it as in a window, and keys are typed."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from support import restore_interrupt

PATIENCE = 30.0  # seconds; a busy machine is slow


class Terminal:
    """What a person sees of a program, and what they may do."""

    def __init__(self, *command: str, folder: Path, size: tuple[int, int] = (24, 80)) -> None:
        self._screen, inner = pty.openpty()
        termios.tcsetwinsize(inner, size)

        def prepare() -> None:
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            restore_interrupt()

        self.process = subprocess.Popen(
            command, cwd=folder, stdin=inner, stdout=inner, stderr=inner,
            start_new_session=True, preexec_fn=prepare,
        )  # fmt: skip
        os.close(inner)
        self.shown = b""

    def wait_for(self, text: bytes) -> bytes:
        """Read until a text is on the screen, and return what came before it since last time."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown:
            assert self._read(end), (text, self.shown)
        before, _, self.shown = self.shown.partition(text)
        return before

    def rest(self) -> bytes:
        """Return all that is shown until the program has ended."""
        end = time.monotonic() + PATIENCE
        while self._read(end):
            pass
        return self.shown

    def type(self, keys: bytes) -> None:
        """Type keys."""
        os.write(self._screen, keys)

    def resize(self, rows: int, columns: int) -> None:
        """Give the window another size."""
        termios.tcsetwinsize(self._screen, (rows, columns))

    def echoes(self) -> bool:
        """Whether the terminal shows what is typed."""
        return bool(termios.tcgetattr(self._screen)[3] & termios.ECHO)

    def close(self) -> None:
        """Close the window."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._screen)

    def _read(self, end: float) -> bool:
        ready, _, _ = select.select([self._screen], [], [], max(0.0, end - time.monotonic()))
        assert ready, self.shown
        try:
            data = os.read(self._screen, 65_536)
        except OSError:  # the program has ended
            return False
        self.shown += data
        return bool(data)


@contextmanager
def terminal(*command: str, folder: Path, size: tuple[int, int] = (24, 80)) -> Iterator[Terminal]:
    """Open a terminal in which a program runs, and close it."""
    opened = Terminal(*command, folder=folder, size=size)
    try:
        yield opened
    finally:
        opened.close()


def python(code: str) -> tuple[str, str, str]:
    """Return the command that runs some Python quickly."""
    return sys.executable, "-Ic", code
