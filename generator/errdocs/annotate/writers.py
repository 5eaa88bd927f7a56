"""Chunks -> what is written: the stream with links, only what matched, or JSON lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from errdocs.annotate.recogniser import Mention
from errdocs.annotate.stream import Chunk, Record
from errdocs.lookup.secrets import masked_values

ARROW = b" -> "
"""What stands between a line and the links after it."""

Writer = Callable[[Chunk], bytes]
"""Returns what is written for a chunk."""
_SURROGATES = re.compile("[\ud800-\udfff]")
"""Bytes that are not UTF-8, as the lookup returns them; JSON cannot hold them."""


def as_text(chunk: Chunk) -> bytes:
    """Return the bytes as they came, with links at the end of a record."""
    return chunk.data + _links(chunk.record) if chunk.record else chunk.data


def as_matches(chunk: Chunk) -> bytes:
    """Return the lines of the record alone, with its links."""
    record = chunk.record
    return record.text + _links(record) + b"\n" if record else b""


def as_json(chunk: Chunk) -> bytes:
    """Return a line of JSON for each error of the record."""
    record = chunk.record
    return b"".join(_json_line(record, mention) for mention in record.mentions) if record else b""


def _links(record: Record) -> bytes:
    """Return the links of a record; nothing if it ends with them: a stream may come twice."""
    urls = dict.fromkeys(mention.match.url for mention in record.mentions)
    links = ARROW + " ".join(urls).encode()
    return b"" if record.text.endswith(links) else links


def _json_line(record: Record, mention: Mention) -> bytes:
    match = mention.match
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
