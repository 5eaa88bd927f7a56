"""Error text -> its shape: the message in it, with `…` for what varies.

Texts of one missing message come in many wrappers, with other values each time. Their shapes are
equal, so that a maintainer sees each message once, with its count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from errdocs.lookup.constants import MASK
from errdocs.lookup.secrets import masked
from errdocs.lookup.unwrapping import unwrapped
from errdocs.lookup.words import words
from errdocs.misses.inner_messages import message_in, one_line

VARIES = "…"
LONGEST_SHAPE = 240  # characters of a shape
LONGEST_SAMPLE = 400  # characters of a sample
END_READ = 8_192  # characters at each end of a long text that are looked at
LONGEST_LINE = 1_000  # characters of a text without a message that stand for one
MOST_QUOTED = 3  # words of a quoted string that counts as a value

_IDS = (
    re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
    re.compile(r"\b(?=[0-9a-fA-F]*\d)(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{8,}\b"),
)
_VALUES = (
    re.compile(r"https?://[^\s\"'<>，。)]+|\bdata:[\w/+.-]+;base64,[\w+/=]*"),
    re.compile(r"(?<![\w/])(?:/[\w.-]+){2,}/?|\b[A-Za-z]:\\[\w.\\-]+"),  # paths
    *_IDS,
    # names with a version, a date or a number in them
    re.compile(r"\b(?=[\w./:-]*\d)(?=[\w./:-]*[A-Za-z])[\w/]+(?:[.:/-][\w/]+)+\b"),
    re.compile(r"\b(?=\w*\d\w*\d\w*\d\w*\d)\w+\b"),
    re.compile(r"\b(?!(?:base|utf|sha|md|u?int|float|rfc|iso|x)\d)[A-Za-z]{2,}\d{2,}\b"),
    re.compile(r"(?<![\w.])[-+]?\d+(?:[.,:]\d+)*(?!\w)"),
)
_QUOTED = re.compile(r"(?<!\w)([\"'`“‘])(?!\W*\1)([^\"'`“”‘’\n]{1,80})([\"'`”’])(?!\w)")
_REPEATED = re.compile(rf"{VARIES}(?:[\"'`]?\s?[,/]?\s?(?:and |or )?[\"'`]?{VARIES})+")


class Shape(NamedTuple):
    """What texts of one message have in common."""

    key: str  # its words, by which texts are grouped
    text: str  # as people read it, with `…` for what varies
    sample: str  # a text of this shape, secrets and ids masked


def shape_of(text: str, codes: Iterable[str] = ()) -> Shape:
    """Return the shape of an error text; `codes` are known ones that may stand before a message."""
    if len(text) > 2 * END_READ:
        text = f"{text[:END_READ]} {VARIES}\n{text[-END_READ:]}"
    plain = unwrapped(masked(text))
    line, message = one_line(plain), message_in(plain.replace(MASK, VARIES), codes)
    shown = _without_values(message)
    if not words(shown):  # nothing but values
        shown = _without_values(line[:LONGEST_LINE].replace(MASK, VARIES))
    key = " ".join(word.text for word in words(shown))
    return Shape(key or shown, shown, _sample(line, message))


def _without_values(message: str) -> str:
    shown = _QUOTED.sub(_quoted, message)
    for value in _VALUES:
        shown = value.sub(VARIES, shown)
    return " ".join(_REPEATED.sub(VARIES, shown).split())[:LONGEST_SHAPE]


def _quoted(found: re.Match[str]) -> str:
    is_value = len(found[2].split()) <= MOST_QUOTED
    return f"{found[1]}{VARIES if is_value else found[2]}{found[3]}"


def _sample(line: str, message: str) -> str:
    """Return a text as people may see it; of a long one, the part around its message."""
    at = max(0, line.find(message[:20]) - LONGEST_SAMPLE // 4)
    for each in _IDS:
        line = each.sub(VARIES, line)
    if len(line) <= LONGEST_SAMPLE:
        return line
    at = line.find(" ", at) + 1 if at else 0
    start, end = "… " * bool(at), " …" * (at + LONGEST_SAMPLE < len(line))
    return start + line[at : at + LONGEST_SAMPLE].strip() + end
