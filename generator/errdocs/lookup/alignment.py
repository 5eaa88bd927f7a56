"""How much of a template stands in a text: the heaviest chain of its words, in order.

Extra words between two that follow each other in the template cost a little each; too many end the
chain. Where a value may stand, a few words are free. Words are walked in the order of the text and
look back only as far as a chain can reach, so that a text which repeats a message a thousand times
costs no more than any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from errdocs.lookup.constants import EXTRA_COST, MOST_EXTRA, MOST_PLACES, VALUE_WORDS
from errdocs.lookup.index import Slot


class Chain(NamedTuple):
    """The words of a template found in a text."""

    weight: int
    """Weight of the words less the cost of extra words."""
    total: int
    """Weight of all words of the template."""
    places: tuple[tuple[int, int], ...]
    """Slot and position in the text, of each word found; at least one."""
    extra: int
    """Words between them that the template does not have."""

    def is_whole(self, slots: Sequence[Slot]) -> bool:
        """Whether every word is there, with nothing between but values."""
        return len(self.places) == len(slots) and not self.extra


class _State(NamedTuple):
    """The best chain that ends with a word of the template at a place of the text."""

    place: int
    slot: int
    gaps: int  # values that the template has before this word
    weight: int
    extra: int
    before: int


def align(
    slots: Sequence[Slot],
    places: Mapping[str, Sequence[int]],
    weights: Mapping[str, int],
) -> Chain:
    """Return the heaviest chain of a template's words; one of them at least has a place.

    `places` are ascending.
    """
    gaps = list(accumulate(slot.gap for slot in slots))
    reach = MOST_EXTRA + max(VALUE_WORDS, len(slots)) + 1
    ends = sorted(
        (place, number)
        for number, slot in enumerate(slots)
        for place in places.get(slot.word, ())[:MOST_PLACES]
    )
    states: list[_State] = []
    best = -1
    for place, number in ends:
        weight = weights[slots[number].word]
        state = _extend(states, _State(place, number, gaps[number], weight, 0, -1), reach)
        if best < 0 or _is_better(state, states[best]):
            best = len(states)
        states.append(state)
    total = sum(weights[slot.word] for slot in slots)
    return Chain(states[best].weight, total, _places(states, best), states[best].extra)


def _is_better(state: _State, best: _State) -> bool:
    """Whether a chain is heavier, or the same once more: the code may hold the first words too."""
    return (state.weight, state.slot) == (best.weight, best.slot) or state.weight > best.weight


def _extend(states: Sequence[_State], alone: _State, reach: int) -> _State:
    """Return the best chain that ends in a word: alone, or after one of the chains so far."""
    best = alone
    for number in range(len(states) - 1, -1, -1):
        state = states[number]
        if alone.place - state.place > reach:
            break
        if state.slot >= alone.slot or state.place == alone.place:
            continue
        if state.weight + alone.weight <= best.weight:
            continue
        extra = _extra_words(state, alone)
        total = state.weight + alone.weight - extra * EXTRA_COST
        if extra <= MOST_EXTRA and total > best.weight:
            best = alone._replace(weight=total, extra=state.extra + extra, before=number)
    return best


def _extra_words(one: _State, two: _State) -> int:
    """Return the words between two that are neither of the template nor of a value."""
    free = VALUE_WORDS if two.gaps > one.gaps else 0
    return max(0, two.place - one.place - 1 - max(free, two.slot - one.slot - 1))


def _places(states: Sequence[_State], last: int) -> tuple[tuple[int, int], ...]:
    places = []
    while last >= 0:
        places.append((states[last].slot, states[last].place))
        last = states[last].before
    return tuple(reversed(places))
