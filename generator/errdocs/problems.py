"""What a problem is: a rule, a place and facts; its words are made where they are shown."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from errdocs.registry.find import did_you_mean

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


@dataclass(frozen=True)
class UnreadableFile(Problem):
    """A file or folder that cannot be read."""

    rule = "readable-file"
    reason: str

    def words(self) -> Words:  # noqa: D102
        return Words(self.reason, "a readable file", "create it or correct its path and rights")


@dataclass(frozen=True)
class OversizedFile(Problem):
    """A file above the size limit."""

    rule = "file-size"
    size: int
    limit: int

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"the file has {self.size:,} bytes",
            f"at most {self.limit:,} bytes",
            "keep one error in a file and shorten its examples",
        )


@dataclass(frozen=True)
class BadEncoding(Problem):
    """A file that is not plain UTF-8."""

    rule = "encoding"
    reason: str

    def words(self) -> Words:  # noqa: D102
        return Words(self.reason, "UTF-8 without a byte order mark", "save the file as UTF-8")


@dataclass(frozen=True)
class BadYaml(Problem):
    """A file that is not YAML."""

    rule = "yaml"
    reason: str
    expected: str = "valid YAML"
    fix: str = "correct the line; quote a text that holds `: `, ` #` or begins with a sign"

    def words(self) -> Words:  # noqa: D102
        return Words(self.reason, self.expected, self.fix)


@dataclass(frozen=True)
class DuplicateKey(Problem):
    """A key that a mapping holds twice."""

    rule = "duplicate-key"
    key: str
    first_line: int

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"key `{self.key}` is there twice (first in line {self.first_line})",
            "each key once",
            "remove one of the two",
        )


@dataclass(frozen=True)
class UnknownKey(Problem):
    """A key that the record does not have."""

    rule = "unknown-key"
    key: str
    known: tuple[str, ...]

    def words(self) -> Words:  # noqa: D102
        guess = did_you_mean(self.key, self.known)
        keys = ", ".join(f"`{key}`" for key in self.known)
        return Words(
            f"unknown key `{self.key}`",
            f"one of {keys}",
            guess or "remove it or correct its spelling",
        )


@dataclass(frozen=True)
class MissingKey(Problem):
    """A required key that a record lacks."""

    rule = "missing-key"
    key: str
    expected: str

    def words(self) -> Words:  # noqa: D102
        return Words(f"key `{self.key}` is missing", self.expected, f"add `{self.key}:`")


@dataclass(frozen=True)
class WrongType(Problem):
    """A value of another type than the field takes."""

    rule = "type"
    found: str
    expected: str
    fix: str

    def words(self) -> Words:  # noqa: D102
        return Words(self.found, self.expected, self.fix)


@dataclass(frozen=True)
class WrongFormat(Problem):
    """A text or number that breaks the format of its field."""

    rule = "format"
    value: str
    expected: str

    def words(self) -> Words:  # noqa: D102
        return Words(f"`{self.value}` is refused", self.expected, "write it in that form")


@dataclass(frozen=True)
class UnknownChoice(Problem):
    """A value outside the list of allowed ones."""

    rule = "choice"
    value: str
    choices: tuple[str, ...]

    def words(self) -> Words:  # noqa: D102
        choices = ", ".join(f"`{choice}`" for choice in self.choices)
        guess = did_you_mean(self.value, self.choices)
        return Words(f"unknown value `{self.value}`", f"one of {choices}", guess or "choose one")


@dataclass(frozen=True)
class EmptyList(Problem):
    """A list that needs an item and has none."""

    rule = "empty-list"

    def words(self) -> Words:  # noqa: D102
        return Words("the list is empty", "at least one item", "add one")


@dataclass(frozen=True)
class ControlCharacter(Problem):
    """A text with a character that cannot be shown."""

    rule = "control-character"
    character: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"the text holds the control character U+{ord(self.character):04X}",
            "text that can be shown",
            "remove it",
        )


@dataclass(frozen=True)
class AnchorUsed(Problem):
    """A YAML alias, which could expand without bound."""

    rule = "yaml-alias"
    name: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"the YAML alias `*{self.name}` is used",
            "every value written out (aliases can expand without bound)",
            "write the value out in the place of each alias",
        )
