"""Message templates: parse, fill, match, and whether two of them match the same text.

A template is the message as the service prints it, with `{name}` where a value varies; `{{` and
`}}` are literal braces. Everything else is literal, letter for letter. Each function takes time
linear in its text, or at most in the product of two templates: messages come from strangers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

_TOKEN = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A part of a template that varies."""

    name: str


Part = str | Placeholder
"""A literal text, never empty, or a placeholder."""
Alphabet = Callable[[str], bool]
"""Whether a value may hold a character."""
Alphabets = Mapping[str, Alphabet]
"""The alphabets of placeholders, by name; any character where there is none."""
ANY_VALUES: Alphabets = MappingProxyType({})


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


@lru_cache(maxsize=4096)
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


def overlap(
    first: Template,
    second: Template,
    first_alphabets: Alphabets = ANY_VALUES,
    second_alphabets: Alphabets = ANY_VALUES,
) -> bool:
    """Whether some text matches both templates.

    An alphabet narrows the values of a placeholder to those of its characters. Equal values of a
    placeholder that occurs twice are not asked for, so the answer may be "yes" for two templates
    which only such a condition tells apart.
    """
    if not _ends_agree(first, second):
        return False
    for literal, other in ((first, second), (second, first)):
        if not literal.names and not (first_alphabets or second_alphabets):
            return other._spans("".join(literal.literals)) is not None
    # Between ends that agree, each one's values can hold all that the other one asks for.
    if not (first_alphabets or second_alphabets):
        return True
    return _walk(_symbols(first, first_alphabets), _symbols(second, second_alphabets))


def subsumes(general: Template, special: Template) -> bool:
    """Whether every text that the special template matches is matched by the general one."""
    stand_in = _unused_character(general, special)
    text = "".join(part if isinstance(part, str) else stand_in for part in special.parts)
    return general._spans(text) is not None


def _ends_agree(first: Template, second: Template) -> bool:
    """Whether the literal ends of two templates can be those of one text."""
    starts, ends = (first.prefix, second.prefix), (first.suffix, second.suffix)
    return (starts[0].startswith(starts[1]) or starts[1].startswith(starts[0])) and (
        ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])
    )


_SAMPLE = [chr(point) for point in range(0x20, 0x7F)] + ["\n", "é", "ж", "中"]
"""Characters by which two alphabets are compared."""


def _any(character: str) -> bool:
    return True


def _symbols(template: Template, alphabets: Alphabets) -> list[str | Alphabet]:
    """Return the characters of a template; an alphabet stands for one character or more."""
    return [
        symbol
        for part in template.parts
        for symbol in (part if isinstance(part, str) else (alphabets.get(part.name, _any),))
    ]


def _walk(one: list[str | Alphabet], two: list[str | Alphabet]) -> bool:
    """Whether two lists of symbols can be walked through at once, character by character."""
    todo, reached = [(0, 0)], {(0, 0)}
    while todo:
        for state in _steps(one, two, *todo.pop()):
            if state not in reached:
                reached.add(state)
                todo.append(state)
    return (len(one), len(two)) in reached


def _steps(
    one: list[str | Alphabet], two: list[str | Alphabet], i: int, j: int
) -> Iterator[tuple[int, int]]:
    """Yield the states after one more character of a text that both match."""
    if i == len(one) or j == len(two):
        return
    a, b = one[i], two[j]
    if _meet(a, b):
        yield i + 1, j + 1
        if not isinstance(a, str):
            yield i, j + 1
        if not isinstance(b, str):
            yield i + 1, j


def _meet(a: str | Alphabet, b: str | Alphabet) -> bool:
    """Whether some character is both."""
    if isinstance(a, str):
        return a == b if isinstance(b, str) else b(a)
    return a(b) if isinstance(b, str) else any(a(c) and b(c) for c in _SAMPLE)


def _unused_character(*templates: Template) -> str:
    used = {character for template in templates for text in template.literals for character in text}
    return next(chr(point) for point in range(0xE000, 0xF8FF) if chr(point) not in used)
