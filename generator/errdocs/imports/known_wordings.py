"""What the cases of a registry print: which of them give a message back, whatever its values."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from errdocs.imports.pairing import words_of
from errdocs.imports.placeholder_styles import shape
from errdocs.messages import Template, TemplateError, parse
from errdocs.problems import Pointer
from errdocs.registry.loaded import Loaded, items, wordings
from errdocs.registry.model import Case, Error, SourceRef, Wording

_WORD = re.compile(r"[^\W\d_]{2}")
_TOKEN = re.compile(r"\w+")
# What documents print for a value: `xxx`, or some number.
_VALUE = re.compile(r"\bx{2,}\b|\b\d+(?:\.\d+)*\b")


@dataclass(frozen=True, eq=False)
class KnownWording:
    """A message that a case prints."""

    pointer: Pointer
    """Where it is written."""
    error: Error
    case: Case
    message: str
    source: tuple[SourceRef, ...]
    """What it cites."""
    template: Template | None
    """None for a text that is no template, which another check reports."""

    @property
    def is_removed(self) -> bool:
        """Whether the case or its error was removed."""
        return self.error.removal_of(self.case) is not None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Return the codes that the message comes with; none for an error without a code."""
        own = (self.case.code,) if self.case.code else ()
        spellings = self.error.spellings_of(self.case) or (self.error.code,)
        return tuple(dict.fromkeys((*own, *(spellings if self.error.has_code else ()))))

    @cached_property
    def words(self) -> set[str]:
        """Return the words of the message, and `{}` for its values."""
        return set() if self.template is None else words_of(_VALUE.sub("{}", shape(self.message)))

    def gives(self, message: str) -> bool:
        """Whether the message is this one as a whole, with any values."""
        if self.template is None or not self.template.names:
            return message == (self.template.suffix if self.template else self.message)
        return self.says_something and self.template.match(message) is not None

    @cached_property
    def says_something(self) -> bool:
        """Whether the message has words of its own, and not only values."""
        return self.template is not None and any(map(_WORD.search, self.template.literals))


def words_of_message(message: str) -> set[str]:
    """Return the words of a printed message, with `{}` for what stands for a value in it."""
    return words_of(_VALUE.sub("{}", message))


class WordingIndex:
    """Messages of cases by a word that each message that they give has."""

    def __init__(self, known: Iterable[KnownWording]) -> None:
        self._by_word: dict[str, list[KnownWording]] = defaultdict(list)
        for one in known:
            self._by_word[_inner_word(one)].append(one)

    def matching(self, message: str | None) -> list[KnownWording]:
        """Return what gives this message back as a whole; nothing for None."""
        if message is None:
            return []
        words = ("", *dict.fromkeys(_TOKEN.findall(message)))
        found = (one for word in words for one in self._by_word.get(word, ()))
        return [one for one in found if one.gives(message)]


def _inner_word(one: KnownWording) -> str:
    """Return the longest word of a message that no value touches; empty where there is none."""
    parts = one.template.parts if one.template else (one.message,)
    text = "".join(part if isinstance(part, str) else "_" for part in parts)
    return max((word for word in _TOKEN.findall(text) if "_" not in word), key=len, default="")


class KnownWordings:
    """The messages that a registry says the service prints, at the time of a document."""

    def __init__(self, loaded: Loaded, date: datetime.date | None) -> None:
        self._loaded, self._date = loaded, date
        self.current = tuple(self._wordings(is_current=True))
        """Every message that is printed."""
        self._current = WordingIndex(self.current)
        self._former = WordingIndex(self._wordings(is_current=False))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Return every code that is printed."""
        return frozenset(
            code
            for error in self._loaded.registry.errors
            if error.has_code and not error.removed
            for code in (*error.spellings, *(case.code for case in error.cases if case.code))
        )

    def matching(self, message: str | None) -> list[KnownWording]:
        """Return the messages that are this one as a whole, with any values."""
        return self._current.matching(message)

    def formerly_matching(self, message: str | None) -> list[KnownWording]:
        """Return the same of what is no longer printed: former messages and removed cases."""
        return self._former.matching(message)

    def _wordings(self, *, is_current: bool) -> Iterator[KnownWording]:
        for pointer, error, case in self._loaded.cases():
            found: list[tuple[Pointer, Wording]] = []
            if self._is_printed(error, case) if is_current else error.removal_of(case):
                found += wordings(pointer, case)
            if not is_current:
                found += items(pointer.at("former_messages"), case.former_messages)
            for where, wording in found:
                yield _known(where, error, case, wording)

    def _is_printed(self, error: Error, case: Case) -> bool:
        """Whether a case was not removed yet when the document appeared."""
        end = error.removal_of(case)
        return end is None or bool(self._date and end.date and self._date < end.date)


def _known(where: Pointer, error: Error, case: Case, wording: Wording) -> KnownWording:
    try:
        template = parse(wording.message)
    except TemplateError:
        template = None
    source = wording.source or case.source
    return KnownWording(where, error, case, wording.message, source, template)
