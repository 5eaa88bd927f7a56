"""Prose with placeholders: what authors write about the values of a message, filled in.

`{name}` in a cause or a fix stands for the value of a parameter of the case's own message, in
running text and in code; the value of a reader, or else the words of the parameter. Only names of
parameters count: other braces stay as they are, and `{{name}}` shows `{name}`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from itertools import groupby

from errdocs.escaping import code_span, escaped, escaped_within, literal_lines

_NAME = r"[a-z][a-z0-9_]*"
_PLACEHOLDER = re.compile(r"\{\{(?P<literal>" + _NAME + r")\}\}|\{(?P<name>" + _NAME + r")\}")
_CODE = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>(?:(?!\n\s*\n).)+?)(?<!`)(?P=ticks)(?!`)", re.S
)
_MARKERS = " \t>*+-.)0123456789"  # of what may stand before the first word of a block
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def names(text: str) -> tuple[str, ...]:
    """Return every name in braces that a text has, known or not, each once and in order."""
    found = (match["name"] for match in _PLACEHOLDER.finditer(text))
    return tuple(dict.fromkeys(filter(None, found)))


def substituted(text: str, known: Container[str], put: Callable[[str], str]) -> str:
    """Return a text with what `put` gives for each placeholder with a known name."""
    return _substituted(text, known, lambda name, _: put(name))


def _substituted(text: str, known: Container[str], put: Callable[[str, int], str]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match["name"] in known:
            return put(match["name"], match.start())
        return match[0][1:-1] if match["literal"] in known else match[0]

    return _PLACEHOLDER.sub(replace, text) if "{" in text else text


def filled(markdown: str, words: Mapping[str, str], values: Mapping[str, str] | None = None) -> str:
    """Return a Markdown text with a reader's values, or with words where no value is known.

    Values are untrusted: in prose they are escaped, and no block or span of code ends in them.
    """
    if "{" not in markdown or not words:
        return markdown
    texts = {name: " ".join(text.split()) for name, text in {**words, **(values or {})}.items()}
    code = literal_lines(markdown)
    lines = enumerate(markdown.split("\n"))
    parts = []
    for is_code, group in groupby(lines, key=lambda numbered: numbered[0] in code):
        own = [line for _, line in group]
        if is_code:
            parts += [_code_line(line, words, texts) for line in own]
        else:
            parts.append(_prose("\n".join(own), words, texts))
    return "\n".join(parts)


def _code_line(line: str, words: Mapping[str, str], texts: Mapping[str, str]) -> str:
    if _FENCE.match(line):  # what stands there is the name of a language
        return line
    new = substituted(line, words, texts.__getitem__)
    # A line that would end the block is indented: four spaces end none.
    return f"    {new}" if new != line and _FENCE.match(new) else new


def _prose(text: str, words: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """Return blocks of running text filled; code within a line keeps its place."""
    parts, at = [], 0
    for match in _CODE.finditer(text):
        old = match["code"]
        new = substituted(old, words, texts.__getitem__)
        own = match[0] if new == old else code_span(new.strip())
        parts += [_words(text[at : match.start()], words, texts), own]
        at = match.end()
    return "".join((*parts, _words(text[at:], words, texts)))


def _words(text: str, words: Mapping[str, str], texts: Mapping[str, str]) -> str:
    def put(name: str, at: int) -> str:
        # Only at the start of a line may `-` or `1.` begin a list.
        is_first = not text[:at].rpartition("\n")[2].strip(_MARKERS)
        return escaped(texts[name]) if is_first else escaped_within(texts[name])

    return _substituted(text, words, put)
