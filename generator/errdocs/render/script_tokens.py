"""The tokens of a script, so that comments can go and what stands in a string cannot.

Whether `/` divides or starts a regular expression depends on what is before it. Where that takes
a whole parser, the script is refused instead of guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    NAME = "name"
    """A name or a keyword."""
    STRING = "string"
    TEMPLATE = "template"
    """A part of a template literal up to its next `${`, or to its end."""
    REGEX = "regex"
    PUNCTUATOR = "punctuator"
    """Everything else, numbers included: one character, or two where they decide what follows."""


class Token(NamedTuple):
    """A piece of a script; all of them in a row are the script."""

    kind: Kind
    text: str


class UnclearScript(Exception):
    """A script that this reading of it could get wrong."""


SILENT = frozenset((Kind.SPACE, Kind.COMMENT))
_TOKEN = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<comment>//[^\n]*|/\*.*?\*/)
    | (?P<name>[#@]?[\w$]+)
    | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    | (?P<punctuator>\+\+|--|\?\.(?!\d)|=>|[-{}()\[\];,<>.=+*%&|^!~?:/`])
    """,
    re.DOTALL | re.VERBOSE,
)
_KINDS = {kind.value: kind for kind in Kind}  # three times as fast as calling the class
_REGEX = re.compile(r"/(?:[^\\/\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+/[a-z]*")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*(?P<end>`|\$\{)", re.DOTALL)
_OPERATORS = frozenset(
    (
        *("return", "typeof", "case", "do", "else", "in", "instanceof", "new", "delete", "void"),
        *("throw", "await", "yield"),
    )
)
"""Keywords after which an expression starts."""
_HEADS = frozenset(("if", "while", "for", "with"))
"""Keywords whose parentheses are followed by a statement."""
_UNCLEAR = frozenset(("of", "break", "continue", "debugger", "default"))
"""Words that may be names, or be followed by a statement."""
_OPENED = {")": "(", "]": "[", "}": "{"}


def tokens_of(script: str) -> list[Token]:
    """Return the tokens of a module.

    Ends of lines are made alike first, which no script can tell apart: the language does the same
    in template literals. Raises UnclearScript where reading it takes a parser.
    """
    if "\u2028" in script or "\u2029" in script:
        raise UnclearScript("it has ends of lines that only scripts know")
    return [*_Reader(re.sub(r"\r\n?", "\n", script)).tokens()]


def compact(tokens: Sequence[Token]) -> str:
    """Return a script without comments and indentation; it does what it did.

    An end of a line stays one, since it may end a statement.
    """
    said: list[str] = []
    gap = ""
    for token in tokens:
        if token.kind in SILENT:
            is_line = "\n" in token.text or gap == "\n"
            gap = "\n" if is_line else " "
            continue
        said += (gap if said else "", token.text)
        gap = ""
    return "".join(said)


class _Reader:
    def __init__(self, script: str) -> None:
        self._script = script
        self._at = 0
        self._last: list[Token] = []
        """What was said so far, without spaces and comments."""
        self._open: list[tuple[str, str]] = []
        """Brackets that are open, each with the word before it; `${` for that of a template."""
        self._closed = ""
        """The word before the bracket that was closed last."""

    def tokens(self) -> Iterator[Token]:
        while self._at < len(self._script):
            token = self._next()
            self._at += len(token.text)
            if token.kind not in SILENT:
                self._last.append(token)
            yield token
        if self._open:
            raise UnclearScript("a bracket is open at its end")

    def _next(self) -> Token:
        found = _TOKEN.match(self._script, self._at)
        if not found:
            raise UnclearScript(f"unknown character {self._script[self._at]!r}")
        kind, text = _KINDS[found.lastgroup or ""], found[0]
        if kind is not Kind.PUNCTUATOR:
            return Token(kind, text)
        if text == "/" and self._is_expression_next():
            return self._matched(Kind.REGEX, _REGEX)
        if text == "`":
            return self._template()
        return self._bracket(text)

    def _bracket(self, text: str) -> Token:
        if text in _OPENED.values():
            self._open.append((text, self._word_before()))
        elif text in _OPENED:
            opened, self._closed = self._open.pop() if self._open else ("", "")
            if (opened, text) == ("${", "}"):
                return self._template()
            if opened != _OPENED[text]:
                raise UnclearScript(f"`{text}` closes nothing")
        return Token(Kind.PUNCTUATOR, text)

    def _template(self) -> Token:
        """Return what stands from a backtick, or from the end of a value, to the next of either."""
        found = _TEMPLATE.match(self._script, self._at + 1)
        if not found:
            raise UnclearScript("a template literal has no end")
        if found["end"] == "${":
            self._open.append(("${", ""))
        return Token(Kind.TEMPLATE, self._script[self._at : found.end()])

    def _matched(self, kind: Kind, pattern: re.Pattern[str]) -> Token:
        found = pattern.match(self._script, self._at)
        if not found:
            raise UnclearScript("a regular expression has no end")
        return Token(kind, found[0])

    def _word_before(self) -> str:
        """Return the keyword or name that was said last; that of a property is none."""
        last = self._last[-1:]
        is_property = bool(self._last[-2:-1]) and self._last[-2].text in (".", "?.")
        return last[0].text if last and last[0].kind is Kind.NAME and not is_property else ""

    def _is_expression_next(self) -> bool:
        """Whether a value may stand here, so that `/` starts one.

        Raises UnclearScript after what may end a value or a statement.
        """
        last = self._last[-1] if self._last else Token(Kind.PUNCTUATOR, ";")
        if last.kind is Kind.NAME:
            word = self._word_before()
            if word in _UNCLEAR:
                raise UnclearScript(f"`/` after `{word}`")
            return word in _OPERATORS
        if last.kind is Kind.TEMPLATE:
            return last.text.endswith("${")
        if last.kind is not Kind.PUNCTUATOR:
            return False
        if last.text in ("}", "++", "--"):
            raise UnclearScript(f"`/` after `{last.text}`")
        return self._closed in _HEADS if last.text == ")" else last.text != "]"
