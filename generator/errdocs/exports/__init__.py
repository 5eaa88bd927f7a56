"""The registry as files for programs, each format in a module of its own.

Importing this imports every format; what only needs their paths asks `errdocs.routes.paths`.
"""

from errdocs.exports.catalogue import exported_files, markdown_files
from errdocs.exports.errors_json import (
    SCHEMA_VERSION,
    error_json,
    errors_json,
    registry_data,
)

__all__ = [
    "SCHEMA_VERSION",
    "error_json",
    "errors_json",
    "exported_files",
    "markdown_files",
    "registry_data",
]
