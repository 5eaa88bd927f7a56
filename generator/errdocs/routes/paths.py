"""Paths of the site that no entry has, and how one page links to another."""

from __future__ import annotations

from urllib.parse import urlsplit

from errdocs.registry.model import ERRORS_PATH

INDEX = ERRORS_PATH

REMOVED = "errors/retired/"
"""Listing of removed errors; published under this name, so it stays."""
LOOKUP = "lookup/"
CHANGES = "errors/changes/"
RESERVED = frozenset({"category", "changes", "status", "retired", "index"})
"""Names below `errors/` that no code may take, compared without regard to case."""


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
