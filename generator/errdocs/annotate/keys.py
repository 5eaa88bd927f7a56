"""Text of a record -> the key under which its errors are remembered.

An error rarely comes alone, and its lines differ in times and ids, which a key leaves out. It is
made of bytes, before anything else is done with a text: most lines with errors cost no more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain, zip_longest

Key = tuple[bytes, ...]  # lines with the forms of times and ids, then what is between them

MOST_HEADS = 4_096  # starts of lines that are kept
LONGEST = 2_048  # bytes of the longest text that has a key
# After a first character that is searched for quickly, a date with its time, or a time alone; or
# an id. The times are those of `TIME` of `shapes`, and each id is one, or a part of one, to `ID`
# there, whatever its characters: two texts of one key are the same text once both are masked.
_VARYING = re.compile(
    rb"\b([0-9a-f](?:"
    rb"(?<=[0-9])(?<![:.].)[0-9](?:[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2})?:[0-9]{2}:[0-9]{2}"
    rb"(?:[.,][0-9]{1,9})?(?![0-9:])"
    # A UUID alone: after another id, `ID` may end in the midst of it.
    rb"|[0-9a-f]{7}(?:(?<!-.{8})(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{0,56})(?![0-9A-Za-z])))"
)
_FORMS = bytes.maketrans(b"123456789abcdef", b"0" * 15)


class Keys:
    """The keys of texts to one recogniser."""

    def __init__(self, kept: Iterable[str], nameless: Callable[[str], str]) -> None:
        """Take the texts that count though they may look like ids, and what masks a head's name."""
        found = (_VARYING.findall(text.encode("utf-8", "surrogatepass")) for text in kept)
        self._kept = frozenset().union(*found)
        self._nameless = nameless
        self._heads: dict[bytes, bytes] = {}  # what stands after the time, with its name masked

    def of(self, text: bytes) -> Key | None:
        """Return the key of a text; none for one that is long, or holds what counts."""
        if len(text) > LONGEST:
            return None
        parts = _VARYING.split(text)
        varying = parts[1::2]
        if self._kept and not self._kept.isdisjoint(varying):
            return None
        if varying and not parts[0]:
            parts[2] = self._heads.get(parts[2]) or self._head(*parts[1:3])
        return (b"\n".join(varying).translate(_FORMS), *parts[::2])

    def _head(self, time: bytes, after: bytes) -> bytes:
        """Return what stands after the time at the start of a line, with its name masked."""
        head = (time + after).decode("utf-8", "surrogateescape")
        masked = self._nameless(head).encode("utf-8", "surrogateescape")[len(time) :]
        if len(self._heads) >= MOST_HEADS:
            self._heads.clear()
        self._heads[after] = masked
        return masked


def masked(key: Key) -> bytes:
    """Return a text of a key, with zeros for the characters of its times and ids."""
    return b"".join(chain(*zip_longest(key[1:], key[0].split(b"\n"), fillvalue=b"")))
