"""The one list of the files that a site publishes for programs, by the names of their exports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class PublishedFile(NamedTuple):
    """A file that a site has once."""

    path: str
    """Path from the site's root."""
    about: str
    """What it is, for the help of the command line."""
    needs_site_url: bool = False
    """Whether there is no such file for a site whose URL is unknown."""


FILES: Mapping[str, PublishedFile] = {
    "json": PublishedFile("errors.json", "the whole registry"),
    "schema": PublishedFile("errors.schema.json", "JSON Schema of the above"),
    "csv": PublishedFile("errors.csv", "one row a case"),
    "openapi": PublishedFile("errors.openapi.json", "responses as OpenAPI 3.1 components"),
    "inventory": PublishedFile("objects.inv", "for Sphinx"),
    "llms": PublishedFile("llms.txt", "a guide for agents"),
    "feed": PublishedFile("changes.xml", "what changed, as an Atom feed"),
    "opensearch": PublishedFile("opensearch.xml", "search from the address bar", True),
    "permalinks": PublishedFile("permalinks.json", "every permanent path and where it leads"),
    "lookup": PublishedFile("lookup.json", "the index that the lookup reads"),
}
"""The files by the names that `errdocs export` knows them by."""

ERROR_JSON, ERROR_MARKDOWN = ".json", ".md"
ERROR_FILES = (ERROR_JSON, ERROR_MARKDOWN)
"""Endings of the files about one error, which stand beside its page: `errors/Code.json`."""
