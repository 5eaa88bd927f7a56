"""What differs between two editions of a registry."""

from errdocs.diff.editions import Edition, NotAnEdition, edition_of
from errdocs.diff.finding import Difference, FieldChange, Kind, differences
from errdocs.diff.reading import UnreadableEdition, read_edition

__all__ = [
    "Difference",
    "Edition",
    "FieldChange",
    "Kind",
    "NotAnEdition",
    "UnreadableEdition",
    "differences",
    "edition_of",
    "read_edition",
]
