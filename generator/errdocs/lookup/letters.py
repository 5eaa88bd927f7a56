"""The letters of a name, without what people misremember, and the pairs that they form."""

from __future__ import annotations


def folded(name: str) -> str:
    """Return the ASCII letters and digits of a name, in lower case."""
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())


def pairs(name: str) -> list[str]:
    """Return each pair of letters that follow each other, once, in order."""
    return list(dict.fromkeys(name[at : at + 2] for at in range(len(name) - 1)))
