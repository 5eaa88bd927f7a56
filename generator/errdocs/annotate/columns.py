"""Columns of texts -> the error that each text speaks of, for engines that hand over Arrow data.

Engines send a column in batches. A call for each of a million texts would cost more than the
search itself, so the texts of a batch are searched as one block, and only those that hold an
anchor or a code are looked at one by one.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from errdocs.annotate.recogniser import Recogniser, WindowSearch
from errdocs.registry.cache import load_cached
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Registry

ROWS = 512  # texts that are searched together
LONGEST_TOGETHER = 65_536  # bytes of the longest text among them; a longer one is searched alone
REMEMBERED = 4_096  # texts whose error is kept: an error rarely comes alone
LONGEST_REMEMBERED = 4_096  # bytes of the longest of them
BETWEEN = b"\n"  # between two texts of a block; no part of a word, so that none runs on

Source = Registry | str | PathLike[str]
"""A registry, or the folder that holds it."""


class UnreadableRegistry(ValueError):
    """A registry with mistakes, so that some of its errors would be missed."""

    def __init__(self, folder: Path, loaded: Loaded) -> None:
        lines = "\n".join(loaded.report(loaded.problems)) or f"{folder} holds no registry"
        super().__init__(lines)


class KnownError(NamedTuple):
    """The first error of a text; the fields of the column."""

    code: str
    case: str | None  # None where only the code is known
    url: str
    confidence: str  # `exact`, `likely` or `code`


def known_error(recogniser: Recogniser, text: bytes) -> KnownError | None:
    """Return the first of the errors that `errdocs annotate` appends to a text as its record."""
    search = WindowSearch(recogniser)
    search.feed(text)
    for mention in search.finish():
        match = mention.match
        return KnownError(match.code, match.case, match.url, match.confidence.value)
    return None


class ErrorColumn:
    """Makes a column of known errors from a column of texts."""

    TYPE = pa.struct([(name, pa.string()) for name in KnownError._fields])

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._known = partial(known_error, recogniser)
        self._remembered = lru_cache(REMEMBERED)(self._known)

    def __call__(self, texts: pa.Array) -> pa.Array:
        """Return the error of each text: null where there is no text, or none that is known.

        Numbers are read as they are printed. Raises ArrowNotImplementedError for a column that
        cannot be read as text, such as one of lists.
        """
        rows: list[int | None] = [None] * len(texts)
        found: dict[KnownError, int] = {}
        for row, text in self._candidates(_as_bytes(texts)):
            known = self._known if len(text) > LONGEST_REMEMBERED else self._remembered
            if error := known(text):
                rows[row] = found.setdefault(error, len(found))
        errors = pa.array([error._asdict() for error in found], self.TYPE)
        return errors.take(pa.array(rows, pa.int32()))

    def _candidates(self, texts: pa.Array) -> Iterator[tuple[int, bytes]]:
        """Yield row and bytes of each text that may speak of an error, each once."""
        for first in range(0, len(texts), ROWS):
            rows = [text or b"" for text in texts.slice(first, ROWS).to_pylist()]
            long = {row: text for row, text in enumerate(rows) if len(text) > LONGEST_TOGETHER}
            for row in long:
                rows[row] = b""
            yield from ((first + row, text) for row, text in long.items())
            yield from ((first + row, rows[row]) for row in self._rows_with_anchors(rows))

    def _rows_with_anchors(self, rows: list[bytes]) -> Iterator[int]:
        row, end = -1, 0  # the row that the last place was in, and where the next one starts
        last = -1
        for place in self._recogniser.places(BETWEEN.join(rows)):
            while end <= place:
                row += 1
                end += len(rows[row]) + len(BETWEEN)
            if row != last:
                yield (last := row)


def _as_bytes(texts: pa.Array) -> pa.Array:
    is_binary = pa.types.is_binary(texts.type) or pa.types.is_large_binary(texts.type)
    text = texts if is_binary else texts.cast(pa.large_string())
    return text.cast(pa.large_binary())


@dataclass(frozen=True, slots=True)
class PackedRegistry:
    """A registry as bytes, which travel to the processes of an engine with its function."""

    content: bytes
    site_url: str

    @classmethod
    def of(cls, source: Source, site_url: str = "") -> PackedRegistry:
        """Pack a registry; raises UnreadableRegistry for a folder that holds none, or mistakes.

        Without the URL of its site, links start at the site's root.
        """
        if not isinstance(source, Registry):
            loaded = load_cached(Path(source))
            if loaded.problems or not loaded.registry.errors:
                raise UnreadableRegistry(Path(source), loaded)
            source = loaded.registry
        return cls(pickle.dumps(source), site_url and site_url.rstrip("/") + "/")

    def column(self) -> ErrorColumn:
        """Return what makes columns with it; a process builds this once, not for every batch."""
        return _column(self)


@lru_cache(maxsize=4)
def _column(packed: PackedRegistry) -> ErrorColumn:
    # The bytes come from this program's own start, with its functions; engines unpickle those too.
    return ErrorColumn(Recogniser(pickle.loads(packed.content), packed.site_url))
