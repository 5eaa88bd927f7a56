"""Problems of reading: why a file, or a value in it, cannot be understood."""

from __future__ import annotations

from dataclasses import dataclass

from errdocs.problems import Message, Problem
from errdocs.registry.find import did_you_mean


@dataclass(frozen=True)
class UnreadableFile(Problem):
    """A file or folder that cannot be read."""

    rule = "readable-file"
    reason: str

    def message(self) -> Message:  # noqa: D102
        return Message(self.reason, "a readable file", "create it or correct its path and rights")


@dataclass(frozen=True)
class OversizedFile(Problem):
    """A file above the size limit."""

    rule = "file-size"
    size: int
    limit: int

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the file has {self.size:,} bytes",
            f"at most {self.limit:,} bytes",
            "keep one error in a file and shorten its examples",
        )


@dataclass(frozen=True)
class BadEncoding(Problem):
    """A file that is not plain UTF-8."""

    rule = "encoding"
    reason: str

    def message(self) -> Message:  # noqa: D102
        return Message(self.reason, "UTF-8 without a byte order mark", "save the file as UTF-8")


@dataclass(frozen=True)
class BadYaml(Problem):
    """A file that is not YAML."""

    rule = "yaml"
    reason: str
    expected: str = "valid YAML"
    fix: str = "correct the line; quote a text that holds `: `, ` #` or begins with a sign"

    def message(self) -> Message:  # noqa: D102
        return Message(self.reason, self.expected, self.fix)


@dataclass(frozen=True)
class DuplicateKey(Problem):
    """A key that a mapping holds twice."""

    rule = "duplicate-key"
    key: str
    first_line: int

    def message(self) -> Message:  # noqa: D102
        return Message(
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

    def message(self) -> Message:  # noqa: D102
        guess = did_you_mean(self.key, self.known)
        keys = ", ".join(f"`{key}`" for key in self.known)
        return Message(
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

    def message(self) -> Message:  # noqa: D102
        return Message(f"key `{self.key}` is missing", self.expected, f"add `{self.key}:`")


@dataclass(frozen=True)
class WrongType(Problem):
    """A value of another type than the field takes."""

    rule = "type"
    found: str
    expected: str
    fix: str

    def message(self) -> Message:  # noqa: D102
        return Message(self.found, self.expected, self.fix)


@dataclass(frozen=True)
class WrongFormat(Problem):
    """A text or number that breaks the format of its field."""

    rule = "format"
    value: str
    expected: str

    def message(self) -> Message:  # noqa: D102
        return Message(f"`{self.value}` is refused", self.expected, "write it in that form")


@dataclass(frozen=True)
class UnknownChoice(Problem):
    """A value outside the list of allowed ones."""

    rule = "choice"
    value: str
    choices: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        choices = ", ".join(f"`{choice}`" for choice in self.choices)
        guess = did_you_mean(self.value, self.choices)
        return Message(f"unknown value `{self.value}`", f"one of {choices}", guess or "choose one")


@dataclass(frozen=True)
class EmptyList(Problem):
    """A list that needs an item and has none."""

    rule = "empty-list"

    def message(self) -> Message:  # noqa: D102
        return Message("the list is empty", "at least one item", "add one")


@dataclass(frozen=True)
class ControlCharacter(Problem):
    """A text with a character that cannot be shown."""

    rule = "control-character"
    character: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the text holds the control character U+{ord(self.character):04X}",
            "text that can be shown",
            "remove it",
        )


@dataclass(frozen=True)
class AnchorUsed(Problem):
    """A YAML alias, which could expand without bound."""

    rule = "yaml-alias"
    name: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the YAML alias `*{self.name}` is used",
            "every value written out (aliases can expand without bound)",
            "write the value out in the place of each alias",
        )
