"""What an upstream document publishes: facts only, in its own order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from errdocs.formats import AtLeastOne, Key, Line, Row, Status, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One row of an upstream document: facts only."""

    row: Row
    """Number of the row in the document, from 1."""
    status: Status | None
    """HTTP status as printed."""
    codes: tuple[Line, ...] = ()
    """Spellings of the code as printed; none where the row prints none."""
    messages: Annotated[tuple[Text, ...], AtLeastOne()]
    """Messages as printed, letter for letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRows:
    """The rows of one upstream document, as a file of their own."""

    document: Key
    """Key of the source."""
    rows: tuple[SourceRow, ...]
    """What upstream publishes, in its order."""
