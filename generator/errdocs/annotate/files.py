"""Files -> pieces, each annotated by itself, as several cores do it.

A file is cut where a line starts that cannot be a part of a body, so that every piece gives what it
would give within the whole. Each core reads its pieces itself; only what is written goes through
the one process that writes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from errdocs.annotate.recogniser import Recogniser
from errdocs.annotate.stream import LONGEST_MEMBER, Annotator, Writer, is_apart
from errdocs.annotate.summary import Summary

PIECE = 4_194_304  # bytes of a piece, about
READ = 262_144  # bytes that are read at once

Answer = tuple[bytes, Summary]


class Piece(NamedTuple):
    """A part of a file."""

    path: Path
    start: int
    end: int
    lines: int = 0  # before it, where somebody asks


def pieces(path: Path, *, size: int = PIECE, counts_lines: bool = False) -> Iterator[Piece]:
    """Yield the pieces of a file as it is now; lines are counted only on demand."""
    with path.open("rb") as file:
        length, start, lines = os.fstat(file.fileno()).st_size, 0, 0
        while start < length:
            end = min(_border(file, start + size), length)
            yield Piece(path, start, end, lines)
            if counts_lines:
                lines += _count_lines(file, start, end)
            start = end


def _border(file: BinaryIO, place: int) -> int:
    """Return where, from a place on, a line starts that no body goes on in."""
    file.seek(place - 1)
    _skip_line(file)
    while True:
        start = file.tell()
        line = file.readline(LONGEST_MEMBER + 1)
        if not line or is_apart(line):
            return start
        if not line.endswith(b"\n"):
            _skip_line(file)


def _skip_line(file: BinaryIO) -> None:
    while (data := file.readline(READ)) and not data.endswith(b"\n"):
        pass


def _count_lines(file: BinaryIO, start: int, end: int) -> int:
    file.seek(start)
    sizes = (min(READ, end - at) for at in range(start, end, READ))
    return sum(file.read(size).count(b"\n") for size in sizes)


class Worker:
    """Annotates pieces of files in one process."""

    def __init__(
        self,
        recogniser: Recogniser,
        write: Writer,
        *,
        counts_lines: bool = True,
        sums_up: bool = True,
    ) -> None:
        self._recogniser = recogniser
        self._write = write
        self._counts_lines = counts_lines
        self._sums_up = sums_up  # else the summary is empty: reading times takes time

    def __call__(self, piece: Piece) -> Answer:
        """Return what is written for a piece, and the summary of its errors."""
        summary, written = Summary(), bytearray()
        annotator = Annotator(
            self._recogniser,
            offset=piece.start,
            lines=piece.lines,
            counts_lines=self._counts_lines,
        )
        for chunk in annotator.over(_read(piece)):
            written += self._write(chunk)
            if chunk.record and self._sums_up:
                summary.add(chunk.record)
        return bytes(written), summary


def _read(piece: Piece) -> Iterator[bytes]:
    with piece.path.open("rb") as file:
        file.seek(piece.start)
        left = piece.end - piece.start
        while left and (data := file.read(min(READ, left))):
            left -= len(data)
            yield data
