"""Chunks -> what is written: the stream with links, only what matched, or JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import StrEnum

from errdocs.annotate.recogniser import Mention
from errdocs.annotate.records import Chunk, Record
from errdocs.lookup.secrets import masked_values

ARROW = b" -> "
"""What stands between a line and the links behind it."""

Writer = Callable[[Chunk], bytes]
"""Returns what is written for a chunk."""


class Form(StrEnum):
    """How an annotated stream is written."""

    TEXT = "text"
    JSON = "json"


def writer_of(form: Form, *, only_matches: bool = False) -> Writer:
    """Return the writer of a form."""
    if form is Form.JSON:
        return as_json
    return as_matches if only_matches else as_text


def as_text(chunk: Chunk) -> bytes:
    """Return the bytes as they came, with links at the end of a record."""
    return chunk.data + appended(chunk.record) if chunk.record else chunk.data


def as_matches(chunk: Chunk) -> bytes:
    """Return the lines of the record alone, with its links."""
    record = chunk.record
    return record.text + appended(record) + b"\n" if record else b""


def as_json(chunk: Chunk) -> bytes:
    """Return a line of JSON for each error of the record."""
    record = chunk.record
    mentions = record.mentions if record else ()
    return b"".join(_json(record, mention) for mention in mentions if record)


def appended(record: Record) -> bytes:
    """Return the links of a record; nothing where it ends with them already.

    So a stream may pass through twice.
    """
    urls = dict.fromkeys(mention.match.url for mention in record.mentions)
    links = ARROW + " ".join(urls).encode()
    return b"" if record.text.endswith(links) else links


def _json(record: Record, mention: Mention) -> bytes:
    match = mention.match
    fields = {
        "line": record.line_of(mention),
        "offset": record.offset + mention.start,
        "code": match.code,
        "case": match.case,
        "confidence": match.confidence.value,
        "url": match.url,
        "parameters": masked_values(mention.parameters, record.text.decode("utf-8", "replace")),
    }
    return json.dumps(fields).encode() + b"\n"
