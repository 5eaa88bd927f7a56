"""Markdown -> lines for a terminal: wrapped, plain, and safe to print.

Only blocks are styled. Code keeps its backticks, so that the text reads the same in a file, and
literal blocks keep their lines, so that a message can be copied letter for letter.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from errdocs.escaping import printable
from errdocs.render.markdown import is_allowed_link

LEAST_WIDTH = 20
"""Width below which lines are no longer wrapped more narrowly."""

_ENTRY_LINK = re.compile(r"/errors/([^?#]+)/(#.*)?")


class Role(Enum):
    """What a line is, for those who colour it."""

    TITLE = auto()
    HEADING = auto()
    TEXT = auto()
    LITERAL = auto()
    NOTICE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of terminal text."""

    text: str
    role: Role = Role.TEXT


def terminal_lines(markdown: str, width: int) -> Iterator[Line]:
    """Yield a Markdown text as lines of at most `width` characters; long words stay whole."""
    root = SyntaxTreeNode(_parser().parse(markdown))
    for line in _blocks(root.children, width):
        yield Line(printable(line.text.expandtabs(4)), line.role)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
    parser.validateLink = is_allowed_link  # type: ignore[method-assign, assignment]
    return parser


def _blocks(nodes: Iterable[SyntaxTreeNode], width: int) -> Iterator[Line]:
    """Yield the lines of blocks, an empty line between two that do not belong together."""
    for position, node in enumerate(nodes):
        is_tight = node.type == "list_item" or node.hidden or _hugs(node)
        if position and not is_tight:
            yield Line("")
        yield from _block(node, width)


def _hugs(node: SyntaxTreeNode) -> bool:
    """Whether a list belongs to the line before it, as one within a tight list does."""
    before = node.previous_sibling
    return node.type.endswith("_list") and before is not None and before.hidden


def _block(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    if node.type == "heading":
        role = Role.TITLE if node.tag == "h1" else Role.HEADING
        yield from _wrapped(_words(node), width, role)
    elif node.type in {"paragraph", "inline"}:
        yield from _wrapped(_words(node), width)
    elif node.type in {"fence", "code_block"}:
        for text in node.content.rstrip("\n").split("\n"):
            yield Line(f"    {text}".rstrip(), Role.LITERAL)
    elif node.type in {"bullet_list", "ordered_list"}:
        yield from _list(node, width)
    elif node.type == "blockquote":
        for line in _blocks(node.children, width - 2):
            yield Line(f"> {line.text}".rstrip(), Role.NOTICE)
    elif node.type == "tr":
        yield from _wrapped(" | ".join(_words(cell) for cell in node.children), width)
    elif node.type in {"table", "thead", "tbody"}:
        for child in node.children:
            yield from _block(child, width)


def _list(node: SyntaxTreeNode, width: int) -> Iterator[Line]:
    numbers = count(int(node.attrs.get("start", 1)))
    for item in node.children:
        mark = f"{next(numbers)}. " if node.type == "ordered_list" else "- "
        is_loose = bool(item.children) and item.children[0].type == "paragraph"
        if item.previous_sibling and is_loose and not item.children[0].hidden:
            yield Line("")
        yield from _hanging(mark, _blocks(item.children, width - len(mark)))


def _hanging(mark: str, lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines behind a mark, the later ones indented by its width."""
    first = next(lines, Line(""))
    yield Line((mark + first.text).rstrip(), first.role)
    for line in lines:
        yield Line((" " * len(mark) + line.text).rstrip(), line.role)


def _wrapped(text: str, width: int, role: Role = Role.TEXT) -> Iterator[Line]:
    for part in text.split("\n"):
        lines = textwrap.wrap(
            part, max(width, LEAST_WIDTH), break_long_words=False, break_on_hyphens=False
        )
        yield from (Line(line, role) for line in lines)


def _words(node: SyntaxTreeNode) -> str:
    """Return the words of inline content; a line feed only where the author asked for one."""
    if node.type == "text":
        return node.content
    if node.type == "code_inline":
        return f"`{node.content}`"
    if node.type in {"softbreak", "hardbreak"}:
        return " " if node.type == "softbreak" else "\n"
    words = "".join(_words(child) for child in node.children)
    return _link(words, str(node.attrs["href"])) if node.type == "link" else words


def _link(words: str, href: str) -> str:
    """Return a link as its words and its target, which is said once where they are the same."""
    entry = _ENTRY_LINK.fullmatch(href)
    target = entry[1] if entry else href
    return words if words.strip("`") == target else f"{words} ({target})"
