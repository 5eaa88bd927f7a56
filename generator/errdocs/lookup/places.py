"""Where in a text codes stand: what surrounds a number tells a code from a port or a duration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

from errdocs.lookup import constants

_OPENS = " \t\"'`\\([{<"
_CLOSES = " \t\"'`\\"
_EDGES = constants.SPACES + constants.QUOTES + "()[]{}<>.,;:"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is needed: most texts hold no number that is a code."""
    return re.compile(pattern)


class Places:
    """The places of one text."""

    def __init__(self, text: str, labels: Sequence[str] = ()) -> None:
        self.text = text
        self.labels = labels  # names of the fields by whose values entries are found
        self.read = 0  # places that were read in full: that takes time

    @cached_property
    def whole(self) -> str:
        """Return the whole text without what surrounds a name; empty for one that is longer."""
        is_short = len(self.text) <= 2 * constants.PLACE_LENGTH
        return self.text.strip(_EDGES) if is_short else ""

    def is_apart(self, start: int, end: int, *, is_number: bool) -> bool:
        """Whether what stands in a place is not a part of something longer."""
        before, after = constants.LONGER_BEFORE, constants.LONGER_AFTER
        if is_number:
            before, after = constants.NUMBER_BEFORE, constants.NUMBER_AFTER
        near = self.text[max(0, start - 2) : start], self.text[end : end + 4]
        return not (_compiled(before).search(near[0]) or _compiled(after).search(near[1]))

    def is_for_codes(self, start: int, end: int, *, only_keys: bool = False) -> bool:
        """Whether what surrounds a place says that a code stands there, or nothing surrounds it.

        For what is also a common word, only the keys and words for codes say so.
        """
        if not only_keys and self.text[start:end] == self.whole:
            return True
        if self.read >= constants.MOST_PLACES_READ:
            return False
        self.read += 1
        before, after = self._around(start, end)
        count = constants.KEY_PLACES if only_keys else None
        return not _compiled(constants.UNIT_AFTER).search(after) and any(
            _compiled(one).search(before) and _compiled(other).search(after)
            for one, other in constants.CODE_PLACES[:count]
        )

    def is_for_values(self, start: int, end: int) -> bool:
        """Whether codes stand in a place, or the name of a field and a separator are before it."""
        return self._is_labelled(start, end) or self.is_for_codes(start, end)

    def _is_labelled(self, start: int, end: int) -> bool:
        before = self._around(start, end)[0].rstrip(_OPENS)
        if not before.endswith((":", "=")):
            return False
        before = before[:-1].rstrip(_CLOSES)
        labels = (label for label in self.labels if before.endswith(label))
        return any(
            not _compiled("[a-z0-9]").search(before.removesuffix(label)[-1:]) for label in labels
        )

    def is_quoted(self, start: int, end: int) -> bool:
        """Whether a place is all that stands between two quotes."""
        before, after = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        return bool(before and after) and before in constants.QUOTES and after in constants.QUOTES

    def is_standard(self, start: int, end: int) -> bool:
        """Whether a place is one for the codes of a standard, which many services print."""
        self.read += 1
        is_bounded = self.read < constants.MOST_PLACES_READ
        before, _ = self._around(start, end)
        return is_bounded and _compiled(constants.STANDARD_PLACE).search(before) is not None

    def _around(self, start: int, end: int) -> tuple[str, str]:
        length = constants.PLACE_LENGTH
        before, after = self.text[max(0, start - length) : start], self.text[end : end + length]
        return before.lower(), after.lower()
