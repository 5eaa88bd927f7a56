"""Columns of texts -> the error that each text speaks of, for engines that hand over Arrow data.

Engines send a column in batches. An object for each of a million texts would cost more than the
search itself, so the bytes of a batch are searched as one block, and only texts that hold an anchor
or a code are looked at one by one.
"""

from __future__ import annotations

import pickle
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from errdocs.annotate.recogniser import Mention, Recogniser, is_word
from errdocs.registry.cache import load_cached
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Registry

BLOCK = 1_000_000  # bytes of texts that are searched together, or one longer text
BETWEEN = b"\n"  # after each text of a block; no part of a word, so that none runs on

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

    @classmethod
    def first_of(cls, mentions: Sequence[Mention]) -> KnownError | None:
        """Return the first of the errors that a text speaks of, if any."""
        if not mentions:
            return None
        match = mentions[0].known
        return cls(match.code, match.case, match.url, match.confidence.value)


class ErrorColumn:
    """Makes a column of known errors from a column of texts."""

    TYPE = pa.struct([(name, pa.string()) for name in KnownError._fields])

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def __call__(self, texts: pa.Array) -> pa.Array:
        """Return the error of each text: null where there is no text, or none that is known.

        Numbers are read as they are printed. Raises ArrowNotImplementedError for a column that
        cannot be read as text, such as one of lists.
        """
        rows: list[int | None] = [None] * len(texts)
        found: dict[KnownError, int] = {}
        for row, error in self._errors(*_joined(texts)):
            rows[row] = found.setdefault(error, len(found))
        errors = pa.array([error._asdict() for error in found], self.TYPE)
        return errors.take(pa.array(rows, pa.int32()))

    def _errors(
        self, content: memoryview, starts: Sequence[int]
    ) -> Iterator[tuple[int, KnownError]]:
        """Yield row and error of each text that speaks of one, block by block."""
        first, last = 0, len(starts) - 1
        while first < last:
            after = max(first + 1, bisect_left(starts, starts[first] + BLOCK, first, last))
            block = content[starts[first] : starts[after]].tobytes()
            yield from self._errors_in(block, starts, first)
            first = after

    def _errors_in(
        self, block: bytes, starts: Sequence[int], row: int
    ) -> Iterator[tuple[int, KnownError]]:
        base, hits, end = starts[row], self._recogniser.hits(block), 0
        for number, (place, place_end, _) in enumerate(hits.found):
            if place < end or not is_word(hits.lower, place, place_end):
                continue
            row = bisect_right(starts, base + place, row) - 1
            start, end = starts[row] - base, starts[row + 1] - base
            text = block[start : end - len(BETWEEN)]
            key = self._recogniser.key(text)
            mentions = self._recogniser.mentions_in(text, key, hits, number, start)
            if error := KnownError.first_of(mentions):
                yield row, error


def _joined(texts: pa.Array) -> tuple[memoryview, Sequence[int]]:
    """Return the texts one after the other, and where each starts and the last one ends."""
    is_binary = pa.types.is_binary(texts.type) or pa.types.is_large_binary(texts.type)
    text = texts if is_binary else texts.cast(pa.large_string())
    nothing, between = (pa.scalar(part, pa.large_binary()) for part in (b"", BETWEEN))
    joined = pc.binary_join_element_wise(
        text.cast(pa.large_binary()),
        nothing,
        between,
        null_handling="replace",
        null_replacement="",
    )
    _, starts, content = joined.buffers()
    return memoryview(content or b""), memoryview(starts).cast("q")[: len(texts) + 1]


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
