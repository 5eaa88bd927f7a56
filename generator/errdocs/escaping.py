"""Untrusted text -> text that is safe in the place it lands in: a terminal, or Markdown.

Data stands in code or is escaped, so that it never turns into markup; what authors write in
Markdown keeps its markup but for HTML.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""What a terminal obeys or does not show: controls, marks of direction, halves of characters."""


def printable(text: str) -> str:
    """Return a text with control characters written as escapes."""
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def escaped(text: str) -> str:
    """Return a line of text as Markdown that shows exactly these characters."""
    inner = re.sub(r"[\\`*_\[\]<>&|~#{}]", r"\\\g<0>", text)
    return re.sub(r"^([0-9]{0,9})([-+=.)])", r"\1\\\2", inner)


def code_span(text: str) -> str:
    """Return a text as Markdown code within a line."""
    text = " ".join(text.split("\n"))
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def literal(text: str, language: str = "text") -> str:
    """Return a text as a fenced block of Markdown code."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def target(url: str) -> str:
    """Return a URL as the target of a Markdown link, which brackets would end early."""
    return url.replace("(", "%28").replace(")", "%29")


def inert(markdown: str) -> str:
    """Return an author's Markdown in which HTML is shown as text and the last fence is closed.

    The text stays as it is where it holds no HTML, which is nearly always.
    """
    if not _SUSPECT.search(markdown):
        return markdown
    parser, lines = _parser(html=False), markdown.split("\n")
    if "<" in markdown and _holds_html(markdown):
        blocks = parser.parse(markdown)
        kept = {number for block in blocks for number in _literal_lines(block)}
        lines = [
            line if number in kept else line.replace("<", "&lt;")
            for number, line in enumerate(lines)
        ]
    last = parser.parse(f"{markdown}\n\n# Next")[-1]
    return "\n".join([*lines, last.markup] if last.type == "fence" else lines)


_SUSPECT = re.compile("<|```|~~~")
"""What HTML and fences begin with; a text without needs no parsing."""


def _holds_html(markdown: str) -> bool:
    blocks = _parser(html=True).parse(markdown)
    tokens = chain(blocks, *(block.children or () for block in blocks))
    return any(token.type in {"html_block", "html_inline"} for token in tokens)


def _literal_lines(block: Token) -> range:
    """Return the lines of a literal block; none of any other."""
    is_literal = block.type in {"fence", "code_block"}
    return range(*block.map) if is_literal and block.map else range(0)


@cache
def _parser(html: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt  # only here: most commands print no Markdown

    return MarkdownIt("commonmark", {"html": html})


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
