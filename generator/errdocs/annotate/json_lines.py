"""Records that are JSON objects, with the errors of each as one more member.

The line stays as it came, byte for byte: the member goes before the brace that closes the object.
"""

from __future__ import annotations

import json

from errdocs.annotate.recogniser import Mention
from errdocs.annotate.stream import Chunk

MEMBER = "errdocs"  # name of the member that is added


def as_json_lines(chunk: Chunk) -> bytes:
    """Return the bytes as they came, with a member for the errors where a line is an object.

    Other lines, and those too long to be held, are passed on as they are: what reads the stream
    expects JSON.
    """
    record = chunk.record
    if not record or not chunk.data.endswith(record.text) or not _is_object(record.text):
        return chunk.data
    end = chunk.data.rindex(b"}")
    member = json.dumps({MEMBER: [*map(_fields, record.mentions)]}, separators=(",", ":"))
    return chunk.data[:end] + b"," + member[1:].encode() + chunk.data[end + 1 :]


def as_json_matches(chunk: Chunk) -> bytes:
    """Return only the objects with errors, each on a line."""
    if not chunk.record or not _is_object(chunk.record.text):
        return b""
    return as_json_lines(chunk._replace(data=chunk.record.text)) + b"\n"


def _is_object(line: bytes) -> bool:
    """Whether a line is a whole object that has no errors added yet: a stream may come twice."""
    if b"\n" in line or not (line.startswith(b"{") and line.rstrip().endswith(b"}")):
        return False
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and MEMBER not in found


def _fields(mention: Mention) -> dict[str, str | None]:
    match = mention.known
    return {
        "code": match.code,
        "case": match.case,
        "url": match.url,
        "confidence": match.confidence.value,
    }
