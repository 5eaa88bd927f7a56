"""`errors.json` -> the registry that it was made from, for programs that have only a site.

The rows of the sources are not in it, nor whether a case without a status has no response. All
else is, so that lookups and texts are the same from a folder and from a published site.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from errdocs.exports.errors_json import COMPLETE, WITH_GAPS
from errdocs.registry.model import Case, Error, Registry, Settings
from errdocs.routes.paths import BadSiteUrl, host_and_path

_ERRORS, _SETTINGS = TypeAdapter(tuple[Error, ...]), TypeAdapter(Settings)

Data = dict[str, Any]  # an object of the file


class NotAnErrorsJson(ValueError):
    """A content that is not an `errors.json` which this program can read; the text says why."""


class PublishedRegistry(NamedTuple):
    """What an `errors.json` holds."""

    registry: Registry
    site_url: str
    """URL of the site with a slash at its end; empty where the file does not say it."""


def registry_of(content: bytes | str) -> PublishedRegistry:
    """Return the registry of an `errors.json`.

    Fields that this program does not know are ignored, as the format allows. Raises
    NotAnErrorsJson, also for a newer format.
    """
    try:
        document = _frozen(json.loads(content))
    except (ValueError, RecursionError) as error:
        raise NotAnErrorsJson(f"it is not JSON: {error}") from error
    version = document.get("schema_version") if isinstance(document, dict) else None
    if type(version) is not int:
        raise NotAnErrorsJson("it has no `schema_version`, so it is not an `errors.json`")
    if version > WITH_GAPS:
        known = f"this program knows {WITH_GAPS} and below"
        raise NotAnErrorsJson(f"its `schema_version` is {version}; {known}")
    try:
        found = [_error(item, version) for item in document["errors"]]
        settings = document | {"version": document.get("registry_version")}
        errors = _ERRORS.validate_python(found)
        if version != COMPLETE:
            errors = tuple(map(_without_derived_titles, errors))
        registry = Registry(_SETTINGS.validate_python(settings), errors)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise NotAnErrorsJson(f"it is not an `errors.json`: {place}: {first['msg']}") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAnErrorsJson("it is not an `errors.json`: an entry is not as it should be") from (
            error
        )
    return PublishedRegistry(registry, _site_url(registry, document["errors"]))


def _frozen(value: Any) -> Any:
    """Return a value of JSON with tuples for its lists, as the model has them."""
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _error(data: Data, version: int) -> Data:
    # A slug that is the code was not given: it is the segment that every error has.
    slug = None if data.get("slug") == data["code"] else data.get("slug")
    cases = [_case(case, data["code"], version) for case in data["cases"]]
    return data | {"slug": slug, "cases": cases}


def _case(data: Data, code: str, version: int) -> Data:
    about = {item["message"]: item for item in data.get("wording_sources", ())}
    own: Data = {
        "retry": data.get("retry_advice", data.get("retry")),
        "cause": data.get("cause_template", data.get("cause")),
        "fix": data.get("fix_template", data.get("fix")),
        "source": _as_list(data.get("source", ())),
        "other_messages": [_wording(about, text) for text in data.get("other_messages", ())],
        "former_messages": [_wording(about, text) for text in data.get("former_messages", ())],
    }
    if version == COMPLETE and data.get("message") in {code, data.get("code")}:
        own["message"] = None  # the code stands there for a message that nobody knows
    return data | own


def _without_derived_titles(error: Error) -> Error:
    """Return an error without the titles that follow from the rest; nobody may have written them.

    Otherwise a registry with gaps would come back as one without.
    """
    bare = replace(error, title=None, cases=tuple(map(_without_derived_title, error.cases)))
    return bare if bare.heading == error.title else replace(bare, title=error.title)


def _without_derived_title(case: Case) -> Case:
    bare = replace(case, title=None)
    return bare if bare.heading == case.title else case


def _wording(about: Mapping[str, Data], text: str) -> Data:
    known = about.get(text, {})
    return {"message": text} | known | {"source": _as_list(known.get("source", ()))}


def _as_list(value: Any) -> Iterable[Any]:
    return (value,) if isinstance(value, dict) else value


def _site_url(registry: Registry, errors: Iterable[Data]) -> str:
    """Return what stands before the path of a page in its URL, if that is the URL of a site."""
    for error, data in zip(registry.errors, errors, strict=True):
        url = str(data.get("url", ""))
        root = url.removesuffix(error.path)
        try:
            host_and_path(root)
        except BadSiteUrl:
            return ""
        return root if root != url else ""
    return ""
