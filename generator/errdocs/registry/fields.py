"""The canonical order of keys: that of the fields of the model, at any depth of a file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin

import yaml

from errdocs.registry.hints import is_union, record_fields, without_none


@cache
def fields_of(hint: Any) -> Mapping[str, Any]:
    """Return the type hints of a record's keys, in canonical order; none for other types.

    A list may be written as its only item, so the hint of a list of records counts as theirs.
    """
    bare = _bare(hint)
    if get_origin(bare) is tuple:
        bare = _bare(get_args(bare)[0])
    return record_fields(bare) if dataclasses.is_dataclass(bare) else {}


def inner_hint(hint: Any, key: yaml.Node | None) -> Any:
    """Return the type hint of a value within one: below a key, or any item of a list.

    A key of YAML may be a list or mapping; no record has one.
    """
    return _inner_hint(hint, key.value if isinstance(key, yaml.ScalarNode) else None)


@cache
def _inner_hint(hint: Any, key: str | None) -> Any:
    if key is not None and key in (fields := fields_of(hint)):
        return fields[key]
    arguments = get_args(_bare(hint))
    if not arguments:
        return object
    return arguments[0] if get_origin(_bare(hint)) is tuple else arguments[-1]


def _bare(hint: Any) -> Any:
    """Return a type hint without annotations and None."""
    while get_origin(hint) is Annotated or is_union(hint):
        hint = get_args(hint)[0] if get_origin(hint) is Annotated else without_none(hint)
    return hint
