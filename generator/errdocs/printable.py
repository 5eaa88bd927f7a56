"""Text from strangers -> text that a terminal prints and does not obey."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What a terminal obeys or does not show: controls, marks of direction, halves of characters."""


def printable(text: str) -> str:
    """Return a text with control characters written as escapes."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
