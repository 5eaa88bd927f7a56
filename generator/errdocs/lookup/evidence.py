"""What in a text speaks for each template: candidates by their words, then chains.

Every step is bounded, so that time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.alignment import Chain, align
from errdocs.lookup.index import Index, Slot
from errdocs.lookup.words import Word, join_broken, words


class Evidence(NamedTuple):
    """A template's words in a text."""

    wording: int
    """Position of the template in the index."""
    chain: Chain
    start: int
    end: int
    found: tuple[Word, ...]
    """The words of the chain as they stand in the text."""
    typos: int
    """Words of the chain that were recognised in spite of a typo."""
    cut_left: bool
    """Whether the text starts with the chain, or with the end of the word before it: what the
    template has before may have been cut off."""
    cut_right: bool
    """Whether the text ends with the chain, or with the start of the word after it."""


class _Try(NamedTuple):
    """A template to align in the window that starts at a word; what shares most sorts first."""

    lacking: int  # weight of the words that they share, negative
    first: int
    wording: int


def find_evidence(index: Index, text: str) -> Iterator[Evidence]:
    """Yield what speaks for templates, window by window; a template may come several times."""
    found = join_broken(text, words(text), index.weights.__contains__)
    known = _known(index, found)
    first, places = -1, _places(known, 0)
    for attempt in _tries(index, known):
        if attempt.first != first:
            first, places = attempt.first, _places(known, attempt.first)
        chain = align(index.wordings[attempt.wording].slots, places, index.weights)
        yield _evidence(index, text, attempt.wording, chain, found, known)


def _known(index: Index, found: Sequence[Word]) -> list[str | None]:
    """Return the word of the templates for each word of a text, typos forgiven."""
    meant: dict[str, str | None] = {}
    for word in found:
        if word.text not in meant:
            is_known = word.text in index.weights
            meant[word.text] = word.text if is_known else index.forgiven(word.text)
    return [meant[word.text] for word in found]


def _tries(index: Index, known: Sequence[str | None]) -> list[_Try]:
    """Return what to align, in the order of the text."""
    count: Counter[int] = Counter()
    chosen: list[_Try] = []
    firsts = range(0, max(1, len(known) - constants.STEP), constants.STEP)
    for attempt in sorted(attempt for first in firsts for attempt in _window(index, known, first)):
        count[attempt.wording] += 1
        if count[attempt.wording] <= constants.MOST_TRIES:
            chosen.append(attempt)
    return sorted(chosen[: constants.MOST_ALIGNED], key=lambda attempt: (attempt.first, attempt))


def _window(index: Index, known: Sequence[str | None], first: int) -> list[_Try]:
    """Return the templates that share enough words with a window, the heaviest first."""
    present = dict.fromkeys(
        word for word in known[first : first + constants.WINDOW] if word is not None
    )
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


def _places(known: Sequence[str | None], first: int) -> Mapping[str, Sequence[int]]:
    """Return the places of each known word in a window, ascending."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(known[first : first + constants.WINDOW], start=first):
        if word is not None:
            places[word].append(place)
    return places


def _evidence(
    index: Index,
    text: str,
    wording: int,
    chain: Chain,
    found: Sequence[Word],
    known: Sequence[str | None],
) -> Evidence:
    places = [place for _, place in chain.places]
    slots = index.wordings[wording].slots
    return Evidence(
        wording=wording,
        chain=chain,
        start=found[places[0]].start,
        end=found[places[-1]].end,
        found=tuple(found[place] for place in places),
        typos=sum(_is_typo(place, found, known) for place in places),
        cut_left=_is_cut_left(slots, chain.places[0], found),
        cut_right=_is_cut_right(text, slots, chain.places[-1], found),
    )


def _is_typo(place: int, found: Sequence[Word], known: Sequence[str | None]) -> bool:
    """Whether a word was only recognised in spite of a typo.

    A word that the end of the text cuts off is not one.
    """
    text, meant = found[place].text, known[place] or ""
    return text != meant and not (place == len(found) - 1 and meant.startswith(text))


def _is_cut_left(slots: Sequence[Slot], first: tuple[int, int], found: Sequence[Word]) -> bool:
    slot, place = first
    if place != 1 or not slot:
        return place == 0
    return slots[slot].gap or slots[slot - 1].word.endswith(found[0].text)


def _is_cut_right(
    text: str, slots: Sequence[Slot], last: tuple[int, int], found: Sequence[Word]
) -> bool:
    slot, place = last
    left = len(found) - 1 - place
    if slot == len(slots) - 1:
        return not left
    if _is_closed(text[found[-1].end : found[-1].end + constants.LONGEST_CLOSING]):
        return False
    if not left:
        return True
    end, has_value = found[-1].text, slots[slot + 1].gap
    is_start = slots[slot + 1].word.startswith(end)
    if left == 1 or not has_value:
        return left == 1 and (has_value or is_start)
    if is_start and len(end) >= constants.LEAST_START and left <= constants.VALUE_WORDS:
        return True
    return _is_one_value(
        text[found[place].end : found[place].end + constants.LONGEST_CUT_VALUE + 1]
    )


def _is_closed(rest: str) -> bool:
    """Whether the last characters of a text end a quoted sentence or an object: it is not cut off.

    A quote alone does not tell, as messages hold quoted names.
    """
    is_cut = any(ellipsis in rest for ellipsis in constants.ELLIPSES)
    return not is_cut and any(closer in rest for closer in constants.CLOSERS)


def _is_one_value(rest: str) -> bool:
    """Whether the rest of a text may be the start of a value, such as a URL."""
    rest = rest.lstrip(constants.ASCII_SPACES)
    return len(rest) <= constants.LONGEST_CUT_VALUE and not any(
        space in rest for space in constants.ASCII_SPACES
    )
