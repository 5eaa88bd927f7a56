"""Paths of the site: where each page is, from the root, and how one page links to another.

The code stands verbatim in the path, so that a program can build the URL without a lookup.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from errdocs.registry.model import RESERVED as RESERVED
from errdocs.registry.model import Case, Error

INDEX = "errors/"
RETIRED = "errors/retired/"
LOOKUP = "lookup/"
CHANGES = "errors/changes/"


def error_path(error: Error) -> str:
    """Return the path of an error's page."""
    return f"{INDEX}{error.path_segment}/"


def case_path(error: Error, case: Case) -> str:
    """Return the path of a case's page; that of the error where it is the only case."""
    return error_path(error) if len(error.cases) == 1 else own_case_path(error, case)


def own_case_path(error: Error, case: Case) -> str:
    """Return the path that arrives at a case for ever: its page, or a redirect to its error."""
    return f"{error_path(error)}{case.id}/"


def markdown_path(error: Error) -> str:
    """Return the path of an error as plain Markdown, a file beside its page."""
    return f"{INDEX}{error.path_segment}.md"


def alias_path(spelling: str) -> str:
    """Return the path that redirects from an alias to its error."""
    return f"{INDEX}{spelling}/"


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
