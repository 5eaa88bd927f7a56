"""What a search reads of a page: its content without listings and what is excluded from a search.

Searches parse finished pages with a slow parser, which takes longer than to render them.
"""

from __future__ import annotations

import html
import re
from functools import cache

from errdocs.render.environment import LISTING

# An attribute may hold `>`; in the rest of a tag there is none.
_ATTRIBUTES = r"""(?:[^>"']|"[^"]*"|'[^']*')*?"""
_EXCLUDED = re.compile(
    rf"<(?P<name>[a-z][a-z0-9-]*)(?=[\s>]){_ATTRIBUTES}\sdata-search-exclude{_ATTRIBUTES}>"
)
_SHOWN = "p|code|pre|li|ol|ul|sub|sup"  # elements that results show as such
_TAG = re.compile(rf"<(/?)(?:({_SHOWN})(?=[\s>])|[a-z][a-z0-9-]*){_ATTRIBUTES}>")
_EMPTY = re.compile(rf"<({_SHOWN})>\s*</\1>")
_OWN_SECTIONS = re.compile(rf"<h[1-6]\s{_ATTRIBUTES}\bid={_ATTRIBUTES}>|<(?:script|style|object)\b")


def without_listings(content: str) -> str:
    """Return the content of a page without its listings."""
    return LISTING.sub("", content)


def search_text(content: str) -> str | None:
    """Return the text of a page with what results show of its markup, as the theme's search does.

    None for a page of several sections, or with scripts: those a parser has to read.
    """
    if _OWN_SECTIONS.search(content):
        return None
    kept = _without_excluded(without_listings(content))
    marked = _TAG.sub(lambda tag: f"<{tag[1]}{tag[2]}>" if tag[2] else "", kept)
    parts = re.split(r"(<[^>]*>)", marked)
    parts[::2] = [html.escape(html.unescape(text), quote=False) for text in parts[::2]]
    return _spaced("".join(parts)).strip()


def _spaced(text: str) -> str:
    """Return a text whose lines go on, but for those of code."""
    while (without := _EMPTY.sub("", text)) != text:
        text = without
    blocks = re.split(r"(<pre>.*?</pre>)", text, flags=re.DOTALL)
    blocks[::2] = [re.sub(r"\s*\n\s*", " ", block) for block in blocks[::2]]
    return "".join(blocks)


def _without_excluded(content: str) -> str:
    """Return the content of a page without the elements that have `data-search-exclude`."""
    kept, end = [], 0
    while found := _EXCLUDED.search(content, end):
        kept.append(content[end : found.start()])
        end = _end_of_element(content, found["name"], found.end())
    return "".join((*kept, content[end:]))


def _end_of_element(content: str, name: str, start: int) -> int:
    """Return where an element ends whose start tag ends at a position."""
    depth = 1
    for tag in _tags(name).finditer(content, start):
        depth += -1 if tag[0].startswith("</") else 1
        if not depth:
            return tag.end()
    return len(content)


@cache
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(rf"<{name}(?=[\s>]){_ATTRIBUTES}>|</{name}\s*>")
