"""The registry as frozen data: what an error is, its cases, and the service they belong to.

The order of the fields is the canonical order of the keys in YAML, and the literal under
each field is its contract: the editor schema and the data reference are made from both.
"""

from errdocs.model.entries import Case, Error
from errdocs.model.parts import (
    Alias,
    Example,
    Lifecycle,
    Link,
    Parameter,
    Revision,
    SourceRef,
    Wording,
)
from errdocs.model.registry import Registry
from errdocs.model.settings import (
    Category,
    Envelope,
    EnvelopeFormat,
    Markers,
    Service,
    Settings,
    Source,
    Surface,
)
from errdocs.model.sources import SourceRow, SourceRows
from errdocs.model.verdict import Actor, Retry

__all__ = [
    "Actor",
    "Alias",
    "Case",
    "Category",
    "Envelope",
    "EnvelopeFormat",
    "Error",
    "Example",
    "Lifecycle",
    "Link",
    "Markers",
    "Parameter",
    "Registry",
    "Retry",
    "Revision",
    "Service",
    "Settings",
    "Source",
    "SourceRef",
    "SourceRow",
    "SourceRows",
    "Surface",
    "Wording",
]
