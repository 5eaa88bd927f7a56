"""A terminal of its own for a program that has all of ours: keys, output and jobs.

Programs such as pagers and shells read keys from whatever leads to the terminal, so all of it has
to be the pseudo-terminal. It controls a session of its own, in which a small process between us
and the program does what a shell does: it gives the terminal to the program, stops when the
program stops, so that we can stop too, and ends as the program does.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import termios
import tty
from collections.abc import Callable, Collection
from contextlib import suppress
from threading import Lock, Thread

from errdocs.programs.channels import READ, write_all

IN, OUT, ERR = 0, 1, 2  # file descriptors
TICK = 200  # milliseconds after which a job looks whether the shell has put it in front
STOPS_OF_TERMINALS = {signal.SIGTTIN, signal.SIGTTOU}
Spawn = Callable[[], int]


def spawn_in_session(
    spawn: Spawn, end_like: Callable[[int], int], inner: int, others: Collection[int]
) -> tuple[int, int]:
    """Start a program in a session of its own; return the process between, and the program.

    `spawn` starts the program in a process group of its own. Raises OSError as it does.
    """
    read, write = os.pipe()
    if not (between := os.fork()):
        try:
            for other in (read, *others):
                os.close(other)
            os._exit(_stand_between(spawn, end_like, inner, write))
        finally:
            os._exit(1)
    os.close(write)
    answer = int(os.read(read, READ) or b"0")
    os.close(read)
    if answer <= 0:
        os.waitpid(between, 0)
        raise OSError(-answer, os.strerror(-answer))
    return between, answer


def _stand_between(spawn: Spawn, end_like: Callable[[int], int], inner: int, write: int) -> int:
    """Be the leader of the session until the program has ended, and end as it does."""
    os.setsid()
    fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    # Where somebody kills us alone, the terminal hangs up, and the program has to learn of it.
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
    try:
        program = spawn()
    except OSError as error:
        os.write(write, b"%d" % -(error.errno or 1))
        return 1
    os.tcsetpgrp(inner, program)
    os.write(write, b"%d" % program)
    os.close(write)
    is_new = True
    while True:
        _, status = os.waitpid(program, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            _leave(inner)
            return end_like(status)
        if is_new and os.WSTOPSIG(status) in STOPS_OF_TERMINALS:
            os.killpg(program, signal.SIGCONT)  # it asked before the terminal was its own
        else:
            os.kill(os.getpid(), signal.SIGSTOP)
        is_new = False


def _leave(inner: int) -> None:
    """Give the terminal up, so that our end does not hang it up for those who still write to it."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with suppress(OSError):  # the terminal has gone already
        os.tcsetpgrp(inner, os.getpid())  # the group in front is told that it loses the terminal
        fcntl.ioctl(inner, termios.TIOCNOTTY)


class Keyboard:
    """Passes keys on to the program's terminal, whose settings then say what they mean."""

    def __init__(self, outer: int) -> None:
        self._outer = outer
        self._modes = termios.tcgetattr(IN)
        self._stop_read, self._stop = os.pipe()
        self._thread = Thread(target=self._relay, daemon=True)
        self._lock = Lock()
        self._is_paused = False
        self._is_raw = False

    def start(self) -> None:
        """Pass keys on from now."""
        self._take()
        self._thread.start()

    def go_on(self) -> None:
        """Pass keys on again, as soon as we are the job in front."""
        self._is_paused = False
        self._take()

    def pause(self) -> None:
        """Give the terminal the settings that it had, and leave the keys to others."""
        with self._lock, suppress(termios.error):
            self._is_paused = True
            if _is_in_front():
                termios.tcsetattr(IN, termios.TCSADRAIN, self._modes)
            self._is_raw = False

    def close(self) -> None:
        """Stop passing keys on."""
        os.write(self._stop, b"\n")
        self._thread.join()
        self.pause()

    def _take(self) -> None:
        """Take every key as it is, if we are the job in front."""
        with self._lock, suppress(termios.error):
            if not (self._is_raw or self._is_paused) and _is_in_front():
                tty.setraw(IN, termios.TCSADRAIN)  # what was typed ahead stays
                self._is_raw = True

    def _relay(self) -> None:
        poll, stop = select.poll(), select.poll()
        for source in (IN, self._stop_read):
            poll.register(source, select.POLLIN)
        stop.register(self._stop_read, select.POLLIN)
        with suppress(OSError):  # one of the terminals has gone
            while True:
                ready = {source for source, _ in poll.poll(TICK)}
                if self._stop_read in ready:
                    return
                if not _is_in_front():  # to read would stop us
                    self._is_raw = False
                    stop.poll(TICK)
                    continue
                self._take()
                if IN in ready:
                    if not (keys := os.read(IN, READ)):
                        return
                    write_all(self._outer, keys)


def has_whole_terminal() -> bool:
    """Whether keys and output are one terminal, and we are the job in front of it."""
    is_one = os.path.sameopenfile(IN, OUT) and os.path.sameopenfile(OUT, ERR)
    return is_one and os.isatty(IN) and _is_in_front()


def _is_in_front() -> bool:
    try:
        return os.tcgetpgrp(IN) == os.getpgrp()
    except OSError:  # it does not control our session
        return False
