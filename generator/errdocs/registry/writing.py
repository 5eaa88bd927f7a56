"""Model -> canonical YAML text: what loading reads back as the same model.

Keys are in the order of the model's fields and defaults are left out. Quoting is the business of
PyYAML's emitter; this module only chooses between the forms that it offers, so that a written
file looks as a maintainer would have written it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast, get_args

import yaml
from yaml.emitter import ScalarAnalysis

from errdocs.registry.formats import Kind, Markdown, Shape, Text, fields_of, shape_of
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

INLINE_LENGTH = 88
"""Most characters of the values of a list or record that is written on one line."""
_INLINE_RECORDS = frozenset({Alias, Lifecycle, Link, Parameter, Revision, SourceRef})
"""Records that are written on one line, `{key: value}`, where they fit."""
_QUOTED = frozenset({(Parameter, "example")})
"""Fields whose texts look like values of any type: `60`, `true`, `xxx`."""
_TEXT, _MARKDOWN = get_args(Text)[1], get_args(Markdown)[1]
_TAG = "tag:yaml.org,2002:"
_AMBIGUOUS = re.compile(r"([yYnN]|[-+.]?[0-9][0-9a-fA-FxXoOeE_.:+-]*)$")
"""What some version of YAML reads as a boolean, number, time or date: quoted, to be safe."""
_ESCAPED = re.compile(r"[\"\\\U00010000-\U0010ffff]")
"""Characters that double quotes would escape and single quotes keep."""
_SPACE_AT_END = re.compile(r"[^\S\n]+$", re.MULTILINE)
"""Spaces at the end of a line, which editors and the canonical layout would remove."""


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, and prefers double quotes where nothing needs escaping."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Start a collection, two spaces deeper than the one around it."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Return the quotes or sign of the scalar that is written next."""
        style = super().choose_scalar_style()
        text = cast(yaml.ScalarEvent, self.event).value
        if style == "|" and _SPACE_AT_END.search(text):
            return '"'
        if style not in {"'", '"'} or "\n" in text or not _ESCAPED.search(text):
            return '"' if style == "'" else style
        return "'" if cast(ScalarAnalysis, self.analysis).allow_single_quoted else '"'


_Dumper.add_implicit_resolver("!ambiguous", _AMBIGUOUS, list("yYnN0123456789+-."))


def write_record(record: Error | Settings | SourceRows) -> str:
    """Return the text of the file that holds a record."""
    hint: Any = type(record)
    root = _node(shape_of(hint), record)
    text: str = yaml.serialize(root, Dumper=_Dumper, allow_unicode=True, width=float("inf"))
    return text


def write_registry(registry: Registry, folder: Path) -> None:
    """Write all files of a registry that passes the checks; other files of the folder stay."""
    files = {SETTINGS_FILE: write_record(registry.settings)}
    for error in registry.errors:
        files[f"{ERRORS_FOLDER}/{error.path_segment}.yml"] = write_record(error)
    for rows in registry.source_rows:
        files[f"{SOURCES_FOLDER}/{rows.document}.yml"] = write_record(rows)
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def _node(shape: Shape, value: Any, style: str | None = None) -> yaml.Node:
    """Return the node of a value in the shortest form that its shape allows."""
    if value is None:
        return _scalar(None)
    if shape.form.one_or_list and len(value) == 1:
        shape, value = cast(Shape, shape.item), value[0]
    if name := shape.form.short_field:
        text = getattr(value, name)
        if value == shape.type(**{name: text}):
            return _node(fields_of(shape.type)[name].shape, text)
    match shape.kind, shape.item:
        case Kind.RECORD, _:
            return _record(shape.type, value)
        case Kind.LIST, Shape() as item:
            nodes = [_node(item, part) for part in value]
            # Names stand side by side, messages below each other.
            is_inline = item.rule is not None and item.rule != _TEXT and _fits(nodes)
            return yaml.SequenceNode(f"{_TAG}seq", nodes, flow_style=is_inline)
        case Kind.MAPPING, Shape() as item:
            return _mapping({key: _node(item, part) for key, part in value.items()})
        case Kind.ANY, _:
            return _free_form(value)
    return _scalar(value, "|" if shape.rule == _MARKDOWN else style)


def _record(record: Any, value: Any) -> yaml.Node:
    nodes = {
        name: _node(field.shape, found, '"' if (record, name) in _QUOTED else None)
        for name, field in fields_of(record).items()
        if (found := getattr(value, name)) != field.default
    }
    return _mapping(nodes, inline=record in _INLINE_RECORDS and _fits(list(nodes.values())))


def _fits(nodes: list[yaml.Node]) -> bool:
    """Whether nodes can be written on one line."""
    texts = [node.value for node in nodes if isinstance(node, yaml.ScalarNode)]
    is_plain = len(texts) == len(nodes) and not any("\n" in text for text in texts)
    return is_plain and sum(map(len, texts)) <= INLINE_LENGTH


def _mapping(nodes: Mapping[str, yaml.Node], *, inline: bool = False) -> yaml.Node:
    pairs = [(_scalar(name), node) for name, node in nodes.items()]
    return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=inline)


def _free_form(value: object) -> yaml.Node:
    if isinstance(value, Mapping):
        return _mapping({name: _free_form(item) for name, item in value.items()})
    if isinstance(value, tuple):
        return yaml.SequenceNode(f"{_TAG}seq", list(map(_free_form, value)), flow_style=False)
    return _scalar(value)


def _scalar(value: object, style: str | None = None) -> yaml.Node:
    """Return the node of a text, whole number, boolean, date or null."""
    match value:
        case str():
            kind, text, style = "str", str(value), style or ("|" if "\n" in value else None)
        case bool():
            kind, text = "bool", "true" if value else "false"
        case int():
            kind, text = "int", str(value)
        case datetime.date():
            kind, text = "timestamp", value.isoformat()
        case _:
            kind, text = "null", "null"
    return yaml.ScalarNode(f"{_TAG}{kind}", text, style=style)
