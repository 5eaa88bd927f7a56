"""The lookup as one function of a text."""

from __future__ import annotations

from errdocs.lookup.index import Index, build_index
from errdocs.lookup.ranking import Match, rank
from errdocs.model import Registry


class Lookup:
    """Finds the errors that a text speaks of."""

    def __init__(self, registry: Registry, base_url: str = "") -> None:
        self._index: Index = build_index(registry, base_url)

    def __call__(self, text: str, limit: int = 5) -> list[Match]:
        """Return the matches of a text, best first; none where nothing is known about it."""
        return rank(self._index, text, limit)
