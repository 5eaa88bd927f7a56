"""Paths of the site that no entry has, files for programs, relative links, and forgiving paths.

Case, `-`, `_` and `.`, `.html`, `index`, and a missing or doubled slash are forgiven, as by the
site's own page for wrong paths; `tests/vectors/paths.yml` holds what both have to answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple, get_args
from urllib.parse import urlsplit

from errdocs.registry.formats import Format, Slug
from errdocs.registry.model import CATEGORY_PATH, ERRORS_PATH, STATUS_PATH
from errdocs.registry.naming import folded

INDEX = ERRORS_PATH
REMOVED = "errors/retired/"  # listing of removed errors; published under this name, so it stays
LOOKUP = "lookup/"
CHANGES = "errors/changes/"
MAP = "errors/map/"
SIMILAR = "errors/similar/"  # listing of the families of similar errors
PAGE_ENTRIES = 500  # most entries on one page of a list; the next ones are on further pages
LONG_LIST = 60  # cards from which a list has a filter
LONG_NEWS = 20  # new entries of a date from which they are shown by category
LONG_CHANGES = 100  # the same of other changes
MOST_OPTIONS = 300  # values of a facet to choose from; of more, people type the start of one
CARD_NAME = "preview.png"  # name of the social card in the folder of its page

_SLUG: Format = get_args(Slug)[1]

PathKey = tuple[str, ...]
"""The segments of a page's path without case and separators."""

_INDEX_PAGE = re.compile(r"(?:(?:^|/)index)?\.html?$|(?:^|/)index$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<list>errors/)index/[0-9]+/|(?P<listing>errors/(?:category|status)/[^/]+/)[0-9]+/"
)
_FILE = re.compile(r"(?<=[^/])\.(?!html?$)[A-Za-z0-9]{1,12}$", re.IGNORECASE)


def category_path(key: str) -> str:
    """Return the path of a category's listing."""
    return f"{CATEGORY_PATH}{key}/"


def status_path(status: int) -> str:
    """Return the path of an HTTP status's listing."""
    return f"{STATUS_PATH}{status}/"


def family_path(key: str) -> str:
    """Return the path of the page that tells the errors of a family apart."""
    return f"{SIMILAR}{key}/"


def numbered_path(path: str, number: int) -> str:
    """Return the path of a page of a list; the first one has the path of the list.

    The segment `index` is one that no error may have, and was so before lists had several pages.
    """
    return path + (numbers_below(path) + f"{number}/" if number > 1 else "")


def numbers_below(path: str) -> str:
    """Return what stands between the path of a list and the numbers of its further pages."""
    return "index/" if path == INDEX else ""


def list_of(path: str) -> str | None:
    """Return the path of the list that a further page belongs to; None for any other path."""
    match = _NUMBERED.fullmatch(path)
    return (match["list"] or match["listing"]) if match else None


def is_segment(name: str) -> bool:
    """Whether a name can be a segment of a path as it is."""
    return _SLUG.accepts(name)


def is_file(path: str) -> bool:
    """Whether a path is that of a file, and not of a page: the empty one is the home page."""
    return bool(path) and not path.endswith("/")


def relative(path: str, target: str) -> str:
    """Return the URL of a target path as seen from a page's path.

    Both are paths from the site's root with a slash at the end of a folder; the target may
    carry a query and a fragment. Relative URLs work below any prefix and from a file system.
    """
    return ("../" * path.count("/") + target) or "./"


def from_root(path: str) -> str:
    """Return the path of a link such as `/errors/X/#fix` without slash and fragment."""
    return urlsplit(path).path.lstrip("/")


class PublishedFile(NamedTuple):
    """A file that a site has once."""

    path: str
    """Path from the site's root."""
    about: str
    """What it is, for the help of the command line."""
    needs_site_url: bool = False
    """Whether there is no such file for a site whose URL is unknown."""


# The files by the names that `errdocs export` knows them by.
FILES: Mapping[str, PublishedFile] = {
    "json": PublishedFile("errors.json", "the whole registry"),
    "schema": PublishedFile("errors.schema.json", "JSON Schema of the above"),
    "csv": PublishedFile("errors.csv", "one row per case"),
    "openapi": PublishedFile("errors.openapi.json", "responses as OpenAPI 3.1 components"),
    "inventory": PublishedFile("objects.inv", "for Sphinx"),
    "llms": PublishedFile("llms.txt", "a list of all errors for agents"),
    "llms-full": PublishedFile("llms-full.txt", "every message in short, for agents"),
    "feed": PublishedFile("changes.xml", "what changed, as an Atom feed"),
    "opensearch": PublishedFile("opensearch.xml", "search from the address bar", True),
    "permalinks": PublishedFile("permalinks.json", "every permanent path and where it leads"),
    "lookup": PublishedFile("lookup.json", "the index that the lookup reads"),
}

ERROR_JSON, ERROR_MARKDOWN = ".json", ".md"
# Endings of the files about one error or case, which stand beside its page: `errors/Code.json`,
# `errors/Code/case-id.json`.
ERROR_FILES = (ERROR_JSON, ERROR_MARKDOWN)


class BadSiteUrl(ValueError):
    """A text that is not the URL of a site."""

    def __init__(self, text: str) -> None:
        super().__init__(f"`{text}` is not a site URL such as https://host/path/")


def host_and_path(url: str) -> tuple[str, str]:
    """Return the host of a site in lower case, with a port that is not the default, and its path.

    The path has a slash at both ends. Raises BadSiteUrl.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadSiteUrl(url) from error
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise BadSiteUrl(url)
    name = f"[{host}]" if ":" in host else host
    path = parts.path.strip("/")
    return name if port in {None, 80, 443} else f"{name}:{port}", f"/{path}/" if path else "/"


def is_local(url: str) -> bool:
    """Whether a URL leads to the computer of whoever opens it, and so to nothing for others."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme == "file" or host == "localhost" or host.endswith(".localhost"):
            return True
        address = ip_address(host)
    except ValueError:
        return False  # a name, or no URL at all
    return address.is_loopback or address.is_unspecified


def path_key(path: str) -> PathKey | None:
    """Return what all spellings of a page's path share; None where a segment has no letter."""
    key = tuple(folded(segment) for segment in without_index(path).split("/") if segment)
    return key if all(key) else None


def without_index(path: str) -> str:
    """Return a path without the `index.html` or `.html` that pages of other sites have."""
    return _INDEX_PAGE.sub("", path.rstrip("/"))


def without_dot_segments(path: str) -> str | None:
    """Return a path as browsers ask for it, without `.` and `..`; None where it leaves the site."""
    kept: list[str] = []
    is_folder = path.rpartition("/")[2] in {".", ".."}
    for segment in (path + "/" * is_folder).split("/"):
        if segment == ".." and not kept:
            return None
        if segment == "..":
            kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/".join(kept)


def looks_like_a_file(path: str) -> bool:
    """Whether a path looks like that of a file, such as an image, and not of a page."""
    return _FILE.search(path) is not None


class ForgivingPaths:
    """The published paths of a site, found in spite of how they are written."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        """Take each published path with the path that it leads to."""
        self._targets: dict[str | PathKey, str | None] = {}
        for path, target in targets.items():
            key = path.casefold() if is_file(path) else path_key(path)
            if key is not None and self._targets.setdefault(key, target) != target:
                self._targets[key] = None  # it could mean either

    def meant(self, path: str) -> str | None:
        """Return where the published path leads that a path means; None unless only one fits."""
        name, key = path.casefold(), path_key(path)
        if name in self._targets or key is None:
            return self._targets.get(name)
        if key not in self._targets and len(key) == 3:  # a case under another name of its error
            error = path_key(self._targets.get(key[:2]) or "")
            key = (*error, key[2]) if error else key
        return self._targets.get(key)
