r"""Text of any kind -> the links to a site in it, each with the place of its path.

One scanner for all notations: it looks for a known host and then for the end of the URL. A
notation only adds characters that end a URL (`url[text]` in AsciiDoc) or escapes within it
(`\_` in Markdown, `&amp;` in HTML), so that links in comments, code and prose are found as well
as those in markup. Each character is looked at a bounded number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

from errdocs.linkcheck.addresses import Addresses
from errdocs.linkcheck.ending import ESCAPED, Ender
from errdocs.linkcheck.kinds import Kind

Span = tuple[int, int]
"""Offsets of the beginning and the end."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A link to the site, as it stands in a text."""

    span: Span
    """Where the URL stands."""
    url: str
    """The URL as it is written."""
    root: str
    """The URL of the site's root as it is written, with a slash at its end."""
    slash: str
    r"""How the URL writes a slash: `/`, or `\/` in some JSON."""
    path: str
    """Path from the site's root, decoded."""
    path_span: Span
    """Where that path stands."""
    fragment: str
    """Fragment, decoded; empty where there is none."""
    fragment_span: Span
    """Where the fragment stands, without `#` and without a text to be highlighted."""

    def written(self, path: str) -> str:
        """Return a path in the way in which the URL is written."""
        return quote(path).replace("/", self.slash)


def scan(text: str, kind: Kind, addresses: Addresses) -> Iterator[Occurrence]:
    """Yield the links to a site in a text, in order.

    Left out are links with a place to be filled in where their path is not known without it.
    """
    head, position = addresses.head(relative_schemes=kind.has_relative_schemes), 0
    parts = _parts(kind)
    while match := head.search(text, position):
        start, after_host = match.span()
        position = after_host
        if _is_within_url(text, start):
            continue
        slash = match["slash"] or "/"
        end, is_open = _ender(kind, slash).end(text, start, after_host)
        position = max(end, after_host)
        root = addresses.root_length(match["host"], text[after_host:end], slash)
        if root is None:
            continue
        found = _occurrence(text, start, parts.match(text, after_host + root, end), kind, slash)
        is_path_open = is_open and found.path_span[1] == end
        if not is_path_open and not _PLACEHOLDER.search(found.path):
            yield found


_PARAMETER = re.compile(r"[?&;][\w.%-]{1,60}=$")
_PLACEHOLDER = re.compile(
    r"[$*{<]|%(?![0-9A-Fa-f]{2})|(?:^|/):[A-Za-z]|\[(?:\.{3})?[A-Za-z_][\w-]*\]"
)
"""A place to be filled in within a path, as in `errors/$CODE/`, `errors/*`, `errors/:code/`,
`errors/[code]/`, or with a `%` that encodes nothing, as in `errors/%s/` and `errors/%CODE%/`."""


def _is_within_url(text: str, start: int) -> bool:
    """Whether a URL is part of another one, such as that of an archive, which has its own will."""
    before = text[max(0, start - 64) : start]
    return before.endswith("/") or (before.endswith("=") and bool(_PARAMETER.search(before)))


def _occurrence(
    text: str, start: int, parts: re.Match[str] | None, kind: Kind, slash: str
) -> Occurrence:
    """Return a URL with its parts, of which the path begins behind the site's root."""
    assert parts  # the pattern takes any text
    root, end = parts.pos, parts.endpos
    written = text[start:root]
    fragment = parts.span("fragment") if parts["fragment"] is not None else (end, end)
    return Occurrence(
        span=(start, end),
        url=text[start:end],
        root=written if written.endswith("/") else written + slash,
        slash=slash,
        path=_decoded(parts["path"].replace(slash, "/"), kind),
        path_span=parts.span("path"),
        fragment=_decoded(parts["fragment"] or "", kind),
        fragment_span=fragment,
    )


_ender = cache(Ender)


@cache
def _parts(kind: Kind) -> re.Pattern[str]:
    """Return the pattern of path, query and fragment; the `#` of `&#38;` begins no fragment."""
    entity = r"&#?\w{1,30};|" if kind.has_entities else ""
    return re.compile(
        rf"(?P<path>(?:{entity}\\[^?#]|[^?#\\])*)\\?"
        rf"(?:\?(?:{entity}[^#])*)?"
        r"(?:#(?P<fragment>(?:(?!:~:).)*))?",
        re.DOTALL,
    )


def _decoded(raw: str, kind: Kind) -> str:
    if kind.unescapes_backslashes and "\\" in raw:
        raw = re.sub(ESCAPED, lambda match: match.group()[1], raw)
    if kind.has_entities and "&" in raw:
        raw = html.unescape(raw)
    return _unquoted(raw) if "%" in raw else raw


def _unquoted(raw: str) -> str:
    """Return a text without percent-encoding; as it is where that encodes no UTF-8."""
    try:
        return unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return raw
