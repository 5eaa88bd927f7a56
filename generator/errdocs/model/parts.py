"""What entries are made of: messages and their values, sources, links, examples, changes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from errdocs.formats import Key, Language, Line, OneOrList, Pattern, Row, Shorthand, Slug, Text, Url


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRef:
    """The place upstream that a fact was taken from."""

    document: Key
    """Key of a source that `registry.yml` declares."""
    row: Row | None = None
    """Row of that document; left out for sources without rows."""


SourceRefs: TypeAlias = Annotated[tuple[SourceRef, ...], OneOrList()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A further message of a case, where it is not the main one."""

    message: Text
    """The message template, as the service prints it."""
    source: SourceRefs = ()
    """Where this wording was seen, when that is not the source of the case."""


Wordings: TypeAlias = tuple[Annotated[Wording, Shorthand("message")], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A named placeholder of a message template."""

    description: Line
    """One phrase that says what the value is."""
    example: Text
    """A value as the service prints it; filling the template with the examples gives a message."""
    pattern: Pattern | None = None
    """Regular expression that every value matches as a whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A request, response or snippet that shows the fix."""

    title: Line
    """What the example shows."""
    language: Language
    """Language of the body, for highlighting: `json`, `python`, `shell`, `text`, ..."""
    body: Text
    """The example itself, letter for letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page elsewhere that helps."""

    title: Line
    """Words of the link."""
    url: Url
    """Address, with `https://` or `http://`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """When and why an entry appeared, was deprecated or was removed."""

    version: Line | None = None
    """Version of the service or its documentation."""
    date: datetime.date | None = None
    """Day of the change, as `YYYY-MM-DD`."""
    reason: Line | None = None
    """Why, in one sentence."""
    replaced_by: Line | None = None
    """What stands in its place: `Code` or `Code/case-id`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What changed in an entry, and when."""

    version: Line | None = None
    """Version of the service or its documentation."""
    date: datetime.date | None = None
    """Day of the change, as `YYYY-MM-DD`."""
    what: Line
    """What changed, in one sentence."""


Revisions: TypeAlias = Annotated[tuple[Revision, ...], OneOrList()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another spelling of the same code."""

    code: Slug
    """The spelling."""
    surface: Key
    """Surface on which this spelling is seen."""
