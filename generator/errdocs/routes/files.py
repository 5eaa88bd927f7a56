"""The files for programs that a site has once: under which name, at which path, and what each is.

Without their makers: commands and routes know the files and import nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file for programs."""

    path: str
    """Path from the site's root."""
    about: str
    """What it is, for the help of the command line."""
    needs_site_url: bool = False
    """Whether it exists only where the URL of the site is known."""


LOOKUP_JSON = "lookup.json"
PERMALINKS_JSON = "permalinks.json"

FILES: Mapping[str, PublishedFile] = {
    "json": PublishedFile("errors.json", "the whole registry"),
    "schema": PublishedFile("errors.schema.json", "JSON Schema of the above"),
    "csv": PublishedFile("errors.csv", "one row per case"),
    "openapi": PublishedFile("errors.openapi.json", "responses as OpenAPI 3.1 components"),
    "inventory": PublishedFile("objects.inv", "for Sphinx"),
    "llms": PublishedFile("llms.txt", "a guide for agents"),
    "feed": PublishedFile("changes.xml", "what changed, as an Atom feed"),
    "opensearch": PublishedFile(
        "opensearch.xml", "search from the address bar", needs_site_url=True
    ),
    "permalinks": PublishedFile(PERMALINKS_JSON, "every permanent path and where it leads"),
    "lookup": PublishedFile(LOOKUP_JSON, "the index that the lookup reads"),
}
"""The files by the names that `errdocs export` knows them by."""
