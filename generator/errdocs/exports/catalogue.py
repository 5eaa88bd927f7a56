"""What makes each file for programs; `errdocs.routes.paths` says where they are published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from errdocs.exports.agents import error_markdown, llms_txt
from errdocs.exports.errors_csv import errors_csv
from errdocs.exports.errors_json import errors_json, one_error_json
from errdocs.exports.errors_schema import errors_schema
from errdocs.exports.feed import changes_xml
from errdocs.exports.inventory import objects_inv
from errdocs.exports.openapi import openapi_json
from errdocs.exports.opensearch import opensearch_xml
from errdocs.registry.model import Registry
from errdocs.routes.paths import FILES

Maker = Callable[[Registry, str], str | bytes]
"""Takes the registry and the URL of the site; returns the content of a file."""

MAKERS: Mapping[str, Maker] = {
    "json": errors_json,
    "schema": lambda *_: errors_schema(),
    "csv": errors_csv,
    "openapi": openapi_json,
    "inventory": lambda registry, _: objects_inv(registry),
    "llms": llms_txt,
    "feed": changes_xml,
    "opensearch": opensearch_xml,
}
"""The files that come from the registry alone, by their names in `FILES`."""


def exported_files(registry: Registry, base_url: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every export of a site, except the Markdown of its errors."""
    for name, make in MAKERS.items():
        if base_url or not FILES[name].needs_site_url:
            content = make(registry, base_url)
            yield FILES[name].path, content.encode() if isinstance(content, str) else content
    for error in registry.errors:
        yield error.file_path(".json"), one_error_json(registry, error, base_url).encode()


def markdown_files(registry: Registry, base_url: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each error's Markdown.

    Apart from the others: an engine must copy these files and not take them for pages.
    """
    for error in registry.errors:
        yield error.file_path(".md"), error_markdown(registry, error, base_url).encode()
