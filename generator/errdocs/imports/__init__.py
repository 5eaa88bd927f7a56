"""Catalogues that other programs publish -> the files of a registry, without losing prose.

A mapping says where a catalogue's entries are and what fills which field. Facts belong to the
catalogue and are brought up to date by each run; prose belongs to the project.
"""

from errdocs.imports.bounded_matching import TooSlow
from errdocs.imports.catalogues import input_files
from errdocs.imports.drift import Drift, drift
from errdocs.imports.drift_report import json_text, markdown_text, text_lines
from errdocs.imports.importing import Import, Outcome, import_catalogue, new_registry
from errdocs.imports.mapping import Mapping, read_mapping
from errdocs.imports.refusal import CannotImport

__all__ = [
    "CannotImport",
    "Drift",
    "Import",
    "Mapping",
    "Outcome",
    "TooSlow",
    "drift",
    "import_catalogue",
    "input_files",
    "json_text",
    "markdown_text",
    "new_registry",
    "read_mapping",
    "text_lines",
]
