"""Chunks of a stream -> the same bytes, with a record wherever errors were recognised.

Most often a record is one line. A pretty-printed body goes from the line that opens it to the line
that closes it, and each may have a prefix, as log collectors put one before every line. Braces in
strings do not count. Only lines near a candidate are looked at, never all.

What comes out does not depend on how the stream was cut into chunks. Memory is bounded: of what
was passed on, only as much is kept as the start of a body may lie back; what is held back is an
unfinished line or an open body, both limited. A line too long to be held is passed on while it
arrives, and its record follows at its end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from functools import lru_cache
from string import ascii_letters, digits
from typing import NamedTuple

from errdocs.annotate.keys import Key
from errdocs.annotate.recogniser import (
    Mention,
    Recogniser,
    WindowSearch,
    is_word,
    searched,
)
from errdocs.lookup.secrets import masked_values

LONGEST_LINE = 65_536  # bytes of the longest line that is held as a whole
LOOK_BACK = 8_192  # bytes before a line in which its body has to start
MOST_STRUCTURES = 4_096  # lines whose structure is kept
BACK_LINES = 40  # lines before a line among which its body has to start
HOLD = 65_536  # bytes of the longest body, from the line in question on
HOLD_LINES = 64  # lines of the longest body, from the line in question on
LONGEST_MEMBER = 8_192  # bytes of the longest line that is part of a pretty-printed body
ELLIPSIS = b" [...] "  # what stands between the parts that are shown of a longer line
ARROW = b" -> "  # what stands between a line and the links after it
_ALPHANUMERICS = f"{ascii_letters}{digits}".encode()
_STRING = re.compile(rb"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_INSIDE = re.compile(
    rb"(?:[^\"'{}]{0,160}[\s|\]>:])?"  # a prefix
    rb"(?:(?P<quote>[\"'])[\w.$ -]{1,80}(?P=quote)\s*:"  # a member
    rb"|[\]})]+[,;)\s]*\Z"  # a line that closes
    rb"|[\[{(]\s*\Z"  # a line that opens
    rb"|[\"'].*[\"'][\]}),;\s]*\Z)"  # a string, such as a part of a long one
)
_ALIKE = bytes.maketrans(_ALPHANUMERICS, b"x" * len(_ALPHANUMERICS))
_ENDS = (b"[", b"{", b"(", b"]", b"}", b")", b",", b";")
_SURROGATES = re.compile("[\ud800-\udfff]")  # bytes that are not UTF-8; JSON cannot hold them


class Record(NamedTuple):
    """Lines that speak of errors."""

    line: int  # number of its first line, from 1
    offset: int  # bytes of the stream before it
    text: bytes  # without the last line end; of an overlong line, only the parts that matched
    mentions: tuple[Mention, ...]


class Chunk(NamedTuple):
    """A part of the stream as it came, and the record that ends with it."""

    data: bytes
    record: Record | None = None


Writer = Callable[[Chunk], bytes]  # returns what is written for a chunk


class Annotator:
    """Recognises errors in a stream that arrives in chunks of any size.

    The stream may be a part of a longer one, with some bytes and lines before it. Where nobody asks
    for the numbers of lines, they need not be counted, which takes a tenth of the time.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        *,
        offset: int = 0,
        lines: int = 0,
        counts_lines: bool = True,
    ) -> None:
        self._recogniser = recogniser
        self._counts_lines = counts_lines
        # Lines that a body may reach back to, lines held back, and the unfinished line.
        self._buffer = b""
        self._done = 0  # bytes of the buffer that were passed on already
        self._floor = 0  # bytes of the buffer that belong to earlier records
        self._offset = offset  # bytes of the stream before the buffer, or before the long line
        self._lines = lines  # lines of the stream before the buffer, or before the long line
        self._long: WindowSearch | None = None  # in the unfinished line, if too long to be held
        self._held = b""  # a carriage return that may be half of the long line's end

    def over(self, pieces: Iterable[bytes]) -> Iterator[Chunk]:
        """Yield what is passed on of a whole stream."""
        for data in pieces:
            yield from self.feed(data)
        yield from self.finish()

    def feed(self, data: bytes) -> Iterator[Chunk]:
        """Take more of the stream, and yield what can be passed on by now."""
        if self._long:
            data = yield from self._feed_long(self._long, data)
        before = len(self._buffer)
        self._buffer += data
        complete = self._buffer.rfind(b"\n") + 1
        unfinished = len(self._buffer) - complete
        if complete > before:
            yield from self._settle(complete, is_last=False)
        if unfinished > LONGEST_LINE:
            # No body goes on in such a line, so nothing has to wait for its end.
            yield from self._settle(len(self._buffer) - unfinished, is_last=True)
            self._drop(len(self._buffer) - unfinished)
            start, self._buffer = self._buffer, b""
            self._long = WindowSearch(self._recogniser)
            yield from self._feed_long(self._long, start)

    def finish(self) -> Iterator[Chunk]:
        """Yield the rest of the stream."""
        if self._long:
            self._long.feed(self._held)
            yield Chunk(self._held, self._long_record(self._long))
        yield from self._settle(len(self._buffer), is_last=True)

    def _settle(self, complete: int, *, is_last: bool) -> Iterator[Chunk]:
        """Yield the complete lines; without those of an open body unless it is the last chance."""
        buffer, passed, end = self._buffer, self._done, complete
        lines, counted = self._lines, 0  # line ends of the buffer before a place
        hits = self._recogniser.hits(buffer[passed:complete])
        base = self._done
        for number, (place, place_end, _) in enumerate(hits.found):
            at = base + place
            if at < self._floor or not is_word(hits.lower, place, place_end):
                continue
            start, after, text, key = self._record_around(buffer, at, complete)
            if not after and not is_last:
                end = buffer.rfind(b"\n", 0, at) + 1
                break
            self._floor = after or complete
            stop = start + len(text)
            mentions = self._recogniser.mentions_in(text, key, hits, number, start - base)
            if mentions:
                lines, counted = lines + self._line_ends(counted, start), start
                record = Record(lines + 1, self._offset + start, self._shown(text), mentions)
                # A signal may end the loop that writes what it gets, and the rest follows then.
                data, passed, self._done = buffer[passed:stop], stop, stop
                yield Chunk(data, record)
        self._done = end
        if passed < end:
            yield Chunk(buffer[passed:end])
        if (keep := end - LOOK_BACK) > 0:
            self._drop(buffer.find(b"\n", keep - 1, end) + 1 or end)

    def _record_around(
        self, buffer: bytes, at: int, complete: int
    ) -> tuple[int, int, bytes, Key | None]:
        """Return where the record at a place starts, what is after it, its text and its key.

        More of the record may come, at the end of the block, if nothing is after it yet.
        """
        line = buffer.rfind(b"\n", 0, at) + 1
        end = buffer.find(b"\n", at, complete) + 1 or complete
        text = buffer[line : end - _line_end_length(buffer, line, end)]
        key = self._recogniser.key(text)
        if is_alone(text):
            return line, end, text, key
        start, stop, is_open = _body_around(buffer, line, end, self._floor, complete)
        if (start, stop) != (line, end):
            text = buffer[start : stop - _line_end_length(buffer, start, stop)]
            key = self._recogniser.key(text)
        return start, 0 if is_open else stop, text, key

    def _shown(self, text: bytes) -> bytes:
        if len(text) <= LONGEST_LINE or b"\n" in text:
            return text
        # It came in one chunk, but is shown as if it had come in many.
        search = searched(self._recogniser, text)
        search.finish()
        return ELLIPSIS.join(search.windows)

    def _line_ends(self, start: int, stop: int) -> int:
        return self._buffer.count(b"\n", start, stop) if self._counts_lines else 0

    def _drop(self, size: int) -> None:
        self._lines += self._line_ends(0, size)
        self._offset += size
        self._buffer = self._buffer[size:]
        self._done -= size
        self._floor = max(0, self._floor - size)

    def _feed_long(self, search: WindowSearch, data: bytes) -> Generator[Chunk, None, bytes]:
        """Pass on more of a long line, and return what comes after it."""
        data = self._held + data
        end = data.find(b"\n") + 1
        if not end:
            self._held = data[-1:] if data.endswith(b"\r") else b""
            data = data[: len(data) - len(self._held)]
            search.feed(data)
            yield Chunk(data)
            return b""
        stop = _content_length(data[:end])
        search.feed(data[:stop])
        yield Chunk(data[:stop], self._long_record(search))
        yield Chunk(data[stop:end])
        self._long, self._held = None, b""
        self._offset += search.length + end - stop
        self._lines += 1
        return data[end:]

    def _long_record(self, search: WindowSearch) -> Record | None:
        mentions, text = search.finish(), ELLIPSIS.join(search.windows)
        return Record(self._lines + 1, self._offset, text, mentions) if mentions else None


def _content_length(line: bytes) -> int:
    return len(line) - _line_end_length(line, 0, len(line))


def _line_end_length(block: bytes, start: int, stop: int) -> int:
    return 2 if block.endswith(b"\r\n", start, stop) else block.endswith(b"\n", start, stop)


def _body_around(
    block: bytes, start: int, end: int, floor: int, complete: int
) -> tuple[int, int, bool]:
    """Return the lines of the body that a line is a part of, and whether more may come.

    Earlier bodies end at `floor`, and the last complete line of the block ends at `complete`.
    """
    own = depth = _structure(block[start:end]).depth
    best, opened, at = max(own, 0), start, start
    for _ in range(BACK_LINES):
        before = block.rfind(b"\n", 0, max(0, at - 1)) + 1
        if at <= floor or before < max(floor, start - LOOK_BACK):
            break
        line = _structure(block[before:at])
        depth += line.depth
        # The outermost brace counts; for a line that closes more than it opens, its partner does.
        if depth > best or (depth == 0 == best and own < 0):
            best, opened = depth, before
        if not line.is_inside:
            break
        at = before
    # Where no brace stays open after the line, it ends the body, or there is none but the line.
    return opened, *(_closing(block, start, end, best, complete) if best else (end, False))


def _closing(block: bytes, start: int, end: int, depth: int, complete: int) -> tuple[int, bool]:
    """Return the end of a body, where it closes or breaks off, and whether more may come."""
    for _ in range(HOLD_LINES):
        if end >= complete:
            return end, True
        after = block.find(b"\n", end, complete) + 1 or complete
        line = _structure(block[end:after])
        if after - start > HOLD or not (line.depth < 0 or line.is_inside):
            break
        depth, end = depth + line.depth, after
        if depth <= 0:
            break
    return end, False


class _Structure(NamedTuple):
    """What a line says of the body that it may be a part of."""

    depth: int  # how many more braces it opens than it closes
    is_inside: bool  # whether it may stand between the braces of a body


_APART = _Structure(0, is_inside=False)


def is_alone(line: bytes) -> bool:
    """Whether a line is a record by itself, whatever is around it."""
    depth, is_inside = _structure(line)
    return depth <= 0 and not is_inside


def is_apart(line: bytes) -> bool:
    """Whether no body goes on in a line: a stream may be cut before it, and nothing changes."""
    return _structure(line) == _APART


def _structure(line: bytes) -> _Structure:
    """Return the structure of a line, in which one letter is like another one."""
    return _APART if len(line) > LONGEST_MEMBER else _structure_of(line.translate(_ALIKE))


@lru_cache(MOST_STRUCTURES)
def _structure_of(line: bytes) -> _Structure:
    line = line.rstrip()
    # Most lines have no quote, and end with no bracket.
    may_be = line.endswith(_ENDS) or b'"' in line or b"'" in line
    is_inside = may_be and _INSIDE.match(line) is not None
    if b"{" not in line and b"}" not in line:
        return _Structure(0, is_inside)
    bare = _STRING.sub(b"", line)
    return _Structure(bare.count(b"{") - bare.count(b"}"), is_inside)


def as_text(chunk: Chunk) -> bytes:
    """Return the bytes as they came, with links at the end of a record."""
    return chunk.data + _links(chunk.record) if chunk.record else chunk.data


def as_matches(chunk: Chunk) -> bytes:
    """Return the lines of the record alone, with its links."""
    record = chunk.record
    return record.text + _links(record) + b"\n" if record else b""


def as_nothing(_: Chunk) -> bytes:
    """Return nothing, for a reader of the summary alone."""
    return b""


def as_json(chunk: Chunk) -> bytes:
    """Return a line of JSON for each error of the record."""
    record = chunk.record
    return b"".join(_json_line(record, mention) for mention in record.mentions) if record else b""


def _links(record: Record) -> bytes:
    """Return the links of a record; nothing if it ends with them: a stream may come twice."""
    mentions = record.mentions
    urls = (mentions[0].url,) if len(mentions) == 1 else dict.fromkeys(m.url for m in mentions)
    links = ARROW + b" ".join(urls)
    return b"" if record.text.endswith(links) else links


def _json_line(record: Record, mention: Mention) -> bytes:
    match = mention.match_in(record.text)
    values = {name: _SURROGATES.sub("\ufffd", text) for name, text in match.parameters.items()}
    fields = {
        "line": record.line + record.text.count(b"\n", 0, mention.start),
        "offset": record.offset + mention.start,
        "code": match.code,
        "case": match.case,
        "confidence": match.confidence.value,
        "url": match.url,
        "parameters": masked_values(values, record.text.decode("utf-8", "replace")),
    }
    return json.dumps(fields).encode() + b"\n"
