"""Which lines of a block are worth a lookup."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from errdocs.annotate.anchors import Anchors, anchors_of
from errdocs.annotate.engines import Engine, Hit, engine_of
from errdocs.registry.model import Registry

FIELD_LENGTH = 48
"""Bytes before a code in which the name of its field has to begin."""
CODE_FIELD = rb"(?<![a-z])(?:err(?:or)?)?[_-]?code[\\\"']{0,16}\s{0,4}[:=]\s{0,4}[\\\"']{0,16}"
"""The name of a field for codes, with its separator, in lower case."""
_CODE_FIELD_BEFORE = re.compile(CODE_FIELD + rb"\Z")


class Prefilter:
    """Finds the places in a stream that may speak of an error of the registry."""

    def __init__(
        self, registry: Registry, engine: Callable[[Sequence[bytes]], Engine] = engine_of
    ) -> None:
        self._anchors: Anchors = anchors_of(registry)
        self.engine = engine(self._anchors.texts)

    def hits(self, block: bytes) -> list[Hit]:
        """Return where anchors stand in a block, which may be of any case."""
        return self.engine.find(block.lower())

    def may_match(self, text: bytes, hits: Sequence[Hit], offset: int = 0) -> bool:
        """Whether a text with some anchors is worth a lookup.

        It holds most words of a wording, or a code in a field for codes. `offset` is where the
        text begins in the block that the hits count from.
        """
        lower = text.lower()
        return any(self._speaks(lower, at - offset, anchor) for at, anchor in hits)

    def _speaks(self, lower: bytes, at: int, anchor: bytes) -> bool:
        if any(clue.is_in(lower) for clue in self._anchors.clues.get(anchor, ())):
            return True
        return anchor in self._anchors.spellings and is_code_field(lower, at)


def is_code_field(lower: bytes, at: int) -> bool:
    """Whether what stands at a place is the value of a field for codes."""
    return _CODE_FIELD_BEFORE.search(lower[max(0, at - FIELD_LENGTH) : at]) is not None
