"""Questions about the model's type hints: the fields of a record, their rules and defaults."""

from __future__ import annotations

import dataclasses
import datetime
import types
import typing
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from errdocs.registry.formats import Bounds, Format


def gap_of(hint: Any) -> Any:
    """Return the neutral value that stands for an unreadable one of a type."""
    origin = get_origin(hint)
    if origin is Annotated:
        return gap_of(get_args(hint)[0])
    if is_union(hint) or hint is object:
        return None
    if origin is tuple:
        return ()
    if origin is Mapping:
        return {}
    if dataclasses.is_dataclass(hint):
        record: Any = hint
        return record(**{name: gap_of(item) for name, item in _required_hints(hint).items()})
    if is_choice(hint):
        return next(iter(hint))
    return datetime.date.min if hint is datetime.date else hint()


def record_fields(record: Any) -> dict[str, Any]:
    """Return the type hints of a record's fields, in canonical order."""
    hints = typing.get_type_hints(record, include_extras=True)
    return {item.name: hints[item.name] for item in dataclasses.fields(record)}


def is_required(item: dataclasses.Field[Any]) -> bool:
    """Whether a field has no default."""
    missing = dataclasses.MISSING
    return item.default is missing and item.default_factory is missing


def default_of(item: dataclasses.Field[Any]) -> Any:
    """Return the default of a field; a value that is equal to nothing else where it has none."""
    factory = item.default_factory
    return item.default if factory is dataclasses.MISSING else factory()


def is_nullable(hint: Any) -> bool:
    """Whether None is a value of a type hint."""
    return is_union(hint) and types.NoneType in get_args(hint)


def is_union(hint: Any) -> bool:
    """Whether a type hint is a union; the model's unions are all of the form `X | None`."""
    return get_origin(hint) in {Union, types.UnionType}


def without_none(hint: Any) -> Any:
    """Return `X` of a hint `X | None`."""
    return next(arg for arg in get_args(hint) if arg is not types.NoneType)


def is_choice(hint: Any) -> bool:
    """Whether a type hint is an enumeration of texts."""
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def expected_of(hint: Any) -> str:
    """Return what a value of a type is, to follow "expected"."""
    origin = get_origin(hint)
    if origin is Annotated:
        rules = [extra for extra in get_args(hint)[1:] if isinstance(extra, (Format, Bounds))]
        return rules[0].expected if rules else expected_of(get_args(hint)[0])
    if is_union(hint):
        return f"{expected_of(without_none(hint))}, or null"
    if origin is tuple:
        return "a list"
    if origin is Mapping or dataclasses.is_dataclass(hint):
        return "a mapping"
    if is_choice(hint):
        return "one of " + ", ".join(f"`{member}`" for member in hint)
    return {int: "a whole number", datetime.date: "a day as `YYYY-MM-DD`"}.get(hint, "text")


def _required_hints(record: Any) -> dict[str, Any]:
    hints = record_fields(record)
    return {item.name: hints[item.name] for item in dataclasses.fields(record) if is_required(item)}
