"""Readers of values without a record: text, number, day, choice, free form, and pairs."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import yaml

from errdocs.problems import Key
from errdocs.registry.formats import Bounds, Format
from errdocs.registry.hints import expected_of, gap_of
from errdocs.registry.notes import Notes
from errdocs.registry.reading_problems import (
    ControlCharacter,
    DuplicateKey,
    UnknownChoice,
    WrongFormat,
    WrongType,
)
from errdocs.registry.scalars import as_text, control_character, describe, plain_value

Reader = Callable[[yaml.Node, Notes, tuple[Key, ...]], Any]
"""Takes a node, the notes and the keys that lead to it; returns the value or a neutral one."""


def scalar(convert: Callable[[yaml.Node], Any], hint: Any) -> Reader:
    """Return the reader of a text, number or day; `convert` gives None for anything else."""
    expected = expected_of(hint)
    fix = {str: "put it in quotes", int: "write it in plain digits, without quotes"}.get(
        hint, "write an existing day, such as `2025-05-20`"
    )

    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        value = convert(node)
        if value is None:
            advice = fix if isinstance(node, yaml.ScalarNode) else f"write {expected} here"
            empty = isinstance(node, yaml.ScalarNode) and node.tag.endswith(":null")
            advice = "give it a value or remove the key" if empty else advice
            notes.add(WrongType(notes.place(node), describe(node), expected, advice), keys)
            return gap_of(hint)
        if hint is str:
            _refuse_controls(value, node, notes, keys)
        return value

    return read


def formatted(inner: Reader, rule: Format | Bounds) -> Reader:
    """Return a reader that also notes a value which breaks a rule."""

    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        before = len(notes.problems)
        value = inner(node, notes, keys)
        if len(notes.problems) == before and not rule.accepts(value):
            shown = str(value).split("\n", 1)[0][:60]
            notes.add(WrongFormat(notes.place(node), shown, rule.expected), keys)
        return value

    return read


def choice(choices: type[StrEnum]) -> Reader:
    """Return the reader of a member of an enumeration."""
    known = tuple(member.value for member in choices)
    text = scalar(as_text, str)

    def read(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
        before = len(notes.problems)
        value = text(node, notes, keys)
        if value in known:
            return choices(value)
        if len(notes.problems) == before:
            notes.add(UnknownChoice(notes.place(node), value, known), keys)
        return gap_of(choices)

    return read


def pairs_of(
    node: yaml.Node, notes: Notes, keys: tuple[Key, ...]
) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """Return a mapping's keys and values by name; note what is not a mapping or there twice."""
    if not isinstance(node, yaml.MappingNode):
        wrong = WrongType(
            notes.place(node), describe(node), "a mapping", "write `key: value` lines"
        )
        notes.add(wrong, keys)
        return {}
    pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
    for key_node, value_node in node.value:
        name = as_text(key_node)
        if name is None:
            wrong = WrongType(
                notes.place(key_node), describe(key_node), "a name", "put it in quotes"
            )
            notes.add(wrong, keys)
        elif name in pairs:
            first = pairs[name][0].start_mark.line + 1
            notes.problems.append(DuplicateKey(notes.place(key_node), name, first))
        else:
            pairs[name] = (key_node, value_node)
    return pairs


def free_form(node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> Any:
    """Return plain data of any shape: text, whole number, boolean, null, lists, mappings."""
    if isinstance(node, yaml.SequenceNode):
        items = enumerate(node.value)
        return tuple(free_form(item, notes, (*keys, index)) for index, item in items)
    if isinstance(node, yaml.MappingNode):
        pairs = pairs_of(node, notes, keys)
        for name, (key_node, _) in pairs.items():
            _refuse_controls(name, key_node, notes, (*keys, name))
        return {name: free_form(value, notes, (*keys, name)) for name, (_, value) in pairs.items()}
    try:
        value = plain_value(node)
    except ValueError as error:
        expected = "text, a whole number, true, false, null, a list or a mapping"
        notes.add(WrongType(notes.place(node), str(error), expected, "put it in quotes"), keys)
        return None
    if isinstance(value, str):
        _refuse_controls(value, node, notes, keys)
    return value


def _refuse_controls(text: str, node: yaml.Node, notes: Notes, keys: tuple[Key, ...]) -> None:
    if character := control_character(text):
        notes.add(ControlCharacter(notes.place(node), character), keys)
