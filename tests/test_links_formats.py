"""A link shows its title and leads to its URL in every form, whatever the title holds.

Each form is read by a parser of its notation. Slack and Jira publish none, so that theirs follow
the grammar in the docstrings.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
import yaml
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from errdocs.escaping import printable
from errdocs.render.link_forms import Form, link

URL = "https://errors.example/errors/Rate_Limited/"
HOSTILE = (
    "plain words", "a ] b [ c ](x)", "x|y | z", "`code` and ``more``", "<b>bold</b> <i", "a > b",
    "two\nlines\r\n  and\tmore", "'single' \"double\"", "*a* _b_ ~c~ +d+ -e- ^f^ ?g? !h!", "a\\",
    "\\]\\", "a_b_ c__", "https://evil.example/", "javascript:alert(1)", "&amp; &lt; &#92; & x",
    "{code}x{code} {{y}} ${z}", "<https://evil.example/>", "`_", "1. first", "# head", "- item",
    "text <https://evil.example/>", "中文（标题）", "\u202eright to left", "\x00\x1b[31m", "[x]: y",
    "![image](https://evil.example/x.png)", "<!channel> <@U1>", "a :: b", ":role:`x`", "|sub|",
)  # fmt: skip
TITLES = st.one_of(st.sampled_from(HOSTILE), st.text(min_size=1), st.text("`_*<>|\\[]{}&:!- a"))


def shown(title: str) -> str:
    """Return what is shown of a title: one line of characters that can be seen."""
    return printable(" ".join(title.split())) or URL


def read_markdown(text: str) -> tuple[str, str]:
    _, inline, _ = MarkdownIt("commonmark").parse(f"See {text}.")
    before, opening, *words, closing, after = inline.children or ()
    assert (before.content, after.content) == ("See ", ".")
    assert (opening.type, closing.type) == ("link_open", "link_close")
    assert all(word.type in {"text", "text_special"} for word in words)
    return "".join(word.content for word in words), str(opening.attrGet("href"))


def read_html(text: str) -> tuple[str, str]:
    seen: list[tuple[str, object]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.append((tag, dict(attrs)))

        def handle_data(self, data: str) -> None:
            seen.append(("text", data))

        def handle_endtag(self, tag: str) -> None:
            seen.append((f"/{tag}", None))

    reader = Reader()
    reader.feed(text)
    reader.close()
    (tag, attributes), (_, words), (end, _) = seen
    assert (
        (tag, end) == ("a", "/a") and isinstance(attributes, dict) and list(attributes) == ["href"]
    )
    return str(words), str(attributes["href"])


def read_rst(text: str) -> tuple[str, str]:
    tree = publish_doctree(
        f"See {text}.",
        settings_overrides={"report_level": 1, "halt_level": 1, "_disable_config": True},
    )
    (paragraph,) = tree.children
    before, reference, after = paragraph.children
    assert (before.astext(), after.astext()) == ("See ", ".")
    assert isinstance(reference, nodes.reference)
    return reference.astext(), str(reference["refuri"])


def read_slack(text: str) -> tuple[str, str]:
    """Read `<` url `|` title `>`, where neither holds one of these and `&` begins an entity.

    https://docs.slack.dev/messaging/formatting-message-text
    """
    match = re.fullmatch(r"<([^<>|]+)\|([^<>|]+)>", text)
    assert match and not re.search(r"&(?!amp;|lt;|gt;)", text)
    return html.unescape(match[2]), html.unescape(match[1])


def read_jira(text: str) -> tuple[str, str]:
    r"""Read `[` title `|` url `]`; `\` makes the next character a plain one, `&...;` is an entity.

    Two backslashes are a line break and braces begin a macro, so that neither may be there. A
    character of a phrase (`*bold*`) only counts at the edge of a word.
    """
    match = re.fullmatch(r"\[((?:\\[^\\A-Za-z0-9\s]|[^\\\[\]{}|])+)\|([^\s\[\]|]+)\]", text)
    assert match
    plain = re.sub(r"\\.", " ", match[1])
    assert not re.search(r"(?<![^\W_])[*_+^~-]|[*_+^~-](?![^\W_])", plain)
    return html.unescape(re.sub(r"\\(.)", r"\1", match[1])), match[2]


READERS = {
    Form.MARKDOWN: read_markdown,
    Form.HTML: read_html,
    Form.RST: read_rst,
    Form.SLACK: read_slack,
    Form.JIRA: read_jira,
}


def visible(form: Form, title: str) -> str:
    """Return what a form shows of a title; Slack and Jira have no escape for a bar."""
    words = shown(title)
    return words.replace("|", "¦") if form in {Form.SLACK, Form.JIRA} else words


@pytest.mark.parametrize("form", READERS, ids=lambda form: form.key)
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_shown_as_it_is(form: Form, title: str) -> None:
    assert READERS[form](link(title, URL, form)) == (visible(form, title), URL)


@pytest.mark.parametrize("form", READERS, ids=lambda form: form.key)
@given(title=TITLES)
def test_any_title_is_shown_as_it_is(form: Form, title: str) -> None:
    assert READERS[form](link(title, URL, form)) == (visible(form, title), URL)


@pytest.mark.parametrize("form", READERS, ids=lambda form: form.key)
@example(query="a&#9;b&amp;c")
@given(query=st.text())
def test_any_url_arrives(form: Form, query: str) -> None:
    url = f"{URL}?q={query.encode('utf-8', 'replace').decode()}"
    assert unquote(READERS[form](link("Title", url, form))[1]) == unquote(url)


@given(title=TITLES, query=st.text(alphabet="{}\"'\\ #:\n$%a"))
def test_an_annotation_is_yaml_that_no_template_fills_in(title: str, query: str) -> None:
    line = link(title, URL + query, Form.ALERTMANAGER)
    annotations = yaml.safe_load(f"annotations:\n  {line}\n  summary: x\n")["annotations"]
    assert unquote(annotations["runbook_url"]) == unquote(URL + query)
    assert annotations["summary"] == "x" and "{" not in line


@given(title=TITLES, form=st.sampled_from(Form))
def test_every_form_is_one_line_that_can_be_printed(title: str, form: Form) -> None:
    text = link(title, URL, form)
    assert text == printable(text) and len(text.splitlines()) == 1


def test_the_plain_form_is_the_url() -> None:
    assert link("Title", URL, Form.PLAIN) == URL


def test_forms_have_unique_keys_and_labels() -> None:
    assert len({form.key for form in Form}) == len({form.label for form in Form}) == len(Form)
