"""Markdown -> lines of a terminal: wrapped, plain, and safe to print.

Blocks are styled; code keeps its backticks, so that the text reads the same in a file, and
literal blocks keep their lines, so that a message can be copied letter for letter. That is why
`rich` only prints here: its Markdown wraps code, breaks URLs and hides the backticks.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count
from typing import NamedTuple

import click
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from errdocs.escaping import printable
from errdocs.render.markdown import is_allowed_link

WIDEST = 100
"""Width above which lines are tiring to read."""
NARROWEST = 20
"""Width below which lines are no longer wrapped more narrowly."""
TITLE, HEADING, LITERAL, NOTICE, HINT = "bold", "bold cyan", "green", "yellow", "dim"
"""Styles of lines."""
_ENTRY_LINK = re.compile(r"/errors/([^?#]+)/(#.*)?")


class Line(NamedTuple):
    """One line of terminal text."""

    text: str
    style: str = ""


def show_markdown(markdown: str, hint: str = "") -> None:
    """Print a Markdown text and a hint below it, in colours if a terminal shows them."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = [*terminal_lines(markdown, width)]
    lines += [Line(""), Line(printable(hint), HINT)] if hint else []
    if sys.stdout.isatty() or os.environ.get("FORCE_COLOR"):
        from rich.console import Console  # only here: plain text needs no colours
        from rich.text import Text

        text = Text("\n").join(Text(line.text, line.style) for line in lines)
        Console(highlight=False, markup=False, emoji=False).print(text, soft_wrap=True)
    else:
        click.echo("\n".join(line.text for line in lines))


def terminal_lines(markdown: str, width: int) -> Iterator[Line]:
    """Yield a Markdown text as lines of at most `width` characters; long words stay whole."""
    root = SyntaxTreeNode(_parser().parse(markdown))
    for line in _blocks(root.children, width):
        yield Line(printable(line.text.expandtabs(4)), line.style)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
    parser.validateLink = is_allowed_link  # type: ignore[method-assign, assignment]
    return parser


def _blocks(nodes: Iterable[SyntaxTreeNode], width: int) -> Iterator[Line]:
    """Yield the lines of blocks, an empty line between two that do not belong together."""
    for position, node in enumerate(nodes):
        before = node.previous_sibling
        # A list belongs to the line before it, as one within a tight list does.
        hugs = node.type.endswith("_list") and before is not None and before.hidden
        if position and not (node.type == "list_item" or node.hidden or hugs):
            yield Line("")
        yield from _block(node, width)


def _block(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    match node.type:
        case "heading":
            yield from _wrapped(_words(node), width, TITLE if node.tag == "h1" else HEADING)
        case "paragraph" | "inline":
            yield from _wrapped(_words(node), width)
        case "fence" | "code_block":
            for text in node.content.rstrip("\n").split("\n"):
                yield Line(f"    {text}".rstrip(), LITERAL)
        case "bullet_list" | "ordered_list":
            yield from _list(node, width)
        case "blockquote":
            for line in _blocks(node.children, width - 2):
                yield Line(f"> {line.text}".rstrip(), NOTICE)
        case "tr":
            cells = " | ".join(_words(cell) for cell in node.children)
            yield from _wrapped(cells, width)
        case "table" | "thead" | "tbody":
            for child in node.children:
                yield from _block(child, width)


def _list(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    numbers = count(int(node.attrs.get("start", 1)))
    for item in node.children:
        mark = f"{next(numbers)}. " if node.type == "ordered_list" else "- "
        is_loose = bool(item.children) and item.children[0].type == "paragraph"
        if item.previous_sibling and is_loose and not item.children[0].hidden:
            yield Line("")
        lines = list(_blocks(item.children, width - len(mark))) or [Line("")]
        for number, line in enumerate(lines):  # only the first has the mark
            start = " " * len(mark) if number else mark
            yield Line((start + line.text).rstrip(), line.style)


def _wrapped(text: str, width: int, style: str = "") -> Iterator[Line]:
    for part in text.split("\n"):
        lines = textwrap.wrap(
            part, max(width, NARROWEST), break_long_words=False, break_on_hyphens=False
        )
        yield from (Line(line, style) for line in lines)


def _words(node: SyntaxTreeNode) -> str:
    """Return the text of inline content; a line feed only where the author asked for one."""
    match node.type:
        case "text":
            return node.content
        case "code_inline":
            return f"`{node.content}`"
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
    words = "".join(_words(child) for child in node.children)
    return _link(words, str(node.attrs["href"])) if node.type == "link" else words


def _link(words: str, href: str) -> str:
    """Return a link as its text and its target, which is shown once if they are the same."""
    entry = _ENTRY_LINK.fullmatch(href)
    target = entry[1] if entry else href
    return words if words.strip("`") == target else f"{words} ({target})"
