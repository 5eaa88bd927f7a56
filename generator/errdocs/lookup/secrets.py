"""Untrusted text -> where its keys, tokens, signatures and addresses are, and a mask for them.

Whatever is shown passes here. The scripts use the same patterns. A text is read as it is, with its
escapes undone, with its percent-encoding undone, and in its parts that are Base64 of a text.
A string within a string, such as a command in a body in a log, has its escapes undone twice.
"""

from __future__ import annotations

import base64
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from typing import NamedTuple

from errdocs.lookup.constants import (
    BASE64,
    BASE64_TEXT,
    ENTITIES,
    ESCAPE_LETTERS,
    ESCAPED_CHARACTER,
    LEAST_PART,
    MASK,
    MASKED,
    MOST_ENCODED,
    PERCENT_ENCODED,
    SECRET_KINDS,
)
from errdocs.lookup.unwrapping import unwrapped

Span = tuple[int, int]
_PERCENT_ENCODED, _ESCAPED = re.compile(PERCENT_ENCODED), re.compile(ESCAPED_CHARACTER)
_BASE64 = re.compile(BASE64)
_BASE64_TEXT, _MASKED = re.compile(BASE64_TEXT), re.compile(MASKED)


class _Kind(NamedTuple):
    """A kind of secret."""

    pattern: re.Pattern[str]
    is_lower: bool
    test: re.Pattern[str]
    needs: re.Pattern[str]


@cache
def _kinds() -> tuple[_Kind, ...]:
    """Compile the patterns when they are needed: most commands start without a text."""
    # \w means ASCII in the scripts, \s does not. Small letters are found in a lower-cased text:
    # ignoring case takes Python five times as long.
    return tuple(
        _Kind(
            re.compile(pattern.replace(r"\w", "A-Za-z0-9_")),
            flags == "i",
            re.compile(test),
            re.compile(needs),
        )
        for pattern, flags, test, needs in SECRET_KINDS
    )


def find_secrets(text: str, encodings: int = MOST_ENCODED) -> list[Span]:
    """Return start and end of the secrets of a text, in order and without overlaps.

    `encodings` is how many encodings within each other are undone.
    """
    found = [_plain(text)]
    plain = unwrapped(text)
    if plain != text:  # its places are those of the text
        found.append(_plain(plain))
    if encodings:
        found += (
            _in_decoded(text, _PERCENT_ENCODED, _percent_character, encodings - 1),
            _in_decoded(text, _ESCAPED, _escaped_character, encodings - 1),
            _in_base64(text, encodings - 1),
        )
    return _merged(chain.from_iterable(found))


def _plain(text: str) -> Iterator[Span]:
    lower = text.replace("İ", "I").lower()  # no other letter gets longer
    for kind in _kinds():
        if kind.needs.pattern and not kind.needs.search(text):
            continue
        for match in kind.pattern.finditer(lower if kind.is_lower else text):
            start, end = match.span("secret")
            secret = text[start:end]
            is_masked = secret in MASK or _MASKED.search(secret)
            if not is_masked and kind.test.search(secret):
                yield start, end


def _in_decoded(
    text: str, code: re.Pattern[str], character: Callable[[re.Match[str]], str], encodings: int
) -> Iterator[Span]:
    """Yield where a text has secrets once each match of a code is the character it stands for."""
    places: list[int] = []  # of the characters in the decoded text
    longer = [0]  # by how many characters the codes before each are longer than what they mean
    for match in code.finditer(text):
        places.append(match.start() - longer[-1])
        longer.append(longer[-1] + len(match[0]) - 1)
    if places:
        for span in find_secrets(code.sub(character, text), encodings):
            start, end = (place + longer[bisect_left(places, place)] for place in span)
            yield start, end


def _percent_character(code: re.Match[str]) -> str:
    return chr(int(code[1], 16))


def _escaped_character(code: re.Match[str]) -> str:
    number, letter, entity = code.groups()
    if number:
        return chr(int(number, 16))
    return ESCAPE_LETTERS.get(letter, letter) if letter else ENTITIES[entity]


def _in_base64(text: str, encodings: int) -> Iterator[Span]:
    """Yield the parts of a text that are Base64 of a text with a secret; they are masked whole."""
    for match in _BASE64.finditer(text):
        end = match.end()
        for start in {match.start(), text.rfind("/", *match.span()) + 1 or match.start()}:
            plain = _base64_text(text[start:end])
            if plain and find_secrets(plain, encodings):
                yield start, end


def _base64_text(run: str) -> str:
    """Return the text of which a run of characters is the Base64; nothing where it is none."""
    run = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    run = run[: len(run) - (len(run) % 4 == 1)]
    text = base64.b64decode(run + "=" * (-len(run) % 4)).decode("latin-1")
    return text if _BASE64_TEXT.search(text) else ""


def _merged(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            first, known_end = kept.pop()
            kept.append((first, max(end, known_end)))
        else:
            kept.append((start, end))
    return kept


def masked(text: str) -> str:
    """Return a text with its secrets masked."""
    edges = [0, *chain(*find_secrets(text)), len(text)]  # what is shown lies between two of them
    return MASK.join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def masked_values(values: Mapping[str, str], text: str) -> dict[str, str]:
    """Return values that were read from a text, with what is a secret in that text masked.

    A value alone does not show that it follows `api_key=`: the text around it does.
    """
    secrets = [text[start:end] for start, end in find_secrets(text)] if values else []

    def shown(value: str) -> str:
        if len(value) >= LEAST_PART and any(value in secret for secret in secrets):
            return MASK
        for secret in secrets:
            value = _without_cut(value.replace(secret, MASK), secret)
        return masked(value)

    return {name: shown(value) for name, value in values.items()}


def _without_cut(value: str, secret: str) -> str:
    """Return a value with a part of a secret at its edges masked: a quote may have ended it."""
    sizes = range(min(len(secret), len(value)), LEAST_PART - 1, -1)
    last = next((size for size in sizes if value.endswith(secret[:size])), 0)
    rest = value[:-last] + MASK if last else value
    first = next((size for size in sizes if rest.startswith(secret[-size:])), 0)
    return MASK + rest[first:] if first else rest
