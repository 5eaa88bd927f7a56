"""Markdown of the registry: what is remembered of a text never shows on another page."""

from __future__ import annotations

from errdocs.render import markdown


def test_a_text_on_two_pages_links_from_each() -> None:
    text = "See [all errors](/errors/) and [elsewhere](https://example.com/)."
    for here, prefix in (("a/", "../"), ("a/b/", "../../"), ("a/", "../")):
        assert markdown.render(text, here) == (
            f'<p>See <a href="{prefix}errors/">all errors</a> and '
            '<a href="https://example.com/" rel="noopener nofollow">elsewhere</a>.</p>\n'
        )
