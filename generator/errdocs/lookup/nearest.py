"""Misspelt codes: the known ones that are most like them.

Two names are alike by the pairs of letters they share, out of all that either has (Dice). Case
and separators do not count, as people misremember them first. Pairs forgive slips, letters too
many and parts left out or exchanged alike, and need no table of distances.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from errdocs.lookup.index import Index
from errdocs.lookup.letters import folded, pairs

ALIKE = 600
"""Least likeness, in thousandths, of a code that is worth a guess."""
SLIP = 850
"""Least likeness from which a name is taken for a slip of a code, not for another code."""
MOST_NEAREST = 3
"""Codes that are offered for one name."""


class Near(NamedTuple):
    """A known code that is like a name."""

    error: int
    likeness: int
    """In thousandths; 1000 where both have the same pairs of letters."""


def nearest(index: Index, name: str) -> list[Near]:
    """Return the errors whose codes are most like a name, the most alike first."""
    best: dict[int, int] = {}
    for spelling, likeness in _alike(index, name):
        error = index.folded_spellings[spelling][1]
        best[error] = max(likeness, best.get(error, 0))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
    return [Near(*item) for item in ranked[:MOST_NEAREST]]


def is_slip(index: Index, name: str, error: int) -> bool:
    """Whether a name that begins with the code of an error rather is a slip of another one."""
    near = nearest(index, name)
    return bool(near) and near[0].error != error and near[0].likeness >= SLIP


def _alike(index: Index, name: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the spellings that are like a name, with their likeness."""
    wanted = pairs(folded(name))
    shared = Counter(number for pair in wanted for number in index.spellings_by_pair.get(pair, ()))
    for number, count in shared.items():
        size = len(wanted) + len(pairs(index.folded_spellings[number][0]))
        likeness = 2000 * count // size
        if likeness >= ALIKE:
            yield number, likeness
