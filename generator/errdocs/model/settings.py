"""What `registry.yml` holds: the service, and what its errors have in common."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from errdocs.formats import AtLeastOne, Key, Line, Url


class EnvelopeFormat(StrEnum):
    """How an error response is written."""

    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """How an error response looks on a surface."""

    format: EnvelopeFormat
    """`json`: the body is data, written as JSON; `text`: the body is one text."""
    body: object
    """The response, with `{code}`, `{message}`, `{status}` and `{request_id}` in its texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A place where the service's errors are seen."""

    key: Key
    """Name of the surface in the registry and in URLs."""
    title: Line
    """Name of the surface in headings."""
    description: Line
    """One sentence that says what it is."""
    envelope: Envelope | None = None
    """How an error response looks there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What kind of trouble an error is."""

    key: Key
    """Name of the category in the registry and in URLs."""
    title: Line
    """Name of the category in headings."""
    description: Line
    """One sentence that says what belongs in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An upstream document that facts were taken from."""

    key: Key
    """Name of the source in the registry; its rows stand in `sources/<key>.yml`."""
    title: Line
    """Title of the document."""
    date: datetime.date | None = None
    """Day of the version that was read."""
    url: Url | None = None
    """Where the document is published."""
    description: Line | None = None
    """What the document is, where the title does not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The service whose errors these are."""

    name: Line
    """Its name."""
    home: Url | None = None
    """Its home page."""
    description: Line
    """One sentence that says what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Words by which the lookup tells whose error a text is; compared without letter case."""

    own: tuple[Line, ...] = ()
    """Parts of host names, product and library names that only this service's texts hold."""
    foreign: tuple[Line, ...] = ()
    """The same for services whose errors look alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `registry.yml` holds: all but the errors."""

    service: Service
    """The service whose errors these are."""
    version: Line
    """Version of the registry; changes whenever its facts do."""
    common: tuple[Line, ...] = ()
    """The entries most often asked for, `Code` or `Code/case-id`, for the home page."""
    markers: Markers = Markers()
    """Words by which the lookup tells whose error a text is."""
    surfaces: Annotated[tuple[Surface, ...], AtLeastOne()]
    """Where the service's errors are seen."""
    categories: Annotated[tuple[Category, ...], AtLeastOne()]
    """The kinds of trouble, in the order of the pages."""
    sources: Annotated[tuple[Source, ...], AtLeastOne()]
    """The documents that facts are taken from."""
