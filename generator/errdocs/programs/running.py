"""A program is run as if nobody watched, and its signals and its end become ours.

If it has a whole terminal, it gets one of its own. Otherwise it stays in our session and process
group, with our standard input: signals from a terminal reach it without us. Those that another
process sends to us alone are passed on. The main thread waits for signals,
the others copy what the program writes.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from errdocs.programs.channels import Channel
from errdocs.programs.sessions import (
    ERR,
    IN,
    OUT,
    Keyboard,
    has_whole_terminal,
    spawn_in_session,
)

PASSED_ON = {
    signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGTSTP, signal.SIGUSR1,
    signal.SIGUSR2,
}  # fmt: skip
HANDLED = PASSED_ON | {signal.SIGCHLD, signal.SIGWINCH, signal.SIGCONT}
# What Python ignores: programs expect the default.
IGNORED_BY_PYTHON = {signal.SIGPIPE, signal.SIGXFSZ}
PATIENCE = 0.2  # seconds after its end in which the last output of a program arrives
NOT_FOUND, NOT_EXECUTABLE = 127, 126  # exit codes of shells
Observe = Callable[[bytes], None]


class CannotRun(Exception):
    """A command that is not there or cannot be run, with the exit code that shells have for it."""

    def __init__(self, command: str, error: OSError) -> None:
        is_missing = isinstance(error, FileNotFoundError)
        reason = "command not found" if is_missing else error.strerror
        super().__init__(f"{command}: {reason}")
        self.exit_code = NOT_FOUND if is_missing else NOT_EXECUTABLE


def run_program(
    command: tuple[str, ...], observe: Callable[[int], Observe], *, with_output: bool = False
) -> int:
    """Run a program to its end, and return its status as `os.waitpid` does.

    `observe` gets the number of a stream and returns what takes its bytes. Standard output is
    watched if it is asked for, or leads where standard error does: else their order would change.
    Raises CannotRun.
    """
    is_whole = has_whole_terminal()
    channels = [
        Channel(numbers, observe(numbers[-1]), is_whole=is_whole)
        for numbers in ([(IN, OUT, ERR)] if is_whole else _watched(with_output))
    ]
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
    try:
        job = _start(command, channels, mask, is_whole=is_whole)
    except OSError as error:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        raise CannotRun(command[0], error) from error
    if job.keyboard:
        job.keyboard.start()  # first: the line ends of what comes are right as they are
    for channel in channels:
        channel.start()
    status = _wait(job)
    for channel in channels:
        if not channel.finish(PATIENCE):
            channel.hand_over()
    if job.keyboard:
        job.keyboard.close()
    _be_interruptible(mask)
    return status


@dataclass(frozen=True, slots=True)
class _Job:
    """A program that runs."""

    child: int
    """The process that ends as the program does: the program, or what stands between."""
    program: int
    channels: Sequence[Channel]
    keyboard: Keyboard | None = None


def _start(
    command: tuple[str, ...], channels: Sequence[Channel], mask: Collection[int], *, is_whole: bool
) -> _Job:
    actions = [
        (os.POSIX_SPAWN_DUP2, channel.inner, number)
        for channel in channels
        for number in channel.numbers
    ]
    spawn = partial(
        os.posix_spawnp, command[0], command, os.environ, file_actions=actions, setsigmask=mask,
        setsigdef=IGNORED_BY_PYTHON | {signal.SIGTTOU},
    )  # fmt: skip
    if not is_whole:
        program = spawn()
        return _Job(program, program, channels)
    [channel] = channels
    spawn_as_job = partial(spawn, setpgroup=0)
    between, program = spawn_in_session(spawn_as_job, end_like, channel.inner, [channel.outer])
    return _Job(between, program, channels, Keyboard(channel.outer))


def _watched(with_output: bool) -> Iterator[Sequence[int]]:
    """Yield the file descriptors that are watched, those together that lead to one place."""
    if os.path.sameopenfile(OUT, ERR):
        yield OUT, ERR
        return
    yield (ERR,)
    if with_output:
        yield (OUT,)


def _wait(job: _Job) -> int:
    """Pass signals on until the program has ended, and return its status."""
    while True:
        info = signal.sigwaitinfo(HANDLED)
        if info.si_signo == signal.SIGCHLD:
            ended, status = os.waitpid(job.child, os.WNOHANG | os.WUNTRACED)
            if ended and not os.WIFSTOPPED(status):
                return status
            if ended:
                _stop(job)
        elif info.si_signo in PASSED_ON and info.si_code <= 0:
            _send(job.program, info.si_signo)  # a process has sent it
        elif info.si_signo in PASSED_ON and job.keyboard:
            _send(-job.program, info.si_signo)  # a terminal has, to our group, of which it is none
        elif info.si_signo in {signal.SIGWINCH, signal.SIGCONT}:
            resized = [channel.resize() for channel in job.channels]
            if any(resized):  # the program may have asked for the size before it was right
                _send(job.program, signal.SIGWINCH)


def _be_interruptible(mask: Collection[int]) -> None:
    """Let Ctrl-C end us from now, if it may; what was pressed before was for the program."""
    while signal.sigtimedwait(HANDLED, 0):
        pass
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _stop(job: _Job) -> None:
    """Stop as the program did, so that the shell knows it, until the shell says to go on."""
    for channel in job.channels:
        channel.settle()
    if job.keyboard:
        job.keyboard.pause()
    os.kill(os.getpid(), signal.SIGSTOP)
    if job.keyboard:
        job.keyboard.go_on()
        _send(job.child, signal.SIGCONT)
        _send(-job.program, signal.SIGCONT)  # the group
    else:
        _send(job.program, signal.SIGCONT)  # it may be that only we were told to go on


def _send(process: int, number: int) -> None:
    """Send a signal to a process, which may have ended if it is no child of ours."""
    with suppress(ProcessLookupError):
        os.kill(process, number)


def end_like(status: int) -> int:
    """End by the signal that has ended a program, or return its exit code."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return code
    sys.stdout.flush()
    sys.stderr.flush()
    with suppress(OSError, ValueError):
        # A core file of ours might replace the one of the program.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(-code, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {-code})
    os.kill(os.getpid(), -code)
    return 128 - code
