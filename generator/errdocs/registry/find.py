"""Near misses: the known name that an unknown one was probably meant to be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

CUTOFF = 0.6
"""Least similarity of a guess; the default of `difflib`, below which guesses look random."""


def folded(name: str) -> str:
    """Return a name without case and separators, the way people misremember it."""
    return re.sub(r"[\W_]+", "", name).casefold()


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return the known names most like a name, best first; case and separators do not count."""
    by_folded: dict[str, str] = {}
    for candidate in known:
        by_folded.setdefault(folded(candidate), candidate)
    matches = get_close_matches(folded(name), by_folded, n=limit, cutoff=CUTOFF)
    return [by_folded[match] for match in matches]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return the question that offers the nearest known name, or nothing."""
    guesses = nearest(name, known, limit=1)
    return f"did you mean `{guesses[0]}`?" if guesses else ""
