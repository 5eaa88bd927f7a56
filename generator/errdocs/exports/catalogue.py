"""What makes each file for programs; `errdocs.routes` says where they are published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from errdocs.exports import agent_texts, text_files
from errdocs.exports.errors_json import case_jsons, errors_json, errors_schema, one_error_json
from errdocs.exports.openapi import openapi_json
from errdocs.exports.permalinks_json import objects_inv, permalinks_json
from errdocs.lookup.index import build_index, index_json
from errdocs.registry.model import Error
from errdocs.routes import FILES, Routes
from errdocs.routes.paths import ERROR_JSON, ERROR_MARKDOWN

# The files that a site has once, by their names in `FILES`.
MAKERS: Mapping[str, Callable[[Routes], str | bytes]] = {
    "json": errors_json,
    "schema": lambda _: errors_schema(),
    "csv": text_files.errors_csv,
    "openapi": openapi_json,
    "inventory": objects_inv,
    "llms": agent_texts.llms_txt,
    "llms-full": agent_texts.llms_full_txt,
    "feed": text_files.changes_xml,
    "opensearch": text_files.opensearch_xml,
    "permalinks": permalinks_json,
    "lookup": lambda routes: index_json(build_index(routes.registry)),
}
# The files about one error, by their endings.
ERROR_MAKERS: Mapping[str, Callable[[Routes, Error], str]] = {
    ERROR_JSON: one_error_json,
    ERROR_MARKDOWN: agent_texts.error_markdown,
}
# The files about each case of an error, in the order of the cases, by the same endings.
CASE_MAKERS: Mapping[str, Callable[[Routes, Error], Iterator[str]]] = {
    ERROR_JSON: case_jsons,
    ERROR_MARKDOWN: agent_texts.case_markdowns,
}


def data_files(routes: Routes) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every file for programs that a site has."""
    for name, make in MAKERS.items():
        if routes.site_url or not FILES[name].needs_site_url:
            content = make(routes)
            yield FILES[name].path, content.encode() if isinstance(content, str) else content
    for ending, make_one in ERROR_MAKERS.items():
        for error in routes.registry.errors:
            yield error.file_path(ending), make_one(routes, error).encode()
    for ending, make_all in CASE_MAKERS.items():
        for error in routes.registry.errors:
            for case, text in zip(error.cases, make_all(routes, error), strict=True):
                yield error.file_path(ending, case), text.encode()
