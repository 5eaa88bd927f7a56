"""Catalogues that other programs publish -> the files of a registry, without losing prose.

A mapping says where a catalogue's entries are and what fills which field. Facts belong to the
catalogue and are brought up to date by each run; prose belongs to the project.
"""

from errdocs.imports.importing import (
    CannotImport,
    Import,
    import_catalogue,
    starting_settings,
)
from errdocs.imports.mapping import Mapping, read_mapping

__all__ = [
    "CannotImport",
    "Import",
    "Mapping",
    "import_catalogue",
    "read_mapping",
    "starting_settings",
]
