"""Files -> annotated pieces in order, made on several cores.

A file is cut where a line starts that cannot be a part of a body, so that every piece gives what it
would give within the whole. Each core reads its pieces itself; only what is written goes through
the one process that writes.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import BinaryIO, NamedTuple

from errdocs.annotate.recogniser import Recogniser
from errdocs.annotate.stream import LONGEST_MEMBER, Annotator, Writer, is_apart
from errdocs.annotate.summary import Summary

PIECE = 4_194_304  # bytes of a piece, about
AHEAD = 3  # pieces for each core that are worked on or wait to be written
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


_worker: Worker | None = None  # of this process


def in_parallel(make: Callable[[], Worker], todo: Iterator[Piece], jobs: int) -> Iterator[Answer]:
    """Yield the answers to pieces in order, with a bounded number of them ahead.

    Where processes can be forked, all share the worker that is made once.
    """
    method = "fork" if sys.platform == "linux" else "spawn"
    context = multiprocessing.get_context(method)
    worker = make() if method == "fork" else None
    pool = ProcessPoolExecutor(jobs, context, _start, (make, worker))
    waiting: deque[Future[Answer]] = deque()
    try:
        for piece in todo:
            waiting.append(pool.submit(_work, piece))
            if len(waiting) >= jobs * AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _start(make: Callable[[], Worker], worker: Worker | None) -> None:
    """Prepare a process: whoever started it says when it ends, by a signal or by going away."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = worker or make()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        with suppress(OSError):
            wait([parent.sentinel])
        os._exit(1)


def _work(piece: Piece) -> Answer:
    assert _worker
    return _worker(piece)
