"""What a program writes, taken on its way and passed on unchanged: a pipe, or a terminal of ours.

A program that wrote to a terminal before still does: it gets a pseudo-terminal of the same size
and with the same settings. Unless it has the whole terminal, line ends are left to the one behind,
which would otherwise get each of them twice.
"""

from __future__ import annotations

import os
import select
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread

READ = 65_536  # bytes read at once at most; what is there is passed on at once
MOST_LEFT = 2 * READ  # bytes that a program may have written before its end and nobody has read
OFLAG = 1  # place of the output's settings in what `termios.tcgetattr` returns
QUIET = 0.01  # seconds without output after which a program that has stopped has said it all
LONGEST_SETTLING = 1.0  # seconds after which a stream that never ends is left alone


class Channel:
    """A stream of a program, on its way to where it would have gone."""

    def __init__(
        self, numbers: Sequence[int], observe: Callable[[bytes], None], *, is_whole: bool = False
    ) -> None:
        self.numbers = numbers
        """The file descriptors of the program that lead here."""
        self._target = numbers[-1]
        self._observe = observe
        self._is_terminal = os.isatty(self._target)
        self.outer, self.inner = os.openpty() if self._is_terminal else os.pipe()
        self._stop_read, self._stop = os.pipe()
        self._thread = Thread(target=self._relay, daemon=True)
        self._is_over = False
        if self._is_terminal:
            modes = termios.tcgetattr(self._target)
            if not is_whole:
                modes[OFLAG] &= ~termios.OPOST
            termios.tcsetattr(self.inner, termios.TCSANOW, modes)
            self.resize()

    def start(self) -> None:
        """Pass on from now; the program has been started and holds the other end."""
        os.close(self.inner)
        self._thread.start()

    def resize(self) -> bool:
        """Give the program's terminal the size of the one behind; whether it had another one."""
        if not self._is_terminal:
            return False
        with suppress(termios.error):  # the terminal behind has gone
            size = termios.tcgetwinsize(self._target)
            if size != termios.tcgetwinsize(self.outer):
                termios.tcsetwinsize(self.outer, size)
                return True
        return False

    def settle(self) -> None:
        """Wait until all has been passed on that was written so far."""
        end = time.monotonic() + LONGEST_SETTLING
        while not self._is_over and time.monotonic() < end:
            time.sleep(QUIET)
            with suppress(OSError, ValueError):  # it is at its end by now
                if not select.select([self.outer], [], [], 0)[0]:
                    return

    def finish(self, patience: float) -> bool:
        """Pass on the rest after the end of the program; whether the stream is at its end.

        Others may still hold it, such as a server that the program left in the background.
        """
        self._thread.join(patience)
        os.write(self._stop, b"\n")
        self._thread.join()
        return self._is_over

    def hand_over(self) -> None:
        """Let another process pass on what those write who outlive the program."""
        actions = [
            (os.POSIX_SPAWN_DUP2, self.outer, 0),
            (os.POSIX_SPAWN_DUP2, self._target, 1),
            (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        ]
        with suppress(OSError):  # without `cat` they write to nobody
            os.posix_spawnp("cat", ["cat"], os.environ, file_actions=actions, setsigmask=[])

    def _relay(self) -> None:
        self._is_over = self._copy()
        if self._is_over:
            os.close(self.outer)  # a program that goes on writing learns that nobody reads

    def _copy(self) -> bool:
        """Copy until somebody else is to go on, or there is no more: whether it is the latter."""
        poll, left = select.poll(), MOST_LEFT
        for source in (self.outer, self._stop_read):
            poll.register(source, select.POLLIN)
        while True:
            ready = {source for source, _ in poll.poll()}
            is_stopped = self._stop_read in ready
            if is_stopped and (self.outer not in ready or left <= 0):
                return False
            try:
                if not (data := os.read(self.outer, READ)):
                    return True
                write_all(self._target, data)
            except OSError:  # a pseudo-terminal ends with one; or the reader behind has gone
                return True
            self._observe(data)
            left -= len(data) if is_stopped else 0


def write_all(target: int, data: bytes) -> None:
    """Write bytes to a file descriptor, also to one that a program has made non-blocking."""
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(target, view) :]
        except BlockingIOError:
            select.select([], [target], [])
