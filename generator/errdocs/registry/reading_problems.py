"""Problems of reading: why a file, or a value in it, cannot be understood."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from errdocs.problems import Message, Problem
from errdocs.registry.naming import did_you_mean


def quoted(names: Iterable[str]) -> str:
    """Return names as a list in words, each as code."""
    return ", ".join(f"`{name}`" for name in names)


@dataclass(frozen=True)
class UnreadableFile(Problem):
    """A file or folder that cannot be read."""

    rule = "readable-file"
    wording = Message("{reason}", "a readable file", "create it or correct its path and rights")
    reason: str


@dataclass(frozen=True)
class OversizedFile(Problem):
    """A file above the size limit."""

    rule = "file-size"
    wording = Message(
        "the file has {size:,} bytes",
        "at most {limit:,} bytes",
        "keep one error in a file and shorten its examples",
    )
    size: int
    limit: int


@dataclass(frozen=True)
class BadEncoding(Problem):
    """A file that is not plain UTF-8."""

    rule = "encoding"
    wording = Message("{reason}", "UTF-8 without a byte order mark", "save the file as UTF-8")
    reason: str


@dataclass(frozen=True)
class BadYaml(Problem):
    """A file that is not YAML."""

    rule = "yaml"
    wording = Message("{reason}", "{expected}", "{fix}")
    reason: str
    expected: str = "valid YAML"
    fix: str = "correct the line; quote a text that holds `: ` or ` #`, or starts with `*` or `[`"


@dataclass(frozen=True)
class DuplicateKey(Problem):
    """A key that a mapping holds twice."""

    rule = "duplicate-key"
    wording = Message(
        "duplicate key `{key}`; first on line {first_line}",
        "each key once",
        "remove one of the two",
    )
    key: str
    first_line: int


@dataclass(frozen=True)
class UnknownKey(Problem):
    """A key that the record does not have."""

    rule = "unknown-key"
    key: str
    known: tuple[str, ...]

    def message(self) -> Message:
        """Offer the nearest known key."""
        fix = did_you_mean(self.key, self.known) or "remove it or correct its spelling"
        return Message(f"unknown key `{self.key}`", f"one of {quoted(self.known)}", fix)


@dataclass(frozen=True)
class MissingKey(Problem):
    """A required key that a record does not have."""

    rule = "missing-key"
    wording = Message("key `{key}` is missing", "{expected}", "add `{key}:`")
    key: str
    expected: str


@dataclass(frozen=True)
class WrongType(Problem):
    """A value of another type than the field takes."""

    rule = "type"
    wording = Message("{found}", "{expected}", "{fix}")
    found: str
    expected: str
    fix: str


@dataclass(frozen=True)
class WrongFormat(Problem):
    """A text or number that breaks the format of its field."""

    rule = "format"
    wording = Message("`{value}` is refused", "{expected}", "write it in that form")
    value: str
    expected: str


@dataclass(frozen=True)
class UnknownChoice(Problem):
    """A value outside the list of allowed ones."""

    rule = "choice"
    value: str
    choices: tuple[str, ...]

    def message(self) -> Message:
        """Offer the nearest choice."""
        fix = did_you_mean(self.value, self.choices) or "choose one"
        return Message(f"unknown value `{self.value}`", f"one of {quoted(self.choices)}", fix)


@dataclass(frozen=True)
class EmptyList(Problem):
    """A list that needs an item and has none."""

    rule = "empty-list"
    wording = Message("the list is empty", "at least one item", "add one")


@dataclass(frozen=True)
class ControlCharacter(Problem):
    """A text with a character that cannot be shown."""

    rule = "control-character"
    character: str

    def message(self) -> Message:
        """Name the character by its number, since it cannot be shown."""
        found = f"the text holds the control character U+{ord(self.character):04X}"
        return Message(found, "text that can be shown", "remove it")


@dataclass(frozen=True)
class AnchorUsed(Problem):
    """A YAML alias, which could expand without bound."""

    rule = "yaml-alias"
    wording = Message(
        "the YAML alias `*{name}` is used",
        "every value written out (aliases can expand without bound)",
        "write the value out in the place of each alias",
    )
    name: str
