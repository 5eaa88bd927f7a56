r"""Text of any notation -> the links to a site in it, each with the place of its path.

One scanner for all notations: it looks for a known host and then for the end of the URL. A
notation only adds characters that end a URL (`url[text]` in AsciiDoc) or escapes within it
(`\_` in Markdown, `&amp;` in HTML), so that links in comments, code and prose are found as well
as those in markup. Each character is looked at a bounded number of times.

Most links are plain: nothing in them or around them means anything else in some notation. One
pattern finds such a URL as a whole, and what it says is remembered, since runbooks repeat links.
"""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Iterable, Iterator
from enum import Enum
from functools import cache, lru_cache
from pathlib import PurePath
from typing import NamedTuple, Protocol
from urllib.parse import quote, unquote

from errdocs.routes.paths import host_and_path, is_local

LONGEST = 2_000  # characters of a URL that are looked at, so that time stays linear with the text

NOT_IN_A_WORD = r"(?<![A-Za-z0-9](?<!\\[nrt])(?<!\\x[0-9a-f]{2})(?<!\\u[0-9a-f]{4}))"
"""A scheme does not continue a word. The end of an escape such as `\\n` or `\\u003c` is not a
word, however many backslashes it has, since a string in a string doubles them."""
_SCHEME = rf"{NOT_IN_A_WORD}https?:(?P<slash>\\?/)(?P=slash)"
_PARAMETER = re.compile(r"[?&;][\w.%-]{1,60}=$")
_PLACEHOLDER = re.compile(
    r"[$*{<]|%(?![0-9A-Fa-f]{2})|(?:^|/):[A-Za-z]|\[(?:\.{3})?[A-Za-z_][\w-]*\]"
)
"""A part to be filled in within a path, as in `errors/$CODE/`, `errors/*`, `errors/:code/`,
`errors/[code]/`, or with a `%` that encodes nothing, as in `errors/%s/` and `errors/%CODE%/`."""
_ESCAPED = r"\\[_*()\[\]~&#.!+-]"
_OUTSIDE = r"\s\x00-\x1f\x7f<>\"'`{}|^\\"
_OUTSIDE += "\u00a0-\u00bf\u2010-\u205e\u3001-\u3003\u3008-\u3011\u3014-\u301b\ud800-\udfff"
_OUTSIDE += "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff5e"
"""What belongs to no URL: besides ASCII, quotes and punctuation that many languages put after a
URL without a space, and bytes that are not text."""
# Entities of characters that end a URL.
_DELIMITER = re.compile(
    r"&(?:quot|apos|lt|gt|nbsp|#0*(?:34|39|60|62|160)|#x0*(?:22|27|3c|3e|a0));", re.IGNORECASE
)
_NEXT_URL = re.compile(r"[,;](?=https?:\\?/\\?/)", re.IGNORECASE)
_LEFT_OUT = re.compile(r"\{|<%|\u2026|<[\w-]{1,60}>\\?/")
"""What starts a template, such as `{{ code }}` or `<code>/`, or means the rest of a URL; a tag
such as `<br>` has no slash after it."""
_OPENED_BY = {")": "(", "]": "["}
# What follows the host of a plain URL. It ends in what belongs to a URL in every notation, and
# before what belongs to none. Nothing in it stands for another character, but for `%` and two
# digits, and a path is short.
_PLAIN = r"(?P<plain>(?=/)[a-z0-9/._~#%-]{0,300}+(?<=[a-z0-9/])(?=[\s>\"'`)\]]|\Z))?"
_CLOSER = {'"': '"', "'": "'", "<": ">"}
MOST_REMEMBERED = 20_000  # plain URLs: a hostile file may have ever new ones

Span = tuple[int, int]  # offsets of the start and the end


class Notation(Enum):
    """A notation, by its file name extensions."""

    MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd")
    HTML = (".html", ".htm", ".xhtml")
    RST = (".rst", ".rest")
    ASCIIDOC = (".adoc", ".asciidoc", ".asc")
    YAML = (".yml", ".yaml")
    TEXT = (".txt", ".text")

    def __init__(self, *_: str) -> None:
        # Whether `\_` within a URL means `_`.
        self.unescapes_backslashes = self.name in {"MARKDOWN", "RST", "ASCIIDOC"}
        self.holds_html = self.name in {"MARKDOWN", "HTML"}
        """Whether `&amp;` within a URL means `&`, and `//host/` is a URL; elsewhere two slashes
        often start a comment."""


# What is written before a URL that goes on up to a delimiter.
_OPENERS = {
    Notation.HTML: re.compile(r"\b(?:href|src)\s*=\s*[\"']$"),
    Notation.MARKDOWN: re.compile(r"(?:\]\(|\]:\s{0,8})<$"),
}
# What ends a sentence or marks text; by notation where it differs from `.,:;!?*~`.
_TRAILING = {Notation.MARKDOWN: ".,:;!?*~_", Notation.ASCIIDOC: ".,:;!?*~+"}


def notation_of(path: PurePath) -> Notation | None:
    """Return the notation of a file by its name, or None."""
    return next((each for each in Notation if path.suffix.lower() in each.value), None)


class SiteUrls:
    """URLs of a site's root, under `http` and `https` alike; raises BadSiteUrl."""

    def __init__(self, urls: Iterable[str]) -> None:
        urls = tuple(dict.fromkeys(urls))
        roots = {host_and_path(url) for url in urls}
        self.names = tuple(f"{url.rstrip('/')}/" for url in urls)
        """The URLs as they were given, with a slash at the end."""
        self.public = next((url for url in self.names if not is_local(url)), "")
        """The first URL that others can open too; empty where there is none."""
        known = sorted(roots, key=lambda url: len(url[1]), reverse=True)
        self._paths: dict[str, list[str]] = {}
        for host, path in known:  # the longest first: one site may be below another one
            for port in [""] if re.search(r":[0-9]+$", host) else ["", ":80", ":443"]:
                self._paths.setdefault(host + port, []).append(path)
        self._needles = {host.encode() for host, _ in known}
        either = "|".join(map(re.escape, sorted(self._paths, reverse=True)))
        self._hosts = rf"(?P<host>{either})(?![\w@-]|[.:]\w)"

    def may_be_in(self, content: bytes) -> bool:
        """Whether one of the hosts is in a file; for most files that is all there is to ask."""
        lowered = content.lower()
        return any(host in lowered for host in self._needles)

    def head(self, notation: Notation) -> re.Pattern[str]:
        r"""Return the pattern of scheme, `slash` (written `\/` in some JSON) and `host`."""
        # Looking ahead for a first letter is fast, looking back from every position is slow.
        html_start = rf"(?=[h/])(?:{_SCHEME}|(?<![\w:/])//)"
        start = html_start if notation.holds_html else f"(?=h){_SCHEME}"
        return re.compile(start + self._hosts, re.IGNORECASE)

    def root_length(self, host: str, rest: str, slash: str) -> int | None:
        """Return how much of what follows a host is the site's root; None where it is not.

        The root may lack its last slash where the path ends there. `slash` is how one is written.
        """
        for path in self._paths[host.lower()]:
            root = path.replace("/", slash)
            bare = root.removesuffix(slash)
            if rest.startswith(root):
                return len(root)
            if rest.startswith(bare) and rest[len(bare) : len(bare) + 1] in {"", "?", "#"}:
                return len(bare)
        return None


class Link(NamedTuple):
    """A URL of the site and what it says, wherever it stands."""

    url: str
    root: str  # the URL of the site's root as it is written, with a slash at its end
    slash: str  # how the URL writes a slash: `/`, or `\\/` in some JSON
    path: str  # path from the site's root, decoded
    path_span: Span  # where the path is in the URL
    fragment: str  # fragment, decoded; empty where there is none
    fragment_span: Span  # where the fragment is, without `#` and without a text to be highlighted

    def written(self, path: str) -> str:
        """Return a path in the way in which the URL is written."""
        return quote(path).replace("/", self.slash)


class Occurrence(NamedTuple):
    """A link to the site, at a place in a text."""

    start: int
    link: Link

    @property
    def span(self) -> Span:
        """Return where the URL is."""
        return self._in_text((0, len(self.link.url)))

    @property
    def path_span(self) -> Span:
        """Return where the path is."""
        return self._in_text(self.link.path_span)

    @property
    def fragment_span(self) -> Span:
        """Return where the fragment is."""
        return self._in_text(self.link.fragment_span)

    def _in_text(self, span: Span) -> Span:
        return self.start + span[0], self.start + span[1]


class KnownUrls(Hashable, Protocol):
    """URLs that a text is scanned for."""

    def head(self, notation: Notation) -> re.Pattern[str]:
        """Return the pattern of what a URL starts with: scheme, `slash` and `host`."""

    def root_length(self, host: str, rest: str, slash: str) -> int | None:
        """Return how much of what follows a host is the site's root; None where it is not."""


def scan(text: str, notation: Notation, urls: KnownUrls) -> Iterator[Occurrence]:
    """Yield the links to a site in order, without those whose path has a part to be filled in."""
    head, position = _head(urls.head(notation)), 0
    while match := head.search(text, position):
        start, after_host, position = match.start(), match.end("host"), match.end()
        if _is_plain(match):
            if found := _plain_link(match.group(), after_host - start, notation, urls):
                yield Occurrence(start, found)
            continue
        position = after_host  # what follows may hold another URL
        if _is_within_url(text, start):
            continue
        slash = match["slash"] or "/"
        end, is_open = _end_of_url(match, notation, slash)
        position = max(end, after_host)
        found = _link(text[start:end], after_host - start, notation, slash, urls)
        # A template in the query or fragment leaves the path as it is.
        is_path_open = is_open and found is not None and found.path_span[1] == end - start
        if found and not is_path_open and not _PLACEHOLDER.search(found.path):
            yield Occurrence(start, found)


@cache
def _head(start: re.Pattern[str]) -> re.Pattern[str]:
    """Return the pattern of the start of a URL, and of all of it where it may be plain."""
    return re.compile(f"{start.pattern}{_PLAIN}", start.flags)


def _is_plain(match: re.Match[str]) -> bool:
    """Whether what was found is a whole URL that no notation reads in another way."""
    if match["plain"] is None or match["slash"] == "\\/":
        return False
    start, end = match.span()
    before = match.string[start - 1 : start]
    if before in _CLOSER:  # a URL that goes on up to a delimiter may have spaces in it
        return match.string[end : end + 1] == _CLOSER[before]
    return before not in {"/", "="}  # it may be part of another URL


@lru_cache(MOST_REMEMBERED)
def _plain_link(url: str, after_host: int, notation: Notation, urls: KnownUrls) -> Link | None:
    """Return a plain link; None where it is none to the site or has a part to be filled in."""
    found = _link(url, after_host, notation, "/", urls)
    return None if found is None or _PLACEHOLDER.search(found.path) else found


def _is_within_url(text: str, start: int) -> bool:
    """Whether a URL is part of another one, such as that of an archive, which is left alone."""
    before = text[max(0, start - 64) : start]  # a bound, so that the time stays linear
    return before.endswith("/") or (before.endswith("=") and bool(_PARAMETER.search(before)))


def _link(
    url: str, after_host: int, notation: Notation, slash: str, urls: KnownUrls
) -> Link | None:
    """Return what a URL says, whose host is before an offset; None where it is not of the site."""
    host = url[:after_host].rpartition(slash)[2]
    root = urls.root_length(host, url[after_host:], slash)
    if root is None:
        return None
    parts = _parts(notation).match(url, after_host + root)
    assert parts  # the pattern takes any text
    written = url[: after_host + root]
    return Link(
        url=url,
        root=written if written.endswith("/") else written + slash,  # `https://host` is enough
        slash=slash,
        path=_decoded(parts["path"].replace(slash, "/"), notation),
        path_span=parts.span("path"),
        fragment=_decoded(parts["fragment"], notation),
        fragment_span=parts.span("fragment"),
    )


@cache
def _parts(notation: Notation) -> re.Pattern[str]:
    """Return the pattern of path, query and fragment; the `#` of `&#38;` starts no fragment."""
    entity = r"&#?\w{1,30};|" if notation.holds_html else ""
    return re.compile(
        rf"(?P<path>(?:{entity}\\[^?#]|[^?#\\])*)\\?"
        rf"(?:\?(?:{entity}[^#])*)?"
        r"#?(?P<fragment>(?:(?!:~:).)*)",
        re.DOTALL,
    )


def _decoded(raw: str, notation: Notation) -> str:
    if notation.unescapes_backslashes and "\\" in raw:
        raw = re.sub(_ESCAPED, lambda match: match.group()[1], raw)
    if notation.holds_html and "&" in raw:
        raw = html.unescape(raw)
    try:
        return unquote(raw, errors="strict") if "%" in raw else raw
    except UnicodeDecodeError:
        return raw  # what it encodes is not UTF-8


def _end_of_url(head: re.Match[str], notation: Notation, slash: str) -> tuple[int, bool]:
    """Return where a URL ends, and whether a part to be filled in follows, as `{{ code }}`."""
    text, after_host = head.string, head.end("host")
    enclosed = _enclosed_end(head, notation)
    if enclosed is not None:
        return enclosed, False
    match = _run(notation, slash).match(text, after_host, after_host + LONGEST)
    assert match  # the pattern takes the empty text too
    run, end = match.group(), match.end()
    inner = _without_surroundings(run, notation)
    # Only where nothing was cut off does the URL itself go on after the run.
    if inner == run and (_LEFT_OUT.match(text, end) or run.endswith("...")):
        return end, True
    inner = inner.rstrip(_TRAILING.get(notation, ".,:;!?*~"))
    if inner.endswith("--") and text.startswith("-->", after_host + len(inner) - 2):
        inner = inner.removesuffix("--")  # the end of an HTML comment
    return after_host + len(inner), False


@cache
def _run(notation: Notation, slash: str) -> re.Pattern[str]:
    plain = f"[^{_OUTSIDE}{'[' if notation is Notation.ASCIIDOC else ''}]"
    escaped = f"|{_ESCAPED}" if notation.unescapes_backslashes else ""
    return re.compile(f"(?:{plain}+|{re.escape(slash)}{escaped})*")


def _enclosed_end(head: re.Match[str], notation: Notation) -> int | None:
    """Return the end of a URL with spaces in it, where a delimiter shows it; None elsewhere.

    Such a link is broken; taking its first word for the link could seem to fix it.
    """
    opener, start, after_host = _OPENERS.get(notation), head.start(), head.end("host")
    if not opener or not (found := opener.search(head.string[max(0, start - 16) : start])):
        return None
    closer = found.group()[-1].replace("<", ">")
    enclosed = re.compile(rf"([^{closer}\r\n]*){closer}")
    value = enclosed.match(head.string, after_host, after_host + LONGEST + 1)
    return value.end(1) if value and re.search(r"\s", value[1].strip()) else None


def _without_surroundings(run: str, notation: Notation) -> str:
    """Return a run of characters up to what belongs to the text around the URL."""
    if "&" in run and notation.holds_html:
        run = _DELIMITER.split(run, maxsplit=1)[0]
    run = _NEXT_URL.split(run, maxsplit=1)[0]
    opened = {"(": 0, "[": 0}
    for match in re.finditer(r"\\.|[()\[\]]", run):
        char = match.group()
        if char in opened:  # as in `errors/Disambiguation_(x)/`, which keeps its bracket
            opened[char] += 1
        elif opener := _OPENED_BY.get(char):
            opened[opener] -= 1
            if opened[opener] < 0:  # it closes what was opened before the URL
                return run[: match.start()]
    return run
