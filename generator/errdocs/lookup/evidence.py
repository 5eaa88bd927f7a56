"""What in a text speaks for each template: chains of its words, and values between them.

Extra words between two words of a chain cost a little each; too many end it. Where a value may
stand, a few words are free. Every step is bounded, so that time grows with the length of the text
and with nothing else. So values are read by scanning, not by patterns: one with several values
between the same characters could be made to try every way of sharing them out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.bonuses import bonus
from errdocs.lookup.candidates import Try, tries
from errdocs.lookup.codes import Surroundings
from errdocs.lookup.constants import LONGEST_VALUE, MOST_EXTRA, QUOTES, SPACES, VALUE_WORDS
from errdocs.lookup.index import Index, Slot, Wording
from errdocs.lookup.words import Word, join_broken, words
from errdocs.messages import Part, Placeholder, parse

# The rest of a text that may be the start of a value, such as a URL.
_ONE_VALUE = re.compile(
    rf"[{constants.ASCII_SPACES}]*[^{constants.ASCII_SPACES}]{{0,{constants.LONGEST_CUT_VALUE}}}\Z"
)
_LONG_RUN = re.compile(
    rf"[{constants.ASCII_SPACES}]{{{constants.LONGEST_CUT_VALUE // 2}}}"
    rf"|[^{constants.ASCII_SPACES}]{{{constants.LONGEST_CUT_VALUE // 2}}}"
)
_Places = Mapping[str, Sequence[int]]  # of each known word in a window, ascending
_EDGES = SPACES + QUOTES + "\\"
_NO_SPACES = str.maketrans("", "", SPACES)


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

    def passes_over(self, other: Evidence) -> bool:
        """Whether the text has words of another message where this one has others, and no value.

        Both are alike, then, and the text holds the other one.
        """
        shared = {*self.found} & {*other.found}
        if 2 * len(shared) < len(other.found):
            return False
        slots = self.wording.slots
        return any(
            one.end <= word.start and word.end <= last.start
            for (at, one), (end, last) in pairwise(zip(self.slots, self.found, strict=True))
            if not any(slot.gap for slot in slots[at + 1 : end + 1])
            for word in other.found
        )


def find_evidence(
    index: Index, text: str, around: Surroundings, *, sure_only: bool = False
) -> Iterator[Evidence]:
    """Yield what speaks for templates, window by window; a template may come several times.

    Where only what is sure matters, templates of which too few words are there are left out.
    """
    reading = _Reading(index, text)
    first, places = -1, reading.places(0)
    surely = {at for error in around.surely for at in index.messages_by_error.get(error, ())}
    for attempt in tries(index, reading.known, around.named):
        if attempt.first != first:
            first, places = attempt.first, reading.places(attempt.first)
        if sure_only and not reading.may_be_sure(attempt, places, surely):
            continue
        wordings = _told(index, index.messages[attempt.message], around)
        chain = align(wordings[0].slots, places, index.weights)
        evidence = Evidence(
            wording=wordings[0],
            weight=chain[-1].weight,
            total=index.totals[attempt.message],
            slots=tuple(link.slot for link in chain),
            found=tuple(reading.found[link.place] for link in chain),
            extra=chain[-1].extra,
            typos=sum(reading.is_typo(link.place) for link in chain),
            kept=reading.kept(wordings[0].slots, chain[0], chain[-1]),
        )
        yield from (evidence._replace(wording=wording) for wording in wordings)


def _told(index: Index, message: Sequence[int], around: Surroundings) -> list[Wording]:
    """Return as many wordings of a message as are told, those that a text speaks for first."""
    wordings = [index.wordings[at] for at in message]
    if len(wordings) > constants.MOST_ALIKE:
        wordings.sort(key=lambda wording: -bonus(index, wording.case, around))
    return wordings[: constants.MOST_ALIKE]


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
        weight -= extra * constants.EXTRA_COST
        if extra <= MOST_EXTRA and weight > best.weight:
            best = Link(alone.place, alone.slot, alone.gaps, weight, link.extra + extra, link)
    return best


class _Reading:
    """The words of a text, each with the word of the templates that it is, typos forgiven."""

    def __init__(self, index: Index, text: str) -> None:
        self.text = text
        self.index = index
        self.found = join_broken(text, words(text), index.weights)
        distinct = {word.text for word in self.found}
        meant = {w: w if w in index.weights else index.forgiven(w) for w in distinct}
        self.known = [meant[word.text] for word in self.found]

    def places(self, first: int) -> _Places:
        places: dict[str, list[int]] = defaultdict(list)
        window = self.known[first : first + constants.WINDOW]
        for place, word in enumerate(window, start=first):
            if word is not None:
                places[word].append(place)
        return places

    def may_be_sure(self, attempt: Try, places: _Places, surely: Set[int]) -> bool:
        """Whether a message may be more than a guess: enough of its words are in the window.

        A part is enough where it may be cut off at an end of the text, or where the code is named.
        """
        index, message = self.index, attempt.message
        total, is_named = index.totals[message], message in surely
        share = constants.LOOSE_COVERAGE if is_named else constants.CLOSE_COVERAGE
        least = constants.CUT_WEIGHT_STARTED if is_named else constants.CUT_WEIGHT
        is_short = (1 - attempt.lacking) * total < min(share * total, least) ** 2
        if is_short and message not in index.repeating:
            return False  # its weight, squared, is that of its words that are there
        slots = index.wordings[index.messages[message][0]].slots
        there = sum(index.weights[slot.word] for slot in slots if slot.word in places)
        if there >= share * total:
            return True
        return there >= least and any(slot.word in self.edges for slot in slots)

    @cached_property
    def edges(self) -> Set[str | None]:
        """Return the words with which a message may start or end that the text cuts off."""
        if not self.found:
            return frozenset()
        if _LONG_RUN.search(self.text):  # it may count as the end
            return frozenset(self.known)
        starts = self.known[:2]
        end = self.found[-1].end
        rest = self.text[end : end + constants.LONGEST_CLOSING]
        is_closed = any(closer in rest for closer in constants.CLOSERS)
        if is_closed and not any(ellipsis in rest for ellipsis in constants.ELLIPSES):
            return frozenset(starts)
        # What is left after such a message is a few words, or has no spaces.
        last = self.text.rstrip(constants.ASCII_SPACES)
        value = 1 + max(last.rfind(space) for space in constants.ASCII_SPACES)
        left = sum(word.end > value for word in self.found[-constants.LONGEST_CUT_VALUE :])
        return frozenset((*starts, *self.known[-max(left, VALUE_WORDS) - 1 :]))

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


class _Gap(NamedTuple):
    """What stands between two words of a template: placeholders and the characters around them."""

    slot: int  # number of words before it
    names: Sequence[str]
    around: Sequence[str]  # characters before, between and after the placeholders, without spaces
    is_last: bool = False


def read_values(evidence: Evidence, text: str) -> dict[str, str]:
    """Return the values that the text has where the template has placeholders.

    A placeholder has no value where the words on its sides are not in the text, or where nobody
    can tell where the value ends.
    """
    found = dict(zip(evidence.slots, evidence.found, strict=True))
    values: dict[str, str] = {}
    for gap in _gaps(parse(evidence.wording.template).parts):
        if stretch := _stretch(gap, found, text):
            for name, value in zip(gap.names, _read(gap, stretch), strict=False):
                values.setdefault(name, value)
    return {name: value for name, value in values.items() if value}


def _gaps(parts: Sequence[Part]) -> Iterator[_Gap]:
    names: list[str] = []
    around, slot = [""], 0
    for before, part in zip((None, *parts), parts, strict=False):
        if isinstance(part, Placeholder):
            if not isinstance(before, Placeholder):  # of those that touch, the first takes all
                names.append(part.name)
                around.append("")
            continue
        found = words(part)
        around[-1] += part[: found[0].start if found else None].translate(_NO_SPACES)
        if found:
            if names:
                yield _Gap(slot, names, around)
            slot += len(found)
            names, around = [], [part[found[-1].end :].translate(_NO_SPACES)]
    if names:
        yield _Gap(slot, names, around, is_last=True)


def _stretch(gap: _Gap, found: Mapping[int, Word], text: str) -> str:
    """Return the part of a text where the values of a gap are; empty where nobody can tell."""
    before, after = found.get(gap.slot - 1), found.get(gap.slot)
    if before is None and gap.slot:
        return ""
    if after is not None:
        start = before.end if before else max(0, after.start - LONGEST_VALUE)
        return text[start : after.start] if after.start - start <= 2 * LONGEST_VALUE else ""
    return text[before.end : before.end + 2 * LONGEST_VALUE] if before and gap.is_last else ""


def _read(gap: _Gap, stretch: str) -> Iterator[str]:
    """Yield the values of a gap, each up to the character that follows it."""
    if not gap.slot:
        # only a space or quote tells where the message starts
        yield re.split(f"[{SPACES}{QUOTES}]", stretch.rstrip(_EDGES))[-1]
        return
    at = _after(stretch, 0, gap.around[0])
    for between in gap.around[1:-1]:
        end = _find(stretch, between[:1], at + 1)
        if end < 0:
            return
        yield stretch[at:end].strip(_EDGES)
        at = _after(stretch, end, between)
    yield _final(gap, stretch[at:]).strip(_EDGES)


def _final(gap: _Gap, rest: str) -> str:
    """Return the last value of a gap: to what follows it, or to the end of the quote or line."""
    after = gap.around[-1]
    if not gap.is_last:
        return rest.rstrip(SPACES).removesuffix(after)
    ends = [_find(rest, stop, 1) for stop in (after[:1] or '"`”’\n')]
    return rest[: min((end for end in ends if end >= 0), default=None)]


def _after(text: str, at: int, expected: str) -> int:
    """Return the place after characters and spaces, as far as they are there."""
    rest = text[at:].lstrip(SPACES + "\\")
    for character in expected:
        if rest and rest[0] in (QUOTES if character in QUOTES else character):
            rest = rest[1:]
        rest = rest.lstrip(SPACES)
    return len(text) - len(rest)


def _find(text: str, character: str, start: int) -> int:
    """Return where a character is, or one of its kind: any space for none; -1 if nowhere."""
    kinds = (kind for kind in (QUOTES, constants.BRACKETS) if character in kind)
    alike = next(kinds, character) if character else SPACES
    return min((at for one in alike if (at := text.find(one, start)) >= 0), default=-1)
