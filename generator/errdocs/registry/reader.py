"""Nodes -> model: every value read after its shape, every problem noted, nothing raised.

A reader goes on after a problem: it notes the problem with its place, puts a neutral value in
the gap, and reads the rest, so that one run reports everything. It also says which values are
gaps, so that no later check complains about one.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from errdocs.problems import Key, Pointer, Problem, Rule, quoted
from errdocs.registry.formats import Kind, Shape, fields_of, shape_of
from errdocs.registry.naming import did_you_mean
from errdocs.registry.yamlfiles import (
    LONGEST_VALUE,
    compose,
    control_character,
    date_in,
    describe,
    is_null,
    place_of,
    read_text,
    value_of,
)

Record = TypeVar("Record")
Keys = tuple[Key, ...]
Pairs = dict[str, tuple[yaml.Node, yaml.Node]]

# The type of each kind of scalar, and how to correct a value of another type.
_SCALARS: dict[Kind, tuple[Any, str]] = {
    Kind.TEXT: (str, "put it in quotes"),
    Kind.CHOICE: (str, "put it in quotes"),
    Kind.NUMBER: (int, "write it in plain digits, without quotes"),
    Kind.DATE: (datetime.date, "write an existing date, such as `2025-05-20`"),
}
_NAME = Shape(Kind.TEXT)
_ANY = "text, a whole number, true, false, null, a list or a mapping"


TYPE = Rule("type", "{found}", "{expected}", "{fix}")
FORMAT = Rule("format", "`{value}` is refused", "{expected}", "write it in that form")
MISSING_KEY = Rule("missing-key", "key `{key}` is missing", "{expected}", "add `{key}:`")
DUPLICATE_KEY = Rule(
    "duplicate-key",
    "duplicate key `{key}`; first on line {first_line}",
    "each key once",
    "remove one of the two",
)
UNKNOWN_KEY = Rule("unknown-key", "unknown key `{name}`", "one of {known}", "{fix}")
CHOICE = Rule("choice", "unknown value `{name}`", "one of {known}", "{fix}")
EMPTY_LIST = Rule("empty-list", "the list is empty", "at least one item", "add one")
CONTROL_CHARACTER = Rule(
    "control-character",
    "the text holds the control character U+{number:04X}",
    "text that can be shown",
    "remove it",
)


@dataclass(frozen=True)
class ReadYaml(Generic[Record]):
    """A YAML file as it was read, complete or with gaps."""

    path: str
    """Path of the file, as it is shown to people."""
    value: Record | None = None
    """What it holds, with neutral values in the gaps; None where it is not YAML."""
    problems: tuple[Problem, ...] = ()
    gaps: tuple[Pointer, ...] = ()
    """Values that could not be read and were replaced by a neutral one."""
    text: str | None = None
    """Its text; None where it could not be decoded."""
    root: yaml.Node | None = None
    """Its nodes with their places; None where it is not YAML."""


def read_yaml(file: Path, record: type[Record]) -> ReadYaml[Record]:
    """Return the record that a file holds, with every problem found on the way."""
    path = file.as_posix()
    text = read_text(file, path)
    if isinstance(text, Problem):
        return ReadYaml(path, problems=(text,))
    return parse_yaml(text, path, record)


def parse_yaml(text: str, path: str, record: type[Record]) -> ReadYaml[Record]:
    """Return the record that a text holds; `path` is the path of its file for people."""
    root = compose(text, path)
    if isinstance(root, Problem):
        return ReadYaml(path, problems=(root,), text=text)
    hint: Any = record
    reader = _Reader(path)
    value: Record = reader.read(shape_of(hint), root, ())
    return ReadYaml(path, value, tuple(reader.problems), tuple(reader.gaps), text, root)


class _Reader:
    """Reads the values of one file; its problems and gaps grow meanwhile."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.gaps: list[Pointer] = []

    def read(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        """Return the value of a node, or a neutral one; `keys` lead to it from the root."""
        short_field = shape.form.short_field
        if short_field and not isinstance(node, yaml.MappingNode):
            text = fields_of(shape.type)[short_field].shape
            return shape.type(**{short_field: self.read(text, node, keys)})
        match shape.kind, node:
            case Kind.RECORD, _:
                return self._record(shape.type, node, keys)
            case (Kind.LIST, _) | (Kind.ANY, yaml.SequenceNode()):
                return self._list(shape, node, keys)
            case (Kind.MAPPING, _) | (Kind.ANY, yaml.MappingNode()):
                return self._mapping(shape, node, keys)
            case Kind.ANY, _:
                return self._any(node, keys)
        return self._scalar(shape, node, keys)

    def _note(self, rule: Rule, node: yaml.Node, keys: Keys | None, **facts: object) -> None:
        """Note a problem and the gap that it leaves, if any."""
        self.problems.append(rule.at(place_of(self.path, node.start_mark), **facts))
        if keys is not None:
            self.gaps.append(Pointer(self.path, keys))

    def _note_type(self, node: yaml.Node, keys: Keys, expected: str, fix: str) -> None:
        self._note(TYPE, node, keys, found=describe(node), expected=expected, fix=fix)

    def _has_control(self, value: object, node: yaml.Node, keys: Keys) -> bool:
        character = control_character(value) if isinstance(value, str) else None
        if character:
            self._note(CONTROL_CHARACTER, node, keys, number=ord(character))
        return character is not None

    def _scalar(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        value: Any = value_of(node)
        if shape.kind is Kind.DATE and isinstance(value, str):
            value = date_in(value)
        expected, (wanted, fix) = shape.kind.expected, _SCALARS[shape.kind]
        if type(value) is not wanted:
            if not isinstance(node, yaml.ScalarNode):
                fix = f"write {expected} here"
            elif is_null(node):
                fix = "give it a value or remove the key"
            self._note_type(node, keys, expected, fix)
            return shape.neutral()
        is_refused = self._has_control(value, node, keys)
        if shape.kind is Kind.CHOICE:
            known = tuple(member.value for member in shape.type)
            if value in known:
                return shape.type(value)
            if not is_refused:
                fix = did_you_mean(value, known) or "choose one"
                self._note(CHOICE, node, keys, name=value, known=quoted(known), fix=fix)
            return shape.neutral()
        if shape.rule and not is_refused and not shape.rule.accepts(value):
            shown = str(value).split("\n", 1)[0][:LONGEST_VALUE]
            self._note(FORMAT, node, keys, value=shown, expected=shape.rule.expected)
        return value

    def _list(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        item = shape.item or shape  # what lies in a value of any kind may be of any kind
        if shape.form.one_or_list and isinstance(node, yaml.MappingNode):
            return (self.read(item, node, (*keys, 0)),)
        if not isinstance(node, yaml.SequenceNode):
            self._note_type(node, keys, "a list", "write `[a, b]` or one `- ` a line")
            return ()
        if shape.form.at_least_one and not node.value:
            self._note(EMPTY_LIST, node, keys)
        return tuple(self.read(item, child, (*keys, at)) for at, child in enumerate(node.value))

    def _mapping(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        values = {}
        for name, (key_node, value_node) in self._pairs(node, keys).items():
            self.read(shape.name or _NAME, key_node, (*keys, name))
            values[name] = self.read(shape.item or shape, value_node, (*keys, name))
        return values

    def _record(self, record: Any, node: yaml.Node, keys: Keys) -> Any:
        pairs, fields = self._pairs(node, keys), fields_of(record)
        for name, (key_node, _) in pairs.items():
            if name not in fields:
                fix = did_you_mean(name, fields) or "remove it or correct its spelling"
                self._note(UNKNOWN_KEY, key_node, None, name=name, known=quoted(fields), fix=fix)
        values = {}
        for name, field in fields.items():
            if name in pairs:
                value = pairs[name][1]
                # An optional field is left out where it has no value, so null is wrong there.
                is_none = field.shape.or_null and field.required and is_null(value)
                values[name] = None if is_none else self.read(field.shape, value, (*keys, name))
            elif field.required:
                if isinstance(node, yaml.MappingNode):
                    expected = field.shape.expected
                    self._note(MISSING_KEY, node, (*keys, name), key=name, expected=expected)
                values[name] = field.shape.neutral()
        return record(**values)

    def _any(self, node: yaml.Node, keys: Keys) -> Any:
        """Return a text, whole number or boolean, or None for null."""
        value = value_of(node)
        if isinstance(value, datetime.date) or (value is None and not is_null(node)):
            self._note_type(node, keys, _ANY, "put it in quotes")
            return None
        self._has_control(value, node, keys)
        return value

    def _pairs(self, node: yaml.Node, keys: Keys) -> Pairs:
        """Return a mapping's keys and values by name; note duplicates and what is not text."""
        if not isinstance(node, yaml.MappingNode):
            self._note_type(node, keys, "a mapping", "write `key: value` lines")
            return {}
        pairs: Pairs = {}
        for key_node, value_node in node.value:
            name = value_of(key_node)
            if not isinstance(name, str):
                self._note_type(key_node, keys, "a name", "put it in quotes")
            elif name in pairs:
                first = pairs[name][0].start_mark.line + 1
                self._note(DUPLICATE_KEY, key_node, None, key=name, first_line=first)
            else:
                pairs[name] = (key_node, value_node)
        return pairs
