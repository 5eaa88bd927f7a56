"""Every export by its name: where it is published, and what makes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from errdocs.exports import feed, markdown, opensearch
from errdocs.exports.data import errors_json, one_error_json
from errdocs.exports.inventory import objects_inv
from errdocs.exports.llms import llms_txt
from errdocs.exports.openapi import openapi_json
from errdocs.exports.schema import errors_schema
from errdocs.exports.table import errors_csv
from errdocs.registry.model import Error, Registry

Maker = Callable[[Registry, str], str | bytes]
"""Takes the registry and the address of the site; returns the content of a file."""


@dataclass(frozen=True, slots=True)
class Export:
    """A file for programs that a site has once."""

    path: str
    """Path from the site's root."""
    make: Maker
    about: str
    """What it is, for the help of the command line."""
    needs_address: bool = False
    """Whether there is no such file for a site whose address is unknown."""


EXPORTS: Mapping[str, Export] = {
    "json": Export("errors.json", errors_json, "the whole registry"),
    "schema": Export("errors.schema.json", lambda *_: errors_schema(), "JSON Schema of the above"),
    "csv": Export("errors.csv", errors_csv, "one row a case"),
    "openapi": Export("errors.openapi.json", openapi_json, "responses as OpenAPI 3.1 components"),
    "inventory": Export("objects.inv", lambda registry, _: objects_inv(registry), "for Sphinx"),
    "llms": Export("llms.txt", llms_txt, "a guide for agents"),
    "feed": Export(feed.PATH, feed.changes_xml, "what changed, as an Atom feed"),
    "opensearch": Export(
        opensearch.PATH, opensearch.opensearch_xml, "search from the address bar", True
    ),
}
"""The files that a site has once, by the names that `errdocs export` knows them by."""


def exported_files(registry: Registry, base_url: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every export of a site, but for the Markdown of its errors."""
    for export in EXPORTS.values():
        if base_url or not export.needs_address:
            yield export.path, _bytes(export.make(registry, base_url))
    for error in registry.errors:
        yield one_error_path(error), one_error_json(registry, error, base_url).encode()


def markdown_files(registry: Registry, base_url: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each error's Markdown.

    Apart from the others: an engine must copy these files and not take them for pages.
    """
    for error in registry.errors:
        content = markdown.error_markdown(registry, error, base_url)
        yield error.file_path(".md"), content.encode()


def one_error_path(error: Error) -> str:
    """Return the path of one error's JSON."""
    return error.file_path(".json")


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
