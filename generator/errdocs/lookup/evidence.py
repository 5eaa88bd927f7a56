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
_Places = Mapping[str, Sequence[int]]  # of each known word in a window, ascending


class Evidence(NamedTuple):
    """The words of a template in a text: the heaviest chain of them, in order."""

    wording: Wording
    weight: int  # of the words less the cost of extra words
    total: int  # weight of all words of the template
    slots: tuple[int, ...]  # the slots of the words found, at least one
    found: tuple[Word, ...]  # these words as they stand in the text
    extra: int  # words between them that the template does not have
    typos: int  # words that were recognised in spite of a typo
    # Start and end of the slots that the text may hold: where it starts or ends with the chain, or
    # with a part of the next word, the others may have been cut off.
    kept: tuple[int, int]

    @property
    def span(self) -> tuple[int, int]:
        """Return where it stands in the text."""
        return self.found[0].start, self.found[-1].end


class _Try(NamedTuple):
    """A template to align in the window that starts at a word; what shares most sorts first."""

    lacking: int  # weight of the words that they share, negative
    first: int
    wording: int


def find_evidence(index: Index, text: str) -> Iterator[Evidence]:
    """Yield what speaks for templates, window by window; a template may come several times."""
    reading = _Reading(index, text)
    first, places = -1, reading.places(0)
    for attempt in _tries(index, reading.known):
        if attempt.first != first:
            first, places = attempt.first, reading.places(attempt.first)
        wording = index.wordings[attempt.wording]
        chain = align(wording.slots, places, index.weights)
        yield Evidence(
            wording=wording,
            weight=chain[-1].weight,
            total=index.totals[attempt.wording],
            slots=tuple(link.slot for link in chain),
            found=tuple(reading.found[link.place] for link in chain),
            extra=chain[-1].extra,
            typos=sum(reading.is_typo(link.place) for link in chain),
            kept=reading.kept(wording.slots, chain[0], chain[-1]),
        )


def _tries(index: Index, known: Sequence[str | None]) -> list[_Try]:
    """Return what to align, in the order of the text."""
    count: Counter[int] = Counter()
    chosen: list[_Try] = []
    firsts = range(0, max(1, len(known) - constants.STEP), constants.STEP)
    windows = (_candidates(index, known, first) for first in firsts)
    for attempt in sorted(attempt for window in windows for attempt in window):
        count[attempt.wording] += 1
        if count[attempt.wording] <= constants.MOST_TRIES:
            chosen.append(attempt)
    return sorted(chosen[: constants.MOST_ALIGNED], key=lambda attempt: (attempt.first, attempt))


def _candidates(index: Index, known: Sequence[str | None], first: int) -> list[_Try]:
    """Return the templates that share enough words with a window, the heaviest first."""
    present = dict.fromkeys(filter(None, known[first : first + constants.WINDOW]))
    shared: dict[int, int] = defaultdict(int)
    read = 0
    for word in sorted(present, key=index.weights.__getitem__, reverse=True):
        if read >= constants.MOST_HOLDERS:
            break
        weight = index.weights[word]
        for wording in index.holders[word]:
            shared[wording] += weight
        read += len(index.holders[word])
    part, whole = constants.LEAST_SHARE
    totals = index.totals
    return sorted(
        _Try(-weight, first, wording)
        for wording, weight in shared.items()
        if weight * whole >= totals[wording] * part
    )[: constants.MOST_CANDIDATES]


class Link(NamedTuple):
    """A word of a template at a place of a text, with the best chain that ends there."""

    place: int
    slot: int
    gaps: int  # values that the template has before this word
    weight: int
    extra: int = 0
    before: Link | None = None


def align(slots: Sequence[Slot], places: _Places, weights: Mapping[str, int]) -> list[Link]:
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
    links: list[Link] = []
    for place, number in ends:
        alone = Link(place, number, gaps[number], weights[slots[number].word])
        links.append(_extend(links, alone, reach))
    top = max(link.weight for link in links)
    heaviest = [link for link in links if link.weight == top]
    # the same once more counts, since the code may hold the first words too
    chain = [link for link in heaviest if link.slot == heaviest[0].slot][-1:]
    while before := chain[-1].before:
        chain.append(before)
    return chain[::-1]


def _extend(links: Sequence[Link], alone: Link, reach: int) -> Link:
    """Return the best chain that ends in a word: alone, or after one of the chains so far."""
    best = alone
    for link in reversed(links):
        if alone.place - link.place > reach:
            break
        weight = link.weight + alone.weight
        if link.slot >= alone.slot or link.place == alone.place or weight <= best.weight:
            continue
        # words between both that are neither of the template nor of a value
        free = max(VALUE_WORDS if alone.gaps > link.gaps else 0, alone.slot - link.slot - 1)
        extra = max(0, alone.place - link.place - 1 - free)
        weight -= extra * EXTRA_COST
        if extra <= MOST_EXTRA and weight > best.weight:
            best = alone._replace(weight=weight, extra=link.extra + extra, before=link)
    return best


class _Reading:
    """The words of a text, each with the word of the templates that it is, typos forgiven."""

    def __init__(self, index: Index, text: str) -> None:
        self.text = text
        self.found = join_broken(text, words(text), index.weights)
        distinct = {word.text for word in self.found}
        meant = {w: w if w in index.weights else index.forgiven(w) for w in distinct}
        self.known = [meant[word.text] for word in self.found]

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

    def kept(self, slots: Sequence[Slot], first: Link, last: Link) -> tuple[int, int]:
        start = first.slot if self._is_cut_left(slots, first) else 0
        return start, last.slot + 1 if self._is_cut_right(slots, last) else len(slots)

    def _is_cut_left(self, slots: Sequence[Slot], first: Link) -> bool:
        if first.place != 1 or not first.slot:
            return first.place == 0
        return slots[first.slot].gap or slots[first.slot - 1].word.endswith(self.found[0].text)

    def _is_cut_right(self, slots: Sequence[Slot], last: Link) -> bool:
        end, left = self.found[-1], len(self.found) - 1 - last.place
        if last.slot == len(slots) - 1:
            return not left
        rest = self.text[end.end : end.end + constants.LONGEST_CLOSING]
        is_closed = any(closer in rest for closer in constants.CLOSERS)
        if is_closed and not any(ellipsis in rest for ellipsis in constants.ELLIPSES):
            return False  # a sentence or object ends; a quote alone may only end a quoted name
        word, has_value = slots[last.slot + 1]
        is_start = word.startswith(end.text)
        if left <= 1 or not has_value:
            return not left or (left == 1 and (has_value or is_start))
        if is_start and len(end.text) >= constants.LEAST_START and left <= VALUE_WORDS:
            return True
        after = self.found[last.place].end
        return bool(_ONE_VALUE.match(self.text, after, after + constants.LONGEST_CUT_VALUE + 1))
