"""The files for programs that a site has once: under which name, at which path, and what each is.

Without their makers: commands and routes know the files and import nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Data = dict[str, Any]
"""A JSON object."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file for programs."""

    path: str
    """Path from the site's root."""
    about: str
    """What it is, for the help of the command line."""
    needs_site_url: bool = False
    """Whether it exists only where the URL of the site is known."""


LOOKUP_JSON = "lookup.json"
PERMALINKS_JSON = "permalinks.json"

DATA_FILES: Mapping[str, DataFile] = {
    "json": DataFile("errors.json", "the whole registry"),
    "schema": DataFile("errors.schema.json", "JSON Schema of the above"),
    "csv": DataFile("errors.csv", "one row per case"),
    "openapi": DataFile("errors.openapi.json", "responses as OpenAPI 3.1 components"),
    "inventory": DataFile("objects.inv", "for Sphinx"),
    "llms": DataFile("llms.txt", "a guide for agents"),
    "feed": DataFile("changes.xml", "what changed, as an Atom feed"),
    "opensearch": DataFile("opensearch.xml", "search from the address bar", needs_site_url=True),
    "permalinks": DataFile(PERMALINKS_JSON, "every permanent path and where it leads"),
    "lookup": DataFile(LOOKUP_JSON, "the index that the lookup reads"),
}
"""The files by the names that `errdocs export` knows them by."""


def json_text(data: Data) -> str:
    """Return plain data as the text of a file: its order kept, every script's letters readable.

    On one line: files for programs are fetched often, and indenting takes longer than rendering.
    """
    return json.dumps(data, ensure_ascii=False) + "\n"
