"""Message templates: parse, fill and match.

A template is the message as the service prints it, with `{name}` where a value varies; `{{` and
`}}` are literal braces. Everything else is literal, letter for letter. Each function takes time
linear in its text, because messages are untrusted input.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

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
    """A parsed message template: no two literals stand side by side."""

    parts: tuple[Part, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the placeholders, each once, in order."""
        return tuple(dict.fromkeys(p.name for p in self.parts if isinstance(p, Placeholder)))

    @property
    def has_touching(self) -> bool:
        """Whether two placeholders stand side by side: their values cannot be told apart."""
        return any(
            isinstance(one, Placeholder) and isinstance(two, Placeholder)
            for one, two in pairwise(self.parts)
        )

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
        both times. Of placeholders that touch the first takes all, since no text shows where its
        value ends, and the others are empty.
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
        spans, at = [], len(self.prefix)
        names: list[str] = []
        for index, part in enumerate(self.parts):
            if isinstance(part, Placeholder):
                names.append(part.name)
            elif index:
                start = self._find(part, text, at, index)
                if start < 0:
                    return None
                spans += _shared(names, at, start)
                names, at = [], start + len(part)
        spans += _shared(names, at, len(text))
        return spans if (len(text) > at if names else at == len(text)) else None

    def _find(self, literal: str, text: str, at: int, index: int) -> int:
        """Return where a literal starts, at least one character after `at`; -1 for nowhere."""
        if index < len(self.parts) - 1:
            return text.find(literal, at + 1)
        start = len(text) - len(literal)
        return start if start > at and text.endswith(literal) else -1


def _shared(names: list[str], start: int, end: int) -> list[tuple[str, int, int]]:
    """Return the span of each of the placeholders that touch: the first one's is all of it."""
    return [(name, end if number else start, end) for number, name in enumerate(names)]


@lru_cache(maxsize=4096)
def parse(template: str) -> Template:
    """Return the parts of a template.

    Raises TemplateError for a single brace and for a name that is not in snake case.
    """
    parts: list[Part] = []
    for match in _TOKEN.finditer(template):
        last = parts[-1] if parts else None
        if match["name"]:
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


LONGEST_HEADLINE = 80  # characters of a message that stands for a title
LEAST_CLAUSE = 25  # characters of a clause that stands for a title: less says too little
_CLAUSE_END = re.compile(r"[.;:!?](?=\s)|,(?=\s)|\s\(")


def headline(template: str) -> str:
    """Return the first line of a message, its values as `…`, for titles.

    A long one ends with a sentence or clause, or else between two words.
    """
    try:
        parts = parse(template).parts
    except TemplateError:
        parts = (template,)
    kinds = groupby(parts, key=lambda part: isinstance(part, str))  # values may touch
    text = "".join("".join(map(str, group)) if is_text else "…" for is_text, group in kinds)
    line = " ".join(text.split("\n", 1)[0].split())
    if len(line) > LONGEST_HEADLINE:
        start = line[: LONGEST_HEADLINE + 1]
        ends = [found.start() for found in _CLAUSE_END.finditer(start)]
        cut = max((end for end in ends if end >= LEAST_CLAUSE), default=0)
        line = line[:cut] if cut else start.rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return line.removesuffix(".")


def placeholders(template: str) -> tuple[str, ...]:
    """Return the names of a template's placeholders; none for a text that is not a template."""
    try:
        return parse(template).names
    except TemplateError:
        return ()


_NAME_IN_BRACES = re.compile(r"\{[a-z][a-z0-9_]*\}")


def as_printed(template: str) -> str:
    """Return a message with `{name}` for each value, as documents that give no values print it.

    Unlike a template its literal braces are single; a text that is no template is as it is.
    """
    try:
        found = parse(template)
    except TemplateError:
        return template
    return found.fill({name: f"{{{name}}}" for name in found.names})


def without_names(printed: str) -> str:
    """Return a printed message with `{}` for each `{name}`: equal where only names differ."""
    return _NAME_IN_BRACES.sub("{}", printed)


_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")
_STYLES: Mapping[str, Callable[[list[str]], str]] = {
    "Camel": lambda words: "".join(word[:1].upper() + word[1:].lower() for word in words),
    "camel": lambda words: _STYLES["Camel"](words)[:1].lower() + _STYLES["Camel"](words)[1:],
    "UPPER": lambda words: "_".join(words).upper(),
    "lower": lambda words: "_".join(words).lower(),
    "kebab": lambda words: "-".join(words).lower(),
}


def in_words(name: str) -> str:
    """Return a name of several words as people write them; any other name as it is."""
    words = _WORD.findall(name)
    is_plain = len(words) > 1 and all(len(word) > 1 and word.isalpha() for word in words)
    return " ".join(words).lower().capitalize() if is_plain else name


def spelt(rule: str, code: str, name: str | None = None) -> str | None:
    """Return the spelling that follows from a code, or from its name, by a rule.

    `{code}` and `{name}` are these letter for letter; `{Camel}` and the like are the words of the
    name, or of the code where it has no name. None where the rule asks for a name that is missing.
    """
    words = _WORD.findall(name or code)
    values = {"code": code, "name": name} | {key: style(words) for key, style in _STYLES.items()}
    wanted = re.findall(r"\{(\w+)\}", rule)
    if not all(values.get(key) for key in wanted):
        return None
    return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), rule)
