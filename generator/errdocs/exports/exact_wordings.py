"""Registry -> the messages that a table of words can recognise as surely as the lookup.

Log shippers and stores have no lookup, but they find words in order. Most messages are known by
that alone. What also depends on the rest of a text is left out: messages that others print too,
those of two errors, and short ones, which are parts of other sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from errdocs.lookup import Confidence, Lookup
from errdocs.lookup.constants import VALUE_WORDS
from errdocs.lookup.index import Index, build_index
from errdocs.lookup.words import Word, words
from errdocs.messages import Part, Template, parse
from errdocs.registry.model import Registry
from errdocs.routes import Routes

# Surroundings in which a message must be known: within a sentence, and with the code of another
# error, which may have renamed it.
_SURROUNDINGS = ("as {message} is", '{{"code": "{code}", "message": "{message}"}}')
_SURE = (Confidence.EXACT, Confidence.LIKELY)
Run = tuple[str, ...]
"""Words in lower case with only spaces and punctuation in between."""


class ExactWording(NamedTuple):
    """A message that nothing but its words is needed to recognise."""

    code: str
    case: str
    url: str
    runs: tuple[Run, ...]
    """Between two of them stands a value of at least one word and at most `VALUE_WORDS`.

    Values before the first and after the last word are not looked for, as in the lookup.
    """

    @property
    def size(self) -> int:
        """Return the number of its words."""
        return sum(map(len, self.runs))

    @property
    def longest(self) -> Run:
        """Return the most words in a row."""
        return max(self.runs, key=lambda run: len(run))

    @property
    def needs(self) -> frozenset[str]:
        """Return the words without which a text cannot hold it."""
        return frozenset(chain.from_iterable(self.runs))

    def is_in(self, text: Sequence[str]) -> bool:
        """Whether it stands in the words of a text; what tables do, in a few lines."""
        ends = {at + len(self.runs[0]) for at in _places(text, self.runs[0])}
        for run in self.runs[1:]:
            starts = (
                at for at in _places(text, run) if not ends.isdisjoint(range(at - VALUE_WORDS, at))
            )
            ends = {at + len(run) for at in starts}
        return bool(ends)


class ExactTable(NamedTuple):
    """What a kit for a shipper or a store is made from."""

    wordings: tuple[ExactWording, ...]
    """The longest first: a text may hold a shorter one as a part of a longer one."""
    foreign: tuple[str, ...]
    """Names of other services, in lower case; a text with one of them may be theirs."""
    messages: int
    """All messages of the registry, for which it is known how many of them the table has."""


def exact_table(routes: Routes) -> ExactTable:
    """Return the messages of a registry that words alone recognise."""
    index = build_index(routes.registry, routes.site_url)
    find = Lookup(routes.registry)
    messages = dict(_messages(routes.registry, index))
    codes = [error.code for error in routes.registry.errors if error.has_code][:2]
    holders: dict[str, list[int]] = defaultdict(list)
    for at, message in messages.items():
        for word in {*message.words}:
            holders[word].append(at)
    kept: dict[int, ExactWording] = {}
    for at in sorted(messages, key=lambda at: (-messages[at].wording.size, at)):
        wording = messages[at].wording
        rarest = min(wording.needs, key=lambda word: len(holders[word]))
        others = (other for other in holders[rarest] if not _is_same(index, at, other))
        if any(other not in kept and wording.is_in(messages[other].words) for other in others):
            continue
        if _is_known_anywhere(find, messages[at], codes):
            kept[at] = wording
    return ExactTable((*dict.fromkeys(kept.values()),), index.foreign, len(index.templates))


class _Message(NamedTuple):
    """A message with the examples of its values."""

    wording: ExactWording
    words: Run
    bare: Run
    """The same without values at its ends."""


def _messages(registry: Registry, index: Index) -> Iterator[tuple[int, _Message]]:
    """Yield position and form of each message that has words."""
    samples = [case.sample_values for _, case in registry.cases()]
    for at, (case, template) in enumerate(index.templates):
        slots = index.wordings[at].slots
        if slots:
            read = parse(template)
            text = read.fill(samples[case])
            bare = words(Template(_without_edges(read.parts)).fill(samples[case]))
            starts = [number for number, slot in enumerate(slots) if slot.gap or number == 0]
            names = [slot.word for slot in slots]
            ends = (*starts[1:], len(names))
            runs = (tuple(names[start:end]) for start, end in zip(starts, ends, strict=True))
            known = index.cases[case]
            wording = ExactWording(index.errors[known.error].code, known.id, known.url, (*runs,))
            yield at, _Message(wording, _texts(words(text)), _texts(bare))


def _texts(found: Iterable[Word]) -> Run:
    return tuple(word.text for word in found)


def _without_edges(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    texts = [at for at, part in enumerate(parts) if isinstance(part, str)]
    return parts[texts[0] : texts[-1] + 1]


def _is_same(index: Index, one: int, other: int) -> bool:
    """Whether two messages are of one case, so that nobody needs to tell them apart."""
    return index.templates[one][0] == index.templates[other][0]


def _is_known_anywhere(find: Lookup, message: _Message, codes: Sequence[str]) -> bool:
    """Whether the lookup tells the case of a message first, whatever surrounds it."""
    wording = message.wording
    code = next((code for code in codes if code != wording.code), "")
    # Tables see no letter case and punctuation, by which the lookup may know whose message it is.
    bare = " ".join(message.bare)
    texts = (around.format(message=bare, code=code) for around in _SURROUNDINGS)
    first = (next(iter(find(text, 1)), None) for text in texts)
    return all(
        match is not None
        and match.confidence in _SURE
        and (match.code, match.case) == (wording.code, wording.case)
        for match in first
    )


def _places(text: Sequence[str], run: Run) -> Iterator[int]:
    """Yield where a run of words starts in a text."""
    for at in range(len(text) - len(run) + 1):
        if text[at] == run[0] and tuple(text[at : at + len(run)]) == run:
            yield at
