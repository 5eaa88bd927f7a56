"""The error responses as OpenAPI 3.1 components: `errors.openapi.json`.

An API description refers to a response, such as `#/components/responses/api.429`; a mock server
that reads the description then has a body to serve for every case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from errdocs.escaping import escaped
from errdocs.exports.body_schema import body_schema
from errdocs.exports.data import Data, json_text
from errdocs.registry.model import EnvelopeFormat, Registry, Surface, status_label
from errdocs.render.responses import example_responses
from errdocs.routes import Entry

OPENAPI = "3.1.0"


class _Example(NamedTuple):
    """The response to one case on one surface, under its name in the components."""

    name: str
    surface: Surface
    entry: Entry
    value: object
    """The body: data where it is JSON, a text otherwise."""


def openapi_json(registry: Registry, base_url: str = "") -> str:
    """Return `errors.openapi.json`.

    Schemas are named after surfaces, responses `<surface>.<status>`, and examples
    `<surface>.<Code>.<case-id>`. Cases without an HTTP response are examples only; retired
    ones too, since no client has to expect them.
    """
    settings, examples = registry.settings, list(_examples(registry))
    surfaces = [surface for surface in settings.surfaces if surface.envelope]
    document = {
        "openapi": OPENAPI,
        "info": {
            "title": f"Errors of {settings.service.name}",
            "description": "Components to refer to from a description of the API.",
            "version": settings.version,
        },
        "components": {
            "schemas": {surface.key: _schema(surface, examples) for surface in surfaces},
            "responses": dict(_responses(surfaces, examples)),
            "examples": {example.name: _example(example, base_url) for example in examples},
        },
    }
    return json_text(document)


def _examples(registry: Registry) -> Iterator[_Example]:
    for error, case in registry.cases():
        for response in example_responses(registry, error, case):
            surface = response.surface
            name = f"{surface.key}.{error.path_segment}.{case.id}"
            value = json.loads(response.body) if _is_json(surface) else response.body
            yield _Example(name, surface, Entry(error, case), value)


def _schema(surface: Surface, examples: Iterable[_Example]) -> Data:
    entries = (example.entry for example in examples if example.surface == surface)
    codes = dict.fromkeys(entry.error.spelling_on(surface.key) for entry in entries)
    body = surface.envelope.body if surface.envelope else None
    head = {"title": surface.title, "description": escaped(surface.description)}
    return {**head, **body_schema(body, tuple(codes))}


def _responses(
    surfaces: Iterable[Surface], examples: Iterable[_Example]
) -> Iterator[tuple[str, Data]]:
    """Yield the responses by name: one a surface and status, with the cases it may stand for."""
    current = [example for example in examples if not example.entry.removal]
    for surface in surfaces:
        own = [example for example in current if example.surface == surface]
        statuses = {example.entry.case.status for example in own}
        for status in sorted(status for status in statuses if status):
            some = [example for example in own if example.entry.case.status == status]
            yield f"{surface.key}.{status}", _response(surface, status, some)


def _response(surface: Surface, status: int, examples: Iterable[_Example]) -> Data:
    return {
        "description": f"{status_label(status)} ({escaped(surface.title)})",
        "content": {
            "application/json" if _is_json(surface) else "text/plain": {
                "schema": {"$ref": f"#/components/schemas/{surface.key}"},
                "examples": {
                    example.name: {"$ref": f"#/components/examples/{example.name}"}
                    for example in examples
                },
            }
        },
    }


def _example(example: _Example, base_url: str) -> Data:
    """Return an example; `x-` fields carry what a mock server or a client may act on."""
    error, case = example.entry.error, example.entry.case
    return {
        "summary": f"{error.code}: {example.entry.title}",
        "description": f"{case.retry.label}. {case.actor.label} acts.",
        "value": example.value,
        "x-code": error.code,
        "x-case": case.id,
        "x-status": case.status,
        "x-retry": case.retry.value,
        "x-actor": case.actor.value,
        "x-url": base_url + example.entry.path,
    }


def _is_json(surface: Surface) -> bool:
    return surface.envelope is not None and surface.envelope.format is EnvelopeFormat.JSON
