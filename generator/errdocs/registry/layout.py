"""The canonical layout of a registry's files: keys in the model's order, two blanks a level.

The lines of a file are moved and indented as its nodes ask for, and nothing else is touched:
comments, quotes, block scalars and the breaks of long texts stay as they were written.
"""

from errdocs.registry.canonical import canonical
from errdocs.registry.chunks import UnusualYaml
from errdocs.registry.fields import fields_of, inner_hint

__all__ = ["UnusualYaml", "canonical", "fields_of", "inner_hint"]
