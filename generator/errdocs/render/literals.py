"""Data as literals of a language: on one line while it fits, else an item a line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from errdocs.registry.request_bodies import plain

WIDTH = 79  # columns of a line before a literal is broken
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@dataclass(frozen=True)
class Language:
    """How a language writes data."""

    words: dict[Any, str]
    text: Callable[[str], str]
    key: Callable[[str], str]
    indent: int
    padding: str = ""
    """What stands inside the braces of a mapping on one line."""
    last_comma: str = ""
    """What follows the last item where each has a line."""


def _json_text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _python_text(text: str) -> str:
    """Return a text in double quotes, unless single ones need no backslash."""
    quoted = repr(text)
    return quoted if '"' in text or not text.isprintable() else _json_text(text)


def _visible_text(text: str) -> str:
    """Return a text as JSON in which nothing is hidden, such as a mark of direction."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def _script_key(key: str) -> str:
    if key == "__proto__":  # any other way to write it sets the prototype
        return '["__proto__"]'
    return key if _IDENTIFIER.fullmatch(key) else _json_text(key)


JSON = Language({True: "true", False: "false", None: "null"}, _json_text, _json_text, 2)
SCRIPT = Language(JSON.words, _json_text, _script_key, 2, padding=" ", last_comma=",")
VISIBLE_SCRIPT = Language(JSON.words, _visible_text, _script_key, 2, padding=" ", last_comma=",")
PYTHON = Language(
    {True: "True", False: "False", None: "None"}, _python_text, _python_text, 4, last_comma=","
)


def literal(
    value: object,
    language: Language,
    *,
    indent: int = 0,
    column: int | None = None,
    width: int = WIDTH,
    is_open: bool = False,
) -> str:
    """Return a value as a literal whose further lines have an indent.

    It starts at a column, by default that of the indent. An open one has an item a line, so that
    two versions of it can be compared.
    """
    return _written(
        plain(value), language, indent, indent if column is None else column, width, is_open
    )


def _written(
    value: Any, language: Language, indent: int, column: int, width: int, is_open: bool = False
) -> str:
    flat = _flat(value, language)
    fits = column + len(flat) + 1 <= width  # a comma may follow
    if not value or not isinstance(value, dict | list) or (fits and not is_open):
        return flat
    start, end = "{}" if isinstance(value, dict) else "[]"
    pad = " " * (indent + language.indent)
    lines = [
        pad + name + _written(item, language, len(pad), len(pad) + len(name), width)
        for name, item in _items(value, language)
    ]
    inside = ",\n".join(lines) + language.last_comma
    return f"{start}\n{inside}\n{' ' * indent}{end}"


def _flat(value: Any, language: Language) -> str:
    if isinstance(value, dict | list):
        inside = ", ".join(name + _flat(item, language) for name, item in _items(value, language))
        if isinstance(value, list):
            return f"[{inside}]"
        return f"{{{language.padding}{inside}{language.padding}}}" if inside else "{}"
    if isinstance(value, str):
        return language.text(value)
    is_word = value is None or isinstance(value, bool)  # in Python `1` is the same key as `True`
    return language.words[value] if is_word else json.dumps(value)


def _items(value: dict[str, Any] | list[Any], language: Language) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        return (("", item) for item in value)
    return ((f"{language.key(key)}: ", item) for key, item in value.items())
