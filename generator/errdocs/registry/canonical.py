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
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, cast, get_args

import yaml
from yaml.emitter import ScalarAnalysis

from errdocs.registry import model
from errdocs.registry.formats import Kind, Markdown, Shape, Text, fields_of, shape_of
from errdocs.registry.reader import compose

INDENT = 2
INLINE_LENGTH = 88  # most characters of the values of a list or record that is written on one line
# Records that are written on one line, `{key: value}`, where they fit.
_INLINE_RECORDS = frozenset(
    {
        model.Alias,
        model.Correction,
        model.Lifecycle,
        model.Link,
        model.Parameter,
        model.Revision,
        model.SourceRef,
    }
)
# Fields whose texts look like values of any type: `60`, `true`, `xxx`.
_QUOTED = frozenset({(model.Parameter, "example")})
_TEXT, _MARKDOWN = get_args(Text)[1], get_args(Markdown)[1]
_TAG = "tag:yaml.org,2002:"
# What some version of YAML reads as a boolean, number, time or date: quoted, to be safe.
_AMBIGUOUS = re.compile(r"([yYnN]|[-+.]?[0-9][0-9a-fA-FxXoOeE_.:+-]*)$")
# Characters that double quotes would escape and single quotes keep.
_ESCAPED = re.compile(r"[\"\\\U00010000-\U0010ffff]")
# Spaces at the end of a line, which editors and the canonical layout would remove.
_SPACE_AT_END = re.compile(r"[^\S\n]+$", re.MULTILINE)
_BREAK = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
_ANY = Shape(Kind.ANY)


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, and prefers double quotes where nothing needs escaping."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def choose_scalar_style(self) -> str:
        style = super().choose_scalar_style()
        text = cast(yaml.ScalarEvent, self.event).value
        if style == "|" and _SPACE_AT_END.search(text):
            return '"'
        if style not in {"'", '"'} or "\n" in text or not _ESCAPED.search(text):
            return '"' if style == "'" else style
        return "'" if cast(ScalarAnalysis, self.analysis).allow_single_quoted else '"'


_Dumper.add_implicit_resolver("!ambiguous", _AMBIGUOUS, list("yYnN0123456789+-."))


def write_record(record: model.Error | model.Settings | model.SourceRows) -> str:
    """Return the text of the file that holds a record; loading reads it back as the same one."""
    root = _node(shape_of(cast(Any, type(record))), record)
    return str(yaml.serialize(root, Dumper=_Dumper, allow_unicode=True, width=float("inf")))


def _node(shape: Shape, value: Any, style: str | None = None) -> yaml.Node:
    """Return the node of a value in the shortest form that its shape allows."""
    if value is not None and value == shape.form.null_value:
        return _scalar(None)
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
    texts = [node.value for node in nodes if isinstance(node, yaml.ScalarNode)]
    is_plain = len(texts) == len(nodes) and not any("\n" in text for text in texts)
    return is_plain and sum(map(len, texts)) <= INLINE_LENGTH


def _mapping(nodes: Mapping[str, yaml.Node], *, inline: bool = False) -> yaml.Node:
    pairs = [(_scalar(name), node) for name, node in nodes.items()]
    return yaml.MappingNode(f"{_TAG}map", pairs, flow_style=inline)


def _scalar(value: object, style: str | None = None) -> yaml.Node:
    if isinstance(value, str):
        style = style or ("|" if "\n" in value else None)
        return yaml.ScalarNode(f"{_TAG}str", str(value), style=style)
    kinds = {
        bool: "bool",
        int: "int",
        float: "float",
        datetime.date: "timestamp",
        type(None): "null",
    }
    text = "null" if value is None else str(value).lower()
    return yaml.ScalarNode(f"{_TAG}{kinds[type(value)]}", text)


class UnusualYaml(ValueError):
    """YAML that a registry never needs, in a form that the layout does not know."""

    def __init__(self, reason: str, mark: yaml.Mark) -> None:
        super().__init__(reason)
        self.reason, self.mark = reason, mark


def canonical(text: str, record: Any, root: yaml.Node | None = None) -> str:
    """Return a text in the canonical order and layout; as it is where it cannot be read.

    Raises UnusualYaml where it can be read and its layout is still beyond this module.
    """
    plain, shape = _BREAK.sub("\n", text), shape_of(record)
    node = root if root is not None and plain == text else compose(plain, "")
    if not isinstance(node, yaml.Node):
        return plain
    start, end = node.start_mark.index, node.end_mark.index
    ordered = plain[:start] + _with_ordered_flows(plain, node, shape) + plain[end:]
    if ordered != plain:
        node = compose(ordered, "")
        assert isinstance(node, yaml.Node)  # pairs only changed places
    return _Layout(ordered, reorder=True).text(node, shape)


def indented(text: str, record: Any, root: yaml.Node) -> str:
    """Return a text in the canonical layout with its keys in their order; `root` is its node.

    Raises UnusualYaml.
    """
    return _Layout(_BREAK.sub("\n", text), reorder=False).text(root, shape_of(record))


class Part(NamedTuple):
    """A pair of a mapping or an item of a list."""

    key: yaml.Node | None
    value: yaml.Node
    shape: Shape
    """What the value may be."""
    name: str | None
    """The key, where it is a field of a record."""
    rank: int
    """Place of the field in the record; unknown keys come last, in their own order."""

    @property
    def mark(self) -> yaml.Mark:
        """Return where its key starts, or its value where it has none."""
        return (self.key or self.value).start_mark


class _Chunk(NamedTuple):
    """A part of a block collection, with its lines."""

    part: Part
    line: int
    """Line of its key or dash."""
    column: int
    """Column of its key or dash."""
    start: int
    """Line on which the comments before it start that belong to it."""
    stop: int
    """Line after the comments behind it that belong to it."""


def parts(node: yaml.Node, shape: Shape) -> list[Part]:
    """Return the pairs of a mapping or the items of a list; nothing for a scalar."""
    if not isinstance(node, yaml.CollectionNode):
        return []
    fields, inner = fields_within(shape)
    last = len(fields)
    if isinstance(node, yaml.SequenceNode):
        return [Part(None, value, inner, None, last) for value in node.value]
    found = []
    for key, value in node.value:
        # A key of YAML may be a list or mapping; no record has one.
        name = key.value if isinstance(key, yaml.ScalarNode) and key.value in fields else None
        kind, rank = fields[name] if name else (inner, last)
        found.append(Part(key, value, kind, name, rank))
    return found


def fields_within(shape: Shape) -> tuple[Mapping[str, tuple[Shape, int]], Shape]:
    """Return the shape and place of each field of a mapping, and the shape of all other values."""
    # A list may be written as its only item, so a list of records counts as one.
    bare = shape.item if shape.item and shape.kind is Kind.LIST else shape
    return _ranked(bare.type) if bare.kind is Kind.RECORD else {}, shape.item or _ANY


@cache
def _ranked(record: Any) -> Mapping[str, tuple[Shape, int]]:
    """Return the shape and the place of each field of a record."""
    return {name: (field.shape, at) for at, (name, field) in enumerate(fields_of(record).items())}


def _with_ordered_flows(text: str, node: yaml.Node, shape: Shape) -> str:
    """Return the text of a node with the keys of each `{key: value}` in canonical order.

    The pairs change places, and what is between them stays.
    """
    slots = parts(node, shape)
    is_flow = isinstance(node, yaml.CollectionNode) and node.flow_style
    wanted = sorted(slots, key=lambda part: part.rank) if is_flow else slots
    pieces, at = [], node.start_mark.index
    for slot, part in zip(slots, wanted, strict=True):
        pieces += [text[at : slot.mark.index], text[part.mark.index : part.value.start_mark.index]]
        pieces.append(_with_ordered_flows(text, part.value, part.shape))
        at = slot.value.end_mark.index
    return "".join((*pieces, text[at : node.end_mark.index]))


class _Layout:
    """The lines of a file on their way into the canonical layout."""

    def __init__(self, text: str, *, reorder: bool) -> None:
        self.lines = text.split("\n")
        self.reorder = reorder

    def text(self, root: yaml.Node, shape: Shape) -> str:
        """Return the text of the whole file; what is before its first key stays there."""
        first = root.start_mark.line if is_block(root) else len(self.lines)
        lines = [line.rstrip() for line in self.lines[:first]]
        if is_block(root):
            before, rest = self._block(root, shape, 0, first, len(self.lines))
            lines += before + rest
        return "\n".join(lines).strip("\n") + "\n"

    def _block(
        self, node: yaml.Node, shape: Shape, indent: int, first: int, stop: int
    ) -> tuple[list[str], list[str]]:
        """Return the comments before a block collection, and its lines."""
        chunks, end = self._chunks(node, shape, first, stop)
        if self.reorder:
            chunks.sort(key=lambda chunk: chunk.part.rank)
        before = self._comments(chunks[0].start, chunks[0].line, indent)
        lines = self._chunk(chunks[0], indent)
        for chunk in chunks[1:]:
            lines += self._comments(chunk.start, chunk.line, indent)
            lines += self._chunk(chunk, indent)
        return before, lines + self._comments(end, stop, indent)

    def _chunks(
        self, node: yaml.Node, shape: Shape, free: int, stop: int
    ) -> tuple[list[_Chunk], int]:
        """Return the parts of a block collection with their lines, of which `free` is the first.

        Behind them come the comments that belong to none, from the line that is returned.
        """
        starts = []
        for part in parts(node, shape):
            mark = part.mark
            line, head = mark.line, self.lines[mark.line][: mark.column]
            if part.key and head.strip(" -"):
                raise UnusualYaml("the key is not at the start of its line", mark)
            if not part.key and not head.rstrip().endswith("-"):
                raise UnusualYaml("the item does not start on the line of its dash", mark)
            column = len(head) if part.key else len(head.rstrip()) - 1
            # Comments deeper than a key still belong to the value before it.
            starts.append((part, line, column, self._end_of_comments(free, line, column)))
            free = last_line(part.value) + 1
        end = self._end_of_comments(free, stop, starts[-1][2])
        stops = [*(start for *_, start in starts[1:]), end]
        return [_Chunk(*found, stop) for found, stop in zip(starts, stops, strict=True)], end

    def _end_of_comments(self, start: int, stop: int, column: int) -> int:
        """Return the line after the comments that are deeper than a column."""
        while start < stop and _indent_of(self.lines[start]) > column:
            start += 1
        return start

    def _comments(self, start: int, stop: int, indent: int) -> list[str]:
        return [(" " * indent + line.strip()).rstrip() for line in self.lines[start:stop]]

    def _chunk(self, chunk: _Chunk, indent: int) -> list[str]:
        """Return the lines of a part, without the comments before it."""
        part, line, column, _, stop = chunk
        value = part.value
        if not is_block(value):
            lines, end = [self._first_line(chunk, indent)], last_line(value) + 1
            if end > line + 1:
                lines += self._rest(value, column, self.lines[line + 1 : end], indent)
            return lines + self._comments(end, stop, indent + INDENT)
        first = line + 1 if part.key else line
        before, lines = self._block(value, part.shape, indent + INDENT, first, stop)
        if part.key:
            head = self.lines[line][column:]
            return [(" " * indent + head).rstrip(), *before, *lines]
        # Comments above the first key of an item go above its dash.
        head = " " * indent + "- " + lines[0].lstrip(" ")
        return [*(line.removeprefix(" " * INDENT) for line in before), head, *lines[1:]]

    def _first_line(self, chunk: _Chunk, indent: int) -> str:
        part, number, column, *_ = chunk
        line, start = self.lines[number], part.value.start_mark
        at = start.column
        text = line[at:] if start.line == number else ""
        head = line[column:at].rstrip().removesuffix(":").rstrip()
        written = f"{head}: {text}" if part.key else f"- {text}"
        return (" " * indent + (written if text.strip() else line[column:])).rstrip()

    def _rest(self, value: yaml.Node, column: int, lines: list[str], indent: int) -> Iterator[str]:
        """Yield the further lines of a scalar or flow collection, whose key is in a column."""
        if getattr(value, "style", None) not in {"|", ">"}:
            for line in lines:
                spaces = len(line) - len(line.lstrip()) + indent - column
                yield (" " * spaces + line.strip()).rstrip()
            return
        depth = indent_of_block(value, self.lines)
        first = next((line for line in lines if line.strip()), "")
        old = column + depth if depth else _indent_of(first)
        new = indent + (depth or INDENT)
        for line in lines:
            yield " " * new + line[old:] if line[old:] else ""


def indent_of_block(scalar: yaml.Node, lines: Sequence[str]) -> int | None:
    """Return the indent that a block scalar says itself, as one does that starts with spaces."""
    mark = scalar.start_mark
    depth = re.match(r"[|>][+-]?([1-9])", lines[mark.line][mark.column :])
    return int(depth[1]) if depth else None


def is_block(node: yaml.Node) -> bool:
    """Whether a node is a collection with one entry a line."""
    return isinstance(node, yaml.CollectionNode) and not node.flow_style and bool(node.value)


def last_line(node: yaml.Node) -> int:
    """Return the last line of a node; the mark at the end of a block collection is beyond it."""
    if is_block(node):
        last = node.value[-1]
        return last_line(last[1] if isinstance(last, tuple) else last)
    end = node.end_mark
    return end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
