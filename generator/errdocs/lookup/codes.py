"""Codes in a text: known spellings, whole or in a longer dotted one, and names used as codes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from errdocs.lookup.index import Index
from errdocs.lookup.letters import folded

_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)*")
_CLAIM = re.compile(
    r"""[Cc]ode["'\\]{0,8}[ \t]{0,8}[:=][ \t]{0,8}["'\\]{0,8}([A-Za-z][A-Za-z0-9_.-]{0,63})"""
)
_BARE_EDGES = " \t\r\n\u00a0\u3000\"'`“”‘’"
MOST_NAME = 64
"""Characters of the longest name that may be a code."""
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_. -]{3,63}")
MOST_PARTS = 12
"""Parts of a dotted name that are looked at, the last ones: longer names are no codes."""
LEAST_LETTERS = 4
"""Letters of the shortest name that may be a misspelt code."""
MOST_CLAIMS = 8
"""Names used as codes that are looked at; a text that has more is a list, not an error."""
NO_CODES = frozenset({"none", "null", "true", "false", "undefined"})


class CodeHit(NamedTuple):
    """A known code in a text."""

    error: int
    start: int
    end: int
    name: str
    """The whole dotted name that it is a part of."""


class Claim(NamedTuple):
    """A name that stands where a code would."""

    name: str
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


def find_claims(text: str) -> list[Claim]:
    """Return the names that a text uses as codes, known or not, each once.

    That is the whole text where it is nothing but a name, and what follows `"code":` and the like.
    """
    bare = text.strip(_BARE_EDGES) if len(text) <= 2 * MOST_NAME else ""
    if _BARE.fullmatch(bare):
        start = text.find(bare)
        return [Claim(bare, start, start + len(bare))]
    claims: dict[str, Claim] = {}
    for match in _CLAIM.finditer(text):
        name = match[1].rstrip(".-_")
        if len(folded(name)) >= LEAST_LETTERS and name.lower() not in NO_CODES:
            claims.setdefault(name, Claim(name, match.start(1), match.start(1) + len(name)))
            if len(claims) == MOST_CLAIMS:
                break
    return list(claims.values())


def _known_part(index: Index, name: str, offset: int) -> CodeHit | None:
    parts = name.split(".")
    if len(parts) > MOST_PARTS:
        kept = ".".join(parts[-MOST_PARTS:])
        offset += len(name) - len(kept)
        name, parts = kept, parts[-MOST_PARTS:]
    for end in range(len(parts), 0, -1):
        for start in range(max(0, end - index.most_parts), end):
            spelling = ".".join(parts[start:end])
            error = index.error_by_spelling.get(spelling)
            if error is not None:
                begin = offset + len(".".join(parts[:start])) + (1 if start else 0)
                rest = ".".join(parts[start:])
                return CodeHit(error, begin, begin + len(spelling), rest)
    return None
