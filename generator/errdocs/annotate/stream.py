"""Chunks of a stream -> the same bytes, with a record wherever errors were recognised.

What comes out does not depend on how the stream was cut into chunks. Memory is bounded: of what
was passed on, only as much is kept as the begin of a body may lie back; what is held back is an
unfinished line or an open body, both limited.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

from errdocs.annotate.bodies import LOOK_BACK, Body, Bounds, body_around, line_around
from errdocs.annotate.engines import Hit
from errdocs.annotate.longline import LONGEST_LINE, LongLine
from errdocs.annotate.prefilter import Prefilter
from errdocs.annotate.recogniser import Recogniser
from errdocs.annotate.records import Chunk, Record, content_length


class Annotator:
    """Recognises errors in a stream that arrives in chunks of any size."""

    def __init__(self, prefilter: Prefilter, recogniser: Recogniser) -> None:
        self._prefilter = prefilter
        self._recogniser = recogniser
        self._buffer = b""
        self._done = 0
        """Bytes of the buffer that were passed on already."""
        self._floor = 0
        """Bytes of the buffer that belong to earlier records."""
        self._tail = 0
        """Bytes of the buffer before the unfinished line."""
        self._offset = 0
        """Bytes of the stream before the buffer."""
        self._lines = 0
        """Lines of the stream before the buffer."""
        self._long: LongLine | None = None
        self._held = b""
        """A carriage return that may be half of a long line's end."""

    def feed(self, data: bytes) -> Iterator[Chunk]:
        """Take more of the stream, and yield what can be passed on by now."""
        if self._long:
            data = yield from self._feed_long(self._long, data)
        before = len(self._buffer)
        self._buffer += data
        complete = self._buffer.rfind(b"\n", before) + 1
        if complete:
            self._tail = complete
            yield from self._settle(is_last=False)
        if len(self._buffer) - self._tail > LONGEST_LINE:
            yield from self._settle(is_last=True)
            yield from self._begin_long()

    def finish(self) -> Iterator[Chunk]:
        """Yield the rest of the stream."""
        if self._long:
            self._long.feed(self._held)
            yield Chunk(self._held, self._long.close())
            self._long = None
        self._tail = len(self._buffer)
        yield from self._settle(is_last=True)

    def _settle(self, *, is_last: bool) -> Iterator[Chunk]:
        """Yield the complete lines; without those of an open body unless it is the last chance."""
        buffer, passed, complete = self._buffer, self._done, self._tail
        end = complete
        for start, line_end, hits in self._candidates():
            if start < self._floor:
                continue
            bounds = Bounds(self._floor, complete, is_last)
            body = body_around(buffer, start, line_end, bounds)
            if body.open:
                end = start
                break
            self._floor = body.end
            record = self._record(body, hits)
            if record:
                stop = body.start + content_length(buffer[body.start : body.end])
                yield Chunk(buffer[passed:stop], record)
                passed = stop
        if passed < end:
            yield Chunk(buffer[passed:end])
        self._forget(end)

    def _candidates(self) -> Iterator[tuple[int, int, list[Hit]]]:
        """Yield begin and end of each complete line with anchors, and these."""
        done, buffer, complete = self._done, self._buffer, self._tail
        hits = [(done + at, text) for at, text in self._prefilter.hits(buffer[done:complete])]
        position = 0
        while position < len(hits):
            start, end = line_around(buffer, hits[position][0], complete)
            first = position
            while position < len(hits) and hits[position][0] < end:
                position += 1
            yield start, end, hits[first:position]

    def _record(self, body: Body, hits: list[Hit]) -> Record | None:
        text = self._buffer[body.start : body.end]
        text = text[: content_length(text)]
        if b"\n" not in text and not self._prefilter.may_match(text, hits, body.start):
            return None
        line = self._lines + self._buffer.count(b"\n", 0, body.start) + 1
        offset = self._offset + body.start
        if len(text) > LONGEST_LINE and b"\n" not in text:
            long = LongLine(self._recogniser, line, offset)
            long.feed(text)
            return long.close()
        mentions = self._recogniser.mentions(text)
        return Record(line, offset, text, mentions) if mentions else None

    def _forget(self, done: int) -> None:
        """Drop what no body can reach back to, and note what was passed on."""
        keep = done - LOOK_BACK
        keep = self._buffer.find(b"\n", keep - 1, done) + 1 or done if keep > 0 else 0
        self._lines += self._buffer.count(b"\n", 0, keep)
        self._buffer = self._buffer[keep:]
        self._offset += keep
        self._done = done - keep
        self._tail -= keep
        self._floor = max(0, self._floor - keep)

    def _begin_long(self) -> Iterator[Chunk]:
        """Go over to passing on the unfinished line while it arrives."""
        start, rest = self._tail, self._buffer[self._tail :]
        self._lines += self._buffer.count(b"\n", 0, start)
        self._offset += start
        self._buffer, self._done, self._floor, self._tail = b"", 0, 0, 0
        self._long = LongLine(self._recogniser, self._lines + 1, self._offset)
        yield from self._feed_long(self._long, rest)

    def _feed_long(self, long: LongLine, data: bytes) -> Generator[Chunk, None, bytes]:
        """Pass on more of a long line, and return what comes after it."""
        data = self._held + data
        end = data.find(b"\n") + 1
        if not end:
            self._held = data[-1:] if data.endswith(b"\r") else b""
            data = data[: len(data) - len(self._held)]
            long.feed(data)
            self._offset += len(data)
            yield Chunk(data)
            return b""
        stop = content_length(data[:end])
        long.feed(data[:stop])
        yield Chunk(data[:stop], long.close())
        yield Chunk(data[stop:end])
        self._long, self._held = None, b""
        self._offset += end
        self._lines += 1
        return data[end:]
