"""Codes in a text: known spellings, whole or as a part of a longer dotted one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from errdocs.lookup.index import Index

_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*")


MOST_PARTS = 12
"""Parts of a dotted name that are looked at, the last ones: longer names are no codes."""


class CodeHit(NamedTuple):
    """A known code in a text."""

    error: int
    start: int
    end: int


def find_codes(index: Index, text: str) -> Iterator[CodeHit]:
    """Yield the known codes of a text, in order.

    Services wrap codes (`InternalError.Algo.InvalidParameter`): the part that ends last counts,
    and of those the longest.
    """
    for match in _DOTTED.finditer(text):
        hit = _known_part(index, match[0], match.start())
        if hit:
            yield hit


def _known_part(index: Index, name: str, offset: int) -> CodeHit | None:
    parts = name.split(".")
    if len(parts) > MOST_PARTS:
        offset += len(".".join(parts[:-MOST_PARTS])) + 1
        parts = parts[-MOST_PARTS:]
    for end in range(len(parts), 0, -1):
        for start in range(end):
            spelling = ".".join(parts[start:end])
            error = index.error_by_spelling.get(spelling)
            if error is not None:
                begin = offset + len(".".join(parts[:start])) + (1 if start else 0)
                return CodeHit(error, begin, begin + len(spelling))
    return None
