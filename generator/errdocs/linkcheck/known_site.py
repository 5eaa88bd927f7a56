"""What is known of a site: every permanent path, where it leads, and what was removed.

It comes from a `permalinks.json`, a published one or the one that a registry would publish, so
that both ways of checking give the same answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, StrictInt, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from errdocs.exports.permalinks import permalinks_json
from errdocs.fetching import Unreadable, content_of, is_url
from errdocs.registry.model import Registry
from errdocs.routes import FILES, Ledger, Routes

SCHEMA_VERSION = 1
"""The newest format of `permalinks.json` that this program reads."""
PERMALINKS_JSON = FILES["permalinks"].path


@dataclass(frozen=True, slots=True)
class Removal:
    """When and why an entry was removed."""

    version: str | None = None
    date: str | None = None
    reason: str | None = None
    replaced_by: str | None = None
    """Path of its replacement."""


@dataclass(frozen=True, slots=True)
class KnownPath:
    """A permanent path."""

    target: str
    """Path that it leads to: itself, or what replaced it."""
    removed: Removal | None = None
    """Why the entry at the target was removed, if it was."""


@dataclass(frozen=True)
class Site:
    """The permanent paths of a site."""

    paths: Mapping[str, KnownPath]
    """Paths from the site's root; a page's ends in a slash or is empty."""
    fragments: frozenset[str] = frozenset()
    """Ids that the page of every error and case answers; empty where unknown."""
    urls: tuple[str, ...] = ()
    """URLs of its root: as the file says, and where the file was found."""
    knows_documents: bool = True
    """Whether the hand-written pages are among the paths."""


def _known_version(version: int) -> int:
    if version > SCHEMA_VERSION:
        reason = f"it is {version}; this program reads {SCHEMA_VERSION} and below"
        raise PydanticCustomError("newer_format", reason)  # pydantic adds no words to its own
    return version


@dataclass(frozen=True, slots=True)
class _Document:
    """The part of a `permalinks.json` that is needed.

    The version is first, since of a newer format its problem is the one to report.
    """

    schema_version: Annotated[StrictInt, AfterValidator(_known_version)]
    paths: dict[str, KnownPath]
    site: str = ""
    fragments: dict[str, object] = field(default_factory=dict)


_DOCUMENT = TypeAdapter(_Document)


def site_of_registry(
    registry: Registry, ledger: Ledger | None, documents: frozenset[str] | None
) -> Site:
    """Return what a site of a registry has, without building it.

    `documents` are the paths of its hand-written pages; None where they are unknown.
    """
    site = site_of_json(permalinks_json(Routes(registry, ledger, documents)))
    # No ledger holds what only a site with a known URL has, yet nobody may call it broken.
    known = {file.path: KnownPath(file.path) for file in FILES.values() if file.needs_site_url}
    return replace(site, paths={**known, **site.paths}, knows_documents=documents is not None)


def published_site(name: str) -> Site:
    """Return the site of a `permalinks.json`: a file, its URL, or the URL of the site's root.

    Raises Unreadable.
    """
    if not is_url(name):
        return site_of_json(content_of(name), name)
    name = name + PERMALINKS_JSON if name.endswith("/") else name
    site = site_of_json(content_of(name), name)
    bare = urlsplit(name)._replace(query="", fragment="").geturl()
    root = bare.removesuffix(PERMALINKS_JSON)
    # A copy under another name may be anywhere, such as among the artifacts of a build.
    is_at_root = root != bare and root.endswith("/")
    return replace(site, urls=(*site.urls, root)) if is_at_root else site


def site_of_json(content: bytes | str, name: str = PERMALINKS_JSON) -> Site:
    """Return the site that the content of a `permalinks.json` is about.

    Raises Unreadable where it is something else, or of a format that is not known yet.
    """
    try:
        document = _DOCUMENT.validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(f"`{key}`: " for key in first["loc"])
        reason = f"it is not a `permalinks.json` that can be read: {place}{first['msg']}"
        raise Unreadable(name, reason) from error
    return Site(
        paths={"": KnownPath("")} | document.paths,  # every site has a home page
        fragments=frozenset(document.fragments),
        urls=(document.site,) if document.site else (),
    )
