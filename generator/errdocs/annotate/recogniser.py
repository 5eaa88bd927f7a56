"""Registry -> what recognises its errors in the text of a record, sure enough to append a link.

A lookup takes about a millisecond, too long for every line of a log. So the rarest words of every
wording are its anchors, or a phrase of it where all its words are common: a line with the message
as the service prints it always holds one. One pass of an automaton finds them all in a block.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from math import log2
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation

from errdocs.annotate.keys import Key, Keys, masked
from errdocs.annotate.line_shapes import MASK, Shapes, timeless
from errdocs.lookup import Confidence, Lookup, Match
from errdocs.lookup.constants import PLACE_LENGTH
from errdocs.lookup.index import build_index
from errdocs.lookup.places import Places
from errdocs.lookup.spellings import is_number
from errdocs.lookup.words import words
from errdocs.messages import TemplateError, parse
from errdocs.registry.model import Registry

MOST_ANCHORS = 2  # the second anchor finds a message in which the first has a typo or was cut off
PHRASE_WORDS = 4  # words of the longest phrase
PHRASE_BITS = 6.5  # bits of a good phrase: two words that are not common, or more if some are
LONGEST_ANCHOR = 1_000  # bytes of the longest text that is searched for
SHORTEST_RARE = 10  # letters of the shortest plain word that is rare alone
SHORTEST_RARE_NAME = 5  # bytes of the shortest such word with digits, `_` or letters beyond ASCII
LEAST_SHARE = 0.6  # of a wording's bits, for a line to be looked up; the lookup asks for more
ENOUGH = 12.0  # bits of a wording that are always worth a lookup: the rest may have been cut off
COMMON_BITS = 1.0
# Words that ordinary logs are full of: poor anchors, since every line would be looked up.
# Shorter words are common as well.
COMMON = frozenset(
    b"""able about access account active add address after again all allowed already and any api
    are attempt available been before begin body but call called can cannot case change changed
    check client close closed code complete completed config configuration connect connected
    connection contain content context create created current data database date default delete
    detail details disabled does done due duration each either empty enable enabled end ensure
    error event exceed exceeded exception exist exists expected expired fail failed failure field
    file files find finished first for format found from get given had handle handled has have
    header host http ignore info input internal interval invalid item items its job key last later
    length level limit line link list load loaded local log longer made make max maximum may memory
    message messages method min minimum missing mode model module more must name new next none not
    null number object off one only open operation option order other out output over page
    parameter parameters params parse path payload please policy port process processing prompt
    provided query queue rate read received record reason refused reject remote request requested
    requests require required resource response result retry return returned run running same save
    scheme seconds send sent server service services session set should sign size start started
    state status stop stopped stream string success successful such support supported system table
    task temporarily test text than that the their then there these this thread time timeout token
    tokens too total try type unable under unexpected unknown until update updated url use used
    user using valid validation value values version wait warning was were when which while will
    with without worker write written wrong you your zero""".split()
)
FIELD_LENGTH = 48  # bytes before a code in which the name of its field has to start
_CODE_FIELD_BEFORE = re.compile(
    rb"(?<![a-z])(?:err(?:or)?)?[_-]?code[\\\"']{0,16}\s{0,4}[:=]\s{0,4}[\\\"']{0,16}\Z"
)
_ESCAPE_BEFORE = re.compile(rb"(?:\\(?:u[0-9a-f]{4}|[nrtbf])|\[[0-9;]{1,12}m)\Z")
LONGEST_ESCAPE = 14  # bytes of the longest escape, or colour of a terminal, before a word
WINDOW = 8_192  # bytes that are looked up together; a log line is rarely longer
STEP = 6_144  # bytes from one window to the next; what they share is longer than any message
MOST_MENTIONS = 8  # errors of one record that are reported: more would bury the line
REMEMBERED = 16_384  # shapes of texts whose matches are kept: an error rarely comes alone
LONGEST_REMEMBERED = 2_048  # characters of the longest text whose matches are kept
_STOPS = (":", "]", ")")  # what follows a code that heads its message
_JOINED = re.compile(r"[._]")  # in a name that is no plain word
_SURE = (Confidence.EXACT, Confidence.LIKELY)
_FAILURE = re.compile(
    rb"message|msg|error|exception|fail|denied|refused|fatal|status\W{0,4}[45]\d\d"
)
Clue = tuple[Mapping[bytes, float], float]  # bits of each word of a wording; those a line must hold


class Hits(NamedTuple):
    """Where anchors and codes are in a block."""

    lower: bytes  # the block in lower case
    found: Sequence[tuple[int, int, int]]  # start, end and number, in order; not all are words


class Mention(NamedTuple):
    """An error that a record speaks of; one for all texts of a key."""

    known: Match  # without values: most readers of a log want the link alone
    start: int  # bytes from the start of the record to the evidence
    url: bytes  # of the match
    head: int = 0  # length of a start of the text that moved the match, and by how much: it was
    moved: int = 0  # found in a text of another length there
    window: bytes = b""  # the part of a long record that was searched

    def match_in(self, text: bytes) -> Match:
        """Return the match with the values that a text has, which is the record."""
        return replace(self.known, parameters=self.known.values_in(self.placed_in(text)))

    def placed_in(self, text: bytes) -> str:
        """Return a text with all that counts in the places of the match."""
        decoded = _decoded(self.window or text)
        if not self.moved:
            return decoded
        length = self.head - self.moved
        return decoded[: self.head][-length:].rjust(length) + decoded[self.head :]

    @property
    def entry(self) -> str:
        """Return `CODE/CASE`, or the code alone where no case is known."""
        return f"{self.known.code}/{self.known.case}" if self.known.case else self.known.code


class _Answer(NamedTuple):
    """The matches of all texts of one shape."""

    matches: tuple[Match, ...]
    is_sure: bool  # whether all of them are reported, whatever surrounds them
    may_vary: bool = False  # whether a time is a part of a value of a message
    start: int = -1  # length of the start of the text, if it may have another; negative if not


_NO_ANSWER = _Answer((), is_sure=True)
_NO_MENTIONS: tuple[Mention, ...] = ()


class Recogniser:
    """Recognises the errors of a registry in texts of at most a window."""

    def __init__(
        self, registry: Registry, base_url: str = "", *, lookup: Lookup | None = None
    ) -> None:
        self._lookup = lookup or Lookup(registry, base_url)
        self._shapes = Shapes(self._lookup.index)
        self._answers: dict[str, _Answer] = {}  # by the shape of the text
        self._by_rest: dict[str, _Answer] = {}  # by the shape with names of any length at its start
        self._keys = Keys(self._shapes.kept, self._shapes.nameless)
        self._known: dict[Key, tuple[Mention, ...]] = {}
        self._clues = clues_of(registry)
        self._codes = frozenset(text.lower().encode() for text in _spellings(registry))
        self._links = frozenset(text.lower().encode() for text in registry.entries_by_anchor)
        texts = (*self._clues, *self._codes, *self._links)
        # An automaton of long texts takes a time that grows with the square of their length.
        self._texts = sorted({text for text in texts if len(text) <= LONGEST_ANCHOR})
        self._clues_by_number = [self._clues.get(text, ()) for text in self._texts]
        # Twice as fast as the smaller form; 20,000 anchors take 40 MB.
        self._automaton = BytesAhoCorasick(self._texts, implementation=Implementation.DFA)

    def forget(self) -> None:
        """Forget the texts seen so far."""
        self._known.clear()
        self._answers.clear()
        self._by_rest.clear()

    def hits(self, block: bytes) -> Hits:
        """Return the places of a block, each with the number of the anchor or code there."""
        lower = block.lower()
        found = self._automaton.find_matches_as_indexes(lower, overlapping=True)
        return Hits(lower, sorted([(start, end, number) for number, start, end in found]))

    def key(self, text: bytes) -> Key | None:
        """Return what a text has in common with those that differ in times and ids alone."""
        return self._keys.of(text)

    def mentions(self, text: bytes) -> tuple[Mention, ...]:
        """Return the errors that a text speaks of, each once, in the order of the lookup."""
        return self.mentions_in(text, self.key(text), self.hits(text), 0, 0)

    def mentions_in(
        self, text: bytes, key: Key | None, hits: Hits, number: int, shift: int
    ) -> tuple[Mention, ...]:
        """Return the errors of a text with a key that is a part of a block with hits.

        `shift` is its place in the block, and `number` that of its first hit.
        """
        found = self._known.get(key) if key else None
        if found is not None:
            return found
        if len(text) > WINDOW:
            return searched(self, text).finish()
        stop = bisect_left(hits.found, (shift + len(text),), number)
        return self._found(text, key, Hits(hits.lower, hits.found[number:stop]), shift)

    def _found(self, text: bytes, key: Key | None, hits: Hits, shift: int) -> tuple[Mention, ...]:
        """Return the errors of a text with a key, and remember them where the key says all.

        The hits are those of its anchors in a block, and `shift` is its place there.
        """
        lower = text.lower()
        answer, found = _NO_ANSWER, _NO_MENTIONS
        if self._may_match(masked(key).lower() if key else lower, hits, shift):
            answer, start, moved = self._answer_after_start(_decoded(text))
            found = _mentions(answer.matches, start, moved, text)
        if key and answer.is_sure and not answer.may_vary:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = found
        return found if answer.is_sure else self._reported(found, text)

    def _reported(self, found: Sequence[Mention], text: bytes) -> tuple[Mention, ...]:
        lower = text.lower()
        return tuple(
            mention
            for mention in found
            if mention.known.confidence in _SURE or self._is_failure(mention, text, lower)
        )

    def _may_match(self, lower: bytes, hits: Hits, shift: int) -> bool:
        """Whether a text holds most words of a wording, or a code in a field for codes."""
        for place, end, number in hits.found:
            start, anchor = place - shift, self._texts[number]
            if not is_word(hits.lower, place, end) or not lower.startswith(anchor, start):
                continue  # a part of a word, or in a time or id, which is masked
            for clue in self._clues_by_number[number]:
                if _holds(lower, clue):
                    return True
            if anchor in self._links:
                return True
            if anchor in self._codes and _may_be_code(lower, start, start + len(anchor)):
                return True
        return False

    def _answer(self, text: str) -> _Answer:
        """Return the matches of a text, often remembered from one with other times and ids.

        Times and ids say nothing about the error, and differ in each of a hundred lines that are
        otherwise the same. Where a time is a value of the message, all of its words count.
        """
        if len(text) > LONGEST_REMEMBERED:
            return self._looked_up(text)
        answer = self._remembered(timeless(text))
        if answer.may_vary:
            return self._remembered(text)._replace(may_vary=True)
        return answer

    def _remembered(self, text: str) -> _Answer:
        shape = self._shapes.of(text)
        answer = self._answers.get(shape)
        if answer is None:
            masked = self._shapes.masked(text)
            answer = self._looked_up(masked)
            values = chain.from_iterable(
                match.values_in(masked).values() for match in answer.matches
            )
            answer = answer._replace(may_vary=any(MASK in value for value in values))
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            self._answers[shape] = answer
        return answer

    def _answer_after_start(self, text: str) -> tuple[_Answer, int, int]:
        """Return the matches of a text, the length of its start, and how far that moved them.

        Lines often differ in the length of a name before everything that counts.
        """
        text = self._shapes.nameless(text)
        if len(text) > LONGEST_REMEMBERED:
            return self._looked_up(text), 0, 0
        shape, start = self._shapes.starting_alike(timeless(text))
        if not start:
            return self._answer(text), 0, 0
        known = self._by_rest.get(shape)
        if known is None:
            known = self._answer(text)
            is_after = known.is_sure and not known.may_vary
            is_after = is_after and all(_is_after(match, start) for match in known.matches)
            known = known._replace(start=start if is_after else -1)
            if len(self._by_rest) >= REMEMBERED:
                self._by_rest.clear()
            self._by_rest[shape] = known
        if known.start < 0:
            return self._answer(text), 0, 0
        return known, start, start - known.start

    def _looked_up(self, text: str) -> _Answer:
        matches = self._lookup.sure(text, MOST_MENTIONS)
        entries: dict[tuple[str, str | None], Match] = {}
        for match in matches:
            entries.setdefault((match.code, match.case), match)
        plain = tuple(entries.values())
        return _Answer(plain, is_sure=all(match.confidence in _SURE for match in plain))

    def _is_failure(self, mention: Mention, text: bytes, lower: bytes) -> bool:
        """Whether a code without a known message is reported: as the code of a failure of ours.

        Codes such as `Throttling` are words that logs use freely. One counts only as the value of
        a field for codes, in a text that speaks of a failure and of no other service. Digits make
        a code distinctive, and of a bare number the lookup has seen that it is a code. A value
        that several entries share would bury the line.
        """
        match, at, decoded = mention.known, mention.start, mention.placed_in(text)
        if match.confidence is not Confidence.CODE or match.sharing > 1:
            return False
        start, end = match.span
        around = lower[at - 1 : at], decoded[end : end + 1]
        is_code = _has_digit(decoded[start:end]) or _is_code_field(lower, at)
        is_code = is_code or (around == (b"[", "]") and bool(_JOINED.search(decoded, start, end)))
        is_failure = is_code and (around[1] in _STOPS or _FAILURE.search(lower))
        if decoded[start] == "#":  # the anchor of a link, which may be called after errors itself
            is_failure = _FAILURE.search(lower, 0, lower.rfind(b" ", 0, at) + 1)
        return bool(is_failure) and self._lookup.vendor(decoded) is None


class WindowSearch:
    """Collects the errors of lines that arrive in pieces of any size, each error once.

    What is longer than a window is looked at window by window, and never held as a whole.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._rest = b""
        self._found: dict[str, Mention] = {}
        self.length = 0  # bytes that were fed
        self.windows: list[bytes] = []  # the windows that held a new error

    def feed(self, data: bytes) -> None:
        """Take more of the lines."""
        rest, at = self._rest + data, 0
        self.length += len(data)
        while len(rest) - at > WINDOW:
            self._look(rest[at : at + WINDOW], self.length - len(rest) + at)
            at += STEP
        self._rest = rest[at:]

    def finish(self) -> tuple[Mention, ...]:
        """Return the errors of all windows in order."""
        self._look(self._rest, self.length - len(self._rest))
        return tuple(self._found.values())

    def _look(self, window: bytes, start: int) -> None:
        before = len(self._found)
        for mention in self._recogniser.mentions(window):
            if len(self._found) < MOST_MENTIONS:
                mention = mention._replace(start=start + mention.start, window=window)
                self._found.setdefault(mention.entry, mention)
        if len(self._found) > before:
            self.windows.append(window)


def searched(recogniser: Recogniser, text: bytes) -> WindowSearch:
    """Return the search of a whole text."""
    search = WindowSearch(recogniser)
    search.feed(text)
    return search


def _holds(lower: bytes, clue: Clue) -> bool:
    """Whether a text in lower case has enough of a wording's words."""
    worth, need = clue
    there = 0.0
    for word, bits in worth.items():
        if word in lower:
            there += bits
            if there >= need:
                return True
    return False


def _decoded(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _mentions(matches: Sequence[Match], start: int, moved: int, text: bytes) -> tuple[Mention, ...]:
    """Return the mentions of matches in a text, whose start of a length moved them."""
    places = _places([match.span[0] + moved for match in matches], text)
    return tuple(
        Mention(match, place, match.url.encode(), start, moved)
        for match, place in zip(matches, places, strict=True)
    )


def _places(places: Sequence[int], text: bytes) -> Sequence[int]:
    """Return places in a text in bytes."""
    if text.isascii():
        return places
    decoded = _decoded(text)
    return [len(decoded[:at].encode("utf-8", "surrogateescape")) for at in places]


def _is_after(match: Match, start: int) -> bool:
    """Whether a message, with a value before its first word, stands after the start of a text."""
    evidence = match.evidence
    has_value = evidence is not None and evidence.wording.slots[0].gap
    return match.span[0] >= start and not has_value


def _is_code_field(lower: bytes, at: int) -> bool:
    """Whether what starts at a place of a text in lower case is the value of a field for codes."""
    return _CODE_FIELD_BEFORE.search(lower[max(0, at - FIELD_LENGTH) : at]) is not None


def _may_be_code(lower: bytes, start: int, end: int) -> bool:
    """Whether a code may count where it stands in a text: worth a lookup, which looks closely."""
    spelling = lower[start:end].decode("utf-8", "replace")
    if not is_number(spelling):
        is_bracketed = lower[start - 1 : start] == b"[" and lower[end : end + 1] == b"]"
        return is_bracketed or _has_digit(spelling) or _is_code_field(lower, start)
    before = lower[max(0, start - PLACE_LENGTH) : start].decode("utf-8", "replace")
    after = lower[end : end + PLACE_LENGTH].decode("utf-8", "replace")
    return Places(before + spelling + after).is_for_codes(len(before), len(before + spelling))


def _has_digit(text: str) -> bool:
    return any("0" <= character <= "9" for character in text)


def _spellings(registry: Registry) -> Iterator[str]:
    """Yield what codes are found by: every spelling, also by rule, and values of fields."""
    for error in registry.errors:
        if error.has_code:
            yield from registry.spellings_of(error)
    yield from registry.case_by_code
    yield from registry.entries_by_value


def is_word(block: bytes, start: int, end: int) -> bool:
    """Whether no ASCII letter or digit touches a word, but for those of an escape before it."""
    if block[end : end + 1].isalnum() and block[end - 1 : end].isalnum():
        return False
    if not block[start - 1 : start].isalnum() or not block[start : start + 1].isalnum():
        return True
    before = block[max(0, start - LONGEST_ESCAPE) : start]
    return _ESCAPE_BEFORE.search(before) is not None


def clues_of(registry: Registry) -> Mapping[bytes, Sequence[Clue]]:
    """Return the anchors in lower case, with the wordings, present or former, of each."""
    templates = (template for _, template in build_index(registry).templates)
    wordings = [runs for template in templates if (runs := _runs(template))]
    holders = Counter(word for runs in wordings for word in {*chain(*runs)})
    bits = {word: _bits(word, count, len(wordings)) for word, count in holders.items()}
    clues: dict[bytes, list[Clue]] = {}
    for runs in wordings:
        rarest = sorted({*chain(*runs)}, key=lambda word: (-bits[word], word))
        need = min(LEAST_SHARE * sum(bits[word] for word in rarest), ENOUGH)
        clue = {word: bits[word] for word in rarest}, need
        anchors = [word for word in rarest if _is_rare(word)][:MOST_ANCHORS]
        for anchor in anchors or _phrases(runs, bits):
            clues.setdefault(anchor, []).append(clue)
    return clues


def _runs(template: str) -> list[list[bytes]]:
    """Return the words of a template, in runs of words with only a space in between."""
    try:
        literals = parse(template).literals
    except TemplateError:
        return []
    runs: list[list[bytes]] = []
    for literal in literals:
        end = -1
        for word in words(literal):
            text = word.text.encode("utf-8", "surrogatepass")
            between = literal[end : word.start] if end >= 0 else None
            if between == "" and not (runs[-1][-1] + text).isascii():
                # Scripts without spaces: each character is a word to the lookup, all are one here.
                runs[-1][-1] += text
            elif between == " ":
                runs[-1].append(text)
            else:
                runs.append([text])
            end = word.end
    return runs


def _bits(word: bytes, holders: int, wordings: int) -> float:
    """Return what a word is worth: rare among the wordings, long, and rare in ordinary logs."""
    if word in COMMON or len(word) < 3:
        return COMMON_BITS
    return 2 + log2(1 + wordings / holders) / 2 + min(len(word), 12) / 4


def _is_rare(word: bytes) -> bool:
    shortest = SHORTEST_RARE if word.isalpha() else SHORTEST_RARE_NAME
    return word not in COMMON and shortest <= len(word) <= LONGEST_ANCHOR


def _phrases(runs: list[list[bytes]], bits: Mapping[bytes, float]) -> list[bytes]:
    """Return the best phrases of a wording, no two with a word in common."""
    ranked = []
    for run in runs:
        for size in range(min(2, len(run)), PHRASE_WORDS + 1):
            for phrase in (run[start : start + size] for start in range(len(run) - size + 1)):
                worth = sum(bits[word] for word in phrase)
                is_poor = worth < PHRASE_BITS or size < 2
                # Short phrases first, of those that are rare enough.
                ranked.append((is_poor, 0 if is_poor else size, -worth, phrase))
    best: list[list[bytes]] = []
    for is_poor, _, _, phrase in sorted(ranked):
        is_apart = {*phrase}.isdisjoint(chain(*best))
        if is_apart and len(best) < MOST_ANCHORS and not (is_poor and best):
            best.append(phrase)
    return [b" ".join(phrase) for phrase in best]
