"""MkDocs as a program beside this one: what it says while it builds or serves.

The engine runs in a process of its own, so that nothing here imports it and a failure of it
costs nothing but the run.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

_RECORD = re.compile(r"(DEBUG|INFO|WARNING|ERROR|CRITICAL) +-  (?:\[[0-9:]+\] )?(.*)")
PROBLEM_LEVELS = frozenset({"WARNING", "ERROR", "CRITICAL"})
GRACE = 5.0
"""Seconds that the engine gets to stop by itself."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that the engine said."""

    level: str
    """A level of `logging`; empty for what was not logged, such as a traceback."""
    text: str

    @property
    def is_problem(self) -> bool:
        """Whether people have to see it."""
        return not self.level or self.level in PROBLEM_LEVELS


@dataclass
class Engine:
    """A running engine; iterate over it for what it says, line by line."""

    process: subprocess.Popen[str]
    level: str = field(default="", init=False)

    def __iter__(self) -> Iterator[Record]:
        """Yield what the engine says, as soon as it says it; ends when the engine does."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if record := self._record(line.rstrip("\n")):
                yield record

    def _record(self, line: str) -> Record | None:
        """Return a line as a record; one without a level goes on with the record before it."""
        match = _RECORD.fullmatch(line)
        if match:
            self.level = match[1]
        text = match[2] if match else line
        return Record(self.level, text) if text.strip() else None

    def wait(self) -> int:
        """Return the exit code, once the engine has ended."""
        return self.process.wait()

    def stop(self) -> None:
        """End the engine, kindly at first."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def engine(*arguments: str) -> Iterator[Engine]:
    """Run MkDocs with arguments and make sure that it ends with the caller."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "--no-color", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        env=_variables(),
    )
    running = Engine(process)
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield running
    finally:
        running.stop()
        signal.signal(signal.SIGTERM, before)


def _variables() -> dict[str, str]:
    """Return the environment of the engine: no wrapped lines, and dates of the commit.

    MkDocs writes the time of the build into the sitemap. The time of the commit makes two builds
    of it alike: https://reproducible-builds.org/docs/source-date-epoch/
    """
    inherited = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    ours = {"NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    return {**_commit_time(), **inherited, **ours}


def _commit_time() -> dict[str, str]:
    try:
        git = ["git", "log", "-1", "--format=%ct"]
        done = subprocess.run(git, capture_output=True, text=True, check=False, timeout=GRACE)
    except (OSError, subprocess.TimeoutExpired):
        return {}
    seconds = done.stdout.strip()
    return {"SOURCE_DATE_EPOCH": seconds} if seconds.isdigit() else {}


def _exit(number: int, frame: FrameType | None) -> None:
    """Leave as a shell expects of a signal, so that everything is cleared up on the way."""
    sys.exit(128 + number)
