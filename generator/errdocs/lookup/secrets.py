"""Untrusted text -> where its keys, tokens, signatures and addresses are, and a mask for them.

Whatever is shown passes here. The scripts use the same patterns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import chain

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
    found = sorted(
        match.span("secret")
        for pattern, test in _kinds()
        for match in pattern.finditer(text)
        if (secret := match["secret"]) not in MASK
        and not re.fullmatch(MASKED, secret)
        and test.search(secret)
    )
    kept: list[tuple[int, int]] = []
    for start, end in found:
        if kept and start < kept[-1][1]:
            start, known_end = kept.pop()
            end = max(end, known_end)
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
            value = value.replace(secret, MASK)
        return masked(value)

    return {name: shown(value) for name, value in values.items()}
