"""The formats of the registry's texts: what a code, an id or a line may look like.

A format is attached to a type with `Annotated`, so that the model reads as plain types while
the loader, the editor schema and the documentation find the rule in one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias


@dataclass(frozen=True, slots=True)
class Format:
    """A rule that a text obeys, and its words."""

    name: str
    """Name of the format, for the documentation."""
    pattern: str
    """Regular expression, valid in Python and in JSON Schema, that the whole text matches."""
    expected: str
    """What a text of this format is, to follow "expected"."""

    def accepts(self, text: str) -> bool:
        """Whether a text obeys the rule."""
        return re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A record that may be written as the plain text of one of its fields."""

    field: str


@dataclass(frozen=True, slots=True)
class OneOrList:
    """A list that may be written as its only item."""


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """A list that may not be empty."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and greatest value of a whole number."""

    least: int
    greatest: int

    @property
    def expected(self) -> str:
        """Return what a number within the bounds is, to follow "expected"."""
        return f"a whole number from {self.least} to {self.greatest}"

    def accepts(self, value: int) -> bool:
        """Whether a number lies within the bounds."""
        return self.least <= value <= self.greatest


_KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"

Slug: TypeAlias = Annotated[
    str,
    Format(
        "slug",
        r"[A-Za-z0-9][A-Za-z0-9._-]*",
        "letters, digits, `.`, `_` and `-`, starting with a letter or digit",
    ),
]
CaseId: TypeAlias = Annotated[
    str, Format("case id", _KEBAB, "a case id in kebab case, such as `free-quota-exhausted`")
]
Key: TypeAlias = Annotated[str, Format("key", _KEBAB, "a key in kebab case, such as `rate-limit`")]
Tag: TypeAlias = Annotated[str, Format("tag", _KEBAB, "a tag in kebab case, such as `streaming`")]
Language: TypeAlias = Annotated[
    str, Format("language", r"[a-z0-9+#-]+", "the name of a language, such as `json`")
]
ParameterName: TypeAlias = Annotated[
    str,
    Format("parameter name", r"[a-z][a-z0-9_]*", "a name in snake case, such as `max_tokens`"),
]
Line: TypeAlias = Annotated[
    str,
    Format("line", r"[^\s](.*[^\s])?", "one line of text without spaces around it"),
]
Text: TypeAlias = Annotated[
    str,
    Format("text", r"[^\s]([\s\S]*[^\s])?", "a text without spaces or empty lines around it"),
]
Markdown: TypeAlias = Annotated[
    str,
    Format("Markdown", r"[^\s]([\s\S]*[^\s])?", "Markdown without spaces or empty lines around it"),
]
Pattern: TypeAlias = Annotated[
    str, Format("regular expression", r"[^\s](.*[^\s])?", "a regular expression on one line")
]
Url: TypeAlias = Annotated[
    str, Format("URL", r"https?://[^\s<>\"'`\\]+", "a URL that starts with `https://`")
]
Status: TypeAlias = Annotated[int, Bounds(100, 599)]
Row: TypeAlias = Annotated[int, Bounds(1, 1_000_000)]
