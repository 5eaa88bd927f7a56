"""Running a command and measuring it: its time, and the peak memory of its process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

MAX_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts the most memory that a process held."""


class FailedCommand(Exception):
    """A measured command that did not succeed; its times would mean nothing."""

    def __init__(self, command: tuple[str, ...], output: str) -> None:
        super().__init__(f"`{' '.join(command)}` failed:\n{output}")
        self.command = command
        self.output = output


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took."""

    seconds: float
    cpu_seconds: float
    """Time in which it was computing, which other work on the machine hardly changes."""
    peak_bytes: int
    output: str


def run_module(*command: str, folder: Path, statuses: Collection[int] = (0,)) -> Run:
    """Run a module of this Python in a folder, such as `mkdocs build`, and measure it.

    Raises FailedCommand where it ends with another status than those that mean success.
    """
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    # Installed packages come compiled; without this, only a working copy would compile each time.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    with TemporaryFile("w+", encoding="utf-8") as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env=variables,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read()
    if process.returncode not in statuses:
        raise FailedCommand(command, text)
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MAX_RSS_UNIT, text)
