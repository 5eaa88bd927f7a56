"""Message templates: parse, fill and match.

A template is the message as the service prints it, with `{name}` where a value varies; `{{` and
`}}` are literal braces. Everything else is literal, letter for letter. Each function takes time
linear in its text, because messages are untrusted input.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"(?P<text>[^{}]+)|\{(?P<name>[a-z][a-z0-9_]*)\}|\{\{|\}\}|[{}]")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A part of a template that varies."""

    name: str


Part = str | Placeholder
"""A literal text, never empty, or a placeholder."""


class TemplateError(ValueError):
    """A text that is not a message template."""

    def __init__(self, template: str, offset: int, reason: str) -> None:
        super().__init__(f"{reason} at character {offset + 1} of {template!r}")
        self.offset, self.reason = offset, reason


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed message template: literals and placeholders alternate."""

    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the placeholders, each once, in order."""
        return tuple(dict.fromkeys(p.name for p in self.parts if isinstance(p, Placeholder)))

    @property
    def literals(self) -> tuple[str, ...]:
        """Return the literal texts, in order."""
        return tuple(part for part in self.parts if isinstance(part, str))

    @property
    def prefix(self) -> str:
        """Return the literal text before the first placeholder."""
        first = self.parts[0] if self.parts else ""
        return first if isinstance(first, str) else ""

    @property
    def suffix(self) -> str:
        """Return the literal text after the last placeholder."""
        last = self.parts[-1] if self.parts else ""
        return last if isinstance(last, str) else ""

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the message with values in the placeholders; KeyError for one without value."""
        return "".join(part if isinstance(part, str) else values[part.name] for part in self.parts)

    def match(self, text: str) -> dict[str, str] | None:
        """Return the values with which the template gives this text, or None.

        A value has at least one character. A placeholder that occurs twice has the same value
        both times.
        """
        spans = self.spans(text)
        values: dict[str, str] = {}
        for name, start, end in spans or ():
            if values.setdefault(name, text[start:end]) != text[start:end]:
                return None
        return None if spans is None else values

    def spans(self, text: str) -> list[tuple[str, int, int]] | None:
        """Return name, start and end of each value in a text, or None where it does not match.

        Each literal is taken where it occurs first, only the last one at the end: this finds a
        match whenever there is one, without backtracking.
        """
        if not self.parts or not text.startswith(self.prefix):
            return None
        spans, at, name = [], len(self.prefix), ""
        for index, part in enumerate(self.parts):
            if isinstance(part, Placeholder):
                name = part.name
            elif index:
                start = self._find(part, text, at, index)
                if start < 0:
                    return None
                spans.append((name, at, start))
                at = start + len(part)
        if isinstance(self.parts[-1], Placeholder):
            spans.append((name, at, len(text)))
            return spans if len(text) > at else None
        return spans if at == len(text) else None

    def _find(self, literal: str, text: str, at: int, index: int) -> int:
        """Return where a literal starts, at least one character after `at`; -1 for nowhere."""
        if index < len(self.parts) - 1:
            return text.find(literal, at + 1)
        start = len(text) - len(literal)
        return start if start > at and text.endswith(literal) else -1


@lru_cache(maxsize=4096)
def parse(template: str) -> Template:
    """Return the parts of a template.

    Raises TemplateError for a single brace, a name that is not in snake case, and two
    placeholders side by side: no text shows where the first value ends.
    """
    parts: list[Part] = []
    for match in _TOKEN.finditer(template):
        last = parts[-1] if parts else None
        if match["name"]:
            if isinstance(last, Placeholder):
                raise TemplateError(template, match.start(), "two placeholders side by side")
            parts.append(Placeholder(match["name"]))
            continue
        if match[0] in {"{", "}"}:
            raise TemplateError(template, match.start(), f"a single `{match[0]}` (write it twice)")
        text = match["text"] or match[0][0]
        if isinstance(last, str):
            parts[-1] = last + text
        else:
            parts.append(text)
    return Template(tuple(parts))


def escape(text: str) -> str:
    """Return a text as a template without placeholders."""
    return text.replace("{", "{{").replace("}", "}}")
