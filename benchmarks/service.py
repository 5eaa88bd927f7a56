"""The made-up service that generated registries are about: what `registry.yml` says."""

from __future__ import annotations

import datetime

from errdocs.registry.model import (
    Category,
    Envelope,
    EnvelopeFormat,
    Markers,
    Service,
    Settings,
    Source,
    Surface,
)

NATIVE, COMPATIBLE, CLIENT = "rest", "compatible", "client"
"""Keys of the surfaces: codes in CamelCase, codes in snake case, and no HTTP response at all."""
OBSERVED = "observed"
"""Key of the source without rows."""

_SURFACES = (
    Surface(
        key=NATIVE,
        title="REST API",
        description="The native interface; its codes are in camel case.",
        envelope=Envelope(
            format=EnvelopeFormat.JSON,
            body={"code": "{code}", "message": "{message}", "request_id": "{request_id}"},
        ),
    ),
    Surface(
        key=COMPATIBLE,
        title="Compatible mode",
        description="The same service behind an interface that others have; codes in snake case.",
        envelope=Envelope(
            format=EnvelopeFormat.JSON,
            body={"error": {"type": "{code}", "message": "{message}", "param": None}},
        ),
    ),
    Surface(
        key=CLIENT,
        title="Client library",
        description="Raised by the client library before there is a response.",
        envelope=Envelope(format=EnvelopeFormat.TEXT, body="cloud.{code}: {message}"),
    ),
)
_CATEGORIES = tuple(
    Category(key=key, title=title, description=description)
    for key, title, description in (
        ("parameter", "Parameters", "A value of the request is not accepted."),
        ("missing", "Missing things", "The request names what does not exist."),
        ("access", "Access", "The caller may not do what the request asks for."),
        ("quota", "Quota and rate limits", "More was asked for than the limits allow."),
        ("conflict", "Conflicts", "Another state or request stands in the way."),
        ("server", "Server", "Something failed inside the service."),
        ("client", "Client", "The client library could not reach the service."),
    )
)


def service_settings(version: str, common: tuple[str, ...], documents: int) -> Settings:
    """Return what `registry.yml` holds, with a number of upstream documents."""
    guides = (
        Source(
            key=document_key(number),
            title=f"Cloud API guide, part {number + 1}",
            date=datetime.date(2025, 5, 20),
            url=f"https://cloud.example/docs/errors-{number + 1}",
        )
        for number in range(documents)
    )
    return Settings(
        service=Service(
            name="Example Cloud",
            home="https://cloud.example/",
            description="A service that nobody runs, to measure with.",
        ),
        version=version,
        common=common,
        markers=Markers(own=("cloud.example",), foreign=("other.example",)),
        surfaces=_SURFACES,
        categories=_CATEGORIES,
        sources=(*guides, Source(key=OBSERVED, title="Responses seen in the wild")),
    )


def document_key(number: int) -> str:
    """Return the key of an upstream document, by its number from 0."""
    return f"guide-{number + 1}"
