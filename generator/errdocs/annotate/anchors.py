"""Registry -> anchors: the words that a line must hold before it is worth a lookup.

A lookup takes about a millisecond, too long for every line of a log. So the rarest words of every
wording are its anchors, or a phrase of it where all its words are common: a line with the message
as the service prints it always holds one. One pass of an automaton finds them all in a block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from math import log2

from ahocorasick_rs import BytesAhoCorasick, Implementation

from errdocs.lookup.words import words
from errdocs.messages import TemplateError, parse
from errdocs.registry.model import Registry

MOST_ANCHORS = 2  # the second anchor finds a message in which the first has a typo or was cut off
PHRASE_WORDS = 4  # words of the longest phrase
PHRASE_BITS = 6.5  # bits of a good phrase: two words that are not common, or more if some are
SHORTEST_RARE = 10  # letters of the shortest plain word that is rare alone
SHORTEST_RARE_NAME = 5  # bytes of the shortest such word with digits, `_` or letters beyond ASCII
LEAST_SHARE = 0.6  # of a wording's bits, for a line to be looked up; the lookup asks for more
ENOUGH = 12.0  # bits of a wording that are always worth a lookup: the rest may have been cut off
COMMON_BITS = 1.0
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
"""Words that ordinary logs are full of: poor anchors, since every line would be looked up.
Shorter words are common as well."""
FIELD_LENGTH = 48  # bytes before a code in which the name of its field has to start
_CODE_FIELD_BEFORE = re.compile(
    rb"(?<![a-z])(?:err(?:or)?)?[_-]?code[\\\"']{0,16}\s{0,4}[:=]\s{0,4}[\\\"']{0,16}\Z"
)
_ESCAPE_BEFORE = re.compile(rb"\\(?:u[0-9a-f]{4}|[nrtbf])\Z")


Clue = tuple[Mapping[bytes, float], float]
"""What each word of a wording is worth, and how many of these bits a line must hold."""


class Prefilter:
    """Finds the places in a stream that may speak of an error of the registry."""

    def __init__(self, registry: Registry) -> None:
        self._clues = clues_of(registry)
        self._codes = frozenset(text.lower().encode() for text in registry.by_spelling)
        self._texts = sorted({*self._clues, *self._codes})
        # Twice as fast as the smaller form; 20,000 anchors take 40 MB.
        self._automaton = BytesAhoCorasick(self._texts, implementation=Implementation.DFA)

    def places(self, block: bytes) -> list[int]:
        """Return where anchors and codes start, as words of their own, in order."""
        return sorted(start for start, _ in self._hits(block.lower()))

    def may_match(self, text: bytes) -> bool:
        """Whether a text holds most words of a wording, or a code in a field for codes."""
        lower = text.lower()
        for start, anchor in self._hits(lower):
            for worth, need in self._clues.get(anchor, ()):
                if sum(bits for word, bits in worth.items() if word in lower) >= need:
                    return True
            if anchor in self._codes and is_code_field(lower, start):
                return True
        return False

    def _hits(self, lower: bytes) -> Iterator[tuple[int, bytes]]:
        found = self._automaton.find_matches_as_indexes(lower, overlapping=True)
        for number, start, end in found:
            if _is_word(lower, start, end):
                yield start, self._texts[number]


def is_code_field(lower: bytes, at: int) -> bool:
    """Whether what starts at a place of a text in lower case is the value of a field for codes."""
    return _CODE_FIELD_BEFORE.search(lower[max(0, at - FIELD_LENGTH) : at]) is not None


def _is_word(block: bytes, start: int, end: int) -> bool:
    """Whether no ASCII letter or digit touches a word, but for that of an escape before it."""
    if block[end : end + 1].isalnum() and block[end - 1 : end].isalnum():
        return False
    if not block[start - 1 : start].isalnum() or not block[start : start + 1].isalnum():
        return True
    return _ESCAPE_BEFORE.search(block[max(0, start - 6) : start]) is not None


def clues_of(registry: Registry) -> Mapping[bytes, Sequence[Clue]]:
    """Return the anchors in lower case, with the wordings, present or former, of each."""
    templates = (
        template
        for _, case in registry.cases()
        for template in (*case.wordings, *(former.message for former in case.former_messages))
    )
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
    return word not in COMMON and len(word) >= shortest


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
