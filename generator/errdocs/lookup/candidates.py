"""Which messages are worth aligning with which part of a text: those that share enough words.

Every list that a text could make long is cut, the most promising first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.index import Index


class Try(NamedTuple):
    """A message to align in the window that starts at a word; the most promising sorts first."""

    lacking: int  # the score that the words which they share would have in order, negative
    first: int
    message: int


def tries(index: Index, known: Sequence[str | None], errors: Iterable[int]) -> list[Try]:
    """Return the messages to align and the windows to do it in, in the order of the text.

    `known` are the words of the text, None for those that no template has. The messages of the
    errors that the text names are always tried, however many others share its words: under one
    code, messages may differ in a single one.
    """
    named = {at for error in errors for at in index.messages_by_error.get(error, ())}
    firsts = range(0, max(1, len(known) - constants.STEP), constants.STEP)
    windows = (_candidates(index, known, first, named) for first in firsts)
    found = sorted(attempt for window in windows for attempt in window)
    if len(firsts) == 1:
        return found  # each message once, and few
    chosen = {*_most(found), *_most(attempt for attempt in found if attempt.message in named)}
    return sorted(chosen, key=lambda attempt: (attempt.first, attempt))


def _most(attempts: Iterable[Try]) -> list[Try]:
    """Return the most promising of attempts in order: few of one message, and not too many."""
    count: Counter[int] = Counter()
    chosen: list[Try] = []
    for attempt in attempts:
        count[attempt.message] += 1
        if count[attempt.message] <= constants.MOST_TRIES:
            chosen.append(attempt)
    return chosen[: constants.MOST_ALIGNED]


def _candidates(
    index: Index, known: Sequence[str | None], first: int, named: Set[int]
) -> list[Try]:
    """Return the messages that share enough words with a window, as far as they promise most."""
    present = dict.fromkeys(filter(None, known[first : first + constants.WINDOW]))
    shared: dict[int, int] = defaultdict(int)
    read = 0
    for word in sorted(present, key=index.weights.__getitem__, reverse=True):
        if read >= constants.MOST_HOLDERS:
            break
        weight = index.weights[word]
        for message in index.holders[word]:
            shared[message] += weight
        read += len(index.holders[word])
    (part, whole), totals = constants.LEAST_SHARE, index.totals
    enough = sorted(
        (-(weight**2 // totals[message]), message)
        for message, weight in shared.items()
        if weight * whole >= totals[message] * part
    )
    most = constants.MOST_CANDIDATES
    chosen = enough[:most]
    if named and len(enough) > most:
        of_named = [attempt for attempt in enough if attempt[1] in named][:most]
        chosen.extend(attempt for attempt in of_named if attempt > chosen[most - 1])
    return [Try(lacking, first, message) for lacking, message in chosen]
