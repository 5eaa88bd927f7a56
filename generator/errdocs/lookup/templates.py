"""Message templates as the lookup sees them: words with weights, and gaps where values stand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from errdocs.lookup.words import words
from errdocs.messages import Placeholder, parse

UNIT = 1000
"""Weights are whole numbers of thousandths, so that every implementation adds up the same."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One word of a template."""

    word: str
    gap: bool
    """Whether a placeholder stands between the word before and this one."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One template of a case, ready to be found in a text."""

    case: int
    """Position of the case in the index."""
    template: str
    slots: tuple[Slot, ...]


def slots_of(template: str) -> tuple[Slot, ...]:
    """Return the words of a template's literal parts."""
    slots: list[Slot] = []
    gap = False
    for part in parse(template).parts:
        if isinstance(part, Placeholder):
            gap = True
            continue
        for word in words(part):
            slots.append(Slot(word.text, gap))
            gap = False
    return tuple(slots)


def weigh(wordings: Iterable[Wording]) -> dict[str, int]:
    """Return the weight of each word: the rarer among the templates, the heavier."""
    holders: Counter[str] = Counter()
    total = 0
    for wording in wordings:
        total += 1
        holders.update({slot.word for slot in wording.slots})
    return {word: int(UNIT * math.log(1 + total / count) + 0.5) for word, count in holders.items()}
