r"""Text of any notation -> the links to a site in it, each with the place of its path.

One scanner for all notations: it looks for a known host and then for the end of the URL. A
notation only adds characters that end a URL (`url[text]` in AsciiDoc) or escapes within it
(`\_` in Markdown, `&amp;` in HTML), so that links in comments, code and prose are found as well
as those in markup. Each character is looked at a bounded number of times.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, unquote

from errdocs.linkcheck.notations import ESCAPED, Notation, end_of_url
from errdocs.routes.paths import host_and_path

_NOT_IN_A_WORD = r"(?<![A-Za-z0-9](?<!\\[nrt])(?<!\\x[0-9a-f]{2})(?<!\\u[0-9a-f]{4}))"
"""A scheme does not continue a word. The end of an escape such as `\\n` or `\\u003c` is not a
word, however many backslashes it has, since a string in a string doubles them."""
_SCHEME = rf"{_NOT_IN_A_WORD}https?:(?P<slash>\\?/)(?P=slash)"
_PARAMETER = re.compile(r"[?&;][\w.%-]{1,60}=$")
_PLACEHOLDER = re.compile(
    r"[$*{<]|%(?![0-9A-Fa-f]{2})|(?:^|/):[A-Za-z]|\[(?:\.{3})?[A-Za-z_][\w-]*\]"
)
"""A part to be filled in within a path, as in `errors/$CODE/`, `errors/*`, `errors/:code/`,
`errors/[code]/`, or with a `%` that encodes nothing, as in `errors/%s/` and `errors/%CODE%/`."""

Span = tuple[int, int]
"""Offsets of the start and the end."""


class SiteUrls:
    """The URLs under which links name the root of one site; `http` and `https` are the same."""

    def __init__(self, urls: Iterable[str]) -> None:
        """Take the URLs; raises BadSiteUrl."""
        known = sorted({*map(host_and_path, urls)}, key=lambda url: len(url[1]), reverse=True)
        self._paths: dict[str, list[str]] = {}
        for host, path in known:  # the longest first: one site may be below another one
            self._paths.setdefault(host, []).append(path)
        self._needles = [host.encode() for host in self._paths]
        either = "|".join(
            re.escape(host) + ("" if re.search(r":[0-9]+$", host) else "(?::(?:80|443)(?![0-9]))?")
            for host in sorted(self._paths, reverse=True)
        )
        self._hosts = rf"(?P<host>{either})(?![\w@-]|[.:]\w)"

    def __bool__(self) -> bool:
        return bool(self._paths)

    def may_be_in(self, content: bytes) -> bool:
        """Whether one of the hosts is in a file; for most files that is all there is to ask."""
        lowered = content.lower()
        return any(host in lowered for host in self._needles)

    def head(self, *, relative_schemes: bool) -> re.Pattern[str]:
        r"""Return the pattern of scheme and host.

        It captures the host, and how a slash is written: `\/` in some JSON.
        """
        # Looking ahead for a first letter is fast, looking back from every position is slow.
        either = rf"(?=[h/])(?:{_SCHEME}|(?<![\w:/])//)" if relative_schemes else rf"(?=h){_SCHEME}"
        return re.compile(either + self._hosts, re.IGNORECASE)

    def root_length(self, host: str, rest: str, slash: str) -> int | None:
        """Return how much of what follows a host is the site's root; None where it is not.

        The root may lack its last slash where the path ends there. `slash` is how one is written.
        """
        wanted = host.lower()
        roots = self._paths.get(wanted) or self._paths[re.sub(r":(?:80|443)$", "", wanted)]
        lengths = (_root_length(root.replace("/", slash), rest, slash) for root in roots)
        return next((length for length in lengths if length is not None), None)


def _root_length(prefix: str, rest: str, slash: str) -> int | None:
    if rest.startswith(prefix):
        return len(prefix)
    bare = prefix.removesuffix(slash)
    is_root = rest.startswith(bare) and rest[len(bare) : len(bare) + 1] in {"", "?", "#"}
    return len(bare) if is_root else None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A link to the site, as it is written in a text."""

    span: Span
    """Where the URL is."""
    url: str
    root: str
    """The URL of the site's root as it is written, with a slash at its end."""
    slash: str
    r"""How the URL writes a slash: `/`, or `\/` in some JSON."""
    path: str
    """Path from the site's root, decoded."""
    path_span: Span
    fragment: str
    """Fragment, decoded; empty where there is none."""
    fragment_span: Span
    """Where the fragment is, without `#` and without a text to be highlighted."""

    def written(self, path: str) -> str:
        """Return a path in the way in which the URL is written."""
        return quote(path).replace("/", self.slash)


def scan(text: str, notation: Notation, urls: SiteUrls) -> Iterator[Occurrence]:
    """Yield the links to a site in a text, in order.

    Links with a part to be filled in are left out where their path is not known without it.
    """
    head, position = urls.head(relative_schemes=notation.has_relative_schemes), 0
    parts = _parts(notation)
    while match := head.search(text, position):
        start, after_host = match.span()
        position = after_host  # what follows may hold another URL
        if _is_within_url(text, start):
            continue
        slash = match["slash"] or "/"
        end, is_open = end_of_url(text, start, after_host, notation, slash)
        position = max(end, after_host)
        root = urls.root_length(match["host"], text[after_host:end], slash)
        if root is None:
            continue
        found = _occurrence(text, start, parts.match(text, after_host + root, end), notation, slash)
        # A template in the query or fragment leaves the path as it is.
        is_path_open = is_open and found.path_span[1] == end
        if not is_path_open and not _PLACEHOLDER.search(found.path):
            yield found


def _is_within_url(text: str, start: int) -> bool:
    """Whether a URL is part of another one, such as that of an archive, which is left alone."""
    before = text[max(0, start - 64) : start]  # a bound, so that the time stays linear
    return before.endswith("/") or (before.endswith("=") and bool(_PARAMETER.search(before)))


def _occurrence(
    text: str, start: int, parts: re.Match[str] | None, notation: Notation, slash: str
) -> Occurrence:
    """Return a URL with its parts, of which the path starts after the site's root."""
    assert parts  # the pattern takes any text
    root, end = parts.pos, parts.endpos
    written = text[start:root]
    return Occurrence(
        span=(start, end),
        url=text[start:end],
        root=written if written.endswith("/") else written + slash,  # `https://host` is enough
        slash=slash,
        path=_decoded(parts["path"].replace(slash, "/"), notation),
        path_span=parts.span("path"),
        fragment=_decoded(parts["fragment"] or "", notation),
        fragment_span=parts.span("fragment") if parts["fragment"] is not None else (end, end),
    )


@cache
def _parts(notation: Notation) -> re.Pattern[str]:
    """Return the pattern of path, query and fragment; the `#` of `&#38;` starts no fragment."""
    entity = r"&#?\w{1,30};|" if notation.has_entities else ""
    return re.compile(
        rf"(?P<path>(?:{entity}\\[^?#]|[^?#\\])*)\\?"
        rf"(?:\?(?:{entity}[^#])*)?"
        r"(?:#(?P<fragment>(?:(?!:~:).)*))?",
        re.DOTALL,
    )


def _decoded(raw: str, notation: Notation) -> str:
    if notation.unescapes_backslashes and "\\" in raw:
        raw = re.sub(ESCAPED, lambda match: match.group()[1], raw)
    if notation.has_entities and "&" in raw:
        raw = html.unescape(raw)
    try:
        return unquote(raw, errors="strict") if "%" in raw else raw
    except UnicodeDecodeError:
        return raw  # what it encodes is not UTF-8
