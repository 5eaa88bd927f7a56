"""Untrusted text -> text that is safe in the place it lands in: a terminal, or Markdown.

Data stands in code or is escaped, so that it never turns into markup; what authors write in
Markdown keeps its markup but for HTML.
"""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


# What a terminal obeys or does not show: controls, marks of direction, halves of characters; and
# what only agents would read, such as the letters of tags.
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)


# What shows the characters after it in another order than they are in: embeddings, overrides and
# isolates. The marks U+200E and U+200F are not among them: right-to-left prose needs them.
DIRECTIONS = "[\u202a-\u202e\u2066-\u2069]"
_DIRECTIONS = re.compile(DIRECTIONS)


def visible(text: str) -> str:
    r"""Return a text for a screen, on which no character hides or moves another one.

    What turns the direction of a text around is written as an escape: `exe.\u202etxt` must not
    read `exe.txt` backwards. Data for programs keeps it.
    """
    return _DIRECTIONS.sub(_escape, text)


def printable(text: str) -> str:
    """Return a text with control characters written as escapes."""
    return _UNPRINTABLE.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    number = ord(match.group())
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"


def printable_lines(text: str) -> str:
    """Return a text of several lines without anything that a terminal would obey."""
    return "\n".join(map(printable, text.split("\n")))


def printable_json(data: object, indent: int = 2) -> str:
    """Return data as JSON in whose texts a terminal finds nothing that it would obey."""
    lines = json.dumps(data, ensure_ascii=False, indent=indent).split("\n")
    return "\n".join(_UNPRINTABLE.sub(_json_escape, line) for line in lines)


def _json_escape(match: re.Match[str]) -> str:
    return json.dumps(match.group()).strip('"')


def escaped(text: str) -> str:
    """Return a line of text as Markdown that shows exactly these characters."""
    return re.sub(r"^([0-9]{0,9})([-+=.)])", r"\1\\\2", escaped_within(text))


def escaped_within(text: str) -> str:
    """Return a text within a line as Markdown that shows exactly these characters."""
    return re.sub(r"[\\`*_\[\]<>&|~#{}]", r"\\\g<0>", text)


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
    """Return an author's Markdown in which HTML is shown as text and the last fence is closed."""
    if not re.search("<|```|~~~", markdown):  # nearly always, and parsing takes long
        return markdown
    lines = markdown.split("\n")
    if "<" in markdown and _holds_html(markdown):
        kept = literal_lines(markdown)
        lines = [
            line if number in kept else line.replace("<", "&lt;")
            for number, line in enumerate(lines)
        ]
    last = _block_parser().parse(f"{markdown}\n\n# Next")[-1]
    return "\n".join([*lines, last.markup] if last.type == "fence" else lines)


# A block of code has a fence, or is indented by four spaces more than what it stands in.
_CODE_NEEDS = re.compile("```|~~~|\t| {4}")


def literal_lines(markdown: str) -> set[int]:
    """Return the numbers, from 0, of the lines that are in blocks of code."""
    if not _CODE_NEEDS.search(markdown):  # nearly always, and parsing takes long
        return set()
    blocks = _block_parser().parse(markdown)
    code = (block for block in blocks if block.type in {"fence", "code_block"})
    return {number for block in code if block.map for number in range(*block.map)}


def _holds_html(markdown: str) -> bool:
    from markdown_it import MarkdownIt  # only here and below: most commands print no Markdown

    blocks = MarkdownIt("commonmark").parse(markdown)
    tokens = chain(blocks, *(block.children or () for block in blocks))
    return any(token.type in {"html_block", "html_inline"} for token in tokens)


@cache
def _block_parser() -> MarkdownIt:
    """Return a parser that stops at blocks: what is within them takes most of the time."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("inline")


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
