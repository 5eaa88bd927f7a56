"""Catalogues that other programs publish -> the files of a registry, without losing prose.

A mapping says where a catalogue's entries are and what fills which field. Facts belong to the
catalogue and are brought up to date by each run; prose belongs to the project.
"""

from errdocs.imports.catalogues import input_files
from errdocs.imports.importing import CannotImport, Import, Outcome, import_catalogue, new_registry
from errdocs.imports.mapping import read_mapping

__all__ = [
    "CannotImport",
    "Import",
    "Outcome",
    "import_catalogue",
    "input_files",
    "new_registry",
    "read_mapping",
]
