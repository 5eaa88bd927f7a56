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
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import click

from errdocs.escaping import printable

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

WIDEST = 100  # width above which lines are tiring to read
NARROWEST = 20  # width below which lines are no longer wrapped more narrowly
TITLE, HEADING, LITERAL, NOTICE, HINT = "bold", "bold cyan", "green", "yellow", "dim"
"""Styles of lines."""
_ENTRY_LINK = re.compile(r"/errors/([^?#]+)/(#.*)?")


class Line(NamedTuple):
    """One line of terminal text."""

    text: str
    style: str = ""


def show(lines: Sequence[Line]) -> None:
    """Print lines, in colours if a terminal shows them."""
    if sys.stdout.isatty() or os.environ.get("FORCE_COLOR"):
        from rich.console import Console  # only here: plain text needs no colours
        from rich.text import Text

        text = Text("\n").join(Text(line.text, line.style) for line in lines)
        Console(highlight=False, markup=False, emoji=False).print(text, soft_wrap=True)
    else:
        click.echo("\n".join(line.text for line in lines))


def terminal_width() -> int:
    """Return the width of the lines that a terminal gets, in characters."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def terminal_lines(markdown: str, width: int) -> Iterator[Line]:
    """Yield a Markdown text as lines of at most `width` characters; long words stay whole."""
    from markdown_it.tree import SyntaxTreeNode  # only here: kept lines need no parser

    for line in _blocks(SyntaxTreeNode(_parser().parse(markdown)), width):
        yield Line(printable(line.text.expandtabs(4)), line.style)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    from errdocs.render.markdown import is_allowed_link

    parser = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
    parser.validateLink = is_allowed_link  # type: ignore[method-assign, assignment]
    return parser


def _blocks(parent: SyntaxTreeNode, width: int) -> Iterator[Line]:
    for before, node in zip((None, *parent.children), parent.children, strict=False):
        if before and _is_apart(node, before):
            yield Line("")
        yield from _block(node, width)


def _is_apart(node: SyntaxTreeNode, before: SyntaxTreeNode) -> bool:
    """Whether an empty line comes before a block; the paragraphs of tight lists are hidden."""
    if node.type == "list_item":
        return any(item.type == "paragraph" and not item.hidden for item in node.children[:1])
    hugs = node.type in {"tbody", "tr"} or (node.type.endswith("_list") and before.hidden)
    return not (hugs or node.hidden)


def _block(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    match node.type:
        case "heading":
            yield from _wrapped(_words(node), width, TITLE if node.tag == "h1" else HEADING)
        case "paragraph":
            yield from _wrapped(_words(node), width)
        case "tr":
            yield from _wrapped(" | ".join(map(_words, node.children)), width)
        case "fence" | "code_block":
            for text in node.content.rstrip("\n").split("\n"):
                yield Line(f"    {text}".rstrip(), LITERAL)
        case "blockquote":
            for line in _blocks(node, width - 2):
                yield Line(f"> {line.text}".rstrip(), NOTICE)
        case "list_item":
            mark = _mark(node)
            for line in [*_blocks(node, width - len(mark))] or [Line("")]:
                yield Line((mark + line.text).rstrip(), line.style)
                mark = " " * len(mark)  # only the first line has it
        case _:
            yield from _blocks(node, width)


def _mark(item: SyntaxTreeNode) -> str:
    """Return what stands before an item of a list; Markdown counts from the first number."""
    parent = item.parent
    if parent is None or parent.type == "bullet_list":
        return "- "
    return f"{int(parent.attrs.get('start', 1)) + parent.children.index(item)}. "


def _wrapped(text: str, width: int, style: str = "") -> Iterator[Line]:
    wrapper = textwrap.TextWrapper(
        max(width, NARROWEST), break_long_words=False, break_on_hyphens=False
    )
    return (Line(line, style) for part in text.split("\n") for line in wrapper.wrap(part))


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
    words = "".join(map(_words, node.children))
    if node.type != "link":
        return words
    href = str(node.attrs["href"])
    entry = _ENTRY_LINK.fullmatch(href)
    target = entry[1] if entry else href
    return words if words.strip("`") == target else f"{words} ({target})"
