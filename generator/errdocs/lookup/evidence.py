"""What in a text speaks for each template: candidates by their words, then chains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from errdocs.lookup.align import Chain, align
from errdocs.lookup.index import Index
from errdocs.lookup.words import Word, join_broken, words

WINDOW = 320
"""Words looked at together; longer than any message."""
STEP = 160
"""Words from one window to the next; half a window, so that no message is cut in two."""
MOST_CANDIDATES = 40
"""Templates that are aligned for one window, the heaviest first."""
LEAST_SHARE = 2, 10
"""Least share of its weight that a template must have in a window to be aligned, as a ratio: a
message may be cut off soon after its beginning."""


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
    """Whether the text begins with the chain, so that words before it may have been cut off."""
    cut_right: bool
    """Whether the text ends with the chain, but for a word that may be cut itself."""


def find_evidence(index: Index, text: str) -> Iterator[Evidence]:
    """Yield what speaks for templates, window by window; a template may come several times."""
    found = join_broken(text, words(text), index.weights.__contains__)
    known = [_known(index, word.text) for word in found]
    for first in range(0, max(1, len(found) - STEP), STEP):
        yield from _window(index, found, known, first)


def _known(index: Index, word: str) -> str | None:
    return word if word in index.weights else index.forgiven(word)


def _window(
    index: Index, found: Sequence[Word], known: Sequence[str | None], first: int
) -> Iterator[Evidence]:
    places: dict[str, list[int]] = defaultdict(list)
    for place in range(first, min(first + WINDOW, len(found))):
        word = known[place]
        if word is not None:
            places[word].append(place)
    for wording in _candidates(index, places):
        chain = align(index.wordings[wording].slots, places, index.weights)
        stretch = [place for _, place in chain.places]
        evidence = tuple(found[place] for place in stretch)
        yield Evidence(
            wording=wording,
            chain=chain,
            start=evidence[0].start,
            end=evidence[-1].end,
            found=evidence,
            slips=sum(found[place].text != known[place] for place in stretch),
            cut_left=stretch[0] <= 1,
            cut_right=stretch[-1] >= len(found) - 2,
        )


def _candidates(index: Index, places: dict[str, list[int]]) -> list[int]:
    """Return the templates that share enough words with a window, the heaviest first."""
    shared: dict[int, int] = defaultdict(int)
    for word in places:
        weight = index.weights[word]
        for wording in index.holders[word]:
            shared[wording] += weight
    part, whole = LEAST_SHARE
    totals = index.totals
    enough = [wording for wording in shared if shared[wording] * whole >= totals[wording] * part]
    return sorted(enough, key=lambda wording: (-shared[wording], wording))[:MOST_CANDIDATES]
