"""What a problem is: a rule, a place and facts; its words are made where they are shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

Key = str | int


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

    def covers(self, other: Pointer) -> bool:
        """Whether the other pointer leads to this value or into it."""
        return self.path == other.path and other.keys[: len(self.keys)] == self.keys


class Words(NamedTuple):
    """A problem in words: each part is a clause without a final period."""

    found: str
    """What is wrong."""
    expected: str
    """What was expected in its place."""
    fix: str
    """What to do, in the imperative."""


@dataclass(frozen=True)
class Problem(ABC):
    """One thing that is wrong with a registry; each kind is a class with its facts."""

    rule: ClassVar[str]
    """Stable id of the rule, in kebab case; its section of the documentation has this name."""

    where: Place | Pointer

    @abstractmethod
    def words(self) -> Words:
        """Return what is wrong, what was expected and how to fix it."""
