"""Model -> canonical YAML text: what loading reads back as the same model.

Keys stand in the order of the model's fields and defaults are left out. Escaping is the
emitter's business; this module only chooses between the forms that it offers, so that a written
file looks as a keeper would have written it.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import yaml

from errdocs.registry.emitter import emit, mapping_node, scalar_node, sequence_node
from errdocs.registry.formats import Format, Markdown, OneOrList, Shorthand, Text
from errdocs.registry.hints import default_of, is_union, record_fields, without_none
from errdocs.registry.loading import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER
from errdocs.registry.model import (
    Alias,
    Error,
    Lifecycle,
    Link,
    Parameter,
    Registry,
    Revision,
    Settings,
    SourceRef,
    SourceRows,
)

Writer = Callable[[Any], yaml.Node]
"""Takes a value of the model; returns the node that stands for it."""

INLINE_LENGTH = 88
"""Most characters of the values of a list or record that stands in one line."""
_INLINE_RECORDS = frozenset({Alias, Lifecycle, Link, Parameter, Revision, SourceRef})
"""Records that stand in one line, `{key: value}`, where they fit."""
_QUOTED = frozenset({(Parameter, "example")})
"""Fields whose texts look like values of any type: `60`, `true`, `xxx`."""
_TEXT, _MARKDOWN = get_args(Text)[1], get_args(Markdown)[1]


def write_error(error: Error) -> str:
    """Return the text of an error's file."""
    return emit(_writer_of(Error)(error))


def write_settings(settings: Settings) -> str:
    """Return the text of `registry.yml`."""
    return emit(_writer_of(Settings)(settings))


def write_source_rows(rows: SourceRows) -> str:
    """Return the text of the file of an upstream document's rows."""
    return emit(_writer_of(SourceRows)(rows))


def write_registry(registry: Registry, folder: Path) -> None:
    """Write all files of a registry that passes the checks; other files of the folder stay."""
    files = {SETTINGS_FILE: write_settings(registry.settings)}
    for error in registry.errors:
        files[f"{ERRORS_FOLDER}/{error.path_segment}.yml"] = write_error(error)
    for rows in registry.source_rows:
        files[f"{SOURCES_FOLDER}/{rows.document}.yml"] = write_source_rows(rows)
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


@cache
def _writer_of(hint: Any) -> Writer:
    """Return the writer of a type hint of the model."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _annotated(*get_args(hint))
    if is_union(hint):
        return _optional(_writer_of(without_none(hint)))
    if origin is tuple:
        return _list(get_args(hint)[0])
    if origin is Mapping:
        return _mapping(_writer_of(get_args(hint)[1]))
    if dataclasses.is_dataclass(hint):
        return _record(hint)
    return _free_form if hint is object else _scalar


def _annotated(hint: Any, *extras: object) -> Writer:
    write = _writer_of(hint)
    for extra in extras:
        if isinstance(extra, Format):
            write = _paragraph if extra == _MARKDOWN else write
        elif isinstance(extra, OneOrList):
            write = _one_or_list(write, _writer_of(get_args(hint)[0]))
        elif isinstance(extra, Shorthand):
            write = _shorthand(write, hint, extra.field)
    return write


def _optional(write: Writer) -> Writer:
    return lambda value: _scalar(None) if value is None else write(value)


def _list(hint: Any) -> Writer:
    write = _writer_of(hint)
    are_names = _format_of(hint) not in {None, _TEXT}

    def write_list(values: tuple[Any, ...]) -> yaml.Node:
        nodes = [write(value) for value in values]
        return sequence_node(nodes, inline=are_names and _fits(nodes))

    return write_list


def _format_of(hint: Any) -> Format | None:
    return next((extra for extra in get_args(hint) if isinstance(extra, Format)), None)


def _one_or_list(many: Writer, one: Writer) -> Writer:
    return lambda values: one(values[0]) if len(values) == 1 else many(values)


def _shorthand(full: Writer, record: Any, name: str) -> Writer:
    text = _writer_of(record_fields(record)[name])

    def write_shortest(value: Any) -> yaml.Node:
        short = record(**{name: getattr(value, name)})
        return text(getattr(value, name)) if value == short else full(value)

    return write_shortest


def _mapping(write: Writer) -> Writer:
    return lambda values: mapping_node((name, write(value)) for name, value in values.items())


def _record(record: Any) -> Writer:
    fields: list[tuple[str, Writer, Any]] = []

    def prepare() -> None:
        hints = record_fields(record)
        for item in dataclasses.fields(record):
            is_quoted = (record, item.name) in _QUOTED
            write = _quoted if is_quoted else _writer_of(hints[item.name])
            fields.append((item.name, write, default_of(item)))

    def write_record(value: Any) -> yaml.Node:
        if not fields:
            prepare()
        values = ((name, write, getattr(value, name), default) for name, write, default in fields)
        pairs = [(name, write(item)) for name, write, item, default in values if item != default]
        nodes = [node for _, node in pairs]
        return mapping_node(pairs, inline=record in _INLINE_RECORDS and _fits(nodes))

    return write_record


def _fits(nodes: Sequence[yaml.Node]) -> bool:
    """Whether nodes can stand in one line."""
    texts = [node.value for node in nodes if isinstance(node, yaml.ScalarNode)]
    is_plain = len(texts) == len(nodes) and not any("\n" in text for text in texts)
    return is_plain and sum(map(len, texts)) <= INLINE_LENGTH


def _scalar(value: object) -> yaml.Node:
    """Return the node of a text, whole number, boolean, day or null."""
    if isinstance(value, str):
        return scalar_node("str", str(value), "|" if "\n" in value else None)
    if isinstance(value, bool):
        return scalar_node("bool", "true" if value else "false")
    if isinstance(value, int):
        return scalar_node("int", str(value))
    if isinstance(value, datetime.date):
        return scalar_node("timestamp", value.isoformat())
    return scalar_node("null", "null")


def _paragraph(value: str) -> yaml.Node:
    """Return the node of a text that gets lines of its own, even a single one: it will grow."""
    return scalar_node("str", value, "|")


def _quoted(value: str) -> yaml.Node:
    """Return the node of a text that is quoted, whatever it holds."""
    return scalar_node("str", value, '"')


def _free_form(value: object) -> yaml.Node:
    if isinstance(value, Mapping):
        return mapping_node((name, _free_form(item)) for name, item in value.items())
    if isinstance(value, tuple):
        return sequence_node(map(_free_form, value))
    return _scalar(value)
