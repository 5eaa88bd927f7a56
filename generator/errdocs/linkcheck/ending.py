"""Where a URL ends that begins in a text of some kind."""

from __future__ import annotations

import re
from typing import NamedTuple

from errdocs.linkcheck.kinds import Kind

LONGEST = 2_000
"""Characters of a URL that are looked at, so that the time stays linear with the text."""
ESCAPED = r"\\[_*()\[\]~&#.!+-]"

_OUTSIDE = r"\s\x00-\x1f\x7f<>\"'`{}|^\\"
_OUTSIDE += "\u00a0-\u00bf\u2010-\u205e\u3001-\u3003\u3008-\u3011\u3014-\u301b\ud800-\udfff"
_OUTSIDE += "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff5e"
"""What belongs to no URL: besides ASCII, quotes and punctuation that many languages put behind a
URL without a space, and bytes that are no text."""
_DELIMITER = re.compile(
    r"&(?:quot|apos|lt|gt|nbsp|#0*(?:34|39|60|62|160)|#x0*(?:22|27|3c|3e|a0));", re.IGNORECASE
)
"""Entities of characters that end a URL."""
_NEXT_URL = re.compile(r"[,;](?=https?:\\?/\\?/)", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\{|<%|\u2026|<[\w-]{1,60}>\\?/")
"""What begins a template, such as `{{ code }}` or `<code>/`, or stands for the rest of a URL; a
tag such as `<br>` has no slash behind it."""
_OPENS = {")": "(", "]": "["}
_OPENERS = {
    Kind.HTML: re.compile(r"\b(?:href|src)\s*=\s*[\"']$"),
    Kind.MARKDOWN: re.compile(r"(?:\]\(|\]:\s{0,8})<$"),
}
"""What stands before a URL that goes on up to a delimiter."""
_CLOSED_BY = {'"': '"', "'": "'", "<": ">"}
_TRAILING = {Kind.MARKDOWN: ".,:;!?*~_", Kind.ASCIIDOC: ".,:;!?*~+"}
"""What ends a sentence or marks text; by kind where it differs from `.,:;!?*~`."""


class End(NamedTuple):
    """The end of a URL."""

    offset: int
    is_open: bool = False
    """Whether the URL goes on with something that is not known, such as `{{ code }}`."""


class Ender:
    """Finds the ends of URLs in a notation."""

    def __init__(self, kind: Kind, slash: str) -> None:
        """Take the notation, and how the URLs write a slash."""
        self._kind = kind
        self._trailing = _TRAILING.get(kind, ".,:;!?*~")
        plain = f"[^{_OUTSIDE}{'[' if kind is Kind.ASCIIDOC else ''}]"
        escaped = f"|{ESCAPED}" if kind.unescapes_backslashes else ""
        self._run = re.compile(f"(?:{plain}+|{re.escape(slash)}{escaped})*")
        """All that can belong to a URL."""

    def end(self, text: str, start: int, after_host: int) -> End:
        """Return where the URL ends that begins at `start`, and whether more is to be filled in."""
        enclosed = self._enclosed_end(text, start, after_host)
        if enclosed is not None:
            return End(enclosed)
        match = self._run.match(text, after_host, after_host + LONGEST)
        assert match  # the pattern takes the empty text too
        run, end = match.group(), match.end()
        inner = self._without_surroundings(run)
        if inner == run and (_LEFT_OUT.match(text, end) or run.endswith("...")):
            return End(end, is_open=True)
        inner = inner.rstrip(self._trailing)
        if inner.endswith("--") and text.startswith("-->", after_host + len(inner) - 2):
            inner = inner.removesuffix("--")  # the end of an HTML comment
        return End(after_host + len(inner))

    def _enclosed_end(self, text: str, start: int, after_host: int) -> int | None:
        """Return the end of a URL with spaces in it, where a delimiter shows it; None elsewhere.

        Such a link is broken; taking its first word for the link could seem to mend it.
        """
        opener = _OPENERS.get(self._kind)
        if not opener or not (found := opener.search(text[max(0, start - 16) : start])):
            return None
        closer = _CLOSED_BY[found.group()[-1]]
        value = re.compile(rf"[^{closer}\r\n]*").match(text, after_host, after_host + LONGEST)
        assert value  # the pattern takes the empty text too
        is_spaced = text.startswith(closer, value.end()) and re.search(r"\s", value.group().strip())
        return value.end() if is_spaced else None

    def _without_surroundings(self, run: str) -> str:
        """Return a run of characters up to what belongs to the text around the URL."""
        if "&" in run and self._kind.has_entities and (match := _DELIMITER.search(run)):
            run = run[: match.start()]
        if match := _NEXT_URL.search(run):
            run = run[: match.start()]
        return run[: _first_unbalanced(run)] if ")" in run or "]" in run else run


def _first_unbalanced(run: str) -> int:
    """Return where the first bracket is that closes what was opened before the URL."""
    opened = {"(": 0, "[": 0}
    for match in re.finditer(r"\\.|[()\[\]]", run):
        char = match.group()
        if char in opened:
            opened[char] += 1
        elif char in _OPENS:
            opened[_OPENS[char]] -= 1
            if opened[_OPENS[char]] < 0:
                return match.start()
    return len(run)
