"""Model -> JSON Schema, for the completion and checking that editors do while one types.

Types come from the model's hints, rules from the formats attached to them, and descriptions from
the literals under the fields, so that the schemas cannot say anything else than the loader.
"""

from __future__ import annotations

import ast
import dataclasses
import datetime
import inspect
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Annotated, Any, get_args, get_origin

from errdocs.registry import model
from errdocs.registry.formats import AtLeastOne, Bounds, Format, OneOrList, Shorthand
from errdocs.registry.hints import (
    is_choice,
    is_nullable,
    is_required,
    is_union,
    record_fields,
    without_none,
)

Schema = dict[str, Any]
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS: Mapping[str, Any] = {
    "error.schema.json": model.Error,
    "registry.schema.json": model.Settings,
    "source.schema.json": model.SourceRows,
}
"""The records that files of a registry hold, by the names of their schemas."""


def schema_texts() -> dict[str, str]:
    """Return the text of every schema by the name of its file."""
    return {
        name: json.dumps(schema_of(record), indent=2, ensure_ascii=False) + "\n"
        for name, record in SCHEMAS.items()
    }


def schema_of(record: Any) -> Schema:
    """Return the schema of a file that holds one record."""
    others = [found for found in _records_within(record, {}) if found is not record]
    return {
        "$schema": DIALECT,
        **_record_schema(record),
        "$defs": {found.__name__: _record_schema(found) for found in others},
    }


def field_texts(record: type) -> Mapping[str, str]:
    """Return the literal under each field of a record: its contract."""
    return _literals(record.__module__)[record.__name__]


@cache
def _literals(module: str) -> Mapping[str, Mapping[str, str]]:
    """Return the literals under the fields of the classes of a module, by class and field."""
    tree = ast.parse(inspect.getsource(import_module(module)))
    classes = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return {node.name: dict(_field_literals(node)) for node in classes}


def _field_literals(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, literal in pairwise(node.body):
        match field, literal:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                yield name, " ".join(text.split())


def _records_within(hint: Any, found: dict[Any, None]) -> dict[Any, None]:
    """Return the records that a type hint leads to, each once, in the order they are met."""
    if isinstance(hint, type) and dataclasses.is_dataclass(hint) and hint not in found:
        found[hint] = None
        for inner in record_fields(hint).values():
            _records_within(inner, found)
    for inner in get_args(hint):
        _records_within(inner, found)
    return found


def _record_schema(record: Any) -> Schema:
    hints, items = record_fields(record), dataclasses.fields(record)
    return {
        "title": record.__name__,
        "description": inspect.cleandoc(record.__doc__),
        "type": "object",
        "properties": {item.name: _field_schema(record, item, hints[item.name]) for item in items},
        "required": [item.name for item in items if is_required(item)],
        "additionalProperties": False,
    }


def _field_schema(record: Any, item: dataclasses.Field[Any], hint: Any) -> Schema:
    # An optional field is left out where it has no value; null is a value of required ones only.
    is_left_out = is_nullable(hint) and not is_required(item)
    return {
        "title": item.name.replace("_", " ").capitalize(),
        "description": field_texts(record)[item.name],
        **_schema(without_none(hint) if is_left_out else hint),
    }


def _schema(hint: Any) -> Schema:
    origin = get_origin(hint)
    if origin is Annotated:
        return _annotated(*get_args(hint))
    if is_union(hint):
        return {"anyOf": [_schema(without_none(hint)), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _schema(get_args(hint)[0])}
    if origin is Mapping:
        names, values = map(_schema, get_args(hint))
        return {"type": "object", "propertyNames": names, "additionalProperties": values}
    return _plain(hint)


def _plain(hint: Any) -> Schema:
    if dataclasses.is_dataclass(hint):
        return {"$ref": f"#/$defs/{getattr(hint, '__name__', '')}"}
    if is_choice(hint):
        return _choice(hint)
    if hint is datetime.date:
        return {"type": "string", "format": "date", "pattern": _DAY}
    return {str: {"type": "string"}, int: {"type": "integer"}}.get(hint, {})


def _choice(choices: type[StrEnum]) -> Schema:
    texts = [getattr(member, "explanation", "") for member in choices]
    explained = {"markdownEnumDescriptions": texts} if any(texts) else {}
    return {"type": "string", "enum": [member.value for member in choices], **explained}


def _annotated(hint: Any, *extras: object) -> Schema:
    schema = _schema(hint)
    for extra in extras:
        if isinstance(extra, Format):
            schema |= {"pattern": f"^({extra.pattern})$", "patternErrorMessage": _wanted(extra)}
        elif isinstance(extra, Bounds):
            schema |= {"minimum": extra.least, "maximum": extra.greatest}
        elif isinstance(extra, AtLeastOne):
            schema = _with_least(schema)
        elif isinstance(extra, OneOrList):
            schema = {"anyOf": [schema["items"], schema]}
        elif isinstance(extra, Shorthand):
            schema = {"anyOf": [_schema(record_fields(hint)[extra.field]), schema]}
    return schema


def _with_least(schema: Schema) -> Schema:
    """Return the schema of a list, also of one that may be written as its only item, of one up."""
    if "anyOf" in schema:
        return {"anyOf": [_with_least(option) for option in schema["anyOf"]]}
    return {**schema, "minItems": 1} if schema.get("type") == "array" else schema


def _wanted(rule: Format) -> str:
    return f"Expected {rule.expected}."
