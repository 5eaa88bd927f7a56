"""A quick proof that a text is in the canonical order and layout already, as nearly all are.

`canonical` makes the lines that a text should have, which takes as long as reading it. The proof
walks through the nodes once and makes nothing. It knows the plain case only: entries that follow
each other without comments or empty lines, each where it belongs. Whatever else there is, it says
so, and the lines are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from errdocs.registry.canonical import INDENT, fields_within, indent_of_block, is_block, last_line
from errdocs.registry.formats import Shape, shape_of

_SPACES = tuple(" " * count for count in range(120))  # at most twice the deepest nesting


class _Unproven(Exception):
    """A text that may be in the canonical layout, and may not be."""


def is_laid_out(text: str, record: Any, root: yaml.Node) -> bool:
    """Whether a text certainly is in the canonical order and layout; `root` is its node."""
    lines = text.splitlines()
    plain = "\n".join(map(str.rstrip, lines)) + "\n"  # also without other characters as line ends
    if text != plain or not lines[0] or not is_block(root):
        return False
    try:
        end = _Proof(lines).block(root, shape_of(record), "", root.start_mark.line)
    except _Unproven:
        return False
    return end == len(lines)


class _Proof:
    """The lines of a text, compared with its nodes from the first to the last."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def block(self, node: yaml.Node, shape: Shape, lead: str, line: int) -> int:
        """Return the line after a block collection.

        It starts on a line, after `lead`: the spaces, or the dashes of the items it is first in.
        """
        fields, inner = fields_within(shape)
        indent, rank, is_mapping = len(lead), -1, isinstance(node, yaml.MappingNode)
        for part in node.value:
            key, value = part if is_mapping else (None, part)
            mark = (key or value).start_mark
            if mark.line != line or not self.lines[line].startswith(lead):
                raise _Unproven
            if key:
                child, rank = _ranked(key, fields, inner, rank)
                line = self._pair(mark.column, value, child, indent, line)
            else:
                line = self._item(mark.column, value, inner, lead, line)
            lead = _SPACES[indent]
        return line

    def _pair(self, column: int, value: yaml.Node, shape: Shape, indent: int, line: int) -> int:
        """Return the line after a pair, whose key is in a column."""
        if column != indent:
            raise _Unproven
        if is_block(value):
            return self.block(value, shape, _SPACES[indent + INDENT], line + 1)
        start = value.start_mark
        if start.line == line:
            text, at = self.lines[line], start.column
            is_plain = text[at - 2 : at] == ": " and at - 3 >= indent
            if not is_plain or text[at - 3].isspace():
                raise _Unproven
        return self._flat(value, shape, indent, line)

    def _item(self, column: int, value: yaml.Node, shape: Shape, lead: str, line: int) -> int:
        """Return the line after an item, which starts in a column."""
        indent = len(lead)
        if column != indent + INDENT or not self.lines[line].startswith("- ", indent):
            raise _Unproven
        if is_block(value):
            return self.block(value, shape, f"{lead}- ", line)
        return self._flat(value, shape, indent, line)

    def _flat(self, value: yaml.Node, shape: Shape, indent: int, line: int) -> int:
        """Return the line after a scalar or flow collection whose key or dash is on a line."""
        if isinstance(value, yaml.CollectionNode):
            _require_order(value, shape)
        last = last_line(value)
        if last > line and not all(self._keeps(value, indent, line + 1, last + 1)):
            raise _Unproven
        return last + 1

    def _keeps(self, value: yaml.Node, indent: int, start: int, stop: int) -> Iterator[bool]:
        """Yield whether each further line of a value would stay as it is."""
        lines = self.lines[start:stop]
        if getattr(value, "style", None) in {"|", ">"}:
            depth = indent_of_block(value, self.lines)
            pad = _SPACES[indent + (depth or INDENT)]
            first = next((line for line in lines if line), pad)
            yield first.startswith(pad) and (depth is not None or first[len(pad) :][:1] != " ")
            yield all(not line or line.startswith(pad) for line in lines)
        else:
            yield all(len(line.lstrip()) == len(line.lstrip(" ")) for line in lines)


def _ranked(key: yaml.Node, fields: Any, inner: Shape, before: int) -> tuple[Shape, int]:
    """Return what the value of a key may be, and the key's rank, which is higher than before."""
    field = fields.get(key.value) if fields and isinstance(key, yaml.ScalarNode) else None
    if field is None:
        return inner, before
    if field[1] <= before:
        raise _Unproven
    found: tuple[Shape, int] = field
    return found


def _require_order(node: yaml.Node, shape: Shape) -> None:
    """Go through a flow collection, whose keys may be in another order."""
    if isinstance(node, yaml.ScalarNode):
        return
    fields, inner = fields_within(shape)
    rank = -1
    for part in node.value:
        child, value = inner, part
        if isinstance(node, yaml.MappingNode):
            key, value = part
            child, rank = _ranked(key, fields, inner, rank)
        _require_order(value, child)
