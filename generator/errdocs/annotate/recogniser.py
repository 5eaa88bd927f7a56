"""The text of a record -> the errors that it speaks of, sure enough to put a link behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from errdocs.annotate.prefilter import Prefilter, is_code_field
from errdocs.lookup import Confidence, Lookup, Match
from errdocs.registry.model import Registry

WINDOW = 8_192
"""Bytes that are looked up together; a log line is rarely longer."""
STEP = 6_144
"""Bytes from one window to the next; what they share is longer than any message."""
MOST_MENTIONS = 8
"""Errors of one record that are told: more would bury the line."""
_SURE = (Confidence.EXACT, Confidence.LIKELY)
_FAILURE = re.compile(
    rb"message|msg|error|exception|fail|denied|refused|fatal|status\W{0,4}[45]\d\d"
)
_VARYING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"  # the time
    r"|(?<![0-9A-Za-z])[0-9a-f]{8,64}(?:-[0-9a-f]{4,64}){0,4}(?![0-9A-Za-z])"  # an id
)
_BLANK = "\ue000"
"""Stands for each character that varies; no letter, so that it is no part of a word."""
REMEMBERED = 1_024
"""Texts whose matches are kept: an error rarely comes alone."""
LONGEST_REMEMBERED = 2_048
"""Characters of the longest text whose matches are kept."""
_HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mention:
    """An error that a record speaks of."""

    match: Match
    start: int
    """Bytes from the begin of the record to the evidence."""

    @property
    def entry(self) -> str:
        """Return `CODE/CASE`, or the code alone where no case is known."""
        return f"{self.match.code}/{self.match.case}" if self.match.case else self.match.code

    @property
    def parameters(self) -> dict[str, str]:
        """Return the values of the message's parameters, as text that any encoding takes."""
        return {name: _HALVES.sub("\ufffd", value) for name, value in self.match.parameters.items()}


class Recogniser:
    """Recognises the errors of a registry in records of any length."""

    def __init__(self, registry: Registry, prefilter: Prefilter, base_url: str = "") -> None:
        self._lookup = Lookup(registry, base_url)
        self._remembered = lru_cache(REMEMBERED)(self._lookup)
        self._prefilter = prefilter

    def mentions(self, text: bytes) -> tuple[Mention, ...]:
        """Return the errors that a record speaks of, in the order of the lookup, each once.

        A record longer than a window is looked at window by window.
        """
        found: dict[str, Mention] = {}
        for start in range(0, max(1, len(text) - WINDOW + STEP), STEP):
            for mention in self.in_window(text[start : start + WINDOW], start):
                found.setdefault(mention.entry, mention)
        return tuple(found.values())[:MOST_MENTIONS]

    def in_window(self, text: bytes, offset: int) -> Iterator[Mention]:
        """Yield the errors in a part of a record that begins `offset` bytes after its begin."""
        hits = self._prefilter.hits(text)
        if not hits or not self._prefilter.may_match(text, hits):
            return
        decoded = text.decode("utf-8", "surrogateescape")
        for match in self._matches(decoded):
            at = len(decoded[: match.span[0]].encode("utf-8", "surrogateescape"))
            if match.confidence in _SURE or self._is_failure(match, text, at, decoded):
                yield Mention(match, offset + at)

    def _matches(self, text: str) -> Sequence[Match]:
        """Return the matches of a text, often remembered from one that differs in times and ids.

        These tell nothing about the error, and differ in each of a hundred lines that are else the
        same. Where one is a value of the message, the text itself is looked up.
        """
        if len(text) > LONGEST_REMEMBERED:
            return self._lookup(text, MOST_MENTIONS)
        matches = self._remembered(_VARYING.sub(_blanked, text), MOST_MENTIONS)
        if any(_BLANK in value for match in matches for value in match.parameters.values()):
            return self._lookup(text, MOST_MENTIONS)
        return matches

    def _is_failure(self, match: Match, text: bytes, at: int, decoded: str) -> bool:
        """Whether a code without a known message is told: as the code of a failure of ours.

        Codes such as `Throttling` are words that logs use freely. One counts only as the value of
        a field for codes, in a text that speaks of a failure and of no other service.
        """
        lower = text.lower()
        return (
            match.confidence is Confidence.CODE
            and is_code_field(lower, at)
            and _FAILURE.search(lower) is not None
            and self._lookup.recognised(decoded).vendor is None
        )


def _blanked(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])
