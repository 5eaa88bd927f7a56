"""The functions of `re` for the patterns of a mapping, with an end for those that have none.

A mapping may use all that Python's regular expressions can do, so it cannot be told beforehand
how long one takes. Python looks for signals while it matches, which ends a match that takes too
long. Only the main thread of a Unix system gets them; elsewhere nothing is limited.
"""

from __future__ import annotations

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 20.0  # seconds for one text; a whole catalogue takes a few
_SHOWN = 60  # characters of a text that are told


class TooSlow(Exception):
    """A pattern that takes too long for a text; the exception says what to do."""

    def __init__(self, pattern: str, text: str) -> None:
        start = " ".join(text[:_SHOWN].split())
        super().__init__(
            f"the pattern `{pattern}` of the mapping takes more than {PATIENCE:g} seconds for the "
            f"text that starts with `{start}`; leave out nested repeats and repeats side by side"
        )


@contextmanager
def _bounded(pattern: str, text: str) -> Iterator[None]:
    """Raise TooSlow where the body takes longer than anybody waits."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or not hasattr(signal, "setitimer"):
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise TooSlow(pattern, text)

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def search(pattern: str, text: str) -> re.Match[str] | None:
    """Return the first match in a text. Raises TooSlow, as all functions here do."""
    with _bounded(pattern, text):
        return re.search(pattern, text)


def match(pattern: str, text: str) -> re.Match[str] | None:
    """Return the match at the start of a text."""
    with _bounded(pattern, text):
        return re.match(pattern, text)


def fullmatch(pattern: str, text: str) -> re.Match[str] | None:
    """Return the match of a text as a whole."""
    with _bounded(pattern, text):
        return re.fullmatch(pattern, text)


def matches(pattern: str, text: str, flags: re.RegexFlag = re.NOFLAG) -> list[re.Match[str]]:
    """Return every match in a text."""
    with _bounded(pattern, text):
        return [*re.finditer(pattern, text, flags)]


def replaced(pattern: str, by: str, text: str) -> str:
    """Return a text with every match replaced."""
    with _bounded(pattern, text):
        return re.sub(pattern, by, text)
