"""A changed record -> the text of its file, in which nothing else changes.

Comments, quotes and line breaks of the fields that stay are kept. A field that changed is
written anew, with the comments above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import yaml

from errdocs.registry.canonical import UnusualYaml, canonical, last_line, parts, write_record
from errdocs.registry.formats import Kind, Shape, fields_of, shape_of
from errdocs.registry.reader import compose, parse_yaml

_NAMES = ("id", "key", "row")  # what names a record in a list


def patched(text: str, old: Any, new: Any) -> str:
    """Return the text of a record after a change; `text` is that of the old one."""
    written = write_record(new)
    if old == new:
        return text
    try:
        plain = canonical(text, type(new))
    except UnusualYaml:
        return written
    before, after = compose(plain, ""), compose(written, "")
    if not (isinstance(before, yaml.Node) and isinstance(after, yaml.Node)):
        return written
    shape = shape_of(cast(Any, type(new)))
    sides = _Side(plain.split("\n"), before), _Side(written.split("\n"), after)
    if not all(isinstance(side.node, yaml.MappingNode) for side in sides):
        return written
    first = before.start_mark.line
    lines = sides[0].lines[:first] + _record(*sides, shape, old, new, first, None)
    result = "\n".join(lines).rstrip("\n") + "\n"
    # Whatever form a text has, it must read back as the new record.
    return result if parse_yaml(result, "", type(new)).value == new else written


@dataclass(frozen=True)
class _Side:
    """A node, with the lines of its file."""

    lines: list[str]
    node: yaml.Node


def _record(
    mine: _Side, theirs: _Side, shape: Shape, old: Any, new: Any, first: int, stop: int | None
) -> list[str]:
    """Return the lines of a record from `first` on, each field from one of the two sides."""
    ranks = {name: rank for rank, name in enumerate(fields_of(shape.type))}
    own = {part.name: part for part in parts(mine.node, shape)}
    other = {part.name: part for part in parts(theirs.node, shape)}
    order = sorted({*own, *other}, key=lambda name: ranks.get(name or "", len(ranks)))
    starts = [part.mark.line for part in own.values()]
    ends = [*starts[1:], len(mine.lines) if stop is None else stop]
    spans = dict(zip(own, zip(starts, ends, strict=True), strict=True))
    lines = mine.lines[first : starts[0]]
    for name in order:
        is_same = name in own and (name is None or getattr(old, name) == getattr(new, name))
        if is_same:
            lines += mine.lines[slice(*spans[name])]
            continue
        if name in own and name in other and _is_list_of_records(own[name].shape):
            part = own[name]
            pair = _Side(mine.lines, part.value), _Side(theirs.lines, other[name].value)
            found = _items(*pair, part.shape, getattr(old, name or ""), getattr(new, name or ""))
            if found is not None:
                first_item = part.value.value[0].start_mark.line
                lines += [*mine.lines[part.mark.line : first_item], *found]
                lines += mine.lines[last_line(part.value) + 1 : spans[name][1]]
                continue
        if name in other:
            value = other[name]
            lines += theirs.lines[value.mark.line : last_line(value.value) + 1]
        if name in own:
            lines += mine.lines[last_line(own[name].value) + 1 : spans[name][1]]
    return lines


def _is_list_of_records(shape: Shape) -> bool:
    item = shape.item
    is_record = shape.kind is Kind.LIST and item is not None and item.kind is Kind.RECORD
    return is_record and any(name in fields_of(item.type) for name in _NAMES)  # type: ignore[union-attr]


def _items(mine: _Side, theirs: _Side, shape: Shape, old: Any, new: Any) -> list[str] | None:
    """Return the lines of a list of named records; None where the lists are not in block form."""
    item = shape.item
    assert item is not None
    nodes = mine.node, theirs.node
    if not all(isinstance(n, yaml.SequenceNode) and not n.flow_style and n.value for n in nodes):
        return None
    name = next(name for name in _NAMES if name in fields_of(item.type))
    known = {getattr(value, name): at for at, value in enumerate(old)}
    starts = [part.start_mark.line for part in mine.node.value]
    ends = [*starts[1:], last_line(mine.node) + 1]
    lines: list[str] = []
    for value, node in zip(new, theirs.node.value, strict=True):
        at = known.get(getattr(value, name))
        if at is None:
            lines += theirs.lines[node.start_mark.line : last_line(node) + 1]
        elif old[at] == value:
            lines += mine.lines[starts[at] : ends[at]]
        else:
            found = mine.node.value[at]
            pair = _Side(mine.lines, found), _Side(theirs.lines, node)
            if found.flow_style or node.flow_style:
                lines += theirs.lines[node.start_mark.line : last_line(node) + 1]
                continue
            lines += _record(*pair, item, old[at], value, starts[at], ends[at])
    return lines
