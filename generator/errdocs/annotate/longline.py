"""A line too long to be held: looked at window by window while it is passed on."""

from __future__ import annotations

from errdocs.annotate.recogniser import MOST_MENTIONS, STEP, WINDOW, Mention, Recogniser
from errdocs.annotate.records import Record

LONGEST_LINE = 65_536
"""Bytes of the longest line that is held as a whole."""
ELLIPSIS = b" [...] "
"""What stands between the parts that are shown of such a line."""


class LongLine:
    """Collects the errors of a line that arrives in pieces of any size."""

    def __init__(self, recogniser: Recogniser, line: int, offset: int) -> None:
        self._recogniser = recogniser
        self._line = line
        self._offset = offset
        self._rest = b""
        self._start = 0
        """Bytes of the line before the rest."""
        self._found: dict[str, Mention] = {}
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take more of the line, without its line end."""
        rest = self._rest + data
        at = 0
        while len(rest) - at > WINDOW:
            self._look(rest[at : at + WINDOW], self._start + at)
            at += STEP
        self._rest = rest[at:]
        self._start += at

    def close(self) -> Record | None:
        """Return the record of the whole line, or None where no error was recognised."""
        self._look(self._rest, self._start)
        if not self._found:
            return None
        text = ELLIPSIS.join(self._parts)
        return Record(self._line, self._offset, text, tuple(self._found.values()))

    def _look(self, window: bytes, start: int) -> None:
        new = [m for m in self._recogniser.in_window(window, start) if m.entry not in self._found]
        new = new[: MOST_MENTIONS - len(self._found)]
        self._found.update((mention.entry, mention) for mention in new)
        if new:
            self._parts.append(window)
