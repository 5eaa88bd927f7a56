"""A line that may speak of an error -> the lines that belong to it.

Most often that is the line alone. A pretty-printed body goes from the line that opens it to the
line that closes it, and both may stand behind a prefix, as log collectors put one before each
line. Braces in strings do not count. Only lines near a candidate are looked at, never all.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LOOK_BACK = 8_192
"""Bytes before a line in which its body has to begin."""
BACK_LINES = 40
"""Lines before a line among which its body has to begin."""
HOLD = 65_536
"""Bytes of the longest body, from the line in question on."""
HOLD_LINES = 64
"""Lines of the longest body, from the line in question on."""
LONGEST_MEMBER = 8_192
"""Bytes of the longest line that is part of a pretty-printed body."""

_STRING = re.compile(rb"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_PREFIX = rb"(?:[^\"'{}]{0,160}[\s|\]>:])?"
_INSIDE = re.compile(
    _PREFIX
    + rb"(?:(?P<quote>[\"'])[\w.$ -]{1,80}(?P=quote)\s*:"  # a member
    + rb"|[\]})]+[,;)\s]*\Z"  # a line that closes
    + rb"|[\[{(]\s*\Z"  # a line that opens
    + rb"|[\"'].*[\"'][\]}),;\s]*\Z)"  # a string, such as a part of a long one
)


class Body(NamedTuple):
    """The lines that belong together."""

    start: int
    end: int
    """End of the last line, its line end included."""
    open: bool
    """Whether the body goes on beyond the block."""


class Bounds(NamedTuple):
    """The part of a block in which a body may be."""

    floor: int
    """What stands before belongs to something else."""
    complete: int
    """End of the last complete line."""
    is_last: bool
    """Whether nothing may be waited for."""


def line_around(block: bytes, at: int, complete: int) -> tuple[int, int]:
    """Return the begin and end of the line around a place."""
    start = block.rfind(b"\n", 0, at) + 1
    end = block.find(b"\n", at, complete) + 1
    return start, end or complete


def body_around(block: bytes, start: int, end: int, bounds: Bounds) -> Body:
    """Return the body that a line is a part of, or the line itself."""
    opened, depth = _opening(block, start, end, bounds.floor)
    if depth <= 0:
        return Body(opened if depth == 0 else start, end, False)
    return _closing(block, Body(opened, end, False), start, depth, bounds)


def _opening(block: bytes, start: int, end: int, floor: int) -> tuple[int, int]:
    """Return where a body begins, and how many braces are open after the line.

    The depth is 0 where the line closes the body, and -1 where there is no body.
    """
    line = block[start:end]
    own = _depth(line)
    if own <= 0 and not is_inside(line):
        return start, -1
    best, opened, depth = max(own, 0), start, own
    at = start
    for _ in range(BACK_LINES):
        before = block.rfind(b"\n", 0, max(0, at - 1)) + 1
        if at <= floor or before < max(floor, start - LOOK_BACK):
            break
        line = block[before:at]
        depth += _depth(line)
        if depth > best or (depth == 0 == best and own < 0):
            best, opened = depth, before
        if not is_inside(line):
            break
        at = before
    return (opened, best) if opened < start or own > 0 else (start, -1)


def _closing(block: bytes, body: Body, start: int, depth: int, bounds: Bounds) -> Body:
    """Return a body with the lines up to the one that closes it, or to where it breaks off."""
    at = body.end
    for _ in range(HOLD_LINES):
        if at >= bounds.complete:
            return Body(body.start, at, not bounds.is_last)
        end = block.find(b"\n", at, bounds.complete) + 1 or bounds.complete
        line = block[at:end]
        if end - start > HOLD or not (_depth(line) < 0 or is_inside(line)):
            break
        depth += _depth(line)
        at = end
        if depth <= 0:
            break
    return Body(body.start, at, False)


def is_inside(line: bytes) -> bool:
    """Whether a line looks like one within a pretty-printed body."""
    return len(line) <= LONGEST_MEMBER and _INSIDE.match(line.rstrip()) is not None


def _depth(line: bytes) -> int:
    """Return how many more braces a line opens than it closes."""
    if len(line) > LONGEST_MEMBER or (b"{" not in line and b"}" not in line):
        return 0
    bare = _STRING.sub(b"", line)
    return bare.count(b"{") - bare.count(b"}")
