"""Example responses: how an error looks on a surface, from the surface's envelope."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.messages import parse
from errdocs.registry.model import Case, EnvelopeFormat, Error, Registry, Surface

# A request id as an example; the same everywhere, so that builds are reproducible.
REQUEST_ID = "54dc32fd-968b-4aed-b6a8-ae63d6fda4d5"


@dataclass(frozen=True, slots=True)
class ExampleResponse:
    """The response of one case on one surface."""

    surface: Surface
    language: str
    body: str


def example_responses(registry: Registry, error: Error, case: Case) -> Iterator[ExampleResponse]:
    """Yield a response for each surface that prints the case and has an envelope."""
    for key in error.surfaces_of(case):
        surface = registry.surface_by_key.get(key)
        if surface and surface.envelope:
            values = {
                "code": error.spelling_on(key),
                "message": printed_message(case),
                "status": "" if case.status is None else str(case.status),
                "request_id": REQUEST_ID,
            }
            body = _filled(surface.envelope.body, values)
            is_json = surface.envelope.format is EnvelopeFormat.JSON
            text = json.dumps(body, indent=2, ensure_ascii=False) if is_json else str(body)
            yield ExampleResponse(surface, "json" if is_json else "text", text)


def printed_message(case: Case) -> str:
    """Return the message as the service prints it: the template filled with its examples."""
    return parse(case.message).fill(examples_of(case))


def examples_of(case: Case) -> dict[str, str]:
    """Return the example of each parameter by name."""
    return {name: parameter.example for name, parameter in case.parameters.items()}


def _filled(body: object, values: Mapping[str, str]) -> object:
    """Return an envelope with the placeholders in its texts filled, whatever their depth."""
    if isinstance(body, Mapping):
        return {key: _filled(item, values) for key, item in body.items()}
    if isinstance(body, tuple):
        return [_filled(item, values) for item in body]
    return parse(body).fill(values) if isinstance(body, str) else body
