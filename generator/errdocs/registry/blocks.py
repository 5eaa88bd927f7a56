"""Block collections -> lines in the canonical order and indents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from errdocs.registry.chunks import Chunk, UnusualYaml
from errdocs.registry.fields import inner_hint

INDENT = 2


@dataclass
class Layout:
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

    def _chunks(self, node: yaml.Node, first: int) -> Iterator[Chunk]:
        """Yield the pairs or items of a block collection, from a line on that is theirs."""
        free = first
        for item in node.value:
            key, value = item if isinstance(item, tuple) else (None, item)
            mark = (key or value).start_mark
            column = self._key_column(mark) if key else self._dash_column(mark)
            start = self._end_of_comments(free, mark.line, column)
            yield Chunk(key, value, start, mark.line, column)
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

    def _chunk(self, chunk: Chunk, hint: Any, indent: int, stop: int) -> list[str]:
        key, value = chunk.key, chunk.value
        if not _is_block(value):
            end = _last_line(value) + 1
            comments = self._comments(end, stop, indent + INDENT)
            return [self._first_line(chunk, indent), *self._rest(chunk, indent, end), *comments]
        inner = inner_hint(hint, key)
        first = chunk.line + 1 if key else chunk.line
        before, lines = self._block(value, inner, indent + INDENT, first, stop)
        if key:
            return [self._key_line(chunk, indent), *before, *lines]
        head = " " * indent + "- " + lines[0].lstrip(" ")
        return [*(line.removeprefix(" " * INDENT) for line in before), head, *lines[1:]]

    def _key_line(self, chunk: Chunk, indent: int) -> str:
        return (" " * indent + self.lines[chunk.line][chunk.column :]).rstrip()

    def _first_line(self, chunk: Chunk, indent: int) -> str:
        """Return the first line of a pair or item that is not a block collection."""
        line, start = self.lines[chunk.line], chunk.value.start_mark
        text = line[start.column :] if start.line == chunk.line else ""
        if not text.strip():
            return self._key_line(chunk, indent)
        head = line[chunk.column : start.column].rstrip().removesuffix(":").rstrip()
        return (" " * indent + (f"{head}: {text}" if chunk.key else f"- {text}")).rstrip()

    def _rest(self, chunk: Chunk, indent: int, end: int) -> Iterator[str]:
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
