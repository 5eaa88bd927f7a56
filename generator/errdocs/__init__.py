"""A documentation-site generator for searchable error references."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from errdocs.lookup import Lookup

__all__ = ["Lookup"]


def __getattr__(name: str) -> Any:
    """Import the lookup when it is asked for: most commands of a shell need not wait for it."""
    if name == "Lookup":
        from errdocs.lookup import Lookup

        return Lookup
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
