"""What a text says besides the message: codes, statuses, who printed it."""

from __future__ import annotations

import re
from typing import NamedTuple

from errdocs.lookup.codes import CodeHit, find_codes
from errdocs.lookup.fit import Witness
from errdocs.lookup.index import Index

_STATUS = re.compile(r"(?<![0-9])[1-5][0-9]{2}(?![0-9])")


class Surroundings(NamedTuple):
    """What stands around a message."""

    codes: tuple[CodeHit, ...]
    named: frozenset[int]
    """The errors whose codes stand in the text."""
    statuses: dict[str, None]
    """What may be an HTTP status, in order."""
    own: bool
    """Whether the text names this service."""
    vendor: str | None
    """The first of the markers of other services that the text holds."""

    @property
    def foreign(self) -> bool:
        """Whether the text names another service, and not this one."""
        return self.vendor is not None and not self.own

    @property
    def ours(self) -> bool:
        """Whether something besides the message speaks for this service."""
        return self.own or bool(self.codes)

    def witness(self, error: int) -> Witness:
        """Return what the codes in the text say of an error."""
        if not self.named:
            return Witness.NONE
        return Witness.FOR if error in self.named else Witness.AGAINST

    @classmethod
    def of(cls, index: Index, text: str) -> Surroundings:
        """Return the surroundings in a text."""
        folded = text.lower()
        codes = tuple(find_codes(index, text))
        return cls(
            codes=codes,
            named=frozenset(hit.error for hit in codes),
            statuses=dict.fromkeys(match[0] for match in _STATUS.finditer(text)),
            own=any(marker in folded for marker in index.own),
            vendor=next((marker for marker in index.foreign if marker in folded), None),
        )
