"""An error as plain Markdown, `errors/<Code>.md`: without navigation, for agents and chats."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from errdocs.escaping import code_span, target
from errdocs.registry.find import Found
from errdocs.registry.model import Error, Registry
from errdocs.render.entry_markdown import entry_markdown
from errdocs.routes.paths import relative

_CODE_OR_TARGET = re.compile(
    r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|(?P<before>\]\(\s*<?|^ {0,3}\[[^\]]+\]:\s*<?)/(?!/)"
)
"""Code in a line, which stays, or the slash at the target of a link from the site's root."""


def error_markdown(registry: Registry, error: Error, base_url: str = "") -> str:
    """Return everything about an error, with links that work from where the file is."""
    root = target(base_url) or relative(error.file_path(".md"), "")
    text = rooted(entry_markdown(registry, Found(error)), root)
    page = error.path
    return f"{text}\nPage: [{code_span(base_url + page)}]({root}{page})\n"


def rooted(text: str, root: str) -> str:
    """Return Markdown whose links from the site's root begin with `root`; code stays as it is."""
    lines = text.split("\n")
    literal = {
        number
        for block in _blocks().parse(text)
        if block.type in {"fence", "code_block"} and block.map
        for number in range(*block.map)
    }
    return "\n".join(
        line if number in literal else _rooted_line(line, root) for number, line in enumerate(lines)
    )


@cache
def _blocks() -> MarkdownIt:
    """Return a parser that stops at blocks: what stands within them takes most of the time."""
    return MarkdownIt("commonmark").disable("inline")


def _rooted_line(line: str, root: str) -> str:
    return _CODE_OR_TARGET.sub(
        lambda found: found[0] if found["before"] is None else found["before"] + root, line
    )
