"""Lines of a log -> records: what belongs together, such as a traceback or a body over many lines.

A record starts with each line that nothing ties to the one before it. Memory is bounded: a record
that grows too long ends, and its rest is a record of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MOST_LINES = 200  # of one record
LONGEST = 32_768  # characters of one record
LONGEST_COUNTED = 8_192  # characters of the longest line whose braces are counted
_PREFIX = re.compile(r"[\w./-]{1,40} {1,8}\| ?")  # what tools put before the lines of a container
_TRACEBACK = "Traceback (most recent call last)"
_FRAME = re.compile(r"\s*(?:at |\.\.\. \d+ |Caused by: |Suppressed: |goroutine \d+ |File \"|\^+$)")
_CHAINED = ("During handling of the above", "The above exception was")
_EXCEPTION = re.compile(r"(?:[A-Za-z_$][\w$]*\.)*[A-Z][\w$]*(?:Error|Exception)\b")
_FIELD = re.compile(
    r"(?:code|status(?:[_ -]?code)?|message|msg|error|type|detail|reason|request[_ -]?id)"
    r"[ \t]*[:=：]",
    re.I,
)
_EVENT = re.compile(r"(?:event|data|id|retry)?:")
_BOX = ("│", "┃", "⎿")
# A line within braces: a member, a string, or one that opens or closes.
_INSIDE = re.compile(
    r"\s*(?:[\"'\]})]|[\w$.-]{1,80}[\"']?\s*:|[\[{(]\s*$)|[^\"'{}]*[\"']\s*[,}\])]+$"
)
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_UNFINISHED = (":", "：", ",", "-", "(", "[", "{")
_STARTS = re.compile(  # a time or a level: the line of a log
    r"[^\w\n]{0,3}"
    r"(?:\d{4}[-/]\d\d|\d\d:\d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)|[IWEF]\d{4} )"
)


_CALM = re.compile(r"\b(?:TRACE|DEBUG|INFO|NOTICE)\b")


class Line(NamedTuple):
    """A line without its end, and its number from 1."""

    number: int
    text: str


class Record(NamedTuple):
    """Lines that belong together."""

    number: int  # of the first line
    text: str


def records(lines: Iterable[Line]) -> Iterator[Record]:
    """Yield the records of a log, in order."""
    open_record: _Open | None = None
    for line in lines:
        text = line.text
        if prefix := _PREFIX.match(text):
            text = text[prefix.end() :]
        if open_record and open_record.takes(text):
            open_record.add(text)
            continue
        if open_record:
            yield open_record.record()
        open_record = _Open(line.number, text) if text.strip(" \t`~") else None
    if open_record:
        yield open_record.record()


class _Open:
    """A record to which lines may still be added."""

    def __init__(self, number: int, text: str) -> None:
        self.number, self.lines, self.size, self.depth = number, [text], len(text), _depth(text)
        self.has_traceback = text.lstrip().startswith(_TRACEBACK)
        self.waits = self.has_traceback  # for the line that names the exception of a traceback

    def record(self) -> Record:
        """Return the record as it is."""
        return Record(self.number, "\n".join(self.lines).rstrip())

    def add(self, text: str) -> None:
        """Take a line."""
        self.lines.append(text)
        self.size += len(text)
        self.depth = max(0, self.depth + _depth(text))
        if text.lstrip().startswith(_TRACEBACK):
            self.has_traceback = self.waits = True
        elif self.waits and text.strip() and text[0] not in " \t":
            self.waits = False

    def takes(self, text: str) -> bool:
        """Whether a line belongs to the record."""
        if len(self.lines) >= MOST_LINES or self.size + len(text) > LONGEST:
            return False
        if not text.strip():  # a chained exception comes after an empty line
            return self.has_traceback and bool(self.lines[-1].strip())
        if text[0] in " \t" or self.waits or _FRAME.match(text):
            return True
        is_inside = self.depth > 0 and _INSIDE.match(text) is not None
        return is_inside or self._goes_on(text)

    def _goes_on(self, text: str) -> bool:
        """Whether a line that starts at the margin belongs to the line before it."""
        before = self.lines[-1]
        is_trace = text.startswith(_TRACEBACK)
        if self.has_traceback and (is_trace or text.startswith(_CHAINED)):
            return True
        if not before.strip() or _STARTS.match(text):
            return False
        is_logged = len(self.lines) == 1 and _STARTS.match(before) and not _CALM.search(before)
        if is_logged and (is_trace or _EXCEPTION.match(text)):
            return True
        if any(kind.match(before) and kind.match(text) for kind in (_FIELD, _EVENT)):
            return True
        is_boxed = before.lstrip().startswith(_BOX) and text.startswith(_BOX)
        return is_boxed or before.rstrip().endswith(_UNFINISHED)


def _depth(line: str) -> int:
    """Return how many more braces a line opens than it closes."""
    if len(line) > LONGEST_COUNTED or ("{" not in line and "}" not in line):
        return 0
    bare = _STRING.sub("", line)
    return bare.count("{") - bare.count("}")
