"""The registry as files for programs, each format in a module of its own."""

from errdocs.exports.catalogue import EXPORTS, Export, exported_files, markdown_files
from errdocs.exports.data import SCHEMA_VERSION, error_json, errors_json, registry_data

__all__ = [
    "EXPORTS",
    "SCHEMA_VERSION",
    "Export",
    "error_json",
    "errors_json",
    "exported_files",
    "markdown_files",
    "registry_data",
]
