"""Model -> JSON Schema, for the completion and checking that editors do while one types.

Types and rules come from the shapes that the loader reads by, and descriptions from the literals
under the fields, so that the schemas cannot say anything else than the loader.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any

from errdocs.registry import model
from errdocs.registry.formats import Bounds, Field, Format, Kind, Shape, fields_of, shape_of

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The records that files of a registry hold, by the names of their schemas.
SCHEMAS: Mapping[str, Any] = {
    "error.schema.json": model.Error,
    "registry.schema.json": model.Settings,
    "source.schema.json": model.SourceRows,
}
_DATE = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def schema_texts() -> dict[str, str]:
    """Return the text of every schema by the name of its file."""
    return {
        name: json.dumps(schema_of(record), indent=2, ensure_ascii=False) + "\n"
        for name, record in SCHEMAS.items()
    }


def schema_of(record: Any) -> Schema:
    """Return the schema of a file that holds one record."""
    within = dict.fromkeys(_records_within(shape_of(record)))
    others = [found for found in within if found is not record]
    definitions = {found.__name__: _record(found) for found in others}
    return {"$schema": DIALECT, **_record(record), "$defs": definitions}


def field_texts(record: type) -> Mapping[str, str]:
    """Return the literal under each field of a record: its contract."""
    return _literals(record.__module__)[record.__name__]


@cache
def _literals(module: str) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    tree = ast.parse(inspect.getsource(import_module(module)))
    for node in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for pair in pairwise(node.body):
            match pair:
                case ast.AnnAssign(ast.Name(name)), ast.Expr(ast.Constant(str(text))):
                    found.setdefault(node.name, {})[name] = " ".join(text.split())
    return found


def _records_within(shape: Shape) -> Iterator[Any]:
    if shape.kind is Kind.RECORD:
        yield shape.type
        for field in fields_of(shape.type).values():
            yield from _records_within(field.shape)
    elif shape.item:
        yield from _records_within(shape.item)


def _record(record: Any) -> Schema:
    fields, texts = fields_of(record), field_texts(record)
    return {
        "title": record.__name__,
        "description": inspect.cleandoc(record.__doc__),
        "type": "object",
        "properties": {name: _field(name, field, texts[name]) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _field(name: str, field: Field, description: str) -> Schema:
    title, schema = name.replace("_", " ").capitalize(), _schema(field.shape)
    # An optional field is left out where it has no value; null is a value of required ones only.
    if (field.shape.or_null and field.required) or field.shape.form.null_value is not None:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {"title": title, "description": description, **schema}


def _schema(shape: Shape) -> Schema:
    """Return the schema of a value that is not null."""
    match shape.kind, shape.item, shape.name:
        case Kind.RECORD, _, _:
            schema: Schema = {"$ref": f"#/$defs/{shape.type.__name__}"}
            name = shape.form.short_field
            short = fields_of(shape.type)[name].shape if name else None
            return {"anyOf": [_schema(short), schema]} if short else schema
        case Kind.LIST, Shape() as item, _:
            schema = {"type": "array", "items": _schema(item)}
            schema |= {"minItems": 1} if shape.form.at_least_one else {}
            return {"anyOf": [schema["items"], schema]} if shape.form.one_or_list else schema
        case Kind.MAPPING, Shape() as item, Shape() as names:
            keys, values = _schema(names), _schema(item)
            return {"type": "object", "propertyNames": keys, "additionalProperties": values}
        case Kind.CHOICE, _, _:
            texts = [getattr(member, "label", "") for member in shape.type]
            explained = {"markdownEnumDescriptions": texts} if any(texts) else {}
            return {"type": "string", "enum": [str(member) for member in shape.type], **explained}
        case Kind.DATE, _, _:
            return _DATE
        case Kind.FLAG, _, _:
            return {"type": "boolean"}
        case Kind.TEXT | Kind.NUMBER, _, _:
            type_ = "string" if shape.kind is Kind.TEXT else "integer"
            return {"type": type_, **_rule(shape.rule)}
    return {}


def _rule(rule: Format | Bounds | None) -> Schema:
    if isinstance(rule, Format):
        message = f"Expected {rule.expected}."
        return {"pattern": f"^({rule.pattern})$", "patternErrorMessage": message}
    return {"minimum": rule.least, "maximum": rule.greatest} if rule else {}
