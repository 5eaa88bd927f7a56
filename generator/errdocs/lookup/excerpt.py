"""The part of a text that is searched: all of it, or both ends of one that is too long.

Errors stand at the beginning or at the end of a log; a megabyte between them only costs time.
"""

from __future__ import annotations

from typing import NamedTuple

LIMIT = 1_000_000
"""Characters (code points) of the longest text that is searched as a whole."""
HALF = LIMIT // 2
SEAM = "\n"
"""What stands between both ends."""


class Excerpt(NamedTuple):
    """What of a text is searched."""

    text: str
    left_out: int
    """Characters between both ends that are not searched."""

    def original(self, place: int) -> int:
        """Return the place in the whole text of a place in the excerpt."""
        return place if place <= HALF else place - len(SEAM) + self.left_out


def excerpt(text: str) -> Excerpt:
    """Return what of a text is searched: its first and last part where it is over the limit."""
    left_out = max(0, len(text) - LIMIT)
    return Excerpt(text[:HALF] + SEAM + text[-HALF:] if left_out else text, left_out)


def left_out(text: str) -> int:
    """Return how many characters in the middle of a text the lookup does not search.

    Whoever shows the answer to a text over the limit says so.
    """
    return excerpt(text).left_out
