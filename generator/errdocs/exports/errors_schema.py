"""The JSON Schema of `errors.json`: what each field holds, for programs and their authors.

Fields, types and descriptions come from the classes of the model, so that they cannot say
anything else than the loader. Only what `errors.json` writes differently stands here. Objects
stay open: a new field is not a new version, and readers ignore what they do not know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from errdocs.exports.errors_json import LIFECYCLE, SCHEMA_VERSION, SPARSE, Data, json_text
from errdocs.registry.formats import Kind, Shape, fields_of
from errdocs.registry.model import Case, Error, Lifecycle, Revision, Settings, SourceRef, Wording
from errdocs.registry.schema import DIALECT, field_texts

_PLAIN: Mapping[Kind, Data] = {
    Kind.TEXT: {"type": "string", "minLength": 1},
    Kind.NUMBER: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.ANY: {},
}
# Records that stand under `$defs`, by their names there.
_SHARED: Mapping[Any, str] = {
    Error: "error",
    Case: "case",
    Lifecycle: "lifecycle",
    Revision: "revision",
    SourceRef: "source_reference",
}
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
    reference = _ref("source_reference")
    errors = {**_list(_ref("error")), "description": "Every error, sorted by code."}
    return json_text(
        {
            "$schema": DIALECT,
            "title": "An error reference as data",
            **_object({**versions, **settings, "errors": errors}),
            "$defs": {
                "error_file": {**_object(versions), "$ref": "#/$defs/error"},
                **{name: _object(*_fields(record)) for record, name in _SHARED.items()},
                "error": _error(),
                "case": _case(),
                "source_references": {"anyOf": [reference, _list(reference)]},
            },
        }
    )


def _error() -> Data:
    properties, optional = _fields(Error)
    about = "Path segment of the page: the code if it can be one."
    properties["slug"] = {**_PLAIN[Kind.TEXT], "description": about}
    properties["cases"]["minItems"] = 1
    return _object({**properties, "url": _URL}, optional)


def _case() -> Data:
    properties, optional = _fields(Case)
    properties["status"] |= {"minimum": 100, "maximum": 599}
    properties["surfaces"]["description"] = "Surfaces that print this case."
    for name in ("other_messages", "former_messages"):
        properties[name]["items"] = _PLAIN[Kind.TEXT]
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
    texts = field_texts(record)
    properties, optional = {}, set()
    for name, field in fields_of(record).items():
        shape = field.shape
        if name in LIFECYCLE or (record in SPARSE and shape.or_null):
            optional.add(name)
            shape = replace(shape, or_null=False)
        properties[name] = {**_schema(shape), "description": texts[name]}
    return properties, optional


def _schema(shape: Shape) -> Data:
    if shape.or_null:
        bare = _schema(replace(shape, or_null=False))
        if shape.kind not in _PLAIN:
            return {"anyOf": [bare, {"type": "null"}]}
        bare.pop("minLength", None)
        return bare | {"type": [bare["type"], "null"]}
    match shape.kind, shape.item:
        case Kind.RECORD, _:
            name = _SHARED.get(shape.type)
            return _ref(name) if name else _object(*_fields(shape.type))
        case Kind.LIST, Shape() as item:
            return _list(_schema(item))
        case Kind.MAPPING, Shape() as item:
            return {"type": "object", "additionalProperties": _schema(item)}
        case Kind.CHOICE, _:
            return {"type": "string", "enum": [choice.value for choice in shape.type]}
    return dict(_PLAIN[shape.kind])


def _object(properties: Data, optional: Collection[str] = ()) -> Data:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Data) -> Data:
    return {"type": "array", "items": items}


def _ref(name: str) -> Data:
    return {"$ref": f"#/$defs/{name}"}
