"""The mapping of a catalogue: where its entries are, and what fills which field.

It is read as strictly as a registry. The literal under each field is its contract.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from errdocs.problems import Key as StepKey
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.formats import (
    FieldName,
    Form,
    Format,
    Info,
    Key,
    Line,
    Pattern,
    Url,
)
from errdocs.registry.model import Outcome, Settings, Source
from errdocs.registry.reader import ReadYaml, read_yaml

_STEP = r"(\$?[\w-]+|\*|\[(\*|[0-9]+|'[^'{}]+')\])"
_PATH = rf"(\$\.)?{_STEP}(\.{_STEP}|\[(\*|[0-9]+|'[^'{{}}]+')\])*"
Steps = Annotated[
    str, Format(_PATH, "a path such as `errors[*]`, `sqlState`, `subClass.*` or `$key`")
]
Filled = Annotated[
    str,
    Format(
        rf"([^{{}}]|\{{\{{|\}}\}}|\{{{_PATH}\}})*",
        "text with paths in braces, such as `{sqlState}` or `{$parent.$key}.{$key}`",
    ),
]

ONE_KIND = Rule(
    "mapping-kind",
    "the mapping has {found}",
    "either `error`, to import entries, or `rows`, to import the rows of a document",
    "keep one of the two",
)
REGULAR_EXPRESSION = Rule(
    "mapping-pattern",
    "invalid regular expression: {reason}",
    "a regular expression of Python",
    "correct the pattern",
)


class InputFormat(StrEnum):
    """How a catalogue is written."""

    JSON = "json"
    YAML = "yaml"
    CSV = "csv"
    TSV = "tsv"
    PO = "po"
    PROPERTIES = "properties"
    MARKDOWN = "markdown"
    LINES = "lines"
    TEXT = "text"


class PlaceholderStyle(StrEnum):
    """How a catalogue marks what varies in its messages."""

    ANGLE = "angle"
    PRINTF = "printf"
    INDEX = "index"
    BRACES = "braces"
    DOLLAR = "dollar"
    MUSTACHE = "mustache"


class Style(StrEnum):
    """What becomes of the words of a name, or of the marks of Markdown."""

    SENTENCE = "sentence"
    KEBAB = "kebab"
    UPPER = "upper"
    LOWER = "lower"
    PLAIN = "plain"


class Cut(StrEnum):
    """Where a long text ends."""

    LINE = "line"
    SENTENCE = "sentence"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A part of a text that is replaced."""

    pattern: Pattern
    """Regular expression of the part."""
    by: str = ""
    """What stands there instead; `\\1` is the first group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Where the value of a field comes from, and what is done with it, in this order."""

    value: Filled
    """Text with paths in braces; without a path it is the value itself."""
    otherwise: Filled | None = None
    """The same, where a path of `value` leads nowhere."""
    match: Pattern | None = None
    """Regular expression that is searched; its first group, or all of it, is the value.
    There is no value where it is not found."""
    replace: tuple[Replacement, ...] = ()
    """Parts that are replaced."""
    words: Table[str, str] = field(default_factory=dict)
    """Values of the catalogue and what stands for each; others stay as they are."""
    style: Style | None = None
    """`sentence` (`undefined_table` becomes "Undefined table"), `kebab`, `upper`, `lower`, or
    `plain`: Markdown as people read it, without asterisks, marks of code, links and escapes."""
    cut: Cut | None = None
    """The end: of the first `line`, `sentence` or `clause`; never within a word."""
    separator: str = "\n"
    """What stands between the items of a list."""
    split: Pattern | None = None
    """Regular expression at which the text is cut into several, for fields that take several;
    other fields take the first."""


Taken = Annotated[Value, Form(short_field="value")]
Rules = Annotated[tuple[Taken, ...], Form(one_or_list=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """How the entries of an input belong to those of the inputs before it."""

    key: Filled = "{$key}"
    """What names an entry of this input."""
    to: Filled
    """What names an entry of the inputs before it by the same text."""
    name: FieldName
    """Path by which those entries find the ones that belong to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file or folder of the catalogue."""

    file: Line
    """Path of the file, or of the folder of Markdown files, from the folder of the mapping."""
    format: InputFormat | None = None
    """Default: by the ending of the file's name; a folder holds Markdown."""
    entries: Steps = "*"
    """Where the entries are in a JSON or YAML file: `*`, `errors[*]`, `data.errors.*`. Of
    Markdown, each page is an entry by default, and `headings[*]` makes one of each heading."""
    pattern: Pattern | None = None
    """For `lines`: a regular expression whose named groups are the fields of a line. For `text`:
    one that is searched in the whole text; what no match holds is no entry."""
    section: Pattern | None = None
    """For `lines`: lines whose named groups belong to every line that follows."""
    ignore: Pattern | None = None
    """For `lines`: lines that hold no entry. For a folder: files that hold none, by path."""
    encoding: Line = "utf-8"
    """Encoding of the file."""
    join: Join | None = None
    """For data about entries of the inputs before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRule:
    """What becomes of the links in Markdown."""

    base: Url
    """Absolute URL of the folder of the pages, from which relative links lead."""
    replace: tuple[Replacement, ...] = ()
    """Parts of links that are replaced then, such as `\\.md$` by `.html`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryValue:
    """The category of an error, which is added to the registry where it is new."""

    key: Taken
    """Its key."""
    title: Taken | None = None
    """Its title; default: the key in words."""
    description: Taken | None = None
    """What belongs in it; default: the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasValue:
    """Another spelling of a code."""

    code: Taken
    """The spelling."""
    surface: Key
    """Surface on which it is seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplesValue:
    """Examples: the fenced blocks of Markdown."""

    path: Steps
    """Where they are: `examples`, for all of a page."""
    language: Info = "text"
    """Language of blocks whose info string names none."""
    hide: Pattern | None = None
    """Regular expression of lines that are left out, such as `^#\\s` for Rust."""
    outcomes: Table[str, Outcome] = field(default_factory=dict)
    """Words of info strings, such as `compile_fail`, and what they say of the block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorFields:
    """What fills the fields of an error."""

    code: Taken
    """Its code; an entry without one is a problem. Entries of one code are one error."""
    name: Taken | None = None
    title: Taken | None = None
    summary: Taken | None = None
    category: Annotated[CategoryValue, Form(short_field="key")] | None = None
    surfaces: tuple[Key, ...] = ()
    """Surfaces that print the codes; default: all of the registry."""
    aliases: tuple[AliasValue, ...] = ()
    fields: Table[FieldName, Taken] = field(default_factory=dict)
    """Fields that the registry declares."""
    since: Taken | None = None
    """Version in which the error appeared."""
    deprecated: Taken | None = None
    """Why the error is deprecated, in one sentence; version and date are the document's."""
    removed: Taken | None = None
    """Why an error that the catalogue still lists is removed, in the same way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFields:
    """What fills the fields of a case."""

    id: Taken | None = None
    """Its id, for a new case; default: its own code or the words of its message."""
    title: Taken | None = None
    code: Taken | None = None
    """Whole code of the case alone."""
    status: Taken | None = None
    message: Taken | None = None
    other_messages: tuple[Taken, ...] = ()
    former_messages: tuple[Taken, ...] = ()
    cause: Taken | None = None
    fix: Taken | None = None
    retry: Taken | None = None
    actor: Taken | None = None
    examples: Annotated[ExamplesValue, Form(short_field="path")] | None = None
    fields: Table[FieldName, Taken] = field(default_factory=dict)
    """Fields that the registry declares."""
    since: Taken | None = None
    """Version in which the case appeared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFields:
    """What fills the rows of a document whose entries people write themselves.

    Of several rules for a field the first that has a value counts.
    """

    section: Taken | None = None
    """Heading that the row stands under."""
    status: Rules = ()
    """HTTP status, or `none` where no HTTP response exists; no value: the document does not say."""
    codes: Rules = ()
    """Spellings of the code."""
    messages: Rules = ()
    """Messages, letter for letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How a catalogue becomes errors, or the rows of a document."""

    source: Source
    """The document as `registry.yml` declares it; its date is the date of removals."""
    version: Line | None = None
    """Version of the service that the document describes."""
    read: Annotated[tuple[Input, ...], Form(one_or_list=True, at_least_one=True)]
    """The files of the catalogue, one or a list."""
    leave_out: tuple[Taken, ...] = ()
    """Entries for which one of these has a value are left out."""
    placeholders: tuple[PlaceholderStyle, ...] = ()
    """`angle` (`<x>`), `printf` (`%s`, `%1$s`, `%(x)s`), `index` (`{0}`), `braces` (`{x}`),
    `dollar` (`${x}`) or `mustache` (`{{x}}`); none: messages are literal."""
    links: LinkRule | None = None
    """What becomes of the links in Markdown."""
    rows: RowFields | None = None
    """What fills the rows of the document, in place of `error`: people write the entries."""
    error: ErrorFields | None = None
    """What fills the fields of an error."""
    cases: Steps | None = None
    """Where the cases of an entry are, such as `subClass.*`; an entry without any is one itself."""
    case: CaseFields = CaseFields()
    """What fills the fields of a case."""
    registry: Settings | None = None
    """What `errdocs init --from` writes into `registry.yml`."""


def read_mapping(file: Path) -> ReadYaml[Mapping]:
    """Return the mapping that a file holds, with every problem found on the way."""
    read: ReadYaml[Mapping] = read_yaml(file, Mapping)
    if read.value is None or read.problems:
        return read
    mapping, root = read.value, Pointer(read.path)
    problems = (*_kind_problems(mapping, root), *_bad_patterns(mapping, root))
    return dataclasses.replace(read, problems=problems)


def _kind_problems(mapping: Mapping, root: Pointer) -> Iterator[Problem]:
    if (mapping.error is None) is (mapping.rows is None):
        found = "both `error` and `rows`" if mapping.rows else "neither `error` nor `rows`"
        yield ONE_KIND.at(root.at("rows"), found=found)


def values_in(
    record: Any, keys: tuple[StepKey, ...] = ()
) -> Iterator[tuple[tuple[StepKey, ...], Any]]:
    """Yield every record within a record with the keys that lead to it, the outermost first."""
    if dataclasses.is_dataclass(record):
        yield keys, record
        for item in dataclasses.fields(record):
            yield from values_in(getattr(record, item.name), (*keys, item.name))
    elif isinstance(record, Table):
        for name, value in record.items():
            yield from values_in(value, (*keys, name))
    elif isinstance(record, tuple):
        for at, value in enumerate(record):
            yield from values_in(value, (*keys, at))


def _bad_patterns(mapping: Mapping, root: Pointer) -> Iterator[Problem]:
    for keys, record in values_in(mapping):
        patterns: tuple[str, ...] = ()
        match record:
            case Value():
                patterns = ("match", "split")
            case Replacement():
                patterns = ("pattern",)
            case ExamplesValue():
                patterns = ("hide",)
            case Input():
                patterns = ("pattern", "section", "ignore")
        for name in patterns:
            written = getattr(record, name)
            by = record.by if isinstance(record, Replacement) else ""
            try:
                re.sub(written or "", by, "")
            except re.error as error:
                yield REGULAR_EXPRESSION.at(root.at(*keys, name), reason=error)
