"""The JSON Schema of `errors.json`: what each field holds, for programs and their authors.

Fields, types and descriptions come from the classes of the model, so that they cannot say
anything else than the loader. Only what `errors.json` writes differently stands here. Objects
stay open: a new field is not a new version, and readers ignore what they do not know.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import fields
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from errdocs.exports.errors_json import LIFECYCLE, SCHEMA_VERSION, SPARSE, Data, json_text
from errdocs.registry.model import Case, Error, Lifecycle, Revision, Settings, SourceRef, Wording
from errdocs.registry.schema import DIALECT, field_texts

_TEXT: Data = {"type": "string", "minLength": 1}
_PLAIN: Mapping[Any, Data] = {
    str: _TEXT,
    int: {"type": "integer"},
    datetime.date: {"type": "string", "format": "date"},
    object: {},
}
_NULLABLE: Mapping[Any, Data] = {
    str: {"type": ["string", "null"]},
    int: {"type": ["integer", "null"]},
    datetime.date: {"type": ["string", "null"], "format": "date"},
}
_SHARED: Mapping[Any, str] = {
    Error: "error",
    Case: "case",
    Lifecycle: "lifecycle",
    Revision: "revision",
    SourceRef: "source_reference",
}
"""Records that stand under `$defs`, by their names there."""
_URL: Data = {
    "type": "string",
    "format": "uri-reference",
    "description": "URL of the page: relative to the site's root, or absolute if the URL of the "
    "site is known.",
}


def errors_schema() -> str:
    """Return `errors.schema.json`; one error's file obeys its `#/$defs/error_file`."""
    settings, _ = _fields(Settings)
    versions = {
        "schema_version": {
            "const": SCHEMA_VERSION,
            "description": "Version of this format; another number is another schema.",
        },
        "registry_version": settings.pop("version"),
    }
    errors = {**_list(_ref("error")), "description": "Every error, sorted by code."}
    references = {"anyOf": [_ref("source_reference"), _list(_ref("source_reference"))]}
    return json_text(
        {
            "$schema": DIALECT,
            "title": "An error reference as data",
            **_object({**versions, **settings, "errors": errors}),
            "$defs": {
                "error_file": {**_object(versions), "$ref": "#/$defs/error"},
                "error": _error(),
                "case": _case(),
                "lifecycle": _object(*_fields(Lifecycle)),
                "revision": _object(*_fields(Revision)),
                "source_reference": _object(*_fields(SourceRef)),
                "source_references": references,
            },
        }
    )


def _error() -> Data:
    properties, optional = _fields(Error)
    slug = "Path segment of the page: the code if it can be one."
    properties["slug"] = {**_TEXT, "description": slug}
    properties["cases"]["minItems"] = 1
    return _object({**properties, "url": _URL}, optional)


def _case() -> Data:
    properties, optional = _fields(Case)
    properties["status"] |= {"minimum": 100, "maximum": 599}
    properties["surfaces"]["description"] = "Surfaces that print this case."
    for name in ("other_messages", "former_messages"):
        properties[name]["items"] = _TEXT
    wording, _ = _fields(Wording)
    for record in (properties, wording):
        text = record["source"]["description"]
        record["source"] = {**_ref("source_references"), "description": text}
    properties["wording_sources"] = {
        **_list(_object(wording)),
        "description": "The sources of those wordings that were seen elsewhere than the case.",
    }
    return _object({**properties, "url": _URL}, {*optional, "wording_sources"})


def _fields(record: type) -> tuple[Data, set[str]]:
    """Return the schema of each field of a record, and the fields that may be left out."""
    hints, texts = get_type_hints(record), field_texts(record)
    properties, optional = {}, set()
    for name in (item.name for item in fields(record)):
        hint = hints[name]
        if name in LIFECYCLE or (record in SPARSE and _is_nullable(hint)):
            optional.add(name)
            hint = _without_none(hint)
        properties[name] = {**_schema(hint), "description": texts[name]}
    return properties, optional


def _schema(hint: Any) -> Data:
    if _is_nullable(hint):
        bare = _without_none(hint)
        return dict(_NULLABLE.get(bare) or {"anyOf": [_schema(bare), {"type": "null"}]})
    if hint in _SHARED:
        return _ref(_SHARED[hint])
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    if get_origin(hint) is tuple:
        return _list(_schema(get_args(hint)[0]))
    if get_origin(hint) is Mapping:
        return {"type": "object", "additionalProperties": _schema(get_args(hint)[1])}
    if issubclass(hint, StrEnum):
        return {"type": "string", "enum": [choice.value for choice in hint]}
    return _object(*_fields(hint))


def _is_nullable(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _without_none(hint: Any) -> Any:
    return get_args(hint)[0] if _is_nullable(hint) else hint


def _object(properties: Data, optional: Collection[str] = ()) -> Data:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Data) -> Data:
    return {"type": "array", "items": items}


def _ref(name: str) -> Data:
    return {"$ref": f"#/$defs/{name}"}
