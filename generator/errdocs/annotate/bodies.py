"""A line that may speak of an error -> the lines that belong to it.

Most often that is the line alone. A pretty-printed body goes from the line that opens it to the
line that closes it, and each may have a prefix, as log collectors put one before every line.
Braces in strings do not count. Only lines near a candidate are looked at, never all.
"""

from __future__ import annotations

import re

LOOK_BACK = 8_192  # bytes before a line in which its body has to start
BACK_LINES = 40  # lines before a line among which its body has to start
HOLD = 65_536  # bytes of the longest body, from the line in question on
HOLD_LINES = 64  # lines of the longest body, from the line in question on
LONGEST_MEMBER = 8_192  # bytes of the longest line that is part of a pretty-printed body

_STRING = re.compile(rb"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_PREFIX = rb"(?:[^\"'{}]{0,160}[\s|\]>:])?"
_INSIDE = re.compile(
    _PREFIX
    + rb"(?:(?P<quote>[\"'])[\w.$ -]{1,80}(?P=quote)\s*:"  # a member
    + rb"|[\]})]+[,;)\s]*\Z"  # a line that closes
    + rb"|[\[{(]\s*\Z"  # a line that opens
    + rb"|[\"'].*[\"'][\]}),;\s]*\Z)"  # a string, such as a part of a long one
)


def body_around(
    block: bytes, start: int, end: int, floor: int, complete: int
) -> tuple[int, int, bool]:
    """Return the lines of the body that a line is a part of, and whether more may come.

    Earlier bodies end at `floor`, and the last complete line of the block ends at `complete`.
    """
    line = block[start:end]
    own = depth = _depth(line)
    if own <= 0 and not _is_inside(line):
        return start, end, False
    best, opened, at = max(own, 0), start, start
    for _ in range(BACK_LINES):
        before = block.rfind(b"\n", 0, max(0, at - 1)) + 1
        if at <= floor or before < max(floor, start - LOOK_BACK):
            break
        line = block[before:at]
        depth += _depth(line)
        # The outermost brace counts; for a line that closes more than it opens, its partner does.
        if depth > best or (depth == 0 == best and own < 0):
            best, opened = depth, before
        if not _is_inside(line):
            break
        at = before
    # Where no brace stays open after the line, it ends the body, or there is none but the line.
    return opened, *(_closing(block, start, end, best, complete) if best else (end, False))


def _closing(block: bytes, start: int, end: int, depth: int, complete: int) -> tuple[int, bool]:
    """Return the end of a body, where it closes or breaks off, and whether more may come."""
    for _ in range(HOLD_LINES):
        if end >= complete:
            return end, True
        after = block.find(b"\n", end, complete) + 1 or complete
        line = block[end:after]
        change = _depth(line)
        if after - start > HOLD or not (change < 0 or _is_inside(line)):
            break
        depth, end = depth + change, after
        if depth <= 0:
            break
    return end, False


def _is_inside(line: bytes) -> bool:
    """Whether a line looks like one within a pretty-printed body."""
    return len(line) <= LONGEST_MEMBER and _INSIDE.match(line.rstrip()) is not None


def _depth(line: bytes) -> int:
    """Return how many more braces a line opens than it closes."""
    if len(line) > LONGEST_MEMBER or (b"{" not in line and b"}" not in line):
        return 0
    bare = _STRING.sub(b"", line)
    return bare.count(b"{") - bare.count(b"}")
