"""The registry: what an error is, and how its YAML files are read, found, formatted and written.

Everything here is about the data alone and knows no page, no site and no command.
"""

from errdocs.registry.find import AmbiguousEntry, Found, UnknownEntry, did_you_mean, find
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import (
    Actor,
    Case,
    Error,
    Lifecycle,
    Registry,
    Retry,
    Revision,
    Settings,
    SourceRows,
    split_name,
    status_label,
)
from errdocs.registry.reader import ReadYaml, parse_yaml, read_yaml

__all__ = [
    "Actor",
    "AmbiguousEntry",
    "Case",
    "Error",
    "Found",
    "Lifecycle",
    "Loaded",
    "ReadYaml",
    "Registry",
    "Retry",
    "Revision",
    "Settings",
    "SourceRows",
    "UnknownEntry",
    "did_you_mean",
    "find",
    "load",
    "parse_yaml",
    "read_yaml",
    "split_name",
    "status_label",
]
