"""A link to a page in the form that another tool takes: Markdown, HTML, Slack and so on.

Titles are untrusted input. Each form escapes what it would read as markup, so that the link shows
the title and leads to the URL, whatever the title says.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from enum import Enum
from urllib.parse import quote

from errdocs.escaping import escaped, printable


class Form(Enum):
    """What a link is written for; each has a key for programs and a label for people."""

    PLAIN = "plain", "URL"
    MARKDOWN = "markdown", "Markdown"
    HTML = "html", "HTML"
    RST = "rst", "reStructuredText"
    SLACK = "slack", "Slack"
    JIRA = "jira", "Jira, Confluence wiki"
    ALERTMANAGER = "alertmanager", "Alertmanager annotation"

    def __init__(self, key: str, label: str) -> None:
        self.key = key
        self.label = label


_UNSAFE = re.compile(
    r"[^A-Za-z0-9\-._~:/?#@!$&*+,;=%\u00a1-\U0010ffff]"
    r"|[\u1680\u2000-\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff\ud800-\udfff]"
)
"""Invisible characters, and those that a form could read as the end of a URL or as markup.

Parentheses and quotes are among them although URLs may hold them; escaped they mean the same.
"""
_AT_THE_EDGE_OF_A_WORD = re.compile(r"(?<![^\W_])[*_+^~?!-]|[*_+^~?!-](?![^\W_])")
"""Where bold, italics and so on may start or end in Jira; not within `snake_case`."""


def link(title: str, url: str, form: Form) -> str:
    """Return a link in a form, as one line."""
    line = printable(" ".join(title.split())) or url
    return _WRITERS[form](line, _safe(url))


def _safe(url: str) -> str:
    """Return a URL without what a form could read as its end; brackets only stand in hosts."""
    match = re.match(r"https?://\[[0-9A-Fa-f:.]+\]", url)
    host = match.group() if match else ""
    rest = url.removeprefix(host)
    return host + _UNSAFE.sub(lambda part: quote(part.group(), safe="", errors="replace"), rest)


def _markdown(title: str, url: str) -> str:
    return f"[{escaped(title)}]({url})"


def _html(title: str, url: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(title)}</a>'


def _rst(title: str, url: str) -> str:
    """Return an anonymous link: two links with one title may lead to different pages."""
    words = re.sub(r"[\\`<>*_|]", r"\\\g<0>", title)
    target = re.sub("_$", r"\\_", url)  # a last `_` would make it the name of another target
    return f"`{words} <{target}>`__"


def _slack(title: str, url: str) -> str:
    """Return `<url|title>`.

    Slack knows three escapes and none for the bar, which becomes a character that looks like it.
    """
    return f"<{_slack_text(url)}|{_slack_text(title)}>"


def _slack_text(text: str) -> str:
    return html.escape(text.replace("|", "¦"), quote=False)


def _jira(title: str, url: str) -> str:
    r"""Return `[title|url]`.

    Two backslashes would break the line, so one is written as an entity. `\|` ends a title in
    some versions, so the bar becomes a character that looks like it.
    """
    words = title.replace("&", "&amp;").replace("|", "¦")
    words = re.sub(r"[\[\]{}]", r"\\\g<0>", words.replace("\\", "&#92;"))
    words = _AT_THE_EDGE_OF_A_WORD.sub(r"\\\g<0>", words)
    return f"[{words}|{url}]"


def _alertmanager(_: str, url: str) -> str:
    """Return the line of an annotation, which Prometheus takes as a template in YAML.

    There is no place for a title. A URL holds no braces here, so that nothing is filled in.
    """
    return f"runbook_url: {json.dumps(url)}"


_WRITERS: Mapping[Form, Callable[[str, str], str]] = {
    Form.PLAIN: lambda _, url: url,
    Form.MARKDOWN: _markdown,
    Form.HTML: _html,
    Form.RST: _rst,
    Form.SLACK: _slack,
    Form.JIRA: _jira,
    Form.ALERTMANAGER: _alertmanager,
}
