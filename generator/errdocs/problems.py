"""What a problem is: a rule, a place and facts; its message is made where it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from errdocs.escaping import printable

# What a workflow command escapes in its text, and also in its properties.
_GITHUB_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_GITHUB_PROPERTY = _GITHUB_TEXT | str.maketrans({":": "%3A", ",": "%2C"})

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


@dataclass(frozen=True, slots=True)
class Pointer:
    """A value in a file of the registry, by the keys and indexes that lead to it."""

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

    @classmethod
    def of(cls, problem: Problem, place: Place | None = None) -> Finding:
        """Return the finding of a problem, at a place where it only has a pointer.

        Texts come from untrusted files, so they are made printable.
        """
        where = problem.where
        place = place or (where if isinstance(where, Place) else Place(where.path))
        shown = Place(printable(place.path), place.line, place.column)
        message = Message(*map(printable, problem.message()))
        return cls(shown, problem.rule, message, problem.data(), problem.severity)

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

    def github_line(self) -> str:
        """Return a workflow command that annotates the line of a pull request.

        https://docs.github.com/actions/reference/workflow-commands-for-github-actions
        """
        found, expected, fix = self.message
        path, rule = (text.translate(_GITHUB_PROPERTY) for text in (self.place.path, self.rule))
        position = f"file={path},line={self.place.line},col={self.place.column},title={rule}"
        text = f"{found}; expected {expected}; {fix}".translate(_GITHUB_TEXT)
        return f"::{self.severity} {position}::{text}"


def quoted(names: Iterable[str]) -> str:
    """Return names as a list in words, each as code."""
    return ", ".join(f"`{name}`" for name in names)


class Format(StrEnum):
    """How findings are reported: lines for people, a JSON list, or annotations for GitHub."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def report(found: Sequence[Finding], form: Format) -> Iterator[str]:
    """Yield the lines of a report of findings."""
    if form is Format.JSON:
        yield json.dumps([finding.data() for finding in found], ensure_ascii=False, indent=2)
    else:
        is_text = form is Format.TEXT
        yield from (item.text_line() if is_text else item.github_line() for item in found)
