"""Links to the service's own help in a text: each names the entries that print it.

A link ends with a page and an anchor, such as `error-codes#rate-limit`. What stands before the page
differs by language and region, and a query may stand before the anchor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.index import Index, Value

_ANCHOR = re.compile(constants.ANCHOR)
_AFTER_PAGE = re.compile(constants.AFTER_PAGE)
_LONGER = re.compile("[A-Za-z0-9._~-](?![\\s\\S])")


class AnchorHit(NamedTuple):
    """A help anchor in a text."""

    value: Value
    start: int
    end: int


def find_anchors(index: Index, text: str) -> Iterator[AnchorHit]:
    """Yield the known anchors of a text, in order."""
    for found in _ANCHOR.finditer(text) if index.anchors else ():
        for value in index.anchors_by_name.get(found[1], ()):
            page = value.text.partition("#")[0]
            before = text[max(0, found.start() - constants.LONGEST_PAGE) : found.start()]
            before = _AFTER_PAGE.sub("", before, count=1)
            if before.endswith(page) and not _LONGER.search(before.removesuffix(page)):
                yield AnchorHit(value, found.start(), found.end())
