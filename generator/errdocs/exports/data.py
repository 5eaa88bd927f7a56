"""The registry as plain data: `errors.json`, and the same for one error.

Every field of the model is in it, but for the rows of the sources: those are other people's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from errdocs.registry.model import (
    Case,
    Error,
    Lifecycle,
    Link,
    Parameter,
    Registry,
    Revision,
    SourceRef,
    Surface,
    Wording,
)

SCHEMA_VERSION = 1
"""Version of the format of `errors.json`; raised when a reader of the old one would break."""

Data = dict[str, Any]
"""A JSON object."""


def errors_json(registry: Registry, base_url: str = "") -> str:
    """Return `errors.json`: the whole registry.

    URLs are relative to the site's root, or absolute where `base_url` (with a slash at its
    end) is given. Nothing in it depends on the day or machine of the build.
    """
    return json_text(registry_data(registry, base_url))


def one_error_json(registry: Registry, error: Error, base_url: str = "") -> str:
    """Return one error as a file of its own, with the versions that a reader has to know."""
    return json_text({**_versions(registry), **error_json(registry, error, base_url)})


def registry_data(registry: Registry, base_url: str = "") -> Data:
    """Return the whole registry as plain data."""
    settings = registry.settings
    service, markers = settings.service, settings.markers
    return {
        **_versions(registry),
        "service": {
            "name": service.name,
            "home": service.home,
            "description": service.description,
        },
        "common": list(settings.common),
        "markers": {"own": list(markers.own), "foreign": list(markers.foreign)},
        "surfaces": [_surface(surface) for surface in settings.surfaces],
        "categories": [
            {"key": item.key, "title": item.title, "description": item.description}
            for item in settings.categories
        ],
        "sources": [
            {
                "key": source.key,
                "title": source.title,
                "date": source.date.isoformat() if source.date else None,
                "url": source.url,
                "description": source.description,
            }
            for source in settings.sources
        ],
        "errors": [error_json(registry, error, base_url) for error in registry.errors],
    }


def error_json(registry: Registry, error: Error, base_url: str = "") -> Data:
    """Return one error as plain data, in the form that `errors.json` holds it."""
    return {
        "code": error.code,
        "slug": error.path_segment,
        "title": error.title,
        "summary": error.summary,
        "category": error.category,
        "surfaces": list(error.surfaces),
        "aliases": [{"code": alias.code, "surface": alias.surface} for alias in error.aliases],
        "related": list(error.related),
        **_lifecycle(error),
        "url": base_url + error.path,
        "cases": [_case(error, case, base_url) for case in error.cases],
    }


def json_text(data: Data) -> str:
    """Return plain data as the text of a file: its order kept, every script's letters readable.

    On one line: files for programs are fetched often, and indenting takes longer than rendering.
    """
    return json.dumps(data, ensure_ascii=False) + "\n"


def _versions(registry: Registry) -> Data:
    return {"schema_version": SCHEMA_VERSION, "registry_version": registry.settings.version}


def _surface(surface: Surface) -> Data:
    envelope = surface.envelope
    return {
        "key": surface.key,
        "title": surface.title,
        "description": surface.description,
        "envelope": envelope and {"format": envelope.format.value, "body": plain(envelope.body)},
    }


def plain(body: object) -> Any:
    """Return a free-form value of the registry as JSON knows it."""
    if isinstance(body, Mapping):
        return {key: plain(item) for key, item in body.items()}
    return [plain(item) for item in body] if isinstance(body, tuple) else body


def _case(error: Error, case: Case, base_url: str) -> Data:
    return {
        "id": case.id,
        "title": case.title,
        "url": base_url + error.path_of(case),
        "status": case.status,
        "message": case.message,
        "parameters": {name: _parameter(value) for name, value in case.parameters.items()},
        "other_messages": _messages(case.other_messages),
        "former_messages": _messages(case.former_messages),
        **_wording_sources((*case.other_messages, *case.former_messages)),
        "surfaces": list(error.surfaces_of(case)),
        "cause": case.cause,
        "fix": case.fix,
        "retry": case.retry.value,
        "actor": case.actor.value,
        "examples": [
            {"title": example.title, "language": example.language, "body": example.body}
            for example in case.examples
        ],
        "see": [_link(link) for link in case.see],
        "tags": list(case.tags),
        **_lifecycle(case),
        "source": _one_or_list(case.sources),
        "verified": case.verified.isoformat() if case.verified else None,
    }


def _parameter(parameter: Parameter) -> Data:
    pattern = {"pattern": parameter.pattern} if parameter.pattern else {}
    return {"description": parameter.description, "example": parameter.example, **pattern}


def _messages(wordings: Iterable[Wording]) -> list[str]:
    return [wording.message for wording in wordings]


def _wording_sources(wordings: Iterable[Wording]) -> Data:
    """Return where wordings were seen, for those that were seen elsewhere than their case."""
    own = [
        {"message": wording.message, "source": _one_or_list(wording.source)}
        for wording in wordings
        if wording.source
    ]
    return {"wording_sources": own} if own else {}


def _link(link: Link) -> Data:
    return {"title": link.title, "url": link.url}


def _one_or_list(references: tuple[SourceRef, ...]) -> Data | list[Data]:
    items = [_source(reference) for reference in references]
    return items[0] if len(items) == 1 else items


def _source(source: SourceRef) -> Data:
    row = {} if source.row is None else {"row": source.row}
    return {"document": source.document, **row}


def _lifecycle(entry: Error | Case) -> Data:
    """Return the lifecycle fields that an entry has; entries without any stay short."""
    fields = {
        "since": _change(entry.since),
        "changed": [_revision(revision) for revision in entry.changed],
        "deprecated": _change(entry.deprecated),
        "removed": _change(entry.removed),
    }
    return {name: value for name, value in fields.items() if value}


def _revision(revision: Revision) -> Data:
    fields = {
        "version": revision.version,
        "date": revision.date.isoformat() if revision.date else None,
        "what": revision.what,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _change(change: Lifecycle | None) -> Data:
    if change is None:
        return {}
    fields = {
        "version": change.version,
        "date": change.date.isoformat() if change.date else None,
        "reason": change.reason,
        "replaced_by": change.replaced_by,
    }
    return {name: value for name, value in fields.items() if value is not None}
