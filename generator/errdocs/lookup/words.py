"""Text -> words with their places, whatever the text was wrapped in.

The same rules hold in `lookup/words.js`; shared vectors keep the two alike. Escapes of any depth
are read as what they stand for, so that JSON inside JSON needs no parser and may be cut off.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from typing import NamedTuple

from errdocs.lookup import constants


def _any_of(ranges: Iterable[tuple[int, int]]) -> str:
    return "[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + "]"


_WORD, _LETTER = _any_of(constants.WORD_RANGES), _any_of(constants.LETTER_RANGES)
# A run of backslashes is tried once, from its first: from each of them would be quadratic.
_SCANNER = re.compile(
    rf"((?<!\\)\\+(?:u[0-9a-fA-F]{{4}}|[{constants.ESCAPED}]))|{_WORD}+(?:_{_WORD}+)*|{_LETTER}"
)
_LINE_BREAK = re.compile(rf"(?:[{constants.LINE_FRAME}]|\\+[nr])*")


class Word(NamedTuple):
    """A word of a text, in lower case, and where it stands."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Return the words of a text in order; other characters and escapes only separate them."""
    return [
        Word(match[0].lower(), match.start(), match.end())
        for match in _SCANNER.finditer(text)
        if not match.lastindex  # the only group is an escape
    ]


def join_broken(text: str, found: list[Word], known: Container[str]) -> list[Word]:
    """Return words with those put together again that a line break tore apart.

    Terminals and boxes break lines inside words. Two pieces are one word if that word is known
    and the pieces are not both known themselves.
    """
    joined: list[Word] = []
    for word in found:
        before = joined[-1] if joined else None
        if before and _is_line_break(text[before.end : word.start]):
            whole = before.text + word.text
            if whole in known and not (before.text in known and word.text in known):
                joined[-1] = Word(whole, before.start, word.end)
                continue
        joined.append(word)
    return joined


def _is_line_break(between: str) -> bool:
    is_break = len(between) <= constants.LONGEST_BREAK and ("\n" in between or "\\n" in between)
    return is_break and _LINE_BREAK.fullmatch(between) is not None
