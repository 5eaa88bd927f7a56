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
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin


class Format(NamedTuple):
    """A rule that a text obeys, and its words."""

    pattern: str
    """Regular expression, valid in Python and in JSON Schema, that the whole text matches."""
    expected: str
    """What a text of this format is, to follow "expected"."""

    def accepts(self, text: str) -> bool:
        """Whether a text obeys the rule."""
        return _compiled(self.pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Asked for each text of a registry, so that even a look into the cache of `re` counts.
    return re.compile(pattern)


class Bounds(NamedTuple):
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


class Form(NamedTuple):
    """How a list or record may be written."""

    one_or_list: bool = False
    """A list may be written as its only item."""
    at_least_one: bool = False
    """A list may not be empty."""
    short_field: str = ""
    """The field whose plain text may stand for the whole record."""
    null_value: int | None = None
    """What `null` stands for, where a key with null says more than no key."""


_AS_ITS_KIND = Form()
_KEBAB = r"[a-z0-9]+(-[a-z0-9]+)*"
_ONE_LINE, _LINES = r"[^\s](.*[^\s])?", r"[^\s]([\s\S]*[^\s])?"
_SLUG = "letters, digits, `.`, `_` and `-`, starting with a letter or digit"
_SNAKE_CASE = "a name in snake case, such as `max_tokens`"

Slug = Annotated[str, Format(r"[A-Za-z0-9][A-Za-z0-9._-]*", _SLUG)]
CaseId = Annotated[str, Format(_KEBAB, "a case id in kebab case, such as `free-quota-exhausted`")]
Key = Annotated[str, Format(_KEBAB, "a key in kebab case, such as `rate-limit`")]
Tag = Annotated[str, Format(_KEBAB, "a tag in kebab case, such as `streaming`")]
Info = Annotated[
    str,
    Format(r"[A-Za-z0-9+#-]+(, ?[A-Za-z0-9_+#.=-]+)*", "the name of a language, such as `json`"),
]
FieldName = Annotated[
    str, Format(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*", "a key in small letters, such as `sqlstate`")
]
Ranges = Annotated[
    str,
    Format(
        r"[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?(, ?[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?)*",
        "numbers of lines, such as `2` or `3-5, 9`",
    ),
]
# A segment of a JSON Pointer, a parameter, or any item; a bound of a range, and the range.
_SEGMENT = r"/(\*|\{[a-z][a-z0-9_]*\}|([^/~*{}]|~[01])+)"
_BOUND = r"(-?[0-9]+(\.[0-9]+)?|\{[a-z][a-z0-9_]*\})"
BodyPlace = Annotated[
    str,
    Format(rf"({_SEGMENT})+", "a JSON Pointer, such as `/parameters/top_p` or `/messages/*/role`"),
]
NumberRange = Annotated[
    str,
    Format(
        rf"[\[(] ?({_BOUND} ?, ?{_BOUND}?|, ?{_BOUND}) ?[\])]",
        "two bounds, such as `[1, {maximum}]`; `(` and `)` are for a bound that is not allowed",
    ),
]
Spelling = Annotated[
    str,
    Format(
        r"[^\s{}]*(\{(code|name|Camel|camel|UPPER|lower|kebab)\}[^\s{}]*)+",
        "a spelling with `{code}`, `{name}`, `{Camel}`, `{camel}`, `{UPPER}`, `{lower}` or "
        "`{kebab}`, such as `{Camel}Error`",
    ),
]
ParameterName = Annotated[str, Format(r"[a-z][a-z0-9_]*", _SNAKE_CASE)]
Line = Annotated[str, Format(_ONE_LINE, "one line of text without spaces around it")]
Text = Annotated[str, Format(_LINES, "a text without spaces or empty lines around it")]
Markdown = Annotated[str, Format(_LINES, "Markdown without spaces or empty lines around it")]
Pattern = Annotated[str, Format(_ONE_LINE, "a regular expression on one line")]
Url = Annotated[
    str,
    Format(
        r"https?://[^\s<>\"'`\\\u200b-\u200f\u202a-\u202e\u2066-\u2069]+",
        "a URL that starts with `https://`",
    ),
]
HelpAnchor = Annotated[
    str,
    Format(
        r"[A-Za-z0-9._~-]+#[A-Za-z0-9]([A-Za-z0-9._~:-]*[A-Za-z0-9])?",
        "the end of a URL with its anchor, such as `error-codes#rate-limit`",
    ),
]
Status = Annotated[int, Bounds(100, 599)]
Row = Annotated[int, Bounds(1, 1_000_000)]
Seconds = Annotated[int, Bounds(1, 31_536_000)]  # at most a year


class Kind(Enum):
    """What a value is: how it is written, and what stands for one that could not be read."""

    TEXT = "text", ""
    NUMBER = "a whole number", 0
    FLAG = "`true` or `false`", False
    DATE = "a date as `YYYY-MM-DD`", datetime.date.min
    CHOICE = "text", None
    LIST = "a list", ()
    MAPPING = "a mapping", dict[str, Any]()
    RECORD = "a mapping", None
    ANY = "any value", None

    def __init__(self, expected: str, neutral: object) -> None:
        self.expected, self.neutral = expected, neutral


_PLAIN = {
    str: Kind.TEXT,
    bool: Kind.FLAG,
    int: Kind.NUMBER,
    datetime.date: Kind.DATE,
    object: Kind.ANY,
}


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
    form: Form = _AS_ITS_KIND

    @property
    def expected(self) -> str:
        """Return what a value is, to follow "expected"."""
        words = self.rule.expected if self.rule else self.kind.expected
        if self.kind is Kind.CHOICE:
            words = "one of " + ", ".join(f"`{member}`" for member in self.type)
        return f"{words}, or null" if self.or_null else words

    def neutral(self) -> Any:
        """Return the value that stands for one that could not be read."""
        if self.or_null:
            return None
        if self.kind is Kind.CHOICE:
            return next(iter(self.type))
        if self.kind is Kind.RECORD:
            required = ((k, f.shape) for k, f in fields_of(self.type).items() if f.required)
            return self.type(**{key: shape.neutral() for key, shape in required})
        return self.kind.neutral


class Field(NamedTuple):
    """A field of a record: what its value may be, and what it is where the key is left out."""

    shape: Shape
    default: Any
    required: bool


@cache
def fields_of(record: Any) -> Mapping[str, Field]:
    """Return the fields of a record by key, in canonical order."""
    hints = typing.get_type_hints(record, include_extras=True)
    fields = {}
    for item in dataclasses.fields(record):
        factory, missing = item.default_factory, dataclasses.MISSING
        default = item.default if factory is missing else factory()
        fields[item.name] = Field(shape_of(hints[item.name]), default, default is missing)
    return fields


@cache
def shape_of(hint: Any) -> Shape:
    """Return the shape of a type hint; the model's unions are all of the form `X | None`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shape = shape_of(arguments[0])
        for extra in arguments[1:]:
            change = {"form": extra} if isinstance(extra, Form) else {"rule": extra}
            shape = replace(shape, **change)
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
