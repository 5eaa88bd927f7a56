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
from errdocs.registry.model import Case, Error, Surface, status_label
from errdocs.render.texts import ExampleResponse, example_responses
from errdocs.routes import Routes

# What the placeholders of an envelope stand for.
MEANINGS = {
    "code": "Code of the error.",
    "message": "What happened, in the service's words.",
    "status": "HTTP status.",
    "request_id": "Identifier of the request, for support.",
}


class _Example(NamedTuple):
    """The response to one case on one surface, under its name in the components."""

    name: str
    response: ExampleResponse
    error: Error
    case: Case


def openapi_json(routes: Routes) -> str:
    """Return `errors.openapi.json`.

    Schemas are named after surfaces, responses `<surface>.<status>`, and examples
    `<surface>.<Code>.<case-id>`. Cases without an HTTP response are examples only; removed
    ones too, since no client has to expect them.
    """
    settings, examples = routes.registry.settings, list(_examples(routes))
    surfaces = [surface for surface in settings.surfaces if surface.envelope]
    responses = (pair for surface in surfaces for pair in _responses(surface, examples))
    info = {
        "title": f"Errors of {settings.service.name}",
        "description": "Components to refer to from a description of the API. The examples are "
        "generated from the message of each case and the form of each interface.",
        "version": settings.version,
    }
    components = {
        "schemas": {surface.key: _schema(surface, examples) for surface in surfaces},
        "responses": dict(responses),
        "examples": {example.name: _example(routes, example) for example in examples},
    }
    return json_text({"openapi": "3.1.0", "info": info, "components": components})


def _examples(routes: Routes) -> Iterator[_Example]:
    for error, case in routes.registry.cases():
        for response in example_responses(routes.registry, error, case):
            name = f"{response.surface.key}.{error.path_segment}.{case.id}"
            yield _Example(name, response, error, case)


def _schema(surface: Surface, examples: Iterable[_Example]) -> Data:
    errors = (example.error for example in examples if example.response.surface is surface)
    codes = list(dict.fromkeys(error.spelling_on(surface.key) for error in errors))
    body = surface.envelope.body if surface.envelope else None
    head = {"title": surface.title, "description": escaped(surface.description)}
    return head | _body_schema(body, codes)


def _responses(surface: Surface, examples: Iterable[_Example]) -> Iterator[tuple[str, Data]]:
    """Yield name and content of the response for each status: the cases it may stand for."""
    own = [e for e in examples if e.response.surface is surface and not e.error.removal_of(e.case)]
    for status in sorted({example.case.status or 0 for example in own} - {0}):
        names = [example.name for example in own if example.case.status == status]
        media_type = "application/json" if own[0].response.language == "json" else "text/plain"
        content = {
            "schema": {"$ref": f"#/components/schemas/{surface.key}"},
            "examples": {name: {"$ref": f"#/components/examples/{name}"} for name in names},
        }
        description = f"{status_label(status)} ({escaped(surface.title)})"
        waits = {e.case.retry_after for e in own if e.case.status == status} - {None}
        headers = {"headers": {"Retry-After": _retry_after(waits)}} if waits else {}
        response = {"description": description, **headers, "content": {media_type: content}}
        yield f"{surface.key}.{status}", response


def _retry_after(waits: Iterable[int | None]) -> Data:
    """Return the description of a header that says how long to wait; no response needs to have it.

    The times are those of the registry, and a mock server sends them; the service may not.
    """
    examples = sorted(seconds for seconds in waits if seconds)
    return {
        "description": "Seconds after which the same request may succeed, where that is known.",
        "required": False,
        "schema": {"type": "integer", "minimum": 0, "examples": examples},
    }


def _example(routes: Routes, example: _Example) -> Data:
    """Return an example; `x-` fields carry what a mock server or a client may act on."""
    error, case, response = example.error, example.case, example.response
    actor = routes.registry.actor_by_key.get(case.actor or "")
    retry = f"{case.retry.label}." if case.retry else ""
    verdict = " ".join(filter(None, (retry, f"{actor.title} acts." if actor else "")))
    return {
        "summary": f"{error.code}: {error.title_of(case)}",
        "description": verdict,
        "value": json.loads(response.body) if response.language == "json" else response.body,
        "x-code": case.code or error.code,
        "x-case": case.id,
        "x-status": case.status or None,
        "x-retry": case.retry,
        **({"x-retry-after": case.retry_after} if case.retry_after else {}),
        "x-actor": case.actor,
        "x-url": routes.url(error.path_of(case)),
        **({"x-fields": values} if (values := error.values_of(case)) else {}),
    }


def _body_schema(body: object, codes: Sequence[str]) -> Data:
    """Return the schema of the bodies that an envelope is the pattern of.

    It is lenient, since the envelope shows one value out of many: other fields may come, a null
    may be anything, and a code need not be one of `codes`, which are only examples.
    """
    if isinstance(body, str):
        names = _names(body)
        text = " ".join(meaning for name, meaning in MEANINGS.items() if name in names)
        schema: Data = {"type": "string"} | ({"description": text} if text else {})
        return schema | ({"examples": codes} if body == "{code}" and codes else {})
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


def _names(body: object) -> set[str]:
    """Return the placeholders in a value, whatever their depth."""
    if isinstance(body, str):
        try:
            return set(parse(body).names)
        except TemplateError:
            return set()
    items = body.values() if isinstance(body, Mapping) else body
    return set().union(*map(_names, items)) if isinstance(items, Iterable) else set()
