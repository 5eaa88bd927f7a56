"""Untrusted text -> where its keys, tokens, signatures and addresses are, and a mask for them.

Whatever is shown passes here. The scripts use the same patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from errdocs.lookup.constants import LEAST_PART, MASK, MASKED, SECRET_KINDS


@cache
def _kinds() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Compile the patterns when they are needed: most commands start without a text."""
    # \w means ASCII in the scripts, \s does not
    return tuple(
        (re.compile(pattern.replace(r"\w", "A-Za-z0-9_"), re.I if flags else 0), re.compile(test))
        for pattern, flags, test in SECRET_KINDS
    )


def find_secrets(text: str) -> list[tuple[int, int]]:
    """Return start and end of the secrets of a text, in order and without overlaps."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(_found(text)):
        if kept and start < kept[-1][1]:
            start, known_end = kept.pop()
            end = max(end, known_end)
        kept.append((start, end))
    return kept


def _found(text: str) -> Iterator[tuple[int, int]]:
    for pattern, test in _kinds():
        for match in pattern.finditer(text):
            secret = match["secret"]
            if secret not in MASK and not re.fullmatch(MASKED, secret) and test.search(secret):
                yield match.span("secret")


def masked(text: str) -> str:
    """Return a text with its secrets masked."""
    shown, place = [], 0
    for start, end in find_secrets(text):
        shown += [text[place:start], MASK]
        place = end
    return "".join((*shown, text[place:]))


def masked_values(values: Mapping[str, str], text: str) -> dict[str, str]:
    """Return values that were read from a text, with what is a secret in that text masked.

    A value alone does not show that it follows `api_key=`: the text around it does.
    """
    words = [text[start:end] for start, end in find_secrets(text)] if values else []
    return {name: _masked_value(value, words) for name, value in values.items()}


def _masked_value(value: str, words: Sequence[str]) -> str:
    if len(value) >= LEAST_PART and any(value in word for word in words):
        return MASK
    for word in words:
        value = value.replace(word, MASK)
    return masked(value)
