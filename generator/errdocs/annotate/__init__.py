"""Log stream in, the same stream with the link of each known error out.

Nothing here knows where the stream comes from: it arrives in chunks, and chunks come out.
"""

from errdocs.annotate.recogniser import Recogniser
from errdocs.annotate.stream import Annotator, Chunk, Writer, as_json, as_matches, as_text

__all__ = ["Annotator", "Chunk", "Recogniser", "Writer", "as_json", "as_matches", "as_text"]
