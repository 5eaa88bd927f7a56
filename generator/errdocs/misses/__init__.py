"""Logs and reports in; out come their error texts that a reference does not answer, by shape.

Nothing here knows a service: what an error text is, and which of its parts vary, follows from how
programs print errors. The lookup alone says what is answered.
"""

from errdocs.misses.reading import Skipped, files_of, texts_of
from errdocs.misses.shapes import Shape, shape_of
from errdocs.misses.tally import Group, Outcome, Tally

__all__ = ["Group", "Outcome", "Shape", "Skipped", "Tally", "files_of", "shape_of", "texts_of"]
