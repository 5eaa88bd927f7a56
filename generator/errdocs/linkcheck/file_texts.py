"""The text of a file in whatever encoding, so that it can be written back byte for byte.

A file without a byte order mark is UTF-8, and bytes that are not pass through as they are, so that
Latin-1 is kept too.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import NamedTuple

from errdocs.regular_files import read_regular

LARGEST = 100_000_000  # bytes; larger files are logs and dumps
_MARKED = (  # the mark of UTF-16 starts that of UTF-32
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class FileText(NamedTuple):
    """A text and how its file encodes it; a byte order mark is its first character."""

    text: str
    encoding: str

    def encoded(self) -> bytes:
        """Return the bytes of the file."""
        return self.text.encode(self.encoding, _errors(self.encoding))


def content_of_file(path: Path) -> bytes:
    """Return the bytes of a file; raises OSError, also for what is not a file or too large."""
    return read_regular(path, LARGEST)


def searchable(content: bytes) -> bytes:
    """Return the content of a file in an encoding of which ASCII is a part."""
    if _encoding(content) == "utf-8":
        return content  # of nearly all files
    found = decoded(content)
    return found.text.encode("utf-8", "surrogatepass") if found else content


def decoded(content: bytes) -> FileText | None:
    """Return the text of a file; None if it is not text."""
    encoding = _encoding(content)
    try:
        text = content.decode(encoding, _errors(encoding))
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else FileText(text, encoding)


def _encoding(content: bytes) -> str:
    return next((name for mark, name in _MARKED if content.startswith(mark)), "utf-8")


def _errors(encoding: str) -> str:
    return "surrogateescape" if encoding == "utf-8" else "surrogatepass"
