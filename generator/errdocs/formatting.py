"""The canonical form of a registry's files: one order of keys, one way to indent.

Finding where a file departs from it is cheap: it takes the marks of the nodes. Bringing it back
is left to a library that keeps comments and quotes, and happens only on request.
"""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from errdocs.hints import is_union, record_fields, without_none
from errdocs.loading import Loaded
from errdocs.loading.nodes import compose, place_of
from errdocs.model import Error, Settings, SourceRows
from errdocs.problems import Place, Problem, Words

INDENT = 2
_FIX = "run `errdocs check --fix`"


@dataclass(frozen=True)
class KeyOrder(Problem):
    """A key that stands after one which follows it in the canonical order."""

    rule = "key-order"
    key: str
    before: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"key `{self.key}` comes too late", f"`{self.key}` before `{self.before}`", _FIX
        )


@dataclass(frozen=True)
class Layout(Problem):
    """A place where the layout of a file is not the canonical one."""

    rule = "formatting"
    found: str
    expected: str

    def words(self) -> Words:  # noqa: D102
        return Words(self.found, self.expected, _FIX)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield where the files of a registry depart from the canonical form."""
    records: dict[str, Any] = dict.fromkeys(loaded.error_paths, Error)
    records |= dict.fromkeys(loaded.source_paths, SourceRows) | {loaded.settings_path: Settings}
    for path, text in loaded.texts.items():
        if path in records:
            yield from check_text(text, path, records[path])


def check_text(text: str, path: str, record: Any) -> Iterator[Problem]:
    """Yield where one text departs from the canonical form of a record's file."""
    yield from _lines(text, path)
    root = compose(text, path)
    if isinstance(root, yaml.Node):
        yield from _node(root, record, 0, path)


def canonical(text: str, record: Any) -> str:
    """Return a text in the canonical form, with its comments and quotes."""
    round_trip = YAML()
    round_trip.width = 1_000_000
    round_trip.preserve_quotes = True
    round_trip.indent(mapping=INDENT, sequence=2 * INDENT, offset=INDENT)
    round_trip.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar(_NULL_TAG, "null")
    )
    data = round_trip.load(text.replace("\r\n", "\n").replace("\r", "\n"))
    _reorder(data, record)
    stream = io.StringIO()
    round_trip.dump(data, stream)
    return "\n".join(line.rstrip() for line in stream.getvalue().strip().split("\n")) + "\n"


_NULL_TAG = "tag:yaml.org,2002:null"


def _lines(text: str, path: str) -> Iterator[Problem]:
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        yield Layout(Place(path, line), "a line ends in a carriage return", "line feeds only")
    for match in re.finditer(r"[ \t]+$", text, re.MULTILINE):
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        yield Layout(Place(path, line, column), "blanks end the line", "no blanks there")
    if text[:1].isspace():
        yield Layout(Place(path), "the file begins with an empty line", "a key in the first line")
    if not text.endswith("\n") or text.endswith("\n\n"):
        end = Place(path, max(1, text.count("\n")))
        yield Layout(end, "the end of the file is not one line feed", "exactly one")


def _node(node: yaml.Node, hint: Any, indent: int, path: str) -> Iterator[Problem]:
    record = _record(hint)
    if isinstance(node, yaml.MappingNode):
        fields = record_fields(record) if record else {}
        yield from _order(node, list(fields), path)
        for key, value in node.value:
            if not node.flow_style:
                yield from _column(key, indent, "the key", path)
            yield from _node(value, fields.get(key.value, _item(hint)), indent + INDENT, path)
    elif isinstance(node, yaml.SequenceNode):
        if not node.flow_style and node.value:
            yield from _column(node, indent, "the list", path)
        for item in node.value:
            yield from _node(item, _item(hint), indent + INDENT, path)


def _column(node: yaml.Node, indent: int, what: str, path: str) -> Iterator[Problem]:
    if node.start_mark.column != indent:
        found = f"{what} is indented by {node.start_mark.column} blanks"
        yield Layout(place_of(path, node.start_mark), found, f"{indent} blanks")


def _order(node: yaml.MappingNode, fields: list[str], path: str) -> Iterator[Problem]:
    keys = [(key, fields.index(key.value)) for key, _ in node.value if key.value in fields]
    latest = -1
    for key, rank in keys:
        if rank < latest:
            yield KeyOrder(place_of(path, key.start_mark), key.value, fields[latest])
        latest = max(latest, rank)


def _reorder(data: Any, hint: Any) -> None:
    """Bring the keys of records into the order of the model, whatever their depth."""
    record = _record(hint)
    if isinstance(data, CommentedMap):
        fields = record_fields(record) if record else {}
        wanted = [key for key in fields if key in data]
        if wanted != [key for key in data if key in fields]:
            for key in wanted + [key for key in data if key not in fields]:
                data.move_to_end(key)
        for key, value in data.items():
            _reorder(value, fields.get(key, _item(hint)))
    elif isinstance(data, list):
        for item in data:
            _reorder(item, _item(hint))


def _bare(hint: Any) -> Any:
    """Return a type hint without annotations and None."""
    while get_origin(hint) is Annotated or is_union(hint):
        hint = get_args(hint)[0] if get_origin(hint) is Annotated else without_none(hint)
    return hint


def _record(hint: Any) -> Any:
    """Return the record of a type hint, also of a list that may be written as its only item."""
    bare = _bare(hint)
    if get_origin(bare) is tuple:
        bare = _bare(get_args(bare)[0])
    return bare if dataclasses.is_dataclass(bare) else None


def _item(hint: Any) -> Any:
    """Return the type hint of the items of a list or the values of a mapping."""
    arguments = get_args(_bare(hint))
    if not arguments:
        return object
    return arguments[0] if get_origin(_bare(hint)) is tuple else arguments[-1]
