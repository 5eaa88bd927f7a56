"""What an annotated stream is made of."""

from __future__ import annotations

from dataclasses import dataclass

from errdocs.annotate.recogniser import Mention


@dataclass(frozen=True, slots=True)
class Record:
    """Lines that speak of errors."""

    line: int
    """Number of its first line, from 1."""
    offset: int
    """Bytes of the stream before it."""
    text: bytes
    """The lines without the last line end; of an overlong line, only the parts that matched."""
    mentions: tuple[Mention, ...]

    def line_of(self, mention: Mention) -> int:
        """Return the number of the line that a mention begins in."""
        return self.line + self.text.count(b"\n", 0, mention.start)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the stream as it came, and the record that ends with it."""

    data: bytes
    record: Record | None = None


def content_length(line: bytes) -> int:
    """Return the length of a line without its line end."""
    if line.endswith(b"\r\n"):
        return len(line) - 2
    return len(line) - line.endswith(b"\n")
