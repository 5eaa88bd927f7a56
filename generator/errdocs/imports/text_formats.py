"""Two formats of translators that Python does not read: PO files and Java properties."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

_PO_LINE = re.compile(r'(?P<key>msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)?\s*"(?P<text>.*)"$')
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|[0-7]{1,3}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_CHARACTERS = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "b": "\b", "a": "\a", "v": "\v"}
_COMMENTS = {".": "note", ":": "reference", ",": "flags"}


class SyntaxProblem(ValueError):
    """Raised for a text that is not in its format."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


def po_entries(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and fields of each entry of a PO file: `msgid`, `msgstr`, `note`, ...

    The header, whose `msgid` is empty, and obsolete entries are left out.
    """
    fields: dict[str, list[str]] = defaultdict(list)
    key, start = "", 1
    for number, line in enumerate([*text.split("\n"), ""], 1):
        line = line.strip()
        if not line or line.startswith("#"):
            if "msgstr" in fields or "msgstr[0]" in fields:
                yield from _entry(start, fields)
                fields, key = defaultdict(list), ""
            name = _COMMENTS.get(line[1:2], "comment" if line[1:2] in {"", " "} else "")
            if line and name:
                fields[name].append(line[2:].strip() + "\n")
            continue
        match = _PO_LINE.match(line)
        if match is None or not (match["key"] or key):
            raise SyntaxProblem(f"the line `{line[:60]}` is neither a text nor a comment", number)
        if match["key"] in {"msgctxt", "msgid"} and "msgstr" in fields:
            yield from _entry(start, fields)
            fields = defaultdict(list)
        if match["key"]:
            key = match["key"]
            start = number if key in {"msgctxt", "msgid"} and "msgid" not in fields else start
        fields[key].append(_unescaped(match["text"]))


def _entry(line: int, fields: dict[str, list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    texts = {name: text for name, parts in fields.items() if (text := "".join(parts))}
    if texts.get("msgid"):
        yield line, texts


def properties(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield line, key and value of each pair of a file of Java properties."""
    lines = enumerate(text.split("\n"), 1)
    for number, line in lines:
        logical = line.lstrip()
        if not logical or logical[0] in "#!":
            continue
        while _continues(logical):
            logical = logical[:-1] + next(lines, (0, ""))[1].lstrip()
        match = re.match(r"((?:[^\\=:\s]|\\.)*)(?:\s*[=:]\s*|\s+|$)", logical, re.DOTALL)
        assert match is not None  # every part of it may be empty
        yield number, _unescaped(match[1]), _unescaped(logical[match.end() :])


def _continues(line: str) -> bool:
    """Whether a line ends in a backslash that is not escaped itself."""
    return (len(line) - len(line.rstrip("\\"))) % 2 == 1


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "ux" and len(code) > 1:
            return chr(int(code[1:], 16))
        return chr(int(code, 8)) if code.isdigit() else _CHARACTERS.get(code, code)

    # Two escapes may be the halves of one character.
    found = _ESCAPE.sub(character, text)
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
