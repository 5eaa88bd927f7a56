"""A link to a page in the form that another tool takes: Markdown, HTML, Slack and so on.

Titles are untrusted input. Each form escapes what it would read as markup, so that the link shows
the title and leads to the URL, whatever the title says.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple
from urllib.parse import quote

from errdocs.escaping import escaped, printable

_UNSAFE = re.compile(
    r"[^A-Za-z0-9\-._~:/?#@!$&*+,;=%\u00a1-\U0010ffff]"
    r"|[\u1680\u2000-\u200f\u2028-\u202f\u205f\u2066-\u2069\u3000\ufeff\ud800-\udfff]"
)
"""Invisible characters, and those that a form could read as the end of a URL or as markup.

Parentheses and quotes are among them although URLs may hold them; escaped they mean the same.
"""
# Where bold, italics and so on may start or end in Jira; not within `snake_case`.
_AT_THE_EDGE_OF_A_WORD = re.compile(r"(?<![^\W_])[*_+^~?!-]|[*_+^~?!-](?![^\W_])")


def _markdown_url(url: str) -> str:
    """Return a URL without character references: `&#9;` in a query would become a tab."""
    return re.sub(r"(&#?\w+);", r"\1%3B", url)


def _rst_title(title: str) -> str:
    return re.sub(r"[\\`<>*_|]", r"\\\g<0>", title)


def _rst_url(url: str) -> str:
    return re.sub("_$", r"\\_", url)  # a last `_` would make it the name of another target


def _slack(text: str) -> str:
    """Slack knows three escapes and none for the bar, so a character that looks like it is used."""
    return html.escape(text.replace("|", "¦"), quote=False)


def _jira(title: str) -> str:
    r"""Return a title for Jira.

    Two backslashes would break the line, so one is written as an entity. `\|` ends a title in
    some versions, so the bar becomes a character that looks like it.
    """
    words = title.replace("&", "&amp;").replace("|", "¦").replace("\\", "&#92;")
    words = re.sub(r"[\[\]{}]", r"\\\g<0>", words)
    return _AT_THE_EDGE_OF_A_WORD.sub(r"\\\g<0>", words)


class _Notation(NamedTuple):
    key: str
    """Name for programs."""
    label: str
    """Name for people."""
    pattern: str
    escape_title: Callable[[str], str]
    escape_url: Callable[[str], str]


class Form(_Notation, Enum):
    """What a link is written for."""

    PLAIN = "plain", "URL", "{url}", str, str
    MARKDOWN = "markdown", "Markdown", "[{title}]({url})", escaped, _markdown_url
    HTML = "html", "HTML", '<a href="{url}">{title}</a>', html.escape, html.escape
    # An anonymous link: two links with one title may lead to different pages.
    RST = "rst", "reStructuredText", "`{title} <{url}>`__", _rst_title, _rst_url
    SLACK = "slack", "Slack", "<{url}|{title}>", _slack, _slack
    JIRA = "jira", "Jira, Confluence wiki", "[{title}|{url}]", _jira, str
    # Prometheus takes the line as a template in YAML. A URL holds no braces here, so that nothing
    # is filled in; there is no place for a title.
    ALERTMANAGER = (
        "alertmanager", "Alertmanager annotation", "runbook_url: {url}", str, json.dumps
    )  # fmt: skip


def link(title: str, url: str, form: Form) -> str:
    """Return a link in a form, as one line."""
    words = printable(" ".join(title.split())) or url
    return form.pattern.format(title=form.escape_title(words), url=form.escape_url(_safe(url)))


def _safe(url: str) -> str:
    """Return a URL without what a form could read as its end; brackets only stand in hosts."""
    match = re.match(r"https?://\[[0-9A-Fa-f:.]+\]", url)
    host = match.group() if match else ""
    rest = url.removeprefix(host)
    return host + _UNSAFE.sub(lambda part: quote(part.group(), safe="", errors="replace"), rest)
