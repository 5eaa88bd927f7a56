"""The registry as data for programs: `errors.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from errdocs.model import Case, Error, Lifecycle, Link, Registry, SourceRef, Wording
from errdocs.paths import case_path, error_path

SCHEMA_VERSION = 1
"""Version of the format of `errors.json`; raised when a reader of the old one would break."""


def errors_json(registry: Registry, base_url: str = "") -> str:
    """Return `errors.json`: the whole registry.

    URLs are relative to the site's root, or absolute where `base_url` (with a slash at its
    end) is given. Nothing in it depends on the day or machine of the build.
    """
    document = {
        "schema_version": SCHEMA_VERSION,
        "service": _service(registry),
        "errors": [error_json(registry, error, base_url) for error in registry.errors],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def error_json(registry: Registry, error: Error, base_url: str = "") -> dict[str, Any]:
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
        "url": base_url + error_path(error),
        "cases": [_case(error, case, base_url) for case in error.cases],
    }


def _service(registry: Registry) -> dict[str, Any]:
    service, settings = registry.settings.service, registry.settings
    return {
        "name": service.name,
        "home": service.home,
        "description": service.description,
        "version": settings.version,
    }


def _case(error: Error, case: Case, base_url: str) -> dict[str, Any]:
    return {
        "id": case.id,
        "title": case.title,
        "url": base_url + case_path(error, case),
        "status": case.status,
        "message": case.message,
        "parameters": {
            name: {
                "description": parameter.description,
                "example": parameter.example,
                **({"pattern": parameter.pattern} if parameter.pattern else {}),
            }
            for name, parameter in case.parameters.items()
        },
        "other_messages": _messages(case.other_messages),
        "former_messages": _messages(case.former_messages),
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
        "source": _one_or_list([_source(source) for source in case.sources]),
        "verified": case.verified.isoformat() if case.verified else None,
    }


def _messages(wordings: Iterable[Wording]) -> list[str]:
    return [wording.message for wording in wordings]


def _link(link: Link) -> dict[str, str]:
    return {"title": link.title, "url": link.url}


def _source(source: SourceRef) -> dict[str, Any]:
    row = {} if source.row is None else {"row": source.row}
    return {"document": source.document, **row}


def _one_or_list(items: list[dict[str, Any]]) -> dict[str, Any] | list[dict[str, Any]]:
    return items[0] if len(items) == 1 else items


def _lifecycle(entry: Error | Case) -> dict[str, Any]:
    """Return the lifecycle fields that an entry has; entries without any stay short."""
    fields = {"since": entry.since, "deprecated": entry.deprecated, "removed": entry.removed}
    return {name: _change(change) for name, change in fields.items() if change}


def _change(change: Lifecycle) -> dict[str, Any]:
    fields = {
        "version": change.version,
        "date": change.date.isoformat() if change.date else None,
        "reason": change.reason,
        "replaced_by": change.replaced_by,
    }
    return {name: value for name, value in fields.items() if value is not None}
