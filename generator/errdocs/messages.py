"""Message templates: parse, fill, match, and whether two of them match the same text.

A template is the message as the service prints it, with `{name}` where a value varies; `{{` and
`}}` are literal braces. Everything else is literal, letter for letter. Each function takes time
linear in its text, or in the product of two templates: messages come from strangers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")


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
        self.template = template
        self.offset = offset
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed message template: literals and placeholders in turn, never two alike in a row."""

    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the placeholders, each once, in order."""
        return tuple(dict.fromkeys(p.name for p in self.parts if isinstance(p, Placeholder)))

    @property
    def literals(self) -> tuple[str, ...]:
        """Return the literal texts, in order."""
        return tuple(part for part in self.parts if isinstance(part, str))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the message with values in the placeholders; KeyError for one without value."""
        return "".join(part if isinstance(part, str) else values[part.name] for part in self.parts)

    def match(self, text: str) -> dict[str, str] | None:
        """Return the values that give this text back, or None where there are none.

        A value holds at least one character. A placeholder that occurs twice has to have the
        same value both times.
        """
        spans = self._spans(text)
        values: dict[str, str] = {}
        for name, start, end in spans or ():
            if values.setdefault(name, text[start:end]) != text[start:end]:
                return None
        return None if spans is None else values

    def _spans(self, text: str) -> list[tuple[str, int, int]] | None:
        """Return name, start and end of each value; leftmost literals, the last one at the end."""
        first = self.parts[0] if self.parts else None
        if first is None or (isinstance(first, str) and not text.startswith(first)):
            return None
        spans, at, name = [], 0, ""
        for index, part in enumerate(self.parts):
            if isinstance(part, Placeholder):
                name = part.name
                continue
            start = 0 if index == 0 else self._find(part, text, at, index)
            if start < 0:
                return None
            if index:
                spans.append((name, at, start))
            at = start + len(part)
        if isinstance(self.parts[-1], Placeholder):
            spans.append((name, at, len(text)))
            return spans if len(text) > at else None
        return spans if at == len(text) else None

    def _find(self, literal: str, text: str, at: int, index: int) -> int:
        """Return where a literal begins, one character or more after `at`; -1 if nowhere."""
        if index < len(self.parts) - 1:
            return text.find(literal, at + 1)
        start = len(text) - len(literal)
        return start if start > at and text.endswith(literal) else -1


def parse(template: str) -> Template:
    """Return the parts of a template.

    Raises TemplateError for a lone brace, a name that is not snake case, and two placeholders
    that touch (no text could tell where one value ends).
    """
    parts: list[Part] = []
    for offset, part in _tokens(template):
        follows_placeholder = bool(parts) and isinstance(parts[-1], Placeholder)
        if isinstance(part, Placeholder) and follows_placeholder:
            raise TemplateError(template, offset, "two placeholders touch")
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return Template(tuple(parts))


def escape(text: str) -> str:
    """Return the template that stands for a text without placeholders."""
    return text.replace("{", "{{").replace("}", "}}")


def _tokens(template: str) -> Iterator[tuple[int, Part]]:
    end = 0
    for match in _TOKEN.finditer(template):
        if match.start() > end:
            yield end, template[end : match.start()]
        end = match.end()
        if match[1]:
            yield match.start(), Placeholder(match[1])
        elif match[0] in {"{{", "}}"}:
            yield match.start(), match[0][0]
        else:
            raise TemplateError(template, match.start(), f"a lone `{match[0]}` (write it twice)")
    if end < len(template):
        yield end, template[end:]


def overlap(first: Template, second: Template) -> bool:
    """Whether some text matches both templates, as a walk through both at once.

    Equal values of a placeholder that occurs twice are not asked for, so the answer may be
    "yes" for two templates which only such a condition tells apart.
    """
    one, two = _symbols(first), _symbols(second)
    reached = {(0, 0)}
    todo = [(0, 0)]
    while todo:
        for state in _steps(one, two, *todo.pop()):
            if state not in reached:
                reached.add(state)
                todo.append(state)
    return (len(one), len(two)) in reached


def subsumes(general: Template, special: Template) -> bool:
    """Whether every text that the special template matches is matched by the general one."""
    stand_in = _unused_character(general, special)
    text = "".join(part if isinstance(part, str) else stand_in for part in special.parts)
    return general._spans(text) is not None


_ANY = None
"""Symbol of a placeholder: one character or more."""


def _symbols(template: Template) -> list[str | None]:
    return [
        symbol for part in template.parts for symbol in (part if isinstance(part, str) else (_ANY,))
    ]


def _steps(
    one: list[str | None], two: list[str | None], i: int, j: int
) -> Iterator[tuple[int, int]]:
    """Yield the states after one more character of a text that both match."""
    if i == len(one) or j == len(two):
        return
    a, b = one[i], two[j]
    if a is _ANY or b is _ANY or a == b:
        yield i + 1, j + 1
        if a is _ANY:
            yield i, j + 1
        if b is _ANY:
            yield i + 1, j


def _unused_character(*templates: Template) -> str:
    used = {character for template in templates for text in template.literals for character in text}
    return next(chr(point) for point in range(0xE000, 0xF8FF) if chr(point) not in used)
