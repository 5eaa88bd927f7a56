"""How much of a template stands in a text: the heaviest chain of its words, in order.

Words between two that follow each other in the template cost a little each; beyond `MOST_EXTRA`
the chain is torn. Where a value may stand, `VALUE_WORDS` words are free.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from errdocs.lookup.templates import UNIT, Slot

VALUE_WORDS = 8
"""Words that a value may have before they count as strangers."""
EXTRA_COST = UNIT * 35 // 100
"""Cost of a stranger between two words of the chain."""
MOST_EXTRA = 16
"""Strangers that tear a chain: two halves this far apart are not one message."""
MOST_PLACES = 12
"""Places of one word that are tried; a message rarely repeats a word more often."""


class Chain(NamedTuple):
    """The words of a template found in a text."""

    weight: int
    """Weight of the words less the cost of strangers."""
    total: int
    """Weight of all words of the template."""
    places: tuple[tuple[int, int], ...]
    """Slot and position in the text, of each word found."""
    strangers: int
    """Words between them that the template does not have."""

    @property
    def coverage(self) -> float:
        """Return the share of the template's weight that was found."""
        return self.weight / self.total if self.total else 0.0

    def stretch(self) -> tuple[int, int]:
        """Return the first and last slot found; `(0, -1)` where none is."""
        return (self.places[0][0], self.places[-1][0]) if self.places else (0, -1)

    def is_whole(self, slots: Sequence[Slot]) -> bool:
        """Whether every word is there, with nothing between but values."""
        return len(self.places) == len(slots) and not self.strangers


class _State(NamedTuple):
    slot: int
    place: int
    weight: int
    strangers: int
    before: int


def align(
    slots: Sequence[Slot],
    places: Mapping[str, Sequence[int]],
    weights: Mapping[str, int],
) -> Chain:
    """Return the heaviest chain of a template's words; `places` are ascending."""
    states: list[_State] = []
    best = -1
    for index, slot in enumerate(slots):
        for place in places.get(slot.word, ())[:MOST_PLACES]:
            state = _extend(states, slots, index, place, weights[slot.word])
            if best < 0 or state.weight > states[best].weight:
                best = len(states)
            states.append(state)
    total = sum(weights[slot.word] for slot in slots)
    if best < 0:
        return Chain(0, total, (), 0)
    return Chain(states[best].weight, total, _places(states, best), states[best].strangers)


def _extend(
    states: Sequence[_State], slots: Sequence[Slot], index: int, place: int, weight: int
) -> _State:
    """Return the best chain that ends in a word: alone, or after one of the chains so far."""
    best = _State(index, place, weight, 0, -1)
    for number, state in enumerate(states):
        if state.slot >= index or state.place >= place or state.weight + weight <= best.weight:
            continue
        strangers = _strangers(slots, state, index, place)
        if strangers > MOST_EXTRA:
            continue
        total = state.weight + weight - strangers * EXTRA_COST
        if total > best.weight:
            best = _State(index, place, total, state.strangers + strangers, number)
    return best


def _strangers(slots: Sequence[Slot], state: _State, index: int, place: int) -> int:
    between = place - state.place - 1
    has_value = any(slots[number].gap for number in range(state.slot + 1, index + 1))
    free = VALUE_WORDS if has_value else 0
    return max(0, between - max(free, index - state.slot - 1))


def _places(states: Sequence[_State], last: int) -> tuple[tuple[int, int], ...]:
    places = []
    while last >= 0:
        places.append((states[last].slot, states[last].place))
        last = states[last].before
    return tuple(reversed(places))
