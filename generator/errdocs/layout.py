"""The canonical layout of a registry's files: keys in the model's order, two blanks a level.

The lines of a file are moved and indented as its nodes ask for, and nothing else is touched:
comments, quotes, block scalars and the breaks of long texts stay as they were written.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_origin

import yaml

from errdocs.hints import is_union, record_fields, without_none
from errdocs.loading.nodes import compose

INDENT = 2
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")


class UnusualYaml(ValueError):
    """YAML that a registry never needs, in a form that the layout does not know."""

    def __init__(self, reason: str, mark: yaml.Mark) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mark = mark


def canonical(text: str, record: Any, *, reorder: bool = True) -> str:
    """Return a text in the canonical layout; as it is where it cannot be read.

    Raises UnusualYaml where it can be read and its layout is still beyond this module.
    """
    text = _BREAK.sub("\n", text)
    root = compose(text, "")
    if reorder and isinstance(root, yaml.Node):
        text = _with_ordered_flows(text, root, record)
        root = compose(text, "")
    if not isinstance(root, yaml.Node):
        return text
    return "\n".join(_Layout(text.split("\n"), reorder).file(root, record)).strip("\n") + "\n"


@cache
def fields_of(hint: Any) -> Mapping[str, Any]:
    """Return the type hints of a record's keys, in canonical order; none for other types.

    A list may be written as its only item, so the hint of a list of records counts as theirs.
    """
    bare = _bare(hint)
    if get_origin(bare) is tuple:
        bare = _bare(get_args(bare)[0])
    return record_fields(bare) if dataclasses.is_dataclass(bare) else {}


@cache
def inner_hint(hint: Any, key: str | None) -> Any:
    """Return the type hint of a value within one: below a key, or any item of a list."""
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


class _Chunk(NamedTuple):
    """A pair of a mapping or an item of a list, with the comments that belong to it."""

    key: yaml.Node | None
    value: yaml.Node
    start: int
    """Line on which its leading comments begin."""
    line: int
    """Line on which it begins itself."""
    column: int
    """Column of its key or dash."""

    @property
    def first(self) -> yaml.Mark:
        """Return where it begins."""
        return (self.key or self.value).start_mark

    def rank(self, hint: Any) -> int:
        """Return the place of its key in a record; unknown keys come last, in their own order."""
        order = list(fields_of(hint))
        known = self.key is not None and self.key.value in order
        return order.index(self.key.value) if self.key and known else len(order)


@dataclass
class _Layout:
    """The lines of a file on their way into the canonical layout."""

    lines: list[str]
    reorder: bool

    def file(self, root: yaml.Node, record: Any) -> Iterator[str]:
        """Yield the lines of a whole file; what stands before its first key stays there."""
        if not _is_block(root):
            yield from (line.rstrip() for line in self.lines)
            return
        first = root.start_mark.line
        yield from (line.rstrip() for line in self.lines[:first])
        before, lines = self._block(root, record, 0, first, len(self.lines))
        yield from (*before, *lines)

    def _block(
        self, node: yaml.Node, hint: Any, indent: int, first: int, stop: int
    ) -> tuple[list[str], list[str]]:
        """Return the comments before a block collection, and its lines."""
        chunks = list(self._chunks(node, first))
        end = self._end_of_comments(_last_line(node) + 1, stop, chunks[-1].column)
        stops = dict(zip(chunks, [*(chunk.start for chunk in chunks[1:]), end], strict=True))
        if self.reorder:
            chunks.sort(key=lambda chunk: chunk.rank(hint))
        before = self._comments(chunks[0].start, chunks[0].line, indent)
        lines: list[str] = []
        for index, chunk in enumerate(chunks):
            lines += self._comments(chunk.start, chunk.line, indent) if index else ()
            lines += self._chunk(chunk, hint, indent, stops[chunk])
        return before, [*lines, *self._comments(end, stop, indent)]

    def _chunks(self, node: yaml.Node, first: int) -> Iterator[_Chunk]:
        """Yield the pairs or items of a block collection, from a line on that is theirs."""
        free = first
        for item in node.value:
            key, value = item if isinstance(item, tuple) else (None, item)
            mark = (key or value).start_mark
            column = self._key_column(mark) if key else self._dash_column(mark)
            start = self._end_of_comments(free, mark.line, column)
            yield _Chunk(key, value, start, mark.line, column)
            free = _last_line(value) + 1

    def _key_column(self, mark: yaml.Mark) -> int:
        if self.lines[mark.line][: mark.column].strip(" -"):
            raise UnusualYaml("the key does not begin its line", mark)
        return mark.column

    def _dash_column(self, mark: yaml.Mark) -> int:
        head = self.lines[mark.line][: mark.column].rstrip()
        if not head.endswith("-"):
            raise UnusualYaml("the item does not begin on the line of its dash", mark)
        return len(head) - 1

    def _end_of_comments(self, start: int, stop: int, column: int) -> int:
        """Return the line after the comments that are deeper than a column."""
        while start < stop and _indent(self.lines[start]) > column:
            start += 1
        return start

    def _comments(self, start: int, stop: int, indent: int) -> list[str]:
        """Return lines that hold comments or nothing, indented anew."""
        return [(" " * indent + line.strip()).rstrip() for line in self.lines[start:stop]]

    def _chunk(self, chunk: _Chunk, hint: Any, indent: int, stop: int) -> list[str]:
        key, value = chunk.key, chunk.value
        if not _is_block(value):
            end = _last_line(value) + 1
            comments = self._comments(end, stop, indent + INDENT)
            return [self._first_line(chunk, indent), *self._rest(chunk, indent, end), *comments]
        inner = inner_hint(hint, key.value if key else None)
        first = chunk.line + 1 if key else chunk.line
        before, lines = self._block(value, inner, indent + INDENT, first, stop)
        if key:
            return [self._key_line(chunk, indent), *before, *lines]
        head = " " * indent + "- " + lines[0].lstrip(" ")
        return [*(line.removeprefix(" " * INDENT) for line in before), head, *lines[1:]]

    def _key_line(self, chunk: _Chunk, indent: int) -> str:
        return (" " * indent + self.lines[chunk.line][chunk.column :]).rstrip()

    def _first_line(self, chunk: _Chunk, indent: int) -> str:
        """Return the first line of a pair or item that is not a block collection."""
        line, start = self.lines[chunk.line], chunk.value.start_mark
        text = line[start.column :] if start.line == chunk.line else ""
        if not text.strip():
            return self._key_line(chunk, indent)
        head = line[chunk.column : start.column].rstrip().removesuffix(":").rstrip()
        return (" " * indent + (f"{head}: {text}" if chunk.key else f"- {text}")).rstrip()

    def _rest(self, chunk: _Chunk, indent: int, end: int) -> Iterator[str]:
        """Yield the further lines of a scalar or flow collection."""
        rest = self.lines[chunk.line + 1 : end]
        if getattr(chunk.value, "style", None) not in {"|", ">"}:
            for line in rest:
                column = len(line) - len(line.lstrip()) + indent - chunk.column
                yield (" " * column + line.strip()).rstrip()
            return
        mark = chunk.value.start_mark
        depth = re.match(r"[|>][+-]?([1-9])", self.lines[mark.line][mark.column :])
        first = next((line for line in rest if line.strip()), "")
        old = chunk.column + int(depth[1]) if depth else _indent(first)
        new = indent + (int(depth[1]) if depth else INDENT)
        for line in rest:
            yield " " * new + line[old:] if line[old:] else ""


def _is_block(node: yaml.Node) -> bool:
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def _last_line(node: yaml.Node) -> int:
    """Return the last line of a node; the mark at the end of a block collection is beyond it."""
    if _is_block(node):
        last = node.value[-1]
        return _last_line(last[1] if isinstance(last, tuple) else last)
    end = node.end_mark
    return end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _with_ordered_flows(text: str, node: yaml.Node, hint: Any) -> str:
    """Return a text with the keys of its flow mappings in canonical order."""
    flows = list(_flows(node, hint))
    for flow, inner in reversed(flows):
        start, end = flow.start_mark.index, flow.end_mark.index
        text = text[:start] + _flow_text(text, flow, inner) + text[end:]
    return text


def _flows(node: yaml.Node, hint: Any) -> Iterator[tuple[yaml.Node, Any]]:
    """Yield the flow collections that lie in no other one, in order."""
    if isinstance(node, yaml.CollectionNode) and node.flow_style:
        yield node, hint
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _flows(value, inner_hint(hint, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _flows(item, inner_hint(hint, None))


def _flow_text(text: str, node: yaml.Node, hint: Any) -> str:
    """Return the text of a flow collection; its pairs change places, what is between them stays."""
    if not isinstance(node, yaml.CollectionNode):
        return text[node.start_mark.index : node.end_mark.index]
    chunks = [_flow_chunk(item) for item in node.value]
    wanted = sorted(chunks, key=lambda chunk: chunk.rank(hint))
    parts, at = [], node.start_mark.index
    for slot, chunk in zip(chunks, wanted, strict=True):
        name = chunk.key.value if chunk.key else None
        value = _flow_text(text, chunk.value, inner_hint(hint, name))
        head = text[chunk.first.index : chunk.value.start_mark.index] if chunk.key else ""
        parts += [text[at : slot.first.index], head, value]
        at = slot.value.end_mark.index
    return "".join((*parts, text[at : node.end_mark.index]))


def _flow_chunk(item: Any) -> _Chunk:
    key, value = item if isinstance(item, tuple) else (None, item)
    return _Chunk(key, value, 0, 0, 0)
