"""Nodes -> model: every value read after its shape, every problem noted, nothing raised.

A reader goes on after a problem: it notes the problem with its place, puts a neutral value in
the gap, and reads the rest, so that one run reports everything. It also says which values are
gaps, so that no later check complains about one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml

from errdocs.problems import Key, Pointer, Problem
from errdocs.registry.formats import Kind, Shape, fields_of, shape_of
from errdocs.registry.reading_problems import (
    ControlCharacter,
    DuplicateKey,
    EmptyList,
    MissingKey,
    UnknownChoice,
    UnknownKey,
    WrongFormat,
    WrongType,
)
from errdocs.registry.yamlfiles import (
    compose,
    control_character,
    date_of,
    describe,
    is_null,
    number_of,
    place_of,
    read_text,
    scalar_of,
    text_of,
)

Record = TypeVar("Record")
Keys = tuple[Key, ...]
Pairs = dict[str, tuple[yaml.Node, yaml.Node]]

_FIXES = {
    Kind.TEXT: "put it in quotes",
    Kind.CHOICE: "put it in quotes",
    Kind.NUMBER: "write it in plain digits, without quotes",
    Kind.DATE: "write an existing date, such as `2025-05-20`",
}


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
        if shape.short_field and not isinstance(node, yaml.MappingNode):
            text = fields_of(shape.type)[shape.short_field].shape
            return shape.type(**{shape.short_field: self.read(text, node, keys)})
        return _READERS[shape.kind](self, shape, node, keys)

    def _note(self, kind: Callable[..., Problem], node: yaml.Node, keys: Keys, *facts: Any) -> None:
        """Note a problem and the gap that it leaves."""
        self.problems.append(kind(place_of(self.path, node.start_mark), *facts))
        self.gaps.append(Pointer(self.path, keys))

    def _scalar(self, shape: Shape, node: yaml.Node, keys: Keys, value: Any, expected: str) -> Any:
        """Return the value of a scalar; None stands for one of another type."""
        if value is None:
            fix = _FIXES[shape.kind]
            if is_null(node):
                fix = "give it a value or remove the key"
            elif not isinstance(node, yaml.ScalarNode):
                fix = f"write {expected} here"
            self._note(WrongType, node, keys, describe(node), expected, fix)
            return shape.neutral()
        if isinstance(value, str) and (character := control_character(value)):
            self._note(ControlCharacter, node, keys, character)
        elif shape.rule and not shape.rule.accepts(value):
            shown = str(value).split("\n", 1)[0][:60]
            self._note(WrongFormat, node, keys, shown, shape.rule.expected)
        return value

    def _text(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        return self._scalar(shape, node, keys, text_of(node), "text")

    def _number(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        return self._scalar(shape, node, keys, number_of(node), "a whole number")

    def _date(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        return self._scalar(shape, node, keys, date_of(node), "a date as `YYYY-MM-DD`")

    def _choice(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        known = tuple(member.value for member in shape.type)
        gaps = len(self.gaps)
        value = self._scalar(shape, node, keys, text_of(node), "text")
        if value in known:
            return shape.type(value)
        if len(self.gaps) == gaps:
            self._note(UnknownChoice, node, keys, value, known)
        return shape.neutral()

    def _list(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        item = shape.item
        assert item is not None
        if shape.one_or_list and isinstance(node, yaml.MappingNode):
            return (self.read(item, node, (*keys, 0)),)
        if not isinstance(node, yaml.SequenceNode):
            fix = "write `[a, b]` or one `- ` a line"
            self._note(WrongType, node, keys, describe(node), "a list", fix)
            return ()
        if shape.at_least_one and not node.value:
            self._note(EmptyList, node, keys)
        return tuple(self.read(item, child, (*keys, at)) for at, child in enumerate(node.value))

    def _mapping(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        assert shape.name is not None
        assert shape.item is not None
        values = {}
        for name, (key_node, value_node) in self._pairs(node, keys).items():
            self.read(shape.name, key_node, (*keys, name))
            values[name] = self.read(shape.item, value_node, (*keys, name))
        return values

    def _record(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        pairs, fields = self._pairs(node, keys), fields_of(shape.type)
        for name, (key_node, _) in pairs.items():
            if name not in fields:
                place = place_of(self.path, key_node.start_mark)
                self.problems.append(UnknownKey(place, name, tuple(fields)))
        values = {}
        for name, field in fields.items():
            if name in pairs:
                value = pairs[name][1]
                # An optional field is left out where it has no value, so null is wrong there.
                is_none = field.shape.or_null and field.required and is_null(value)
                values[name] = None if is_none else self.read(field.shape, value, (*keys, name))
            elif field.required:
                if isinstance(node, yaml.MappingNode):
                    self._note(MissingKey, node, (*keys, name), name, field.shape.expected)
                values[name] = field.shape.neutral()
        return shape.type(**values)

    def _any(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        """Return plain data: text, whole number, boolean, null, lists, mappings."""
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.read(shape, item, (*keys, at)) for at, item in enumerate(node.value))
        if isinstance(node, yaml.MappingNode):
            values = {}
            for name, (key_node, value_node) in self._pairs(node, keys).items():
                self._refuse_control(name, key_node, (*keys, name))
                values[name] = self.read(shape, value_node, (*keys, name))
            return values
        try:
            value = scalar_of(node)
        except ValueError as error:
            expected = "text, a whole number, true, false, null, a list or a mapping"
            self._note(WrongType, node, keys, str(error), expected, "put it in quotes")
            return None
        self._refuse_control(value, node, keys)
        return value

    def _refuse_control(self, value: object, node: yaml.Node, keys: Keys) -> None:
        if isinstance(value, str) and (character := control_character(value)):
            self._note(ControlCharacter, node, keys, character)

    def _pairs(self, node: yaml.Node, keys: Keys) -> Pairs:
        """Return a mapping's keys and values by name; note duplicates and what is not text."""
        if not isinstance(node, yaml.MappingNode):
            fix = "write `key: value` lines"
            self._note(WrongType, node, keys, describe(node), "a mapping", fix)
            return {}
        pairs: Pairs = {}
        for key_node, value_node in node.value:
            name = text_of(key_node)
            if name is None:
                found = describe(key_node)
                self._note(WrongType, key_node, keys, found, "a name", "put it in quotes")
            elif name in pairs:
                first = pairs[name][0].start_mark.line + 1
                place = place_of(self.path, key_node.start_mark)
                self.problems.append(DuplicateKey(place, name, first))
            else:
                pairs[name] = (key_node, value_node)
        return pairs


_READERS: dict[Kind, Callable[[_Reader, Shape, yaml.Node, Keys], Any]] = {
    Kind.TEXT: _Reader._text,
    Kind.NUMBER: _Reader._number,
    Kind.DATE: _Reader._date,
    Kind.CHOICE: _Reader._choice,
    Kind.LIST: _Reader._list,
    Kind.MAPPING: _Reader._mapping,
    Kind.RECORD: _Reader._record,
    Kind.ANY: _Reader._any,
}
