"""The registry as plain data: `errors.json`, and the same for one error.

Every field of the model is in it, except the rows of the sources: those are other people's.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import fields
from typing import Any

from errdocs.registry import model
from errdocs.registry.model import Case, Error, Registry, SourceRef
from errdocs.routes import Routes

# Version of the format of `errors.json`; raised when a reader of the old one would break.
SCHEMA_VERSION = 1

Data = dict[str, Any]
"""A JSON object, in which values of the model may stand until it is written."""

# Records that leave out what they do not have; all others say null.
SPARSE = (model.Lifecycle, model.Parameter, model.Revision, model.SourceRef)
# Fields of errors and cases that are left out while the entry has none.
LIFECYCLE = ("since", "changed", "deprecated", "removed")


def errors_json(routes: Routes) -> str:
    """Return `errors.json`: the whole registry.

    URLs are relative to the site's root if that of the site is unknown. Nothing in it depends on
    the date or machine of the build.
    """
    registry = routes.registry
    settings = _fields(registry.settings)
    del settings["version"]  # stands at the top as `registry_version`
    errors = [_error(error, routes.site_url) for error in registry.errors]
    return json_text(_versions(registry) | settings | {"errors": errors})


def one_error_json(routes: Routes, error: Error) -> str:
    """Return one error as a file of its own, with the versions that a reader has to know."""
    return json_text(_versions(routes.registry) | _error(error, routes.site_url))


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
    is_sparse = isinstance(value, SPARSE)
    data = _fields(value).items()
    return {name: item for name, item in data if item is not None or not is_sparse}


def _versions(registry: Registry) -> Data:
    return {"schema_version": SCHEMA_VERSION, "registry_version": registry.settings.version}


def _error(error: Error, site_url: str = "") -> Data:
    data = _used_fields(error) | {"slug": error.path_segment, "url": site_url + error.path}
    del data["cases"]  # they come last
    return data | {"cases": [_case(error, case, site_url) for case in error.cases]}


def _case(error: Error, case: Case, site_url: str) -> Data:
    data: Data = {}
    for name, value in _used_fields(case).items():
        data[name] = value
        if name == "title":
            data["url"] = site_url + error.path_of(case)
        elif name == "former_messages":
            data |= _wording_sources(case)
    return data | {
        "other_messages": [wording.message for wording in case.other_messages],
        "former_messages": [wording.message for wording in case.former_messages],
        "surfaces": error.surfaces_of(case),
        "source": _one_or_list(case.sources),
    }


def _wording_sources(case: Case) -> Data:
    """Return where wordings were seen, for those that were seen elsewhere than their case."""
    wordings = (*case.other_messages, *case.former_messages)
    own = [
        {"message": wording.message, "source": _one_or_list(wording.source)}
        for wording in wordings
        if wording.source
    ]
    return {"wording_sources": own} if own else {}


def _one_or_list(references: tuple[SourceRef, ...]) -> SourceRef | tuple[SourceRef, ...]:
    return references[0] if len(references) == 1 else references


def _used_fields(entry: Error | Case) -> Data:
    """Return the fields of an entry without those of its lifecycle that it does not use."""
    return {key: item for key, item in _fields(entry).items() if item or key not in LIFECYCLE}


def _fields(record: Any) -> Data:
    return {field.name: getattr(record, field.name) for field in fields(record)}
