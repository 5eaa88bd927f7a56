"""The registry as plain data: `errors.json`, and the same for one error.

Every field of the model is in it, except the rows of the sources: those are other people's.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any

from errdocs.registry.model import (
    Case,
    Error,
    Lifecycle,
    Parameter,
    Registry,
    Revision,
    SourceRef,
    Wording,
)

SCHEMA_VERSION = 1
"""Version of the format of `errors.json`; raised when a reader of the old one would break."""

Data = dict[str, Any]
"""A JSON object."""

SPARSE = (Lifecycle, Parameter, Revision, SourceRef)
"""Records that leave out what they do not have; all others say null."""
LIFECYCLE = ("since", "changed", "deprecated", "removed")
"""Fields of errors and cases that are left out while the entry has none."""


def errors_json(registry: Registry, base_url: str = "") -> str:
    """Return `errors.json`: the whole registry.

    URLs are relative to the site's root, or absolute if `base_url` (with a slash at its end) is
    given. Nothing in it depends on the date or machine of the build.
    """
    return json_text(registry_data(registry, base_url))


def one_error_json(registry: Registry, error: Error, base_url: str = "") -> str:
    """Return one error as a file of its own, with the versions that a reader has to know."""
    return json_text({**_versions(registry), **error_json(error, base_url)})


def registry_data(registry: Registry, base_url: str = "") -> Data:
    """Return the whole registry as plain data."""
    settings = plain(registry.settings)
    del settings["version"]  # stands at the top as `registry_version`
    errors = [error_json(error, base_url) for error in registry.errors]
    return {**_versions(registry), **settings, "errors": errors}


def error_json(error: Error, base_url: str = "") -> Data:
    """Return one error as plain data, in the form that `errors.json` holds it."""
    data = {name: plain(getattr(error, name)) for name in _names(Error) if name != "cases"}
    return {
        **_short(data),
        "slug": error.path_segment,
        "url": base_url + error.path,
        "cases": [_case(error, case, base_url) for case in error.cases],
    }


def plain(value: Any) -> Any:
    """Return a value of the model, or a free-form one of the registry, as JSON knows it."""
    record: Any = type(value)
    if record is str or value is None:  # nearly all
        return value
    if record is tuple:
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return value
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    data = {name: plain(getattr(value, name)) for name in _names(record)}
    if record in SPARSE:
        return {name: item for name, item in data.items() if item is not None}
    return data


def json_text(data: Data) -> str:
    """Return plain data as the text of a file: its order kept, every script's letters readable.

    On one line: files for programs are fetched often, and indenting takes longer than rendering.
    """
    return json.dumps(data, ensure_ascii=False) + "\n"


def _versions(registry: Registry) -> Data:
    return {"schema_version": SCHEMA_VERSION, "registry_version": registry.settings.version}


def _case(error: Error, case: Case, base_url: str) -> Data:
    data: Data = {}
    for name in _names(Case):
        data[name] = plain(getattr(case, name))
        if name == "title":
            data["url"] = base_url + error.path_of(case)
        elif name == "former_messages":
            data |= _wording_sources((*case.other_messages, *case.former_messages))
    return _short(data) | {
        "other_messages": [wording.message for wording in case.other_messages],
        "former_messages": [wording.message for wording in case.former_messages],
        "surfaces": list(error.surfaces_of(case)),
        "source": _one_or_list(case.sources),
    }


def _wording_sources(wordings: tuple[Wording, ...]) -> Data:
    """Return where wordings were seen, for those that were seen elsewhere than their case."""
    own = [
        {"message": wording.message, "source": _one_or_list(wording.source)}
        for wording in wordings
        if wording.source
    ]
    return {"wording_sources": own} if own else {}


def _one_or_list(references: tuple[SourceRef, ...]) -> Data | list[Data]:
    items = [plain(reference) for reference in references]
    return items[0] if len(items) == 1 else items


def _short(entry: Data) -> Data:
    """Return an entry without the lifecycle fields that it does not use."""
    return {name: value for name, value in entry.items() if value or name not in LIFECYCLE}


@cache
def _names(record: Any) -> tuple[str, ...]:
    return tuple(item.name for item in fields(record))
