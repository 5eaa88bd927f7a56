"""Cases of a registry and those of a catalogue: which is which, after messages have changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from errdocs.imports.placeholder_styles import shape
from errdocs.messages import TemplateError
from errdocs.registry.model import Case
from errdocs.registry.naming import likeness

# Share of words, in thousandths, from which a message counts as a new wording of an old one.
# `relation {x} does not exist` and `relation {x} already exists` have 666.
LEAST_ALIKE = 700
RAREST_WORDS, MOST_CANDIDATES = 6, 40
_WORD = re.compile(r"\w+|\{\}")


def pairs(mine: Sequence[Case], theirs: Sequence[Case]) -> dict[int, int]:
    """Return the index of the registry's case for that of each catalogue's case that it has.

    A code of its own decides, then a message that the case has or had, then the most alike
    message; where each side has a single case left without a code, these are one case.
    """
    found: dict[int, int] = {}
    by_code = {case.code: at for at, case in enumerate(mine) if case.code}
    by_shape: dict[str, int] = {}
    for texts in (_current, _former):
        for at, case in enumerate(mine):
            for text in texts(case):
                by_shape.setdefault(text, at)
    for at, case in enumerate(theirs):
        if case.code and case.code in by_code:
            found[at] = by_code[case.code]
            continue
        known = next((by_shape[text] for text in _current(case) if text in by_shape), None)
        if known is not None and not _differ(mine[known], case):
            found[at] = known
    return found | _alike(mine, theirs, found)


def _differ(one: Case, other: Case) -> bool:
    return bool(one.code and other.code and one.code != other.code)


def _current(case: Case) -> list[str]:
    return [text for message in case.wordings if (text := _shape(message)) is not None]


def _former(case: Case) -> list[str]:
    former = (wording.message for wording in case.former_messages)
    return [text for message in former if (text := _shape(message)) is not None]


def _shape(message: str) -> str | None:
    try:
        return shape(message)
    except TemplateError:
        return None


def _alike(mine: Sequence[Case], theirs: Sequence[Case], found: dict[int, int]) -> dict[int, int]:
    """Return the pairs of what is left, the most alike first."""
    taken = {*found.values()}
    old = [at for at, case in enumerate(mine) if at not in taken and not case.removed]
    new = [at for at in range(len(theirs)) if at not in found]
    if len(old) == len(new) == 1 and len(mine) == len(theirs) == 1:
        return {} if _differ(mine[old[0]], theirs[new[0]]) else {new[0]: old[0]}
    return most_alike(
        {at: _words(mine[at]) for at in old},
        {at: _words(theirs[at]) for at in new},
        lambda at, other: not _differ(mine[other], theirs[at]),
    )


def most_alike(
    old: Mapping[int, set[str]], new: Mapping[int, set[str]], may_pair: Callable[[int, int], bool]
) -> dict[int, int]:
    """Return the old text for each new one that has one, by their words, the most alike first.

    `may_pair` says of a new and an old text, in this order, whether they may be a pair.
    """
    index: dict[str, list[int]] = defaultdict(list)
    for at, words in old.items():
        for word in sorted(words):
            index[word].append(at)
    ranked = []
    for at, own in new.items():
        for other in _candidates(own, index):
            alike = likeness(len(own & old[other]), len(own), len(old[other]))
            if alike >= LEAST_ALIKE and may_pair(at, other):
                ranked.append((-alike, at, other))
    chosen: dict[int, int] = {}
    given: set[int] = set()
    for _, at, other in sorted(ranked):
        if at not in chosen and other not in given:
            chosen[at] = other
            given.add(other)
    return chosen


def _words(case: Case) -> set[str]:
    return words_of(_shape(case.message or "") or "")


def words_of(text: str) -> set[str]:
    """Return the words of a message, and `{}` where it has values."""
    return {*_WORD.findall(text.lower())}


def _candidates(words: set[str], index: Mapping[str, list[int]]) -> set[int]:
    """Return the cases that share a rare word: a bounded number, however many there are."""
    known = sorted((word for word in words if word in index), key=lambda w: (len(index[w]), w))
    return {at for word in known[:RAREST_WORDS] for at in index[word][:MOST_CANDIDATES]}
