"""The types of the model's fields with their rules, and what a type hint says of a value.

A rule is attached to a type with `Annotated`, so that the model reads as plain types. Reader,
writer, editor schema and canonical order all ask the shape of a hint, which is read once.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, StrEnum, auto
from functools import cache
from typing import Annotated, Any, TypeAlias, Union, get_args, get_origin


@dataclass(frozen=True, slots=True)
class Format:
    """A rule that a text obeys, and its words."""

    name: str
    """Name of the format, for the documentation."""
    pattern: str
    """Regular expression, valid in Python and in JSON Schema, that the whole text matches."""
    expected: str
    """What a text of this format is, to follow "expected"."""

    def accepts(self, text: str) -> bool:
        """Whether a text obeys the rule."""
        return re.fullmatch(self.pattern, text) is not None


@dataclass(frozen=True, slots=True)
class Shorthand:
    """A record that may be written as the plain text of one of its fields."""

    field: str


@dataclass(frozen=True, slots=True)
class OneOrList:
    """A list that may be written as its only item."""


@dataclass(frozen=True, slots=True)
class AtLeastOne:
    """A list that may not be empty."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and greatest value of a whole number."""

    least: int
    greatest: int

    @property
    def expected(self) -> str:
        """Return what a number within the bounds is, to follow "expected"."""
        return f"a whole number from {self.least} to {self.greatest}"

    def accepts(self, value: int) -> bool:
        """Whether a number lies within the bounds."""
        return self.least <= value <= self.greatest


_KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"

Slug: TypeAlias = Annotated[
    str,
    Format(
        "slug",
        r"[A-Za-z0-9][A-Za-z0-9._-]*",
        "letters, digits, `.`, `_` and `-`, starting with a letter or digit",
    ),
]
CaseId: TypeAlias = Annotated[
    str, Format("case id", _KEBAB, "a case id in kebab case, such as `free-quota-exhausted`")
]
Key: TypeAlias = Annotated[str, Format("key", _KEBAB, "a key in kebab case, such as `rate-limit`")]
Tag: TypeAlias = Annotated[str, Format("tag", _KEBAB, "a tag in kebab case, such as `streaming`")]
Language: TypeAlias = Annotated[
    str, Format("language", r"[a-z0-9+#-]+", "the name of a language, such as `json`")
]
ParameterName: TypeAlias = Annotated[
    str,
    Format("parameter name", r"[a-z][a-z0-9_]*", "a name in snake case, such as `max_tokens`"),
]
Line: TypeAlias = Annotated[
    str,
    Format("line", r"[^\s](.*[^\s])?", "one line of text without spaces around it"),
]
Text: TypeAlias = Annotated[
    str,
    Format("text", r"[^\s]([\s\S]*[^\s])?", "a text without spaces or empty lines around it"),
]
Markdown: TypeAlias = Annotated[
    str,
    Format("Markdown", r"[^\s]([\s\S]*[^\s])?", "Markdown without spaces or empty lines around it"),
]
Pattern: TypeAlias = Annotated[
    str, Format("regular expression", r"[^\s](.*[^\s])?", "a regular expression on one line")
]
Url: TypeAlias = Annotated[
    str, Format("URL", r"https?://[^\s<>\"'`\\]+", "a URL that starts with `https://`")
]
Status: TypeAlias = Annotated[int, Bounds(100, 599)]
Row: TypeAlias = Annotated[int, Bounds(1, 1_000_000)]


class Kind(Enum):
    """What a value is."""

    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    CHOICE = auto()
    LIST = auto()
    MAPPING = auto()
    RECORD = auto()
    ANY = auto()


_PLAIN = {str: Kind.TEXT, int: Kind.NUMBER, datetime.date: Kind.DATE, object: Kind.ANY}
_EXPECTED = {
    Kind.TEXT: "text",
    Kind.NUMBER: "a whole number",
    Kind.DATE: "a date as `YYYY-MM-DD`",
    Kind.LIST: "a list",
    Kind.MAPPING: "a mapping",
    Kind.RECORD: "a mapping",
    Kind.ANY: "any value",
}
_NEUTRAL = {Kind.TEXT: "", Kind.NUMBER: 0, Kind.DATE: datetime.date.min, Kind.LIST: ()}


@dataclass(frozen=True, slots=True)
class Shape:
    """What a value may be."""

    kind: Kind
    type: Any = None
    """The class of a record, or the enumeration of a choice."""
    item: Shape | None = None
    """What the items of a list are, or the values of a mapping."""
    name: Shape | None = None
    """What the keys of a mapping are."""
    rule: Format | Bounds | None = None
    or_null: bool = False
    one_or_list: bool = False
    at_least_one: bool = False
    short_field: str | None = None
    """The field whose plain text may stand for the whole record."""

    @property
    def expected(self) -> str:
        """Return what a value is, to follow "expected"."""
        if self.kind is Kind.CHOICE:
            words = "one of " + ", ".join(f"`{member}`" for member in self.type)
        else:
            words = self.rule.expected if self.rule else _EXPECTED[self.kind]
        return f"{words}, or null" if self.or_null else words

    def neutral(self) -> Any:
        """Return the value that stands for one that could not be read."""
        if self.or_null:
            return None
        if self.kind is Kind.CHOICE:
            return next(iter(self.type))
        if self.kind is Kind.MAPPING:
            return {}
        if self.kind is Kind.RECORD:
            required = ((k, f.shape) for k, f in fields_of(self.type).items() if f.required)
            return self.type(**{key: shape.neutral() for key, shape in required})
        return _NEUTRAL.get(self.kind)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record: what its value may be, and what it is where the key is left out."""

    shape: Shape
    required: bool
    default: Any


@cache
def fields_of(record: Any) -> Mapping[str, Field]:
    """Return the fields of a record by key, in canonical order."""
    hints = typing.get_type_hints(record, include_extras=True)
    return {
        item.name: _field(item, shape_of(hints[item.name])) for item in dataclasses.fields(record)
    }


def _field(item: dataclasses.Field[Any], shape: Shape) -> Field:
    factory, missing = item.default_factory, dataclasses.MISSING
    default = item.default if factory is missing else factory()
    return Field(shape, required=default is missing, default=default)


@cache
def shape_of(hint: Any) -> Shape:
    """Return the shape of a type hint; the model's unions are all of the form `X | None`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shape = shape_of(arguments[0])
        for extra in arguments[1:]:
            shape = _with_extra(shape, extra)
        return shape
    if origin in {Union, types.UnionType}:
        return replace(shape_of(arguments[0]), or_null=True)
    if origin is tuple:
        return Shape(Kind.LIST, item=shape_of(arguments[0]))
    if origin is Mapping:
        return Shape(Kind.MAPPING, name=shape_of(arguments[0]), item=shape_of(arguments[1]))
    if dataclasses.is_dataclass(hint):
        return Shape(Kind.RECORD, hint)
    is_choice = isinstance(hint, type) and issubclass(hint, StrEnum)
    return Shape(Kind.CHOICE, hint) if is_choice else Shape(_PLAIN[hint])


def _with_extra(shape: Shape, extra: object) -> Shape:
    match extra:
        case Format() | Bounds():
            return replace(shape, rule=extra)
        case OneOrList():
            return replace(shape, one_or_list=True)
        case AtLeastOne():
            return replace(shape, at_least_one=True)
        case Shorthand(field=name):
            return replace(shape, short_field=name)
    return shape
