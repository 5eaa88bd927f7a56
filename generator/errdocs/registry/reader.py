"""YAML text -> nodes -> model: every value read after its shape, every problem noted, none raised.

The C parser composes nodes without building values, so that every scalar keeps its text, its
resolved type and its place. PyYAML's constructors would lose all three, and guess: YAML 1.1
reads `no` as false, `0123` as 83 and `12:30` as 750. Here a value of another type than its
field takes is a problem that says how YAML read it.

A reader goes on after a problem: it notes the problem with its place, puts a neutral value in
the gap, and reads the rest, so that one run reports everything. It also says which values are
gaps, so that no later check complains about one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, cast

import yaml

from errdocs.problems import Key, Place, Pointer, Problem, Rule, quoted
from errdocs.registry.formats import Kind, Shape, fields_of, shape_of
from errdocs.registry.naming import did_you_mean
from errdocs.registry.yaml_loader import Loader
from errdocs.regular_files import LARGEST, TooLarge, read_regular

Record = TypeVar("Record")
Keys = tuple[Key, ...]
Pairs = dict[str, tuple[yaml.Node, yaml.Node]]

# The type of each kind of scalar, and how to correct a value of another type.
_SCALARS: dict[Kind, tuple[Any, str]] = {
    Kind.TEXT: (str, "put it in quotes"),
    Kind.CHOICE: (str, "put it in quotes"),
    Kind.NUMBER: (int, "write it in plain digits, without quotes"),
    Kind.FLAG: (bool, "write `true` or `false`, without quotes"),
    Kind.DATE: (datetime.date, "write an existing date, such as `2025-05-20`"),
}
_NAME = Shape(Kind.TEXT)
_ANY = "text, a number, true, false, null, a list or a mapping"

# Deepest nesting of collections: the composer recurses in C, where no limit would stop it.
MAX_DEPTH = 50
LONGEST_VALUE = 60  # characters of a wrong value that are shown


class _MaybeDeep(Exception):
    """A text that may nest more collections than any registry needs."""


class _TooDeep(yaml.YAMLError):
    """A text that does, with the start of the first collection that is too deep."""

    def __init__(self, mark: yaml.Mark | yaml._yaml.Mark | None) -> None:
        super().__init__("too deep")
        self.mark = mark


@cache
def _counting(loader: Any) -> Any:
    """Return a loader that knows how deep it is, since the composer recurses in C.

    It also knows a text at its start: asking PyYAML for the type of each took a tenth of reading.
    """
    other_starts = frozenset(loader.yaml_implicit_resolvers)

    class Counting(loader):  # type: ignore[misc]
        _depth = 0

        def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
            if kind is yaml.ScalarNode and not (implicit[0] and value[:1] in other_starts):
                return _TEXT_TAG
            return super().resolve(kind, value, implicit)

        def descend_resolver(self, *_: object) -> None:
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise _MaybeDeep

        def ascend_resolver(self) -> None:
            self._depth -= 1

    return Counting


_ALIAS = re.compile(r"(?:^|[\s\[{,:])\*[\w-]")
_ANCHOR = re.compile(r"(?:^|[\s\[{,:])&[\w-]")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_TAG = "tag:yaml.org,2002:"
_TEXT_TAG = f"{_TAG}str"
_READ_AS = {
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "timestamp": "a date",
    "null": "nothing",
    "merge": "a merge key",
    "value": "a default value",
    "binary": "binary data",
}
_PLAIN_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,17}")
_PLAIN_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,11})\.[0-9]{1,12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")

READABLE_FILE = Rule(
    "readable-file", "{found}", "a readable file", "create it or correct its path and rights"
)
FILE_SIZE = Rule(
    "file-size",
    "the file has {size:,} bytes",
    "at most {limit:,} bytes",
    "{fix}",
)
ENCODING = Rule("encoding", "{found}", "UTF-8 without a byte order mark", "save the file as UTF-8")
YAML_ALIAS = Rule(
    "yaml-alias",
    "the YAML alias `*{name}` is used",
    "every value written out (aliases can expand without bound)",
    "write the value out in the place of each alias",
)
YAML = Rule("yaml", "{found}", "{expected}", "{fix}")
_FIX = "correct the line; quote a text that holds `: ` or ` #`, or starts with `*` or `[`"
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


class SizeLimit(NamedTuple):
    """How large a kind of file may be, so that one contribution cannot keep a build busy."""

    max_bytes: int
    fix: str
    """What to do about a file of this kind that is larger, in the imperative."""


ANY_FILE = SizeLimit(LARGEST, "look for what does not belong in it")
"""The limit of a file whose kind has none of its own."""


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


def read_yaml(file: Path, record: type[Record], limit: SizeLimit = ANY_FILE) -> ReadYaml[Record]:
    """Return the record that a file holds, with every problem found on the way."""
    path = file.as_posix()
    text = read_text(file, path, limit)
    if isinstance(text, Problem):
        return ReadYaml(path, problems=(text,))
    return parse_yaml(text, path, record)


def parse_yaml(text: str, path: str, record: type[Record]) -> ReadYaml[Record]:
    """Return the record that a text holds; `path` is the path of its file for people."""
    root = compose(text, path)
    if isinstance(root, Problem):
        return ReadYaml(path, problems=(root,), text=text)
    reader = _Reader(path)
    value: Record = reader.read(shape_of(cast(Any, record)), root, ())
    return ReadYaml(path, value, tuple(reader.problems), tuple(reader.gaps), text, root)


class _Reader:
    """Reads the values of one file; its problems and gaps grow meanwhile."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.gaps: list[Pointer] = []

    def read(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        """Return the value of a node, or a neutral one; `keys` lead to it from the root."""
        kind = shape.kind
        if kind in _SCALARS:  # most values are scalars
            return self._scalar(shape, node, keys)
        short_field = shape.form.short_field
        if short_field and not isinstance(node, yaml.MappingNode):
            text = fields_of(shape.type)[short_field].shape
            return shape.type(**{short_field: self.read(text, node, keys)})
        match kind, node:
            case Kind.RECORD, _:
                return self._record(shape.type, node, keys)
            case (Kind.LIST, _) | (Kind.ANY, yaml.SequenceNode()):
                return self._list(shape, node, keys)
            case (Kind.MAPPING, _) | (Kind.ANY, yaml.MappingNode()):
                return self._mapping(shape, node, keys)
        return self._any(node, keys)

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
                fix = _guess(value, known) or "choose one"
                self._note(CHOICE, node, keys, name=value, known=quoted(known), fix=fix)
            return shape.neutral()
        if shape.rule and not is_refused and not shape.rule.accepts(value):
            shown = str(value).split("\n", 1)[0][:LONGEST_VALUE]
            self._note(FORMAT, node, keys, value=shown, expected=shape.rule.expected)
        return value

    def _list(self, shape: Shape, node: yaml.Node, keys: Keys) -> Any:
        item = shape.item or shape  # what lies in a value of any kind may be of any kind
        may_be_text = bool(item.form.short_field) and isinstance(node, yaml.ScalarNode)
        if shape.form.one_or_list and (may_be_text or isinstance(node, yaml.MappingNode)):
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
                fix = _guess(name, tuple(fields)) or "remove it or correct its spelling"
                self._note(UNKNOWN_KEY, key_node, None, name=name, known=quoted(fields), fix=fix)
        values = {}
        for name, field in fields.items():
            if name in pairs:
                value = pairs[name][1]
                # An optional field is left out where it has no value, so null is wrong there.
                stands_for = field.shape.form.null_value
                is_none = field.shape.or_null and field.required
                if is_null(value) and (is_none or stands_for is not None):
                    values[name] = stands_for
                else:
                    values[name] = self.read(field.shape, value, (*keys, name))
            elif field.required:
                if isinstance(node, yaml.MappingNode):
                    expected = field.shape.expected
                    self._note(MISSING_KEY, node, (*keys, name), key=name, expected=expected)
                values[name] = field.shape.neutral()
        return record(**values)

    def _any(self, node: yaml.Node, keys: Keys) -> Any:
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


@lru_cache(maxsize=1_000)
def _guess(name: str, known: tuple[str, ...]) -> str:
    """Offer the nearest known name; one mistake may be in thousands of files."""
    return did_you_mean(name, known)


def read_text(file: Path, path: str, limit: SizeLimit = ANY_FILE) -> str | Problem:
    """Return the text of a file, or the problem that keeps it from being read."""
    try:
        raw = read_regular(file, limit.max_bytes)
    except TooLarge as error:
        return FILE_SIZE.at(Place(path), size=error.size, limit=limit.max_bytes, fix=limit.fix)
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        return READABLE_FILE.at(Place(path), found=f"the file cannot be read: {reason}")
    if raw.startswith(_BYTE_ORDER_MARKS):
        return ENCODING.at(Place(path), found="the file starts with a byte order mark")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        found = f"byte 0x{raw[error.start]:02X} is not valid UTF-8"
        return ENCODING.at(Place(path, line, column), found=found)


def compose(text: str, path: str) -> yaml.Node | Problem:
    """Return the root node of a YAML text, or the problem that keeps it from being one."""
    try:
        documents = _documents(text)
        alias = _first_alias(text)
    except _TooDeep as error:
        found = f"collections are nested more than {MAX_DEPTH} deep"
        expected = "the few levels that a registry needs"
        fix = "remove the surplus brackets, dashes or indents"
        return _bad_yaml(place_of(path, error.mark), found, expected, fix)
    except yaml.MarkedYAMLError as error:
        return _syntax_problem(error, path, text)
    except yaml.YAMLError as error:
        return _bad_yaml(Place(path), _first_line(str(error)))
    if alias is not None:
        return YAML_ALIAS.at(place_of(path, alias.start_mark), name=alias.anchor)
    if not documents:
        fix = "write its keys or delete it"
        return _bad_yaml(Place(path), "the file is empty", "a registry file", fix)
    if len(documents) > 1:
        place, fix = place_of(path, documents[1].start_mark), "move it to a file of its own"
        return _bad_yaml(place, "a second document starts", "one document in a file", fix)
    return documents[0]


def _first_alias(text: str) -> yaml.AliasEvent | None:
    """Return the first YAML alias; from then on every walk through the nodes could be endless."""
    # An alias without an anchor is refused by the composer, so both have to be there.
    has_signs = "&" in text and "*" in text  # asked first, as it is quick
    may_have = has_signs and _ALIAS.search(text) and _ANCHOR.search(text)
    events = yaml.parse(text, Loader=Loader) if may_have else ()
    return next((event for event in events if isinstance(event, yaml.AliasEvent)), None)


def _documents(text: str) -> list[yaml.Node]:
    """Return the root node of each document.

    Raises _TooDeep before any other YAMLError: a collection too deep is reported first.
    """
    try:
        return list(yaml.compose_all(text, Loader=_counting(Loader)))
    except (_MaybeDeep, yaml.YAMLError):
        _require_shallow(text)
        return list(yaml.compose_all(text, Loader=Loader))


def _require_shallow(text: str) -> None:
    """Raise _TooDeep where a collection is deeper than any registry needs."""
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise _TooDeep(event.start_mark)


def _syntax_problem(error: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place, lines = place_of(path, mark), text.split("\n")
    found = _first_line(error.problem or error.context or "not YAML")
    if mark and mark.line < len(lines) and lines[mark.line].lstrip(" ").startswith("\t"):
        found = "the line is indented with a tab"
        return _bad_yaml(place, found, "spaces", "indent with two spaces")
    if "undefined alias" in found:
        return _bad_yaml(place, found, "text", "quote a text that starts with `*`")
    return _bad_yaml(place, found)


def _bad_yaml(place: Place, found: str, expected: str = "valid YAML", fix: str = _FIX) -> Problem:
    return YAML.at(place, found=found, expected=expected, fix=fix)


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].rstrip(".")


def place_of(path: str, mark: yaml.Mark | yaml._yaml.Mark | None) -> Place:
    """Return where a mark points to; the start of the file where there is none."""
    return Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)


def place_within(root: yaml.Node | None, path: str, keys: Sequence[Key]) -> Place:
    """Return the place of the value that keys lead to, or of the nearest one around it."""
    node = root
    for key in keys:
        step = _step(node, key)
        if step is None:
            break
        node = step
    return place_of(path, node.start_mark if node is not None else None)


def _step(node: yaml.Node | None, key: Key) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        # A list of one may be written as its only item.
        found = (value for name, value in node.value if name.value == key)
        return node if key == 0 else next(found, None)
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return cast(yaml.Node, node.value[key])
    return None


def is_null(node: yaml.Node) -> bool:
    """Whether a node is an empty value."""
    return isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}null"


def value_of(node: yaml.Node) -> str | int | float | bool | datetime.date | None:
    """Return the text, number, boolean or date of a node; None for anything else."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    kind, text = node.tag.removeprefix(_TAG), cast(str, node.value)
    if kind == "str":
        return text
    if kind == "bool" and text in {"true", "false"}:
        return text == "true"
    if kind == "int" and _PLAIN_NUMBER.fullmatch(text):
        return int(text)
    if kind == "float" and _PLAIN_DECIMAL.fullmatch(text):
        return float(text)
    return date_in(text) if kind == "timestamp" else None


def date_in(text: str) -> datetime.date | None:
    """Return the date that a text is, as YYYY-MM-DD, or None."""
    with suppress(ValueError):
        return datetime.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    return None


def describe(node: yaml.Node) -> str:
    """Return what was found, to be followed by what was expected."""
    if not isinstance(node, yaml.ScalarNode):
        return "found a mapping" if isinstance(node, yaml.MappingNode) else "found a list"
    shown = node.value.split("\n", 1)[0]
    shown = shown if len(shown) <= LONGEST_VALUE else shown[: LONGEST_VALUE - 1] + "…"
    kind = node.tag.removeprefix(_TAG)
    if kind == "null":
        return "the value is empty"
    if kind == "str":
        return f"`{shown}` is text"
    if kind not in _READ_AS:
        return f"`{shown}` has the YAML tag `{node.tag}`"
    return f"YAML reads `{shown}` as {_READ_AS[kind]}"


def control_character(text: str) -> str | None:
    """Return the first character of a text that no page can show, or None."""
    # What is printable holds none: nearly all lines are, and asking that is quick.
    match = None if text.isprintable() else _CONTROL.search(text)
    return match.group() if match else None
