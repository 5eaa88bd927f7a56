"""Log stream in, the same stream with the link of each recognised error out."""

from errdocs.annotate.prefilter import Prefilter
from errdocs.annotate.recogniser import Mention, Recogniser
from errdocs.annotate.records import Chunk, Record
from errdocs.annotate.stream import Annotator
from errdocs.annotate.writers import Form, writer_of

__all__ = [
    "Annotator",
    "Chunk",
    "Form",
    "Mention",
    "Prefilter",
    "Recogniser",
    "Record",
    "writer_of",
]
