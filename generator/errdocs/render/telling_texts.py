"""The texts that tell the messages of one case from those of all others with the same code.

Programs look for them in what a client raises, so they have nothing that is written in another
way there: quotation marks, backslashes, line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from errdocs.messages import TemplateError, parse
from errdocs.registry.model import Case, Error, Registry

LONG = 40  # characters after which the first words of a text are enough, if they tell the case
MOST_HOLDERS = 20  # messages that are remembered for a text: one that more have tells nothing
_ESCAPED = re.compile(r"""["'`\\\x00-\x1f]+""")
_EDGES = " \t.,:;!()[]{}<>"  # what says nothing at the edges of a text


class Telling(NamedTuple):
    """What a program looks for in a message."""

    texts: tuple[str, ...] = ()
    """One of them is in every message of the case."""
    other_texts: tuple[str, ...] = ()
    """None of them is: they are in messages of other cases which have one of the texts as well."""


class TellingTexts:
    """Finds what tells the cases of a registry apart."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._pools: dict[str, _Pool] = {}

    def of(self, error: Error, case: Case) -> Telling:
        """Return what to look for in the messages of a case; nothing where the code says it all."""
        if error.has_code and (case.code or error.only_case):
            return Telling()
        return self._pool(error).telling(case)

    def _pool(self, error: Error) -> _Pool:
        """Return the messages among which an error's have to be told apart.

        They come with the same code; a message without a code may be any one of the registry's.
        """
        if not error.has_code:
            return self._all
        if error.code not in self._pools:
            self._pools[error.code] = _Pool(error.cases)
        return self._pools[error.code]

    @cached_property
    def _all(self) -> _Pool:
        return _Pool(case for _, case in self._registry.cases())


class _Message(NamedTuple):
    case: Case
    template: str
    printed: str


class _Pool:
    """Messages that may come in each other's place, and which of them hold which text."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._messages = [
            _Message(case, template, printed)
            for case in cases
            for template in case.wordings
            if (printed := _printed(template, case))
        ]
        self._by_case: dict[int, list[_Message]] = {}
        for message in self._messages:
            self._by_case.setdefault(id(message.case), []).append(message)
        found = (text for message in self._messages for text in fixed_texts(message.template))
        texts = list(dict.fromkeys(part for text in found for part in (text, _start(text))))
        self._holders: dict[str, list[_Message]] = {text: [] for text in texts}
        # One pass over each message finds all texts in it: the cases of an error are many.
        matcher = AhoCorasick(texts or ["\n"])
        for message in self._messages:
            matches = matcher.find_matches_as_indexes(message.printed, overlapping=True)
            for text in dict.fromkeys(texts[match[0]] for match in matches if texts):
                if len(self._holders[text]) < MOST_HOLDERS:
                    self._holders[text].append(message)

    def telling(self, case: Case) -> Telling:
        """Return the texts of a case's messages."""
        messages, found = self._by_case.get(id(case), ()), list[str]()
        for message in messages:
            if not any(text in message.printed for text in found):
                found.append(self._best(message))
        rivals = (one.template for text in found for one in self._rivals(text, case))
        printed = [message.printed for message in messages]
        return Telling(tuple(found), tuple(_absent([*dict.fromkeys(rivals)], printed)))

    def _best(self, message: _Message) -> str:
        """Return the longest fixed text that no other case has, or the best there is."""
        texts = sorted(fixed_texts(message.template), key=lambda text: (-len(text), text))
        only_here = (text for text in texts if not self._rivals(text, message.case))
        best = next(only_here, None) or next(iter(texts), message.printed)
        is_start_enough = not self._rivals(_start(best), message.case)
        return _start(best) if is_start_enough else best

    def _rivals(self, text: str, case: Case) -> list[_Message]:
        return [one for one in self._holders.get(text, ()) if one.case is not case]


def fixed_texts(template: str) -> frozenset[str]:
    """Return the texts that every message of a template has, written the same everywhere."""
    return frozenset(part for text in parse(template).literals for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    return filter(None, (part.strip(_EDGES) for part in _ESCAPED.split(text)))


def _start(text: str) -> str:
    """Return the first words of a long text."""
    end = re.search(r"\s", text[LONG:])
    return text[: LONG + end.start()].rstrip(_EDGES) if end else text


def _printed(template: str, case: Case) -> str:
    try:
        return parse(template).fill(case.sample_values)
    except TemplateError:  # a rule reports it
        return ""


def _absent(templates: Sequence[str], messages: Sequence[str]) -> list[str]:
    """Return texts of which each of some templates has one, and the own messages none."""
    found: list[str] = []
    own = sorted((part for text in messages for part in _parts(text)), key=len, reverse=True)
    for template in templates:
        literals = parse(template).literals
        if not any(text in literal for text in found for literal in literals):
            rest = "\n".join(literals)
            for part in own:
                rest = rest.replace(part, "\n")
            new = max(_parts(rest), key=len, default="")
            found += [new] if new and not any(new in message for message in messages) else []
    return found
