"""A pasted request -> its JSON body, and a body -> its text.

People paste what they have: JSON, a curl command around it, a call in Python. The body starts at
the first `{` that a key follows. Numbers and texts keep the very characters they were written in,
so that nothing changes that no rule changes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import NoReturn

DEEPEST = 100  # levels of a body: no service reads more, and each takes some of the stack
LONGEST = 1_000_000  # characters of a pasted text
_SPACE = re.compile(r"[ \t\r\n]*")
_TEXT = re.compile(r'"(?:[^"\\\x00-\x1f]|\\[^\r\n])*"')
_QUOTED = re.compile(r"'(?:[^'\\\x00-\x1f]|\\[^\r\n])*'")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?(?![A-Za-z0-9_.])")
_WORD = re.compile(r"(true|false|null|True|False|None)(?![A-Za-z0-9_])")
_ESCAPED_START = re.compile(r'\{[ \t\r\n]*\\"')  # a body inside a text in double quotes
_PYTHON = {"True": "true", "False": "false", "None": "null"}


class Raw(str):
    """A number, text, true, false or null of a body, as JSON writes it."""

    __slots__ = ()


Node = dict[str, "Node"] | list["Node"] | Raw
"""A part of a body."""


class NotARequest(ValueError):
    """A text in which no JSON body could be read, with the place of the mistake."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(f"line {line}, column {column}: {reason}")
        self.reason, self.line, self.column = reason, line, column


def read_request(text: str) -> dict[str, Node]:
    """Return the JSON object that a pasted text holds.

    Raises NotARequest where there is none, or where it has a mistake.
    """
    if len(text) > LONGEST:
        raise NotARequest(f"the text is longer than {LONGEST} characters")
    if not _ESCAPED_START.search(text):
        return _first_object(text)
    try:
        return _first_object(text)  # a text within a body may hold another body
    except NotARequest:
        return _first_object(re.sub(r'\\(["\\])', r"\1", text))


def _first_object(text: str) -> dict[str, Node]:
    text = text.replace("'\\''", "'")  # how a shell writes an apostrophe within apostrophes
    for match in re.finditer(r"\{", text):
        reader = _Reader(text, match.start())
        try:
            found = reader.value(1)
        except NotARequest:
            if reader.has_key:  # an object, and not the braces of something else
                raise
        else:
            if isinstance(found, dict) and found:
                return found
    raise NotARequest("there is no JSON object; paste the body of the request, from `{` to `}`")


class _Reader:
    """Reads one value of a text; `at` is where it has come to."""

    def __init__(self, text: str, at: int) -> None:
        self.text, self.at = text, at
        self.has_key = False

    def value(self, depth: int) -> Node:
        """Return the value that starts here."""
        if depth > DEEPEST:
            self.fail(f"more than {DEEPEST} levels of brackets")
        if self.takes("{"):
            return self.members(depth)
        if self.takes("["):
            return self.items(depth)
        return self.scalar("a value")

    def members(self, depth: int) -> Node:
        found: dict[str, Node] = {}
        while not self.takes("}"):
            key = self.scalar("a key in quotes or `}`", is_key=True)
            if not self.takes(":"):
                self.fail("expected `:` after the key")
            self.has_key = True
            found[json.loads(key)] = self.value(depth + 1)
            if not self.takes(",") and not self.sees("}"):
                self.fail("expected `,` or `}`")
        return found

    def items(self, depth: int) -> Node:
        found: list[Node] = []
        while not self.takes("]"):
            found.append(self.value(depth + 1))
            if not self.takes(",") and not self.sees("]"):
                self.fail("expected `,` or `]`")
        return found

    def scalar(self, expected: str, *, is_key: bool = False) -> Raw:
        """Return a text, number or word; a text in single quotes becomes one in double quotes."""
        self.skip()
        for pattern in (_TEXT, _QUOTED) if is_key else (_TEXT, _QUOTED, _NUMBER, _WORD):
            if match := pattern.match(self.text, self.at):
                raw = match[0]
                if raw.startswith("'"):
                    raw = '"' + re.sub(r"\\.|\"", _requoted, raw[1:-1]) + '"'
                try:
                    json.loads(raw := _PYTHON.get(raw, raw))
                except ValueError:
                    self.fail("a text has an escape that JSON does not know")
                self.at = match.end()
                return Raw(raw)
        self.fail(f"expected {expected}")

    def skip(self) -> None:
        if match := _SPACE.match(self.text, self.at):
            self.at = match.end()

    def sees(self, character: str) -> bool:
        """Whether a character comes next, after any space."""
        self.skip()
        return self.text.startswith(character, self.at)

    def takes(self, character: str) -> bool:
        """Go past a character if it comes next."""
        is_next = self.sees(character)
        self.at += is_next
        return is_next

    def fail(self, reason: str) -> NoReturn:
        before = self.text[: self.at]
        line = before.count("\n") + 1
        raise NotARequest(reason, line, self.at - before.rfind("\n"))


def _requoted(match: re.Match[str]) -> str:
    return {"\\'": "'", '"': '\\"'}.get(match[0], match[0])


def node_of(value: object) -> Node:
    """Return plain data as a part of a body; whole numbers have no decimal point."""
    if isinstance(value, Mapping):
        return {str(key): node_of(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [node_of(item) for item in value]
    is_whole = isinstance(value, float) and value.is_integer()
    return Raw(json.dumps(int(value) if is_whole else value, ensure_ascii=False))  # type: ignore[call-overload]


def text_of(node: Node, indent: str = "") -> str:
    """Return a part of a body as JSON, a member or item a line."""
    if isinstance(node, Raw):
        return str(node)
    inner = f"{indent}  "
    if isinstance(node, dict):
        parts = [f"{_key(key)}: {text_of(item, inner)}" for key, item in node.items()]
        start, end = "{", "}"
    else:
        parts = [text_of(item, inner) for item in node]
        start, end = "[", "]"
    if not parts:
        return start + end
    return f"{start}\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}{end}"


def _key(key: str) -> str:
    return json.dumps(key, ensure_ascii=False)
