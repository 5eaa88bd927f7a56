"""The registry as plain data: `errors.json`, the same for one error, and the schema of both.

Every field of the model is in it, except the rows of the sources: those are other people's. The
schema takes fields, types and descriptions from the classes of the model, so that it cannot say
anything else than the loader; only what `errors.json` writes differently stands here. Its objects
stay open: a new field is not a new version, and readers ignore what they do not know.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from errdocs.registry.formats import Kind, Shape, fields_of
from errdocs.registry.model import (
    Case,
    Client,
    Correction,
    Error,
    EventStream,
    Example,
    FamilyMember,
    Lifecycle,
    Operation,
    Parameter,
    Registry,
    Request,
    Retry,
    Revision,
    Settings,
    Source,
    SourceRef,
    Surface,
    Wording,
    first_retry,
)
from errdocs.registry.schema import DIALECT, field_texts
from errdocs.render.first_steps import first_step, first_step_template
from errdocs.routes import Routes

# Versions of the format of `errors.json`. The first promises a reader every field of an entry; the
# second has null for what a registry does not know. A registry that knows all is still the first.
COMPLETE, WITH_GAPS = 1, 2

Data = dict[str, Any]
"""A JSON object, in which values of the model may stand until it is written."""

# Records that leave out what they do not have; all others say null.
_SPARSE = (Lifecycle, Parameter, Revision, SourceRef)
# Fields that are left out while they have nothing to say, or what every registry said before there
# was such a field: a reader of an older version finds what it knows, and nothing it does not.
_OPTIONAL: Mapping[type, tuple[str, ...]] = {
    Error: (
        "name",
        "has_code",
        "help_anchors",
        "fields",
        "since",
        "changed",
        "deprecated",
        "removed",
    ),
    Case: (
        "code",
        "category",
        "help_anchors",
        "retry_after",
        "requests",
        "corrections",
        "fields",
        "since",
        "changed",
        "deprecated",
        "removed",
    ),
    Request: ("clients",),
    Correction: ("range", "allowed", "instead_of", "value", "rename", "remove"),
    Example: ("outcome", "marked"),
    Settings: (
        "kind",
        "words",
        "statuses",
        "families",
        "actors",
        "fields",
        "operations",
        "clients",
    ),
    FamilyMember: ("tell",),
    Source: ("compared",),
    Operation: ("stream", "is_task", "result"),
    EventStream: ("end",),
    Client: ("surfaces", "operations", "handling", "retrying"),
    Surface: ("stream", "status", "spellings"),
    Wording: ("until",),
}

_PLAIN_SCHEMAS: Mapping[Kind, Data] = {
    Kind.TEXT: {"type": "string", "minLength": 1},
    Kind.NUMBER: {"type": "integer"},
    Kind.FLAG: {"type": "boolean"},
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
# Fields in which `{name}` stands for a value; as a text they have its words.
_PROSE = ("cause", "fix")
_LONG = ("requests", "examples")  # fields of a case that its own file leaves to the others
_DRAFT = {"draft": True}
_DRAFT_SCHEMA: Data = {
    "const": True,
    "description": "Nobody has written its cause and its fix yet; left out where somebody has.",
}
_IN_SHORT: Data = {
    "type": "string",
    "minLength": 1,
    "description": "First sentence of the fix, or of the cause while there is no fix: on one line, "
    "without markup but for code in backticks; left out where there is neither.",
}
_URL: Data = {
    "type": "string",
    "format": "uri-reference",
    "description": "URL of the page: relative to the site's root, or absolute if the URL of the "
    "site is known.",
}


def errors_json(routes: Routes) -> str:
    """Return `errors.json`: the whole registry.

    URLs are relative to the site's root if that of the site is unknown. Nothing in it depends on
    the date or machine of the build.
    """
    registry = routes.registry
    settings = _used_fields(registry.settings)
    del settings["version"]  # stands at the top as `registry_version`
    versions = _versions(registry)
    errors = [_complete(_error(error, routes.site_url), versions) for error in registry.errors]
    return json_text(versions | settings | {"errors": errors})


def one_error_json(routes: Routes, error: Error) -> str:
    """Return one error as a file of its own, with the versions that a reader has to know."""
    versions = _versions(routes.registry)
    return json_text(versions | _complete(_error(error, routes.site_url), versions))


def case_jsons(routes: Routes, error: Error) -> Iterator[str]:
    """Yield each case of an error as a file of its own, for who knows which one it is.

    A reader needs no other file to say what happened and what to do: it has the code, its other
    spellings and the category of the error too, and not the examples, which the page shows.
    """
    versions = _versions(routes.registry)
    for case in error.cases:
        yield json_text(versions | _case_file(error, case, routes.site_url, versions))


def registry_data(registry: Registry) -> Data:
    """Return the whole registry as a reader of `errors.json` gets it."""
    return dict(json.loads(errors_json(Routes(registry))))


def error_data(error: Error) -> Data:
    """Return one error as it is in `errors.json`."""
    return dict(json.loads(json_text(_error(error))))


def json_text(data: Data) -> str:
    """Return data as the text of a file: its order kept, every script's letters readable.

    On one line: files for programs are fetched often, and indenting takes longer than rendering.
    """
    return json.dumps(data, ensure_ascii=False, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    """Return a date or a record of the model as JSON knows it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    is_sparse = isinstance(value, _SPARSE)
    data = _used_fields(value).items()
    return {name: item for name, item in data if item is not None or not is_sparse}


def _versions(registry: Registry) -> Data:
    version = COMPLETE if registry.is_complete else WITH_GAPS
    return {"schema_version": version, "registry_version": registry.settings.version}


def _complete(error: Data, versions: Data) -> Data:
    """Return an error as readers of a version were promised it.

    The first version promises a message. Of a case that comes with its code alone, the code is all
    that the service prints; the second version has null there.
    """
    if versions["schema_version"] == COMPLETE:
        for case in error["cases"]:
            case["message"] = case["message"] or case.get("code") or error["code"]
    return error


def _error(error: Error, site_url: str = "") -> Data:
    own = {"title": error.heading, "slug": error.path_segment, "url": site_url + error.path}
    data = _used_fields(error) | own
    del data["cases"]  # they come last
    data["category"] = error.category_of(None)  # null too where somebody still has to choose it
    data |= _DRAFT if error.is_draft else {}
    return data | {"cases": [_case(error, case, site_url) for case in error.cases]}


def _case(error: Error, case: Case, site_url: str) -> Data:
    data: Data = {}
    retry = first_retry(case.retry)
    own = {
        "title": case.heading,
        "status": case.status or None,
        "retry": retry,
        "cause": case.cause_with(),
        "fix": case.fix_with(),
    }
    for name, value in (_used_fields(case) | own).items():
        data[name] = value
        if name == "title":
            data["url"] = site_url + error.path_of(case)
        elif name in _PROSE and value != getattr(case, name):
            data[f"{name}_template"] = getattr(case, name)
        if name == "fix":
            data |= _in_short(case)
        elif name == "retry" and case.retry is not retry:
            data["retry_advice"] = case.retry
        elif name == "former_messages":
            data |= _wording_sources(case)
    data |= _DRAFT if case.is_draft else {}
    return data | {
        "other_messages": [wording.message for wording in case.other_messages],
        "former_messages": [wording.message for wording in case.former_messages],
        "surfaces": error.surfaces_of(case),
        "source": _one_or_list(case.sources),
    }


def _in_short(case: Case) -> Data:
    sentence, template = first_step(case), first_step_template(case)
    found = {"in_short": sentence} if sentence else {}
    return found | ({"in_short_template": template} if template != sentence else {})


def _case_file(error: Error, case: Case, site_url: str, versions: Data) -> Data:
    alone = {"code": error.code, "cases": [_case(error, case, site_url)]}
    [data] = _complete(alone, versions)["cases"]
    own = {"case_code": data.pop("code")} if "code" in data else {}
    removed = {"removed": removal} if (removal := error.removal_of(case)) else {}
    facts = {
        "code": error.code,
        "case": data.pop("id"),
        "aliases": error.spellings[1:],
        **own,
        "category": error.category_of(case),
    }
    return facts | {name: data[name] for name in data if name not in _LONG} | removed


def _wording_sources(case: Case) -> Data:
    """Return what is known of wordings besides their text: source and last version."""
    own = [
        {**_used_fields(wording), "source": _one_or_list(wording.source or case.source)}
        for wording in (*case.other_messages, *case.former_messages)
        if wording.source or wording.until
    ]
    return {"wording_sources": own} if own else {}


def _one_or_list(references: tuple[SourceRef, ...]) -> SourceRef | tuple[SourceRef, ...]:
    return references[0] if len(references) == 1 else references


def _used_fields(record: Any) -> Data:
    """Return the fields of a record without the optional ones that have their default."""
    kind: Any = type(record)
    optional, known = _OPTIONAL.get(kind, ()), fields_of(kind)
    found = ((name, getattr(record, name)) for name in known)
    return {
        name: item for name, item in found if name not in optional or item != known[name].default
    }


def errors_schema() -> str:
    """Return `errors.schema.json`; one error's file obeys its `#/$defs/error_file`."""
    settings, optional = _field_schemas(Settings)
    versions = {
        "schema_version": {
            "enum": [COMPLETE, WITH_GAPS],
            "description": "Version of this format: 2 where a registry does not know all that 1 "
            "promises, and has null in its place; another number is another schema.",
        },
        "registry_version": settings.pop("version"),
    }
    reference = _ref("source_reference")
    errors = {**_list(_ref("error")), "description": "Every error, sorted by code."}
    return json_text(
        {
            "$schema": DIALECT,
            "title": "An error reference as data",
            **_object({**versions, **settings, "errors": errors}, optional),
            "$defs": {
                "error_file": {**_object(versions), "$ref": "#/$defs/error"},
                "case_file": _case_file_schema(versions),
                **{name: _object(*_field_schemas(record)) for record, name in _SHARED.items()},
                "error": _error_schema(),
                "case": _case_schema(),
                "source_references": {"anyOf": [reference, _list(reference)]},
            },
        }
    )


def _error_schema() -> Data:
    properties, optional = _field_schemas(Error)
    about = "Path segment of the page: the code if it can be one."
    properties["slug"] = {**_PLAIN_SCHEMAS[Kind.TEXT], "description": about}
    return _object({**properties, "url": _URL, "draft": _DRAFT_SCHEMA}, {*optional, "draft"})


def _case_schema() -> Data:
    properties, optional = _field_schemas(Case)
    properties["status"] |= {"minimum": 100, "maximum": 599}
    properties["surfaces"]["description"] = "Surfaces that print this case."
    advice = {"type": "string", "enum": [retry.value for retry in Retry]}
    about = "The same in all words: `retry` is `never` where this is `after-action`."
    properties["retry_advice"] = {**advice, "description": about}
    properties["retry"]["anyOf"][0]["enum"] = [*dict.fromkeys(map(first_retry, Retry))]
    for name in _PROSE:
        about = f"`{name}` with `{{name}}` for each value; there where it speaks of any."
        properties[f"{name}_template"] = {**_PLAIN_SCHEMAS[Kind.TEXT], "description": about}
    for name in ("other_messages", "former_messages"):
        properties[name]["items"] = _PLAIN_SCHEMAS[Kind.TEXT]
    wording, later = _field_schemas(Wording)
    for record in (properties, wording):
        text = record["source"]["description"]
        record["source"] = {**_ref("source_references"), "description": text}
    properties["wording_sources"] = {
        **_list(_object(wording, later)),
        "description": "Wordings that were seen elsewhere than the case, or up to a version.",
    }
    about = "`in_short` with `{name}` for each value; there where it speaks of any."
    template = {**_PLAIN_SCHEMAS[Kind.TEXT], "description": about}
    properties |= {"url": _URL, "draft": _DRAFT_SCHEMA, "in_short": _IN_SHORT}
    properties["in_short_template"] = template
    templates = (f"{name}_template" for name in (*_PROSE, "in_short"))
    own = {*templates, "retry_advice", "wording_sources", "draft", "in_short"}
    return _object(properties, optional | own)


def _case_file_schema(versions: Data) -> Data:
    schema = _case_schema()
    names = {"case": "id", "case_code": "code"} | {
        name: name for name in schema["properties"] if name not in ("id", "code", *_LONG)
    }
    text = _PLAIN_SCHEMAS[Kind.TEXT]
    own = {
        "code": {**text, "description": "The code of its error."},
        "aliases": {**_list(text), "description": "Other spellings of the code, each once."},
        "category": {
            "type": ["string", "null"],
            "description": "Key of its category, or of that of its error.",
        },
    }
    properties = {name: _ref(f"case/properties/{old}") for name, old in names.items()} | own
    optional = {name for name, old in names.items() if old not in schema["required"]}
    return _object(versions | properties, optional - own.keys())


def _field_schemas(record: type) -> tuple[Data, set[str]]:
    """Return the schema of each field of a record, and the fields that may be left out."""
    texts = field_texts(record)
    properties, optional = {}, set()
    for name, field in fields_of(record).items():
        shape = field.shape
        if name in _OPTIONAL.get(record, ()) or (record in _SPARSE and shape.or_null):
            optional.add(name)
            shape = replace(shape, or_null=False)
        properties[name] = {**_schema(shape), "description": texts[name]}
    return properties, optional


def _schema(shape: Shape) -> Data:
    if shape.or_null:
        bare = _schema(replace(shape, or_null=False))
        if shape.kind not in _PLAIN_SCHEMAS:
            return {"anyOf": [bare, {"type": "null"}]}
        bare.pop("minLength", None)
        return bare | {"type": [bare["type"], "null"]}
    match shape.kind, shape.item:
        case Kind.RECORD, _:
            name = _SHARED.get(shape.type)
            return _ref(name) if name else _object(*_field_schemas(shape.type))
        case Kind.LIST, Shape() as item:
            return _list(_schema(item))
        case Kind.MAPPING, Shape() as item:
            return {"type": "object", "additionalProperties": _schema(item)}
        case Kind.CHOICE, _:
            return {"type": "string", "enum": [choice.value for choice in shape.type]}
    return dict(_PLAIN_SCHEMAS[shape.kind])


def _object(properties: Data, optional: Collection[str] = ()) -> Data:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(items: Data) -> Data:
    return {"type": "array", "items": items}


def _ref(name: str) -> Data:
    return {"$ref": f"#/$defs/{name}"}
