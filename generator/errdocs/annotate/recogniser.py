"""The text of a record -> the errors that it speaks of, sure enough to append a link."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from errdocs.annotate.anchors import Prefilter, is_code_field
from errdocs.lookup import Confidence, Lookup, Match
from errdocs.registry.model import Registry

WINDOW = 8_192  # bytes that are looked up together; a log line is rarely longer
STEP = 6_144  # bytes from one window to the next; what they share is longer than any message
MOST_MENTIONS = 8  # errors of one record that are reported: more would bury the line
REMEMBERED = 1_024  # texts whose matches are kept: an error rarely comes alone
LONGEST_REMEMBERED = 2_048  # characters of the longest text whose matches are kept
_SURE = (Confidence.EXACT, Confidence.LIKELY)
_FAILURE = re.compile(
    rb"message|msg|error|exception|fail|denied|refused|fatal|status\W{0,4}[45]\d\d"
)
_VARYING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"  # the time
    r"|(?<![0-9A-Za-z])[0-9a-f]{8,64}(?:-[0-9a-f]{4,64}){0,4}(?![0-9A-Za-z])"  # an id
)
# Stands for each character that varies; not a letter, so that it is no part of a word.
_MASK = "\ue000"


class Mention(NamedTuple):
    """An error that a record speaks of."""

    match: Match
    start: int
    """Bytes from the start of the record to the evidence."""

    @property
    def entry(self) -> str:
        """Return `CODE/CASE`, or the code alone where no case is known."""
        return f"{self.match.code}/{self.match.case}" if self.match.case else self.match.code


class Recogniser:
    """Recognises the errors of a registry in texts of at most a window."""

    def __init__(self, registry: Registry, base_url: str = "") -> None:
        self.prefilter = Prefilter(registry)
        self._lookup = Lookup(registry, base_url)
        self._remembered = lru_cache(REMEMBERED)(self._lookup)

    def mentions(self, text: bytes) -> Iterator[Mention]:
        """Yield the errors that a text speaks of, in the order of the lookup."""
        if not self.prefilter.may_match(text):
            return
        decoded = text.decode("utf-8", "surrogateescape")
        for match in self._matches(decoded):
            at = len(decoded[: match.span[0]].encode("utf-8", "surrogateescape"))
            if match.confidence in _SURE or self._is_failure(match, text, at, decoded):
                yield Mention(match, at)

    def _matches(self, text: str) -> Sequence[Match]:
        """Return the matches of a text, often remembered from one with other times and ids.

        Times and ids say nothing about the error, and differ in each of a hundred lines that are
        otherwise the same. Where one is a value of the message, the text itself is looked up.
        """
        if len(text) <= LONGEST_REMEMBERED:
            masked = _VARYING.sub(lambda varying: _MASK * len(varying[0]), text)
            matches = self._remembered(masked, MOST_MENTIONS)
            values = (value for match in matches for value in match.parameters.values())
            if not any(_MASK in value for value in values):
                return matches
        return self._lookup(text, MOST_MENTIONS)

    def _is_failure(self, match: Match, text: bytes, at: int, decoded: str) -> bool:
        """Whether a code without a known message is reported: as the code of a failure of ours.

        Codes such as `Throttling` are words that logs use freely. One counts only as the value of
        a field for codes, in a text that speaks of a failure and of no other service.
        """
        if match.confidence is not Confidence.CODE:
            return False
        is_failure = is_code_field(text.lower(), at) and _FAILURE.search(text.lower())
        return bool(is_failure) and self._lookup.recognised(decoded).vendor is None


class WindowSearch:
    """Collects the errors of lines that arrive in pieces of any size, each error once.

    What is longer than a window is looked at window by window, and never held as a whole.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._rest = b""
        self._found: dict[str, Mention] = {}
        self.length = 0  # bytes that were fed
        self.windows: list[bytes] = []  # the windows that held a new error

    def feed(self, data: bytes) -> None:
        """Take more of the lines."""
        rest, at = self._rest + data, 0
        self.length += len(data)
        while len(rest) - at > WINDOW:
            self._look(rest[at : at + WINDOW], self.length - len(rest) + at)
            at += STEP
        self._rest = rest[at:]

    def finish(self) -> tuple[Mention, ...]:
        """Return the errors of all windows in order."""
        self._look(self._rest, self.length - len(self._rest))
        return tuple(self._found.values())

    def _look(self, window: bytes, start: int) -> None:
        before = len(self._found)
        for mention in self._recogniser.mentions(window):
            if len(self._found) < MOST_MENTIONS:
                self._found.setdefault(mention.entry, Mention(mention.match, start + mention.start))
        if len(self._found) > before:
            self.windows.append(window)
