"""What in a text speaks for each template: candidates by their words, then chains of words.

Extra words between two words of a chain cost a little each; too many end it. Where a value may
stand, a few words are free. Every step is bounded, so that time grows with the length of the text
and with nothing else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.constants import ASCII_SPACES, EXTRA_COST, MOST_EXTRA, VALUE_WORDS
from errdocs.lookup.index import Index, Slot, Wording
from errdocs.lookup.words import Word, join_broken, words

# The rest of a text that may be the start of a value, such as a URL.
_ONE_VALUE = re.compile(rf"[{ASCII_SPACES}]*[^{ASCII_SPACES}]{{0,{constants.LONGEST_CUT_VALUE}}}\Z")
_Places = Mapping[str, Sequence[int]]
"""The places of each known word in a window, ascending."""


class Chain(NamedTuple):
    """The words of a template found in a text."""

    weight: int
    """Weight of the words less the cost of extra words."""
    slots: tuple[int, ...]
    """The slots of the words found, in order; at least one."""
    places: tuple[int, ...]
    """The position in the text, of each."""
    extra: int
    """Words between them that the template does not have."""


class Evidence(NamedTuple):
    """A template's words in a text."""

    wording: Wording
    chain: Chain
    total: int
    """Weight of all words of the template."""
    found: tuple[Word, ...]
    """The words of the chain as they stand in the text."""
    typos: int
    """Words of the chain that were recognised in spite of a typo."""
    kept: tuple[int, int]
    """Start and end of the slots that the text may hold: where it starts or ends with the chain, or
    with a part of the next word, the others may have been cut off."""

    @property
    def span(self) -> tuple[int, int]:
        """Return where it stands in the text."""
        return self.found[0].start, self.found[-1].end


class _Try(NamedTuple):
    """A template to align in a window; what shares most sorts first."""

    lacking: int  # weight of the words that they share, negative
    window: int
    wording: int


def find_evidence(index: Index, text: str) -> Iterator[Evidence]:
    """Yield what speaks for templates, window by window; a template may come several times."""
    reading = _Reading.of(index, text)
    firsts = range(0, max(1, len(reading.found) - constants.STEP), constants.STEP)
    windows = [reading.places(first) for first in firsts]
    for attempt in _tries(index, windows):
        wording = index.wordings[attempt.wording]
        chain = align(wording.slots, windows[attempt.window], index.weights)
        yield Evidence(
            wording=wording,
            chain=chain,
            total=index.totals[attempt.wording],
            found=tuple(reading.found[place] for place in chain.places),
            typos=sum(map(reading.is_typo, chain.places)),
            kept=reading.kept(wording.slots, chain),
        )


def _tries(index: Index, windows: Sequence[_Places]) -> list[_Try]:
    """Return what to align, in the order of the text."""
    count: Counter[int] = Counter()
    chosen: list[_Try] = []
    found = (_candidates(index, number, places) for number, places in enumerate(windows))
    for attempt in sorted(attempt for window in found for attempt in window):
        count[attempt.wording] += 1
        if count[attempt.wording] <= constants.MOST_TRIES:
            chosen.append(attempt)
    return sorted(chosen[: constants.MOST_ALIGNED], key=lambda attempt: (attempt.window, attempt))


def _candidates(index: Index, window: int, places: _Places) -> list[_Try]:
    """Return the templates that share enough words with a window, the heaviest first."""
    shared: dict[int, int] = defaultdict(int)
    read = 0
    for word in sorted(places, key=index.weights.__getitem__, reverse=True):
        if read >= constants.MOST_HOLDERS:
            break
        weight = index.weights[word]
        for wording in index.holders[word]:
            shared[wording] += weight
        read += len(index.holders[word])
    part, whole = constants.LEAST_SHARE
    totals = index.totals
    return sorted(
        _Try(-weight, window, wording)
        for wording, weight in shared.items()
        if weight * whole >= totals[wording] * part
    )[: constants.MOST_CANDIDATES]


class _State(NamedTuple):
    """The best chain that ends with a word of the template at a place of the text."""

    place: int
    slot: int
    gaps: int  # values that the template has before this word
    weight: int
    extra: int = 0
    before: _State | None = None


def align(slots: Sequence[Slot], places: _Places, weights: Mapping[str, int]) -> Chain:
    """Return the heaviest chain of a template's words; one of them at least has a place.

    Words are walked in the order of the text and look back only as far as a chain can reach, so
    that a text which repeats a message a thousand times costs no more than any other.
    """
    gaps = list(accumulate(slot.gap for slot in slots))
    reach = MOST_EXTRA + max(VALUE_WORDS, len(slots)) + 1
    ends = sorted(
        (place, number)
        for number, slot in enumerate(slots)
        for place in places.get(slot.word, ())[: constants.MOST_PLACES]
    )
    states: list[_State] = []
    for place, number in ends:
        alone = _State(place, number, gaps[number], weights[slots[number].word])
        states.append(_extend(states, alone, reach))
    top = max(state.weight for state in states)
    heaviest = [state for state in states if state.weight == top]
    # the same once more counts, since the code may hold the first words too
    last = [state for state in heaviest if state.slot == heaviest[0].slot][-1]
    slots_found, places_found = zip(*reversed([*_links(last)]), strict=True)
    return Chain(last.weight, slots_found, places_found, last.extra)


def _extend(states: Sequence[_State], alone: _State, reach: int) -> _State:
    """Return the best chain that ends in a word: alone, or after one of the chains so far."""
    best = alone
    for state in reversed(states):
        if alone.place - state.place > reach:
            break
        weight = state.weight + alone.weight
        if state.slot >= alone.slot or state.place == alone.place or weight <= best.weight:
            continue
        # words between both that are neither of the template nor of a value
        free = max(VALUE_WORDS if alone.gaps > state.gaps else 0, alone.slot - state.slot - 1)
        extra = max(0, alone.place - state.place - 1 - free)
        weight -= extra * EXTRA_COST
        if extra <= MOST_EXTRA and weight > best.weight:
            best = alone._replace(weight=weight, extra=state.extra + extra, before=state)
    return best


def _links(state: _State | None) -> Iterator[tuple[int, int]]:
    """Yield slot and place of each word of a chain, the last first."""
    while state:
        yield state.slot, state.place
        state = state.before


class _Reading(NamedTuple):
    """The words of a text, each with the word of the templates that it is, typos forgiven."""

    text: str
    found: Sequence[Word]
    known: Sequence[str | None]

    @classmethod
    def of(cls, index: Index, text: str) -> _Reading:
        found = join_broken(text, words(text), index.weights)
        meant = {
            word: word if word in index.weights else index.forgiven(word)
            for word in {word.text for word in found}
        }
        return cls(text, found, [meant[word.text] for word in found])

    def places(self, first: int) -> _Places:
        """Return the places of each known word in the window that starts at a word."""
        places: dict[str, list[int]] = defaultdict(list)
        window = self.known[first : first + constants.WINDOW]
        for place, word in enumerate(window, start=first):
            if word is not None:
                places[word].append(place)
        return places

    def is_typo(self, place: int) -> bool:
        """Whether a word is a typo; one that the end of the text cuts off is not."""
        text, meant = self.found[place].text, self.known[place] or ""
        return text != meant and not (place == len(self.found) - 1 and meant.startswith(text))

    def kept(self, slots: Sequence[Slot], chain: Chain) -> tuple[int, int]:
        first, last = chain.slots[0], chain.slots[-1]
        is_cut_left = self._is_cut_left(slots, first, chain.places[0])
        is_cut_right = self._is_cut_right(slots, last + 1, chain.places[-1])
        return first if is_cut_left else 0, last + 1 if is_cut_right else len(slots)

    def _is_cut_left(self, slots: Sequence[Slot], first: int, place: int) -> bool:
        if place != 1 or not first:
            return place == 0
        return slots[first].gap or slots[first - 1].word.endswith(self.found[0].text)

    def _is_cut_right(self, slots: Sequence[Slot], following: int, place: int) -> bool:
        end, left = self.found[-1], len(self.found) - 1 - place
        if following == len(slots):
            return not left
        if _is_closed(self.text[end.end : end.end + constants.LONGEST_CLOSING]):
            return False
        word, has_value = slots[following]
        is_start = word.startswith(end.text)
        if left <= 1 or not has_value:
            return not left or (left == 1 and (has_value or is_start))
        if is_start and len(end.text) >= constants.LEAST_START and left <= VALUE_WORDS:
            return True
        after = self.found[place].end
        return bool(_ONE_VALUE.match(self.text, after, after + constants.LONGEST_CUT_VALUE + 1))


def _is_closed(rest: str) -> bool:
    """Whether the last characters of a text end a quoted sentence or an object: it is not cut off.

    A quote alone does not tell, as messages hold quoted names.
    """
    is_cut = any(ellipsis in rest for ellipsis in constants.ELLIPSES)
    return not is_cut and any(closer in rest for closer in constants.CLOSERS)
