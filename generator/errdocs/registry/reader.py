"""Nodes -> model: a reader for each type of the model, made once from its type hints.

A reader never stops at a problem. It notes the problem with its place, puts a neutral value in
the gap, and goes on, so that one run reports everything. The notes also say which values are
gaps, so that no later check complains about one.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from typing import Annotated, Any, get_args, get_origin

import yaml

from errdocs.problems import Key
from errdocs.registry.formats import AtLeastOne, Bounds, Format, OneOrList, Shorthand
from errdocs.registry.hints import (
    expected_of,
    gap_of,
    is_choice,
    is_nullable,
    is_required,
    is_union,
    record_fields,
    without_none,
)
from errdocs.registry.notes import Notes
from errdocs.registry.reading_problems import EmptyList, MissingKey, UnknownKey, WrongType
from errdocs.registry.scalars import as_date, as_number, as_text, describe
from errdocs.registry.values import Reader, choice, formatted, free_form, pairs_of, scalar


@dataclass(frozen=True, slots=True)
class FieldReader:
    """How one key of a record is read."""

    read: Reader
    required: bool
    nullable: bool
    gap: Callable[[], Any]
    expected: str


@cache
def reader_of(hint: Any) -> Reader:
    """Return the reader of a type hint of the model."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _annotated(*get_args(hint))
    if is_union(hint):
        return reader_of(without_none(hint))
    if origin is tuple:
        return _sequence(reader_of(get_args(hint)[0]))
    if origin is Mapping:
        return _mapping(*map(reader_of, get_args(hint)))
    return _plain(hint)


def _plain(hint: Any) -> Reader:
    if dataclasses.is_dataclass(hint):
        return _record(hint)
    if hint is object:
        return free_form
    if is_choice(hint):
        return choice(hint)
    return scalar({str: as_text, int: as_number, datetime.date: as_date}[hint], hint)


def _annotated(hint: Any, *extras: object) -> Reader:
    read = reader_of(hint)
    for extra in extras:
        if isinstance(extra, (Format, Bounds)):
            read = formatted(read, extra)
        elif isinstance(extra, OneOrList):
            read = _one_or_list(read, reader_of(get_args(hint)[0]))
        elif isinstance(extra, AtLeastOne):
            read = _at_least_one(read)
        elif isinstance(extra, Shorthand):
            read = _shorthand(read, hint, extra.field)
    return read


def _sequence(item: Reader) -> Reader:
    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            wrong = WrongType(
                notes.place(node), describe(node), "a list", "write `[a, b]` or one `- ` a line"
            )
            notes.add(wrong, keys)
            return ()
        return tuple(item(child, notes, (*keys, index)) for index, child in enumerate(node.value))

    return read


def _one_or_list(many: Reader, one: Reader) -> Reader:
    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        if isinstance(node, yaml.MappingNode):
            return (one(node, notes, (*keys, 0)),)
        return many(node, notes, keys)

    return read


def _at_least_one(many: Reader) -> Reader:
    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        if isinstance(node, yaml.SequenceNode) and not node.value:
            notes.add(EmptyList(notes.place(node)), keys)
        return many(node, notes, keys)

    return read


def _shorthand(full: Reader, record: Any, name: str) -> Reader:
    text = reader_of(record_fields(record)[name])

    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        if isinstance(node, yaml.MappingNode):
            return full(node, notes, keys)
        return record(**{name: text(node, notes, keys)})

    return read


def _mapping(key: Reader, value: Reader) -> Reader:
    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        pairs = pairs_of(node, notes, keys)
        result = {}
        for name, (key_node, value_node) in pairs.items():
            key(key_node, notes, (*keys, name))
            result[name] = value(value_node, notes, (*keys, name))
        return result

    return read


def _record(record: Any) -> Reader:
    fields: dict[str, FieldReader] = {}

    def prepare() -> None:
        hints = record_fields(record)
        for item in dataclasses.fields(record):
            hint = hints[item.name]
            fields[item.name] = FieldReader(
                read=reader_of(hint),
                required=is_required(item),
                nullable=is_nullable(hint) and is_required(item),
                gap=partial(gap_of, hint),
                expected=expected_of(hint),
            )

    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        if not fields:
            prepare()
        pairs = pairs_of(node, notes, keys)
        _note_unknown(pairs, tuple(fields), notes)
        values = {}
        for name, item in fields.items():
            if name in pairs:
                values[name] = _value(item, pairs[name][1], notes, (*keys, name))
            elif item.required and isinstance(node, yaml.MappingNode):
                notes.add(MissingKey(notes.place(node), name, item.expected), (*keys, name))
                values[name] = item.gap()
            elif item.required:
                values[name] = item.gap()
        return record(**values)

    return read


def _value(item: FieldReader, node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
    is_null = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")
    return None if is_null and item.nullable else item.read(node, notes, keys)


def _note_unknown(pairs: Mapping[str, Any], known: tuple[str, ...], notes: Notes) -> None:
    for name, (key_node, _) in pairs.items():
        if name not in known:
            notes.problems.append(UnknownKey(notes.place(key_node), name, known))
