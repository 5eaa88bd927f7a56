"""What in a text speaks for each template: candidates by their words, then chains.

Every step is bounded, so that time grows with the length of the text and with nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from errdocs.lookup.align import VALUE_WORDS, Chain, align
from errdocs.lookup.index import Index
from errdocs.lookup.templates import Slot
from errdocs.lookup.words import Word, join_broken, words

WINDOW = 320
"""Words looked at together; longer than any message."""
STEP = 160
"""Words from one window to the next; half a window, so that no message is cut in two."""
MOST_CANDIDATES = 40
"""Templates of one window that may be aligned, the heaviest first."""
MOST_HOLDERS = 20_000
"""Entries of the lists of holders that are read for one window, those of rare words first."""
MOST_TRIES = 8
"""Windows in which one template is aligned, those that share most with it."""
MOST_ALIGNED = 2_000
"""Alignments for one text, those that share most."""
LEAST_SHARE = 2, 10
"""Least share of its weight that a template must have in a window to be aligned, as a ratio: a
message may be cut off soon after its beginning."""


LEAST_BEGINNING = 2
"""Letters of a word that was cut off, after a value, that tell which word it was."""

LONGEST_VALUE = 400
"""Characters of the longest value that may stand at the end of a text that was cut off in it."""
BLANKS = " \t\r\n"
LONGEST_CLOSING = 16
"""Signs at the end of a text that tell whether it was cut off."""
CLOSERS = ('."', ".'", ".”", ".’", "。", "}")
ELLIPSES = ("..", "…")


class Evidence(NamedTuple):
    """A template's words in a text."""

    wording: int
    """Position of the template in the index."""
    chain: Chain
    start: int
    end: int
    found: tuple[Word, ...]
    """The words of the chain as they stand in the text."""
    slips: int
    """Words of the chain that were recognised in spite of a slip."""
    cut_left: bool
    """Whether the text begins with the chain, or with the end of the word before it: what the
    template has before may have been cut off."""
    cut_right: bool
    """Whether the text ends with the chain, or with the beginning of the word after it."""


class Try(NamedTuple):
    """A template to be aligned in a window."""

    shared: int
    """Weight of the words that they share, negative: what sorts first shares most."""
    first: int
    """First word of the window."""
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
    """Return the word of the templates for each word of a text, slips forgiven."""
    meant: dict[str, str | None] = {}
    for word in found:
        if word.text not in meant:
            is_known = word.text in index.weights
            meant[word.text] = word.text if is_known else index.forgiven(word.text)
    return [meant[word.text] for word in found]


def _tries(index: Index, known: Sequence[str | None]) -> list[Try]:
    """Return what to align, in the order of the text."""
    count: Counter[int] = Counter()
    chosen: list[Try] = []
    firsts = range(0, max(1, len(known) - STEP), STEP)
    for attempt in sorted(attempt for first in firsts for attempt in _window(index, known, first)):
        count[attempt.wording] += 1
        if count[attempt.wording] <= MOST_TRIES:
            chosen.append(attempt)
    return sorted(chosen[:MOST_ALIGNED], key=lambda attempt: (attempt.first, attempt))


def _window(index: Index, known: Sequence[str | None], first: int) -> list[Try]:
    """Return the templates that share enough words with a window, the heaviest first."""
    present = dict.fromkeys(word for word in known[first : first + WINDOW] if word is not None)
    shared: dict[int, int] = defaultdict(int)
    read = 0
    for word in sorted(present, key=index.weights.__getitem__, reverse=True):
        if read >= MOST_HOLDERS:
            break
        weight = index.weights[word]
        for wording in index.holders[word]:
            shared[wording] += weight
        read += len(index.holders[word])
    part, whole = LEAST_SHARE
    totals = index.totals
    return sorted(
        Try(-weight, first, wording)
        for wording, weight in shared.items()
        if weight * whole >= totals[wording] * part
    )[:MOST_CANDIDATES]


def _places(known: Sequence[str | None], first: int) -> Mapping[str, Sequence[int]]:
    """Return the places of each known word in a window, ascending."""
    places: dict[str, list[int]] = defaultdict(list)
    for place in range(first, min(first + WINDOW, len(known))):
        word = known[place]
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
    stretch = [place for _, place in chain.places]
    words_found = tuple(found[place] for place in stretch)
    return Evidence(
        wording=wording,
        chain=chain,
        start=words_found[0].start,
        end=words_found[-1].end,
        found=words_found,
        slips=sum(_is_slip(place, found, known) for place in stretch),
        cut_left=_is_cut_left(index.wordings[wording].slots, chain.places[0], found),
        cut_right=_is_cut_right(text, index.wordings[wording].slots, chain.places[-1], found),
    )


def _is_slip(place: int, found: Sequence[Word], known: Sequence[str | None]) -> bool:
    """Whether a word was only recognised in spite of a slip; one cut off by the end is none."""
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
    if _is_closed(text[found[-1].end : found[-1].end + LONGEST_CLOSING]):
        return False
    if not left:
        return True
    end, has_value = found[-1].text, slots[slot + 1].gap
    is_beginning = slots[slot + 1].word.startswith(end)
    if left == 1 or not has_value:
        return left == 1 and (has_value or is_beginning)
    is_word_cut = is_beginning and len(end) >= LEAST_BEGINNING and left <= VALUE_WORDS
    return is_word_cut or _is_one_value(
        text[found[place].end : found[place].end + LONGEST_VALUE + 1]
    )


def _is_closed(rest: str) -> bool:
    """Whether the signs at the end of a text end a quoted sentence or an object: it is not cut off.

    A quote alone does not tell, as messages hold quoted names.
    """
    is_cut = any(ellipsis in rest for ellipsis in ELLIPSES)
    return not is_cut and any(closer in rest for closer in CLOSERS)


def _is_one_value(rest: str) -> bool:
    """Whether the rest of a text may be the beginning of a value, such as a URL."""
    rest = rest.lstrip(BLANKS)
    return len(rest) <= LONGEST_VALUE and not any(blank in rest for blank in BLANKS)
