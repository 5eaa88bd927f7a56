"""The canonical YAML of a registry: the model's order, two spaces a level, defaults left out.

`write_record` writes a record as a maintainer would have written it; quoting is the business of
PyYAML's emitter. `canonical` brings a written text into the same order and layout: its lines are
moved and indented as its nodes ask for, and comments, quotes, block scalars and the breaks of
long texts stay. A YAML library that keeps comments attaches each to the key before it, so that a
comment would stay behind when its key moves.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, cast, get_args

import yaml
from yaml.emitter import ScalarAnalysis

from errdocs.registry.formats import Field, Kind, Markdown, Shape, Text, fields_of, shape_of
from errdocs.registry.model import (
    Alias,
    Error,
    Lifecycle,
    Link,
    Parameter,
    Revision,
    Settings,
    SourceRef,
    SourceRows,
)
from errdocs.registry.yamlfiles import compose

INDENT = 2
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
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_ANY = Shape(Kind.ANY)


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, and prefers double quotes where nothing needs escaping."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Start a collection, two spaces deeper than the one around it."""
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        """Return the quotes or the block character of the scalar that is written next."""
        style = super().choose_scalar_style()
        text = cast(yaml.ScalarEvent, self.event).value
        if style == "|" and _SPACE_AT_END.search(text):
            return '"'
        if style not in {"'", '"'} or "\n" in text or not _ESCAPED.search(text):
            return '"' if style == "'" else style
        return "'" if cast(ScalarAnalysis, self.analysis).allow_single_quoted else '"'


_Dumper.add_implicit_resolver("!ambiguous", _AMBIGUOUS, list("yYnN0123456789+-."))


def write_record(record: Error | Settings | SourceRows) -> str:
    """Return the text of the file that holds a record; loading reads it back as the same one."""
    hint: Any = type(record)
    root = _node(shape_of(hint), record)
    text: str = yaml.serialize(root, Dumper=_Dumper, allow_unicode=True, width=float("inf"))
    return text


def _node(shape: Shape, value: Any, style: str | None = None) -> yaml.Node:
    """Return the node of a value in the shortest form that its shape allows."""
    if shape.form.one_or_list and len(value) == 1:
        shape, value = cast(Shape, shape.item), value[0]
    if name := shape.form.short_field:
        text = getattr(value, name)
        if value == shape.type(**{name: text}):
            return _node(fields_of(shape.type)[name].shape, text)
    if dataclasses.is_dataclass(value):
        return _record(shape.type, value)
    item = shape.item or shape  # what lies in a value of any kind may be of any kind
    if isinstance(value, Mapping):
        return _mapping({key: _node(item, part) for key, part in value.items()})
    if isinstance(value, tuple):
        nodes = [_node(item, part) for part in value]
        # Names stand side by side, messages below each other.
        is_inline = item.rule is not None and item.rule != _TEXT and _fits(nodes)
        return yaml.SequenceNode(f"{_TAG}seq", nodes, flow_style=is_inline)
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


def _scalar(value: object, style: str | None = None) -> yaml.Node:
    """Return the node of a text, whole number, boolean, date or null."""
    if isinstance(value, str):
        style = style or ("|" if "\n" in value else None)
        return yaml.ScalarNode(f"{_TAG}str", str(value), style=style)
    kinds = {bool: "bool", int: "int", datetime.date: "timestamp", type(None): "null"}
    text = "null" if value is None else str(value).lower()
    return yaml.ScalarNode(f"{_TAG}{kinds[type(value)]}", text)


class UnusualYaml(ValueError):
    """YAML that a registry never needs, in a form that the layout does not know."""

    def __init__(self, reason: str, mark: yaml.Mark) -> None:
        super().__init__(reason)
        self.reason = reason
        self.mark = mark


def canonical(text: str, record: Any, root: yaml.Node | None = None) -> str:
    """Return a text in the canonical order and layout; as it is where it cannot be read.

    Raises UnusualYaml where it can be read and its layout is still beyond this module.
    """
    plain = _BREAK.sub("\n", text)
    node = root if root is not None and plain == text else compose(plain, "")
    if not isinstance(node, yaml.Node):
        return plain
    ordered = _with_ordered_flows(plain, node, shape_of(record))
    if ordered != plain:
        node = compose(ordered, "")
        assert isinstance(node, yaml.Node)  # pairs only changed places
    return _laid_out(ordered, node, record, reorder=True)


def indented(text: str, record: Any, root: yaml.Node) -> str:
    """Return a text in the canonical layout with its keys in their order; `root` is its node.

    Raises UnusualYaml.
    """
    return _laid_out(_BREAK.sub("\n", text), root, record, reorder=False)


def _laid_out(text: str, root: yaml.Node, record: Any, *, reorder: bool) -> str:
    lines = _Layout(text.split("\n"), reorder).file(root, shape_of(record))
    return "\n".join(lines).strip("\n") + "\n"


def ordered_fields(shape: Shape) -> Mapping[str, Field]:
    """Return the fields of a record by key, in canonical order; none for other shapes.

    A list may be written as its only item, so a list of records counts as one.
    """
    bare = shape.item if shape.item and shape.kind is Kind.LIST else shape
    return fields_of(bare.type) if bare.kind is Kind.RECORD else {}


def inner_shape(shape: Shape, key: yaml.Node | None) -> Shape:
    """Return the shape of a value within another: below a key, or any item of a list."""
    # A key of YAML may be a list or mapping; no record has one.
    if isinstance(key, yaml.ScalarNode) and (found := ordered_fields(shape).get(key.value)):
        return found.shape
    return shape.item or _ANY


class _Chunk(NamedTuple):
    """A pair of a mapping or an item of a list, with the comments that belong to it."""

    key: yaml.Node | None
    value: yaml.Node
    start: int = 0
    """Line on which its leading comments start."""
    line: int = 0
    """Line on which it starts itself."""
    column: int = 0
    """Column of its key or dash."""

    @property
    def first(self) -> yaml.Mark:
        """Return where it starts."""
        return (self.key or self.value).start_mark

    def rank(self, shape: Shape) -> int:
        """Return the place of its key in a record; unknown keys come last, in their own order."""
        order = list(ordered_fields(shape))
        known = self.key is not None and self.key.value in order
        return order.index(self.key.value) if self.key and known else len(order)


def _parts(node: yaml.Node) -> Iterator[tuple[yaml.Node | None, yaml.Node]]:
    """Yield the keys and values of a mapping, or None and the items of a list."""
    for item in node.value:
        yield item if isinstance(item, tuple) else (None, item)


def _with_ordered_flows(text: str, root: yaml.Node, shape: Shape) -> str:
    """Return a text with the keys of its `{key: value}` mappings in canonical order."""
    for flow, inner in reversed(list(_flows(root, shape))):
        start, end = flow.start_mark.index, flow.end_mark.index
        text = text[:start] + _flow_text(text, flow, inner) + text[end:]
    return text


def _flows(node: yaml.Node, shape: Shape) -> Iterator[tuple[yaml.Node, Shape]]:
    """Yield the flow collections that lie in no other one, in order."""
    if not isinstance(node, yaml.CollectionNode):
        return
    if node.flow_style:
        yield node, shape
        return
    for key, value in _parts(node):
        yield from _flows(value, inner_shape(shape, key))


def _flow_text(text: str, node: yaml.Node, shape: Shape) -> str:
    """Return the text of a flow collection; its pairs change places, what is between them stays."""
    if not isinstance(node, yaml.CollectionNode):
        return text[node.start_mark.index : node.end_mark.index]
    chunks = [_Chunk(key, value) for key, value in _parts(node)]
    wanted = sorted(chunks, key=lambda chunk: chunk.rank(shape))
    parts, at = [], node.start_mark.index
    for slot, chunk in zip(chunks, wanted, strict=True):
        value = _flow_text(text, chunk.value, inner_shape(shape, chunk.key))
        head = text[chunk.first.index : chunk.value.start_mark.index] if chunk.key else ""
        parts += [text[at : slot.first.index], head, value]
        at = slot.value.end_mark.index
    return "".join((*parts, text[at : node.end_mark.index]))


@dataclass
class _Layout:
    """The lines of a file on their way into the canonical layout."""

    lines: list[str]
    reorder: bool

    def file(self, root: yaml.Node, shape: Shape) -> Iterator[str]:
        """Yield the lines of a whole file; what is before its first key stays there."""
        if not _is_block(root):
            yield from (line.rstrip() for line in self.lines)
            return
        first = root.start_mark.line
        yield from (line.rstrip() for line in self.lines[:first])
        before, lines = self._block(root, shape, 0, first, len(self.lines))
        yield from (*before, *lines)

    def _block(
        self, node: yaml.Node, shape: Shape, indent: int, first: int, stop: int
    ) -> tuple[list[str], list[str]]:
        """Return the comments before a block collection, and its lines."""
        chunks = list(self._chunks(node, first))
        end = self._end_of_comments(_last_line(node) + 1, stop, chunks[-1].column)
        stops = dict(zip(chunks, [*(chunk.start for chunk in chunks[1:]), end], strict=True))
        if self.reorder:
            chunks.sort(key=lambda chunk: chunk.rank(shape))
        before = self._comments(chunks[0].start, chunks[0].line, indent)
        lines: list[str] = []
        for index, chunk in enumerate(chunks):
            lines += self._comments(chunk.start, chunk.line, indent) if index else ()
            lines += self._chunk(chunk, inner_shape(shape, chunk.key), indent, stops[chunk])
        return before, [*lines, *self._comments(end, stop, indent)]

    def _chunks(self, node: yaml.Node, first: int) -> Iterator[_Chunk]:
        """Yield the pairs or items of a block collection, from a line on that is theirs."""
        free = first
        for key, value in _parts(node):
            mark = (key or value).start_mark
            column = self._key_column(mark) if key else self._dash_column(mark)
            # Comments deeper than a key still belong to the value before it.
            start = self._end_of_comments(free, mark.line, column)
            yield _Chunk(key, value, start, mark.line, column)
            free = _last_line(value) + 1

    def _key_column(self, mark: yaml.Mark) -> int:
        if self.lines[mark.line][: mark.column].strip(" -"):
            raise UnusualYaml("the key is not at the start of its line", mark)
        return mark.column

    def _dash_column(self, mark: yaml.Mark) -> int:
        head = self.lines[mark.line][: mark.column].rstrip()
        if not head.endswith("-"):
            raise UnusualYaml("the item does not start on the line of its dash", mark)
        return len(head) - 1

    def _end_of_comments(self, start: int, stop: int, column: int) -> int:
        """Return the line after the comments that are deeper than a column."""
        while start < stop and _indent_of(self.lines[start]) > column:
            start += 1
        return start

    def _comments(self, start: int, stop: int, indent: int) -> list[str]:
        """Return lines that hold comments or nothing, indented anew."""
        return [(" " * indent + line.strip()).rstrip() for line in self.lines[start:stop]]

    def _chunk(self, chunk: _Chunk, shape: Shape, indent: int, stop: int) -> list[str]:
        key, value = chunk.key, chunk.value
        if not _is_block(value):
            end = _last_line(value) + 1
            comments = self._comments(end, stop, indent + INDENT)
            return [self._first_line(chunk, indent), *self._rest(chunk, indent, end), *comments]
        first = chunk.line + 1 if key else chunk.line
        before, lines = self._block(value, shape, indent + INDENT, first, stop)
        if key:
            return [self._key_line(chunk, indent), *before, *lines]
        # Comments above the first key of an item go above its dash.
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
        # A block scalar that starts with spaces says its indent itself: `|2-`.
        mark = chunk.value.start_mark
        depth = re.match(r"[|>][+-]?([1-9])", self.lines[mark.line][mark.column :])
        first = next((line for line in rest if line.strip()), "")
        old = chunk.column + int(depth[1]) if depth else _indent_of(first)
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


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
