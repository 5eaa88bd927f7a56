"""Registry -> anchors: words that a line must hold before it is worth a lookup.

Every wording has its rarest words as anchors, or where it has only common ones, a phrase of
them, so that a line with the message as the service prints it always holds one. Whether a word is
rare follows from the registry and from a list of words that ordinary logs are full of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import log2

from errdocs.lookup.words import words
from errdocs.messages import TemplateError, parse
from errdocs.registry.model import Registry

MOST_ANCHORS = 2
"""The second anchor finds a message in which the first has a slip or was cut off."""
PHRASE_WORDS = 4
"""Words of the longest phrase."""
PHRASE_BITS = 6.5
"""Bits that a phrase should have: two words that are not common, or more of which some are."""
LEAST_RARE = 10
"""Letters of the shortest plain word that is rare alone; names with signs or digits are, too."""
LEAST_SHARE = 0.6
"""Share of a wording's weight that a line must hold; the lookup itself asks for more."""
ENOUGH = 12.0
"""Bits of a wording that are worth a lookup in any case: the rest may have been cut off."""
COMMON = frozenset(
    b"""a able about access account active add address after again all allowed already an and any
    api are as at attempt available be been before begin body but by call called can cannot case
    change changed check client close closed code complete completed config configuration
    connect connected connection contain content context create created current data database
    date default delete detail details disabled do does done due duration each either empty
    enable enabled end ensure error event exceed exceeded exception exist exists expected expired
    fail failed failure field file files find finished first for format found from get given had
    handle handled has have header host http id if ignore in info input internal interval invalid
    is it item items its job key last later length level limit line link list load loaded local
    log longer made make max maximum may memory message messages method min minimum missing mode
    model module more must name new next no none not null number object of off ok on one only
    open operation option or order other out output over page parameter parameters params parse
    path payload please policy port process processing prompt provided query queue rate read
    received record reason refused reject remote request requested requests require required
    resource response result retry return returned run running same save scheme seconds
    send sent server service services session set should sign size start started state
    status stop stopped stream string success successful such support supported system table task
    temporarily test text than that the their then there these this thread time timeout to token
    tokens too total try type unable under unexpected unknown until up update updated url use used
    user using valid validation value values version wait warning was were when which while will
    with without worker write written wrong you your zero""".split()
)
"""Words that ordinary logs are full of: poor anchors, since every line would be looked at."""
_COMMON_BITS = 1.0


@dataclass(frozen=True, slots=True)
class Clue:
    """A wording as a line is checked for it: its words and what each is worth."""

    words: tuple[tuple[bytes, float], ...]
    """Words in lower case with their bits."""
    need: float
    """Bits that a line must hold."""

    def is_in(self, text: bytes) -> bool:
        """Whether enough of the wording is in a text in lower case, in whatever order."""
        got = 0.0
        for word, bits in self.words:
            if word in text:
                got += bits
                if got >= self.need:
                    return True
        return False


@dataclass(frozen=True, slots=True)
class Anchors:
    """What to look for in a stream, in lower case."""

    clues: Mapping[bytes, tuple[Clue, ...]]
    """Anchors with the wordings that they stand for."""
    spellings: frozenset[bytes]
    """Spellings of codes."""

    @property
    def texts(self) -> tuple[bytes, ...]:
        """Return all that has to be found, in a stable order."""
        return tuple(sorted({*self.clues, *self.spellings}))


def anchors_of(registry: Registry) -> Anchors:
    """Return the anchors of a registry: of each wording, present or former, and of each code."""
    wordings = [found for text in _templates(registry) if (found := _literals(text))]
    holders = Counter(word for literals in wordings for word in {*chain(*literals)})
    bits = {word: _bits(word, count, len(wordings)) for word, count in holders.items()}
    clues: dict[bytes, list[Clue]] = {}
    for literals in wordings:
        distinct = sorted({*chain(*literals)}, key=lambda word: (-bits[word], word))
        need = min(LEAST_SHARE * sum(bits[word] for word in distinct), ENOUGH)
        clue = Clue(tuple((word, bits[word]) for word in distinct), need)
        for anchor in _rare(distinct) or _phrases(literals, bits):
            clues.setdefault(anchor, []).append(clue)
    spellings = frozenset(text.lower().encode() for text in registry.by_spelling)
    return Anchors({anchor: tuple(found) for anchor, found in clues.items()}, spellings)


def worth(word: bytes) -> tuple[bool, int, bytes]:
    """Return a key that sorts words by how rare they are in ordinary logs."""
    return word not in COMMON, len(word), word


def _templates(registry: Registry) -> Iterator[str]:
    for _, case in registry.cases():
        yield from case.wordings
        yield from (former.message for former in case.former_messages)


def _literals(template: str) -> list[list[bytes]]:
    """Return the words of a template, in runs of those that only a blank keeps apart."""
    try:
        literals = parse(template).literals
    except TemplateError:
        return []
    return [run for literal in literals for run in _runs(literal)]


def _runs(literal: str) -> Iterator[list[bytes]]:
    """Yield the runs of a literal; letters of scripts without blanks make one word together."""
    run: list[str] = []
    end = 0
    for word in words(literal):
        between = literal[end : word.start]
        if run and not between and not (run[-1] + word.text).isascii():
            run[-1] += word.text
        elif run and between == " ":
            run.append(word.text)
        else:
            if run:
                yield [text.encode("utf-8", "surrogatepass") for text in run]
            run = [word.text]
        end = word.end
    if run:
        yield [text.encode("utf-8", "surrogatepass") for text in run]


def _bits(word: bytes, holders: int, wordings: int) -> float:
    """Return what a word is worth: rare among the wordings, long, and rare in ordinary logs."""
    if word in COMMON or len(word) < 3:
        return _COMMON_BITS
    return 2 + log2(1 + wordings / holders) / 2 + min(len(word), 12) / 4


def _rare(distinct: list[bytes]) -> list[bytes]:
    """Return the words that are rare alone, the rarest first, at most as many as are useful."""
    return [word for word in distinct if word not in COMMON and _is_rare(word)][:MOST_ANCHORS]


def _is_rare(word: bytes) -> bool:
    return len(word) >= LEAST_RARE or (len(word) >= 5 and not word.isalpha())


def _phrases(runs: list[list[bytes]], bits: Mapping[bytes, float]) -> list[bytes]:
    """Return the best phrases of a wording, no two with a word in common."""
    candidates = [
        run[start : start + size]
        for run in runs
        for size in range(min(2, len(run)), PHRASE_WORDS + 1)
        for start in range(len(run) - size + 1)
    ]
    values = [(_value(phrase, bits), phrase) for phrase in candidates]
    best: list[list[bytes]] = []
    for (is_poor, *_), phrase in sorted(values):
        is_other = not {*phrase} & {*chain(*best)}
        if is_other and len(best) < MOST_ANCHORS and not (is_poor and best):
            best.append(phrase)
    return [b" ".join(phrase) for phrase in best]


def _value(phrase: list[bytes], bits: Mapping[bytes, float]) -> tuple[bool, int, float]:
    """Return a key that sorts phrases, the best first: short ones that are rare enough."""
    worth = sum(bits[word] for word in phrase)
    is_poor = worth < PHRASE_BITS or len(phrase) < 2
    return is_poor, 0 if is_poor else len(phrase), -worth
