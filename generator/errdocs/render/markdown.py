"""Markdown of the registry -> HTML that is safe even if the text is untrusted.

CommonMark without raw HTML and images; links lead to `http(s)`, `mailto` and the site itself.
What is refused is shown as the characters it is made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from errdocs.prose import substituted
from errdocs.routes.paths import relative

Words = Mapping[str, str]
"""What stands in a text for each parameter where no value is known."""
_NO_WORDS: Words = MappingProxyType({})
_ALLOWED_LINK = re.compile(r"(https?://|mailto:|/(?!/)|#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FieldLink:
    """A link in a Markdown field."""

    href: str
    """Target, percent-encoded."""
    line: int
    """Line within the field, from 0, on which the block with the link starts."""
    is_image: bool = False
    """Whether it was written as an image, which is shown as a link after a `!`."""


def is_allowed_link(href: str) -> bool:
    """Whether a link leads to a place that a registry may link to."""
    return _ALLOWED_LINK.match(href) is not None


def is_internal(href: str) -> bool:
    """Whether a link leads to a page of the site, by its path from the site's root."""
    return href.startswith("/") and not href.startswith("//")


@lru_cache(maxsize=50_000)
def links(text: str) -> tuple[FieldLink, ...]:
    """Return the links of a Markdown text, refused ones too, in order.

    They are kept: a development server asks again for every text after each change.
    """
    return tuple(_links(text))


def _links(text: str) -> Iterator[FieldLink]:
    for block in _parser(is_lenient=True).parse(text):
        children = block.children or ()
        for before, token in zip((None, *children), children, strict=False):
            href = token.attrGet("href") if token.type == "link_open" else None
            if isinstance(href, str):
                is_image = before is not None and before.content.endswith("!")
                yield FieldLink(href, block.map[0] if block.map else 0, is_image)


def render(text: str, here: str, words: Words = _NO_WORDS) -> str:
    """Return a Markdown text as HTML for the page at a path, with relative links.

    `words` are what the text shows for each parameter that it speaks of; scripts put a reader's
    own values in their place.
    """
    return _rendered(_parsed(text), here, words)


def render_split(text: str, here: str, words: Words = _NO_WORDS) -> tuple[str, str]:
    """Return the first thought of a Markdown text and the rest, each as HTML.

    A first thought is the first block, with the one after it where it ends in a colon.
    """
    tokens = _parsed(text)
    ends = [i for i, token in enumerate(tokens, 1) if token.level == 0 and token.nesting < 1]
    end = ends[0] if ends else 0
    announces = any(t.content.endswith(":") for t in tokens[:end] if t.type == "inline")
    end = ends[1] if announces and len(ends) > 1 else end
    return _rendered(tokens[:end], here, words), _rendered(tokens[end:], here, words)


def plain_text(text: str) -> str:
    """Return the words of a Markdown text on one line, for metadata."""
    words = (
        child.content if child.type in {"text", "code_inline"} else " "
        for block in _parsed(text)
        for child in (block.children or (block,))
        if child.type in {"text", "code_inline", "softbreak", "paragraph_close", "fence"}
    )
    return " ".join("".join(words).split())


@lru_cache(maxsize=64)
def _parsed(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text, which nobody may change: a page asks for the same ones twice."""
    return tuple(_parser().parse(text))


def _rendered(tokens: Sequence[Token], here: str, words: Words) -> str:
    env = {"here": here, "words": words}
    return str(_parser().renderer.render(tokens, _parser().options, env))


@cache
def _parser(is_lenient: bool = False) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable("image").enable("table")
    parser.validateLink = lambda url: is_lenient or is_allowed_link(url)  # type: ignore[method-assign]
    parser.add_render_rule("link_open", _render_link)
    for kind in ("text", "code_inline", "code_block", "fence"):
        parser.add_render_rule(kind, _with_values(getattr(RendererHTML, kind)))
    return parser


def _with_values(plain: Callable[..., str]) -> Callable[..., str]:
    """Return a rule for texts and code in which the value of each parameter has an element."""

    def render(
        self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
    ) -> str:
        html, words = plain(self, tokens, index, options, env), env["words"]
        if "{" not in html or not words:
            return html
        # The tag of a block holds what its author wrote after the fence: no element fits in there.
        at = html.index(">", html.index("<code")) if "<code" in html else 0
        return html[:at] + substituted(html[at:], words, lambda name: _value(name, words[name]))

    return render


def _value(name: str, words: str) -> str:
    return f'<span data-value="{name}">{escapeHtml(words)}</span>'


def _render_link(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Any
) -> str:
    token = tokens[index].copy(attrs=dict(tokens[index].attrs))  # the original serves other pages
    href = str(token.attrGet("href"))
    if is_internal(href):
        token.attrSet("href", relative(env["here"], href.lstrip("/")))
    elif not href.startswith("#"):
        token.attrSet("rel", "noopener nofollow")
    return self.renderToken((token,), 0, options, env)
