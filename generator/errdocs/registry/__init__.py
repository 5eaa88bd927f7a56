"""The registry: what an error is, and how its YAML files are read, found, formatted and written.

What needs no YAML parser is here; the rest is imported from its module, so that commands start
fast.
"""

from errdocs.registry.model import Case, Error, Registry
from errdocs.registry.naming import AmbiguousEntry, Found, UnknownEntry, find

__all__ = ["AmbiguousEntry", "Case", "Error", "Found", "Registry", "UnknownEntry", "find"]
