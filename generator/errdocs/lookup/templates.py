"""Message templates as the lookup sees them: words with weights, and gaps where values stand."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from errdocs.lookup.words import words
from errdocs.messages import Placeholder, parse

UNIT = 1000
"""Weights are whole numbers of thousandths, so that every implementation adds up the same."""

RAREST = 4_700
"""Weight of a word that one template has. The same in every registry: how much has to be found of
a message before nobody else can have printed it does not depend on how many others we know."""


class Slot(NamedTuple):
    """One word of a template."""

    word: str
    gap: bool
    """Whether a placeholder stands between the word before and this one."""


class Wording(NamedTuple):
    """One template of a case, ready to be found in a text."""

    case: int
    """Position of the case in the index."""
    template: str
    slots: tuple[Slot, ...]
    ends_with_value: bool
    """Whether a placeholder follows the last word."""


def wording_of(case: int, template: str) -> Wording:
    """Return a template of a case as the words of its literal parts."""
    slots: list[Slot] = []
    gap = False
    for part in parse(template).parts:
        if isinstance(part, Placeholder):
            gap = True
            continue
        for word in words(part):
            slots.append(Slot(word.text, gap))
            gap = False
    return Wording(case, template, tuple(slots), gap)


def weigh(wordings: Iterable[Wording]) -> dict[str, int]:
    """Return the weight of each word: the rarer among the templates, the heavier.

    Words come in the order of the templates, which decides between words that a slip may mean.
    """
    holders: Counter[str] = Counter()
    total = 0
    for wording in wordings:
        total += 1
        holders.update(list(dict.fromkeys(slot.word for slot in wording.slots)))
    scale = RAREST / math.log(1 + max(total, 1))
    return {word: int(scale * math.log(1 + total / n) + 0.5) for word, n in holders.items()}
