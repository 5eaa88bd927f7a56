"""What makes each file for programs; `errdocs.routes` says where they are published."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

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


Maker = Callable[[], bytes]
"""Makes the content of a file, once somebody wants it."""


def data_files(routes: Routes) -> Iterator[tuple[str, Maker]]:
    """Yield the path of every file for programs that a site has, and what makes it."""
    for name, make in MAKERS.items():
        if routes.site_url or not FILES[name].needs_site_url:
            yield FILES[name].path, partial(_encoded, make, routes)
    for ending, make_one in ERROR_MAKERS.items():
        for error in routes.registry.errors:
            yield error.file_path(ending), partial(_encoded, make_one, routes, error)
    for ending, make_all in CASE_MAKERS.items():
        made = _FilesOfCases(routes, make_all)
        for error in routes.registry.errors:
            for number, case in enumerate(error.cases):
                yield error.file_path(ending, case), partial(made.content, error, number)


def _encoded(make: Callable[..., str | bytes], *arguments: object) -> bytes:
    content = make(*arguments)
    return content.encode() if isinstance(content, str) else content


class _FilesOfCases:
    """Makes the files about the cases of an error at once, and keeps those of one error."""

    def __init__(self, routes: Routes, make: Callable[[Routes, Error], Iterator[str]]) -> None:
        self._routes = routes
        self._make = make
        self._kept: tuple[Error | None, tuple[str, ...]] = (None, ())

    def content(self, error: Error, number: int) -> bytes:
        """Return the file about the case with a number, from 0."""
        kept, texts = self._kept
        if kept is not error:
            texts = tuple(self._make(self._routes, error))
            self._kept = error, texts
        return texts[number].encode()
