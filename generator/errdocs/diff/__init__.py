"""What differs between two snapshots of a registry.

A snapshot is the content of an `errors.json`, wherever it comes from.
"""

from errdocs.diff.comment import comment_text
from errdocs.diff.differences import differences, json_text, markdown_text, text_lines
from errdocs.diff.snapshots import read_snapshot

__all__ = [
    "comment_text",
    "differences",
    "json_text",
    "markdown_text",
    "read_snapshot",
    "text_lines",
]
