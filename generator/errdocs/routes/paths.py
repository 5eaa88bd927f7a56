"""Paths of the site that no entry has, the files for programs, and how pages link to each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from errdocs.registry.model import ERRORS_PATH

INDEX = ERRORS_PATH

REMOVED = "errors/retired/"  # listing of removed errors; published under this name, so it stays
LOOKUP = "lookup/"
CHANGES = "errors/changes/"


def category_path(key: str) -> str:
    """Return the path of a category's listing."""
    return f"{INDEX}category/{key}/"


def status_path(status: int) -> str:
    """Return the path of an HTTP status's listing."""
    return f"{INDEX}status/{status}/"


def is_file(path: str) -> bool:
    """Whether a path is that of a file, and not of a page: the empty one is the home page."""
    return bool(path) and not path.endswith("/")


def relative(path: str, target: str) -> str:
    """Return the URL of a target path as seen from a page's path.

    Both are paths from the site's root with a slash at the end of a folder; the target may
    carry a query and a fragment. Relative URLs work below any prefix and from a file system.
    """
    climb = "../" * path.count("/")
    return (climb + target) or "./"


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
    "llms": PublishedFile("llms.txt", "a guide for agents"),
    "feed": PublishedFile("changes.xml", "what changed, as an Atom feed"),
    "opensearch": PublishedFile("opensearch.xml", "search from the address bar", True),
    "permalinks": PublishedFile("permalinks.json", "every permanent path and where it leads"),
    "lookup": PublishedFile("lookup.json", "the index that the lookup reads"),
}

ERROR_JSON, ERROR_MARKDOWN = ".json", ".md"
# Endings of the files about one error, which stand beside its page: `errors/Code.json`.
ERROR_FILES = (ERROR_JSON, ERROR_MARKDOWN)


class BadSiteUrl(ValueError):
    """A text that is not the URL of a site."""

    def __init__(self, text: str) -> None:
        super().__init__(f"`{text}` is not a site URL such as https://host/path/")
        self.text = text


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
