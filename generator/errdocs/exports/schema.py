"""The JSON Schema of `errors.json`: what each field holds, for programs and their authors.

Descriptions and rules come from the model, so that they cannot say anything else than the loader.
Objects stay open: a field more is no new version, and readers ignore what they do not know.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from errdocs.exports.data import SCHEMA_VERSION, Data, json_text
from errdocs.registry.model import (
    Actor,
    Alias,
    Case,
    Category,
    Envelope,
    EnvelopeFormat,
    Error,
    Example,
    Lifecycle,
    Link,
    Markers,
    Parameter,
    Retry,
    Revision,
    Service,
    Settings,
    Source,
    SourceRef,
    Surface,
    Wording,
)
from errdocs.registry.schema import DIALECT, field_texts

TEXT: Data = {"type": "string", "minLength": 1}
NULLABLE_TEXT: Data = {"type": ["string", "null"]}
DAY: Data = {"type": "string", "format": "date"}
NULLABLE_DAY: Data = {"type": ["string", "null"], "format": "date"}
STATUS: Data = {"type": ["integer", "null"], "minimum": 100, "maximum": 599}
URL: Data = {
    "type": "string",
    "format": "uri-reference",
    "description": "Address of the page: from the site's root, or absolute where the site is "
    "published under a known address.",
}


def errors_schema() -> str:
    """Return `errors.schema.json`; one error's file obeys its `#/$defs/error_file`."""
    versions = {
        "schema_version": {
            "const": SCHEMA_VERSION,
            "description": "Version of this format; another number is another schema.",
        },
        "registry_version": _field(Settings, "version", TEXT),
    }
    return json_text(
        {
            "$schema": DIALECT,
            "title": "An error reference as data",
            **_object({**versions, **_registry()}),
            "$defs": {
                "error_file": {**_object(versions), "$ref": "#/$defs/error"},
                "error": _error(),
                "case": _case(),
                "lifecycle": _lifecycle(),
                "revision": _revision(),
                "source_reference": _source_reference(),
                "source_references": {
                    "anyOf": [_ref("source_reference"), _list(_ref("source_reference"))]
                },
            },
        }
    )


def _registry() -> Data:
    service = {"name": TEXT, "home": NULLABLE_TEXT, "description": TEXT}
    named = {"key": TEXT, "title": TEXT, "description": TEXT}
    envelope = {"format": _choice(EnvelopeFormat), "body": {}}
    source = {**named, "date": NULLABLE_DAY, "url": NULLABLE_TEXT, "description": NULLABLE_TEXT}
    markers = {"own": _list(TEXT), "foreign": _list(TEXT)}
    surface = {**named, "envelope": {"anyOf": [_record(Envelope, envelope), {"type": "null"}]}}
    return {
        "service": _field(Settings, "service", _record(Service, service)),
        "common": _field(Settings, "common", _list(TEXT)),
        "markers": _field(Settings, "markers", _record(Markers, markers)),
        "surfaces": _field(Settings, "surfaces", _list(_record(Surface, surface))),
        "categories": _field(Settings, "categories", _list(_record(Category, named))),
        "sources": _field(Settings, "sources", _list(_record(Source, source))),
        "errors": {**_list(_ref("error")), "description": "Every error, sorted by code."},
    }


def _error() -> Data:
    alias = _record(Alias, {"code": TEXT, "surface": TEXT})
    fields = {
        "code": TEXT,
        "slug": TEXT,
        "title": TEXT,
        "summary": TEXT,
        "category": TEXT,
        "surfaces": _list(TEXT),
        "aliases": _list(alias),
        "related": _list(TEXT),
        "cases": {**_list(_ref("case")), "minItems": 1},
    }
    schema = _entry(Error, fields)
    slug = schema["properties"]["slug"]
    slug["description"] = "Path segment of the page: the code where it can be one."
    return schema


def _case() -> Data:
    parameter = _record(
        Parameter, {"description": TEXT, "example": TEXT, "pattern": TEXT}, optional=("pattern",)
    )
    example = _record(Example, {"title": TEXT, "language": TEXT, "body": TEXT})
    fields = {
        "id": TEXT,
        "title": TEXT,
        "status": STATUS,
        "message": TEXT,
        "parameters": {"type": "object", "additionalProperties": parameter},
        "other_messages": _list(TEXT),
        "former_messages": _list(TEXT),
        "surfaces": _list(TEXT),
        "cause": TEXT,
        "fix": TEXT,
        "retry": _choice(Retry),
        "actor": _choice(Actor),
        "examples": _list(example),
        "see": _list(_record(Link, {"title": TEXT, "url": TEXT})),
        "tags": _list(TEXT),
        "source": _ref("source_references"),
        "verified": NULLABLE_DAY,
    }
    schema = _entry(Case, fields)
    schema["properties"]["wording_sources"] = _wording_sources()
    schema["properties"]["surfaces"]["description"] = "Surfaces that print this case."
    return schema


def _entry(record: type, fields: Data) -> Data:
    """Return the schema of an error or case: its fields, its page and its lifecycle."""
    lifecycle: Data = {name: _ref("lifecycle") for name in ("since", "deprecated", "removed")}
    lifecycle["changed"] = _list(_ref("revision"))
    schema = _record(record, {**fields, **lifecycle}, optional=tuple(lifecycle))
    schema["properties"]["url"] = URL
    schema["required"].append("url")
    return schema


def _lifecycle() -> Data:
    fields = {"version": TEXT, "date": DAY, "reason": TEXT, "replaced_by": TEXT}
    return _record(Lifecycle, fields, optional=tuple(fields))


def _revision() -> Data:
    fields = {"version": TEXT, "date": DAY, "what": TEXT}
    return _record(Revision, fields, optional=("version", "date"))


def _source_reference() -> Data:
    return _record(SourceRef, {"document": TEXT, "row": {"type": "integer"}}, optional=("row",))


def _wording_sources() -> Data:
    fields = {"message": TEXT, "source": _ref("source_references")}
    description = "The sources of those wordings that were seen elsewhere than the case."
    return {**_list(_record(Wording, fields)), "description": description}


def _record(record: type, fields: Data, optional: tuple[str, ...] = ()) -> Data:
    """Return the schema of an object that a record of the model became."""
    described = {name: _field(record, name, schema) for name, schema in fields.items()}
    return _object(described, optional)


def _object(fields: Data, optional: tuple[str, ...] = ()) -> Data:
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": dict(fields), "required": required}


def _field(record: type, name: str, schema: Data) -> Data:
    return {**schema, "description": field_texts(record)[name]}


def _choice(choices: type[StrEnum]) -> Data:
    return {"type": "string", "enum": [choice.value for choice in choices]}


def _list(items: Data) -> Data:
    return {"type": "array", "items": items}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}
