"""Untrusted texts as Markdown and as lines of a terminal: they show, and never act."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from errdocs.cli.explain import HEADING, LITERAL, NOTICE, TITLE, Line, terminal_lines
from errdocs.escaping import code_span, escaped, inert, literal, target

COMMON_MARK = MarkdownIt("commonmark").enable("table")
PRINTED = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))
MARKUP = st.lists(
    st.sampled_from([*"`*_[](){}<>#|~&!\\-+=.1: ab\n", "```", "<b>", "</", "&lt;", "//"])
).map("".join)
TEXTS = st.text(PRINTED) | MARKUP
LINES = TEXTS.map(lambda text: " ".join(text.split()))


def words(markdown: str) -> list[tuple[str, str]]:
    """Return the inline tokens of the only block of a Markdown text."""
    block = COMMON_MARK.parse(markdown)[1]
    return [(token.type, token.content) for token in block.children or ()]


@given(LINES)
@example("1. <b>{x}</b> | **a** & &amp; `b` [c](d) # \\")
@example("- not a list")
def test_an_escaped_line_shows_its_characters(line: str) -> None:
    shown = words(escaped(line)) if line else []
    assert "".join(content for _, content in shown) == line
    assert {kind for kind, _ in shown} <= {"text", "text_special"}


@given(TEXTS)
@example("``")
@example(" a` ")
def test_a_code_span_shows_its_characters(text: str) -> None:
    text = text.strip() or "x"
    [(kind, content)] = words(code_span(text))
    assert (kind, content) == ("code_inline", text.replace("\n", " "))


@given(TEXTS)
@example("```\n# out\n````")
def test_a_literal_block_holds_its_text(text: str) -> None:
    blocks = COMMON_MARK.parse(literal(text))
    assert [(block.type, block.content) for block in blocks] == [("fence", text + "\n")]


@given(TEXTS)
@example("a <script>alert(1)</script> `<b>`")
@example("<div>\n\n```\n<i>\n```")
@example("\\`<b>`")
@example("<https://a`b> <b>`")
def test_authored_markdown_holds_no_html(text: str) -> None:
    blocks = COMMON_MARK.parse(inert(text))
    kinds = {token.type for block in blocks for token in (block, *(block.children or ()))}
    assert not kinds & {"html_block", "html_inline"}


@given(TEXTS)
@example("```\nnever closed")
@example("~~~~ text\n~~~")
@example("- a\n\n  ```\n  within a list")
def test_what_follows_authored_markdown_stands_for_itself(text: str) -> None:
    last = COMMON_MARK.parse(f"{inert(text.strip())}\n\n## Next")[-3:]
    assert [block.type for block in last] == ["heading_open", "inline", "heading_close"]


def test_authored_markdown_without_html_stays_as_it_is() -> None:
    text = "Set `a < b`, see <https://example.com>.\n\n```html\n<b>\n```"
    assert inert(text) == text


def test_brackets_do_not_end_the_target_of_a_link() -> None:
    assert target("https://example.com/a_(b)") == "https://example.com/a_%28b%29"


@given(st.text() | TEXTS, st.integers(-5, 200))
def test_a_terminal_gets_no_control_characters(text: str, width: int) -> None:
    for line in terminal_lines(text, width):
        assert not {unicodedata.category(character) for character in line.text} & {"Cc", "Cs"}
        assert "\n" not in line.text


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("# Title\n\n## Part", [Line("Title", TITLE), Line(""), Line("Part", HEADING)]),
        ("one two three four five", [Line("one two three four"), Line("five")]),
        ("a *b* **c** `d`", [Line("a b c `d`")]),
        ("hard  \nbreak\nsoft", [Line("hard"), Line("break soft")]),
        ("- a\n- b", [Line("- a"), Line("- b")]),
        ("- a\n\n  b\n- c", [Line("- a"), Line(""), Line("  b"), Line(""), Line("- c")]),
        ("3. a\n   - b\n4. c", [Line("3. a"), Line("   - b"), Line("4. c")]),
        ("-", [Line("-")]),
        ("> a", [Line("> a", NOTICE)]),
        ("| a | b |\n| - | - |\n| 1 | 2 |", [Line("a | b"), Line("1 | 2")]),
        ("```\n  a\tb\n\nc\n```", [
            Line("      a b", LITERAL), Line("", LITERAL), Line("    c", LITERAL),
        ]),
        ("[Timeout](/errors/Timeout/)", [Line("Timeout")]),
        ("[`Timeout`](/errors/Timeout/#fix)", [Line("`Timeout`")]),
        ("[this](/errors/X/y/)", [Line("this (X/y)")]),
        ("[out](https://a.b)", [Line("out (https://a.b)")]),
        ("<https://a.b>", [Line("https://a.b")]),
        ("[bad](javascript:alert)", [Line("[bad](javascript:alert)")]),
        ("<b> &#27; &#x202e;", [Line("<b> \ufffd \\u202e")]),
    ],
)  # fmt: skip
def test_markdown_becomes_lines_of_a_terminal(markdown: str, lines: list[Line]) -> None:
    assert list(terminal_lines(markdown, 20)) == lines
