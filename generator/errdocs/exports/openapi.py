"""The error responses as OpenAPI 3.1 components: `errors.openapi.json`.

An API description refers to a response, such as `#/components/responses/api.429`; a mock server
that reads the description then has a body to serve for every case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from errdocs.escaping import escaped
from errdocs.exports.errors_json import Data, json_text
from errdocs.messages import TemplateError, parse
from errdocs.registry.model import Case, EnvelopeFormat, Error, Registry, Surface, status_label
from errdocs.render.responses import example_responses

MEANINGS = {
    "code": "Code of the error.",
    "message": "What happened, in the service's words.",
    "status": "HTTP status.",
    "request_id": "Identifier of the request, for support.",
}
"""What the placeholders of an envelope stand for."""


class _Example(NamedTuple):
    """The response to one case on one surface, under its name in the components."""

    name: str
    surface: Surface
    error: Error
    case: Case
    value: object
    """The body: data for JSON, a text otherwise."""


def openapi_json(registry: Registry, base_url: str = "") -> str:
    """Return `errors.openapi.json`.

    Schemas are named after surfaces, responses `<surface>.<status>`, and examples
    `<surface>.<Code>.<case-id>`. Cases without an HTTP response are examples only; removed
    ones too, since no client has to expect them.
    """
    settings, examples = registry.settings, list(_examples(registry))
    surfaces = [surface for surface in settings.surfaces if surface.envelope]
    document = {
        "openapi": "3.1.0",
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
            yield _Example(name, surface, error, case, value)


def _schema(surface: Surface, examples: Iterable[_Example]) -> Data:
    errors = (example.error for example in examples if example.surface == surface)
    codes = dict.fromkeys(error.spelling_on(surface.key) for error in errors)
    body = surface.envelope.body if surface.envelope else None
    head = {"title": surface.title, "description": escaped(surface.description)}
    return {**head, **_body_schema(body, tuple(codes))}


def _responses(
    surfaces: Iterable[Surface], examples: Iterable[_Example]
) -> Iterator[tuple[str, Data]]:
    """Yield the responses by name: one per surface and status, with the cases it may stand for."""
    current = [item for item in examples if not item.error.removal_of(item.case)]
    for surface in surfaces:
        by_status: dict[int, list[_Example]] = {}
        for example in current:
            if example.surface == surface and example.case.status:
                by_status.setdefault(example.case.status, []).append(example)
        for status, own in sorted(by_status.items()):
            yield f"{surface.key}.{status}", _response(surface, status, own)


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
    error, case = example.error, example.case
    return {
        "summary": f"{error.code}: {error.title_of(case)}",
        "description": f"{case.retry.label}. {case.actor.label} acts.",
        "value": example.value,
        "x-code": error.code,
        "x-case": case.id,
        "x-status": case.status,
        "x-retry": case.retry.value,
        "x-actor": case.actor.value,
        "x-url": base_url + error.path_of(case),
    }


def _is_json(surface: Surface) -> bool:
    return surface.envelope is not None and surface.envelope.format is EnvelopeFormat.JSON


def _body_schema(body: object, codes: Sequence[str]) -> Data:
    """Return the schema of the bodies that an envelope is the pattern of.

    It is lenient, since the envelope shows one value out of many: other fields may come, a null
    may be anything, and a code need not be one of `codes`, which are only examples.
    """
    if isinstance(body, str):
        return _text_schema(body, codes)
    if isinstance(body, Mapping):
        return {
            "type": "object",
            "properties": {key: _body_schema(item, codes) for key, item in body.items()},
            "required": [key for key, item in body.items() if _names(item) & {"code", "message"}],
        }
    if isinstance(body, Sequence):
        items = [_body_schema(item, codes) for item in body]
        return {"type": "array", "prefixItems": items} if items else {"type": "array"}
    types = {bool: "boolean", int: "integer"}
    return {} if body is None else {"type": types.get(type(body), "number")}


def _text_schema(text: str, codes: Sequence[str]) -> Data:
    names = _names(text)
    description = " ".join(MEANINGS[name] for name in MEANINGS if name in names)
    return {
        "type": "string",
        **({"description": description} if description else {}),
        **({"examples": list(codes)} if text == "{code}" and codes else {}),
    }


def _names(body: object) -> set[str]:
    """Return the placeholders in a value, whatever their depth."""
    if isinstance(body, str):
        try:
            return set(parse(body).names)
        except TemplateError:
            return set()
    if isinstance(body, Mapping):
        body = tuple(body.values())
    return set().union(*map(_names, body)) if isinstance(body, Sequence) else set()
