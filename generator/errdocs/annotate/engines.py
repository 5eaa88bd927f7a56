"""Anchors -> where they stand in a block of bytes: two engines with the same answer.

The fast one is an optional package. The plain one takes a block apart into words, all in C, and
looks closer only at pieces that hold an anchor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from importlib import import_module
from string import ascii_lowercase
from typing import Protocol

from errdocs.annotate.anchors import worth

PIECE = 16_384
"""Bytes that the plain engine takes apart at once: few enough that most hold no anchor."""
_TO_WORDS = bytes(byte if chr(byte) in ascii_lowercase else 32 for byte in range(256))
_DIGITS = b"0123456789"
"""Left out before words are told apart: times and ids would be half of them."""
_ESCAPE = re.compile(rb"\\+(?:u[0-9a-f]{4}|[nrtbf])")
_ESCAPE_BEFORE = re.compile(rb"\\(?:u[0-9a-f]{4}|[nrtbf])\Z")

Hit = tuple[int, bytes]
"""Offset of an anchor in a block, and the anchor."""


class Engine(Protocol):
    """Finds anchors in a block of lower-case bytes."""

    name: str

    def find(self, block: bytes) -> list[Hit]:
        """Return where anchors stand as words of their own, in order."""


class AutomatonEngine:
    """Finds all anchors in one pass of an Aho-Corasick automaton.

    Raises ImportError where the package of the extra `annotate` is not installed.
    """

    name = "ahocorasick_rs"

    def __init__(self, texts: Sequence[bytes]) -> None:
        package = import_module(self.name)
        automaton = package.BytesAhoCorasick(texts, implementation=package.Implementation.DFA)
        self._texts = texts
        self._find: Callable[..., list[tuple[int, int, int]]] = automaton.find_matches_as_indexes

    def find(self, block: bytes) -> list[Hit]:
        """Return where anchors stand as words of their own, in order."""
        found = self._find(block, overlapping=True)
        texts = self._texts
        return sorted(
            (start, texts[number]) for number, start, end in found if _is_word(block, start, end)
        )


class PlainEngine:
    """Finds the anchors with nothing but sets of words."""

    name = "plain"

    def __init__(self, texts: Sequence[bytes]) -> None:
        self._by_key: dict[bytes, list[tuple[frozenset[bytes], bytes]]] = {}
        self._others: list[bytes] = []
        for text in texts:
            words = _words(text) if text.isascii() else []
            if words:
                key = max(words, key=worth)
                self._by_key.setdefault(key, []).append((frozenset(words), text))
            else:
                self._others.append(text)
        sets = (words for items in self._by_key.values() for words, _ in items)
        self._known: frozenset[bytes] = frozenset().union(*sets)

    def find(self, block: bytes) -> list[Hit]:
        """Return where anchors stand as words of their own, in order."""
        return sorted(hit for start, end in _pieces(block) for hit in self._hits(block, start, end))

    def _hits(self, block: bytes, start: int, end: int) -> Iterator[Hit]:
        piece = block[start:end]
        found = self._known.intersection(_words(piece))
        if b"\\" in piece:
            found |= self._known.intersection(_words(_ESCAPE.sub(b" ", piece)))
        for text in self._possible(found):
            at = piece.find(text)
            while at >= 0:
                if _is_word(piece, at, at + len(text)):
                    yield start + at, text
                at = piece.find(text, at + 1)

    def _possible(self, found: Set[bytes]) -> Iterator[bytes]:
        """Yield the anchors of which a piece holds every word, and those that have none."""
        yield from self._others
        for key in found:
            for words, text in self._by_key.get(key, ()):
                if words <= found:
                    yield text


def _words(text: bytes) -> list[bytes]:
    return text.translate(_TO_WORDS, _DIGITS).split()


def engine_of(texts: Sequence[bytes]) -> Engine:
    """Return the fast engine where its package is installed, else the plain one."""
    if texts:
        try:
            return AutomatonEngine(texts)
        except ImportError:
            pass
    return PlainEngine(texts)


def _pieces(block: bytes) -> Iterator[tuple[int, int]]:
    """Yield the begin and end of pieces of whole lines."""
    start = 0
    while start < len(block):
        end = block.rfind(b"\n", start, start + PIECE) + 1
        if not end:
            end = block.find(b"\n", start + PIECE) + 1 or len(block)
        yield start, end
        start = end


def _is_word(block: bytes, start: int, end: int) -> bool:
    """Whether no letter or digit touches an ASCII text, but for one of an escape before it."""
    if block[end : end + 1].isalnum() and block[end - 1 : end].isalnum():
        return False
    if not block[start - 1 : start].isalnum() or not block[start : start + 1].isalnum():
        return True
    return _ESCAPE_BEFORE.search(block[max(0, start - 6) : start]) is not None
