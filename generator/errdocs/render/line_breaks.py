"""Where a line may break within code: after a separator, never within a word.

Browsers break a long token anywhere or not at all. Both are bad: a host in a narrow column becomes
hard to read, or the page gets wider than the screen.
"""

from __future__ import annotations

import re

LEAST_LENGTH = 16
"""Characters from which code gets places to break: what is shorter fits any column."""
_CODE = re.compile(r"<pre\b.*?</pre>|(<code\b[^>]*>)(.*?)(?=</code>)", re.DOTALL)
_TAG_OR_SEPARATOR = re.compile(r"<[^>]*>|&[^;\s]+;|(?<=[\w})\]>])[./_:,=](?=[A-Za-z{(\[])")
_MARKUP = re.compile(r"<[^>]*>|&[^;\s]+;")


def with_line_breaks(html: str) -> str:
    """Return HTML whose code in sentences and tables may break after its separators.

    Listings stay as they are: they scroll.
    """
    return _CODE.sub(_broken, html)


def _broken(found: re.Match[str]) -> str:
    start, code = found.groups()
    if start is None or len(_MARKUP.sub("", code)) < LEAST_LENGTH:
        return found[0]
    return start + _TAG_OR_SEPARATOR.sub(_with_break, code)


def _with_break(found: re.Match[str]) -> str:
    return found[0] if len(found[0]) > 1 else f"{found[0]}<wbr>"
