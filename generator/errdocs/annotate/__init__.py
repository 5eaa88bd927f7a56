"""Log stream in, the same stream with the link of each known error out.

Nothing here knows who writes: a stream arrives in chunks, from a pipe, from a file that grows or
from files that several cores share, and chunks come out.
"""

from errdocs.annotate.files import Piece, Worker, pieces
from errdocs.annotate.following import Follower
from errdocs.annotate.json_lines import as_json_lines, as_json_matches
from errdocs.annotate.recogniser import Mention, Recogniser
from errdocs.annotate.stream import (
    Annotator,
    Chunk,
    Record,
    Writer,
    as_json,
    as_matches,
    as_nothing,
    as_text,
)
from errdocs.annotate.summary import Summary, as_json_text, as_openmetrics, table_lines

__all__ = [
    "Annotator",
    "Chunk",
    "Follower",
    "Mention",
    "Piece",
    "Recogniser",
    "Record",
    "Summary",
    "Worker",
    "Writer",
    "as_json",
    "as_json_lines",
    "as_json_matches",
    "as_json_text",
    "as_matches",
    "as_nothing",
    "as_openmetrics",
    "as_text",
    "pieces",
    "table_lines",
]
