"""Notations of files, and where a URL ends that starts in a text of each."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from pathlib import PurePath

LONGEST = 2_000
"""Characters of a URL that are looked at, so that the time stays linear with the text."""
ESCAPED = r"\\[_*()\[\]~&#.!+-]"

_OUTSIDE = r"\s\x00-\x1f\x7f<>\"'`{}|^\\"
_OUTSIDE += "\u00a0-\u00bf\u2010-\u205e\u3001-\u3003\u3008-\u3011\u3014-\u301b\ud800-\udfff"
_OUTSIDE += "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff5e"
"""What belongs to no URL: besides ASCII, quotes and punctuation that many languages put after a
URL without a space, and bytes that are not text."""
_DELIMITER = re.compile(
    r"&(?:quot|apos|lt|gt|nbsp|#0*(?:34|39|60|62|160)|#x0*(?:22|27|3c|3e|a0));", re.IGNORECASE
)
"""Entities of characters that end a URL."""
_NEXT_URL = re.compile(r"[,;](?=https?:\\?/\\?/)", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\{|<%|\u2026|<[\w-]{1,60}>\\?/")
"""What starts a template, such as `{{ code }}` or `<code>/`, or means the rest of a URL; a tag
such as `<br>` has no slash after it."""
_OPENED_BY = {")": "(", "]": "["}
_CLOSED_BY = {'"': '"', "'": "'", "<": ">"}


class Notation(Enum):
    """A notation, by its file name extensions."""

    MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
    HTML = (".html", ".htm", ".xhtml")
    RST = (".rst", ".rest")
    ASCIIDOC = (".adoc", ".asciidoc", ".asc")
    YAML = (".yml", ".yaml")
    TEXT = (".txt", ".text")

    def __init__(self, *extensions: str) -> None:
        self.extensions = extensions
        self.unescapes_backslashes = self.name in {"MARKDOWN", "RST", "ASCIIDOC"}
        r"""Whether `\_` within a URL means `_`."""
        self.has_entities = self.name in {"MARKDOWN", "HTML"}
        """Whether `&amp;` within a URL means `&`."""
        self.has_relative_schemes = self.name in {"MARKDOWN", "HTML"}
        """Whether `//host/` is a URL; elsewhere two slashes often start a comment."""


_BY_EXTENSION = {extension: each for each in Notation for extension in each.extensions}
_OPENERS = {
    Notation.HTML: re.compile(r"\b(?:href|src)\s*=\s*[\"']$"),
    Notation.MARKDOWN: re.compile(r"(?:\]\(|\]:\s{0,8})<$"),
}
"""What is written before a URL that goes on up to a delimiter."""
_TRAILING = {Notation.MARKDOWN: ".,:;!?*~_", Notation.ASCIIDOC: ".,:;!?*~+"}
"""What ends a sentence or marks text; by notation where it differs from `.,:;!?*~`."""


def notation_of(path: PurePath) -> Notation | None:
    """Return the notation of a file by its name, or None."""
    return _BY_EXTENSION.get(path.suffix.lower())


def end_of_url(
    text: str, start: int, after_host: int, notation: Notation, slash: str
) -> tuple[int, bool]:
    """Return where the URL ends that starts at an offset and writes its slashes in some way.

    Besides, whether it goes on there with something to be filled in, such as `{{ code }}`.
    """
    enclosed = _enclosed_end(text, start, after_host, notation)
    if enclosed is not None:
        return enclosed, False
    match = _run(notation, slash).match(text, after_host, after_host + LONGEST)
    assert match  # the pattern takes the empty text too
    run, end = match.group(), match.end()
    inner = _without_surroundings(run, notation)
    # Only where nothing was cut off does the URL itself go on after the run.
    if inner == run and (_LEFT_OUT.match(text, end) or run.endswith("...")):
        return end, True
    inner = inner.rstrip(_TRAILING.get(notation, ".,:;!?*~"))
    if inner.endswith("--") and text.startswith("-->", after_host + len(inner) - 2):
        inner = inner.removesuffix("--")  # the end of an HTML comment
    return after_host + len(inner), False


@cache
def _run(notation: Notation, slash: str) -> re.Pattern[str]:
    """Return the pattern of all that can belong to a URL."""
    plain = f"[^{_OUTSIDE}{'[' if notation is Notation.ASCIIDOC else ''}]"
    escaped = f"|{ESCAPED}" if notation.unescapes_backslashes else ""
    return re.compile(f"(?:{plain}+|{re.escape(slash)}{escaped})*")


def _enclosed_end(text: str, start: int, after_host: int, notation: Notation) -> int | None:
    """Return the end of a URL with spaces in it, where a delimiter shows it; None elsewhere.

    Such a link is broken; taking its first word for the link could seem to fix it.
    """
    opener = _OPENERS.get(notation)
    if not opener or not (found := opener.search(text[max(0, start - 16) : start])):
        return None
    closer = _CLOSED_BY[found.group()[-1]]
    value = re.compile(rf"[^{closer}\r\n]*").match(text, after_host, after_host + LONGEST)
    assert value  # the pattern takes the empty text too
    is_spaced = text.startswith(closer, value.end()) and re.search(r"\s", value.group().strip())
    return value.end() if is_spaced else None


def _without_surroundings(run: str, notation: Notation) -> str:
    """Return a run of characters up to what belongs to the text around the URL."""
    if "&" in run and notation.has_entities and (match := _DELIMITER.search(run)):
        run = run[: match.start()]
    if match := _NEXT_URL.search(run):
        run = run[: match.start()]
    return run[: _first_unbalanced(run)] if ")" in run or "]" in run else run


def _first_unbalanced(run: str) -> int:
    """Return where the first bracket is that closes what was opened before the URL."""
    opened = {"(": 0, "[": 0}
    for match in re.finditer(r"\\.|[()\[\]]", run):
        char = match.group()
        if char in opened:  # as in `errors/Disambiguation_(x)/`, which keeps its bracket
            opened[char] += 1
        elif char in _OPENED_BY:
            opened[_OPENED_BY[char]] -= 1
            if opened[_OPENED_BY[char]] < 0:
                return match.start()
    return len(run)
