"""What a problem is: a rule, a place and facts; its message is made where it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from errdocs.escaping import printable

Key = str | int
"""A key of a mapping or an index of a list."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; lines and columns count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


class Pointer(NamedTuple):
    """A value in a file of the registry, by the keys and indexes that lead to it.

    Rules make a million of them in a registry of ten thousand cases: a tuple is made fastest.
    """

    path: str
    """Path of the file, as it is shown to people."""
    keys: tuple[Key, ...] = ()
    """Keys of mappings and indexes of lists, from the outermost."""

    def at(self, *keys: Key) -> Pointer:
        """Return the pointer to a value within this one."""
        return Pointer(self.path, (*self.keys, *keys))

    def path_from_root(self) -> Iterator[Pointer]:
        """Yield the pointers to all values around this one, from the file as a whole to itself."""
        return (Pointer(self.path, self.keys[:length]) for length in range(len(self.keys) + 1))


class Message(NamedTuple):
    """A problem in words: each part is a clause without a final period."""

    found: str
    """What is wrong."""
    expected: str
    """What was expected instead."""
    fix: str
    """What to do, in the imperative."""


class Replacement(NamedTuple):
    """Characters of a problem's line to be replaced, which certainly fixes it."""

    column: int
    """Of the first character; columns count from 1."""
    length: int
    text: str


class Severity(StrEnum):
    """Whether a command fails for a problem, in the words of GitHub's annotations."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """A rule and its message, with `{name}` for each fact of a problem."""

    id: str
    """In kebab case; stable, since its section of the documentation has this name."""
    found: str
    expected: str
    fix: str
    is_warning: bool = False
    """Whether what breaks it is only worth knowing: nothing fails for it."""

    def at(self, where: Place | Pointer, /, *basis: Pointer, **facts: object) -> Problem:
        """Return the problem of a value that breaks the rule.

        The basis are other values that show it: if one could not be read, there is no problem.
        """
        return Problem(where, self, facts, basis)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a broken rule, and the facts that fill its message."""

    where: Place | Pointer
    broken: Rule
    facts: Mapping[str, object]
    basis: tuple[Pointer, ...] = ()

    @property
    def rule(self) -> str:
        """Return the id of the rule."""
        return self.broken.id

    @property
    def severity(self) -> Severity:
        """Return whether a command fails for it."""
        return Severity.WARNING if self.broken.is_warning else Severity.ERROR

    def message(self) -> Message:
        """Return the message of the rule with the facts in it."""
        texts = (self.broken.found, self.broken.expected, self.broken.fix)
        return Message(*(text.format_map(self.facts) for text in texts))

    def data(self) -> Mapping[str, object]:
        """Return what a program needs besides place, rule and message; printable."""
        return {}

    @property
    def length(self) -> int | None:
        """Return how many characters at its place are wrong; None where that is not known."""
        return None

    @property
    def replacement(self) -> Replacement | None:
        """Return what certainly fixes it; None where nothing does."""
        return None


@dataclass(frozen=True, order=True)
class Finding:
    """A problem with its place and message, safe to print on a terminal."""

    place: Place
    rule: str
    message: Message
    facts: Mapping[str, object] = field(default_factory=dict, compare=False)
    """What the data of this kind of problem holds besides."""
    severity: Severity = Severity.ERROR
    """Whether a command fails for it."""
    file: str = field(default="", compare=False)
    """Path of the file letter for letter, for programs; not safe to print."""
    length: int | None = field(default=None, compare=False)
    """How many characters at the place are wrong, where that is known."""
    replacement: Replacement | None = field(default=None, compare=False)
    """What certainly fixes it."""

    @classmethod
    def of(cls, problem: Problem, place: Place | None = None) -> Finding:
        """Return the finding of a problem, at a place where it only has a pointer.

        Texts come from untrusted files, so they are made printable.
        """
        where = problem.where
        place = place or (where if isinstance(where, Place) else Place(where.path))
        shown = Place(printable(place.path), place.line, place.column)
        message = Message(*map(printable, problem.message()))
        return cls(
            shown,
            problem.rule,
            message,
            problem.data(),
            problem.severity,
            place.path,
            problem.length,
            problem.replacement,
        )

    def text_line(self) -> str:
        """Return `path:line:column: found; expected ...; fix [rule]`, which editors make a link.

        A warning says so before what was found.
        """
        found, expected, fix = self.message
        mark = "warning: " if self.severity is Severity.WARNING else ""
        return f"{self.place}: {mark}{found}; expected {expected}; {fix} [{self.rule}]"

    def data(self) -> dict[str, object]:
        """Return the finding as plain data for programs."""
        place = self.place
        position = {"path": place.path, "line": place.line, "column": place.column}
        kind = {"rule": self.rule, "severity": self.severity.value}
        return {**position, **kind, **self.message._asdict(), **self.facts}


def quoted(names: Iterable[str]) -> str:
    """Return names as a list in words, each as code."""
    return ", ".join(f"`{name}`" for name in names)
