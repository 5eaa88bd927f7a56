"""Two texts -> the lines that both have, and those that only one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

MOST_COMPARED = 1_000_000  # pairs of lines; of larger changes every line counts as changed
AROUND = 3  # lines shown before and after a change
SAME, OLD, NEW, SKIPPED = " ", "-", "+", "…"
"""Marks of lines."""

Line = tuple[str, str]
"""A mark and a line; of lines that are left out, how many they are."""


def changed_lines(old: str, new: str) -> list[Line]:
    """Return the lines of two texts with their marks, the same ones far from a change left out."""
    return _shortened(_compared(old.split("\n"), new.split("\n")))


def _compared(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    before = [(SAME, line) for line in old[:start]]
    return before + middle + [(SAME, line) for line in old[len(old) - end :]]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _middle(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Return the marked lines of two texts by their longest common subsequence."""
    if len(old) * len(new) > MOST_COMPARED:
        return [(OLD, line) for line in old] + [(NEW, line) for line in new]
    lengths = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            is_same = old[i] == new[j]
            longer = max(lengths[i + 1][j], lengths[i][j + 1])
            lengths[i][j] = lengths[i + 1][j + 1] + 1 if is_same else longer
    found: list[Line] = []
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and old[i] == new[j]:
            found.append((SAME, old[i]))
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or lengths[i + 1][j] >= lengths[i][j + 1]):
            found.append((OLD, old[i]))
            i += 1
        else:
            found.append((NEW, new[j]))
            j += 1
    return found


def _shortened(lines: list[Line]) -> list[Line]:
    changed = [at for at, (mark, _) in enumerate(lines) if mark != SAME]
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    found: list[Line] = []
    skipped = 0
    for at, line in enumerate(lines):
        if at in near:
            found += [(SKIPPED, str(skipped)), line] if skipped else [line]
            skipped = 0
        else:
            skipped += 1
    return [*found, (SKIPPED, str(skipped))] if skipped else found
