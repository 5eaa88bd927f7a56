"""What is known of a site: every permanent path, where it leads, and what is retired."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from errdocs.registry.model import Registry
from errdocs.routes import paths
from errdocs.routes.files import FILES
from errdocs.routes.permalinks import Destinations, Ledger, permalinks_json, publication

SCHEMA_VERSION = 1
"""The newest format of `permalinks.json` that this program reads."""


class NotASite(ValueError):
    """Data that is no `permalinks.json` which this program can read; the text says why."""


@dataclass(frozen=True, slots=True)
class Removal:
    """When and why an entry was retired."""

    version: str = ""
    date: str = ""
    reason: str = ""
    replacement: str | None = None
    """Path of what stands in its place."""


@dataclass(frozen=True, slots=True)
class KnownPath:
    """A permanent path."""

    target: str
    """Path that it leads to: itself, or what replaced it."""
    removal: Removal | None = None
    """Why the entry at the target is retired, if it is."""


@dataclass(frozen=True)
class Site:
    """The permanent paths of a site."""

    address: str
    """Address of the site's root; empty where unknown."""
    fragments: frozenset[str]
    """Ids that the page of every error and case answers; empty where unknown."""
    paths: Mapping[str, KnownPath]
    """Paths from the site's root; a page's ends in a slash or is empty."""
    knows_documents: bool = True
    """Whether the hand-written pages are among the paths."""

    def is_entry(self, path: str) -> bool:
        """Whether a path is that of the page of an error or case, as far as its form tells."""
        below = path.removeprefix(paths.INDEX)
        segments = below.split("/")
        is_page = path != below and below.endswith("/")
        return is_page and len(segments) < 4 and segments[0].casefold() not in paths.RESERVED


def site_of_registry(
    registry: Registry, ledger: Ledger | None, documents: Collection[str] | None
) -> Site:
    """Return what a site of a registry has, without building it.

    `documents` are the paths of its hand-written pages; None where they are unknown.
    """
    where = Destinations(registry, publication(registry, documents), ledger)
    site = site_of_document(json.loads(permalinks_json(where)))
    known = {file.path: KnownPath(file.path) for file in FILES.values() if file.needs_site_url}
    return replace(site, paths={**known, **site.paths}, knows_documents=documents is not None)


def site_of_document(document: object) -> Site:
    """Return the site that the content of a `permalinks.json` is about.

    Raises NotASite where it is something else, or of a format that is not known yet.
    """
    top = _object(document, "the file")
    version = top.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise NotASite("it has no `schema_version`, so it is no `permalinks.json`")
    if version > SCHEMA_VERSION:
        raise NotASite(
            f"its `schema_version` is {version}; this program knows {SCHEMA_VERSION} and below"
        )
    known = {
        path: _known_path(_object(item, f"the path `{path}`"), path)
        for path, item in _object(top.get("paths"), "`paths`").items()
    }
    return Site(
        address=_text(top.get("site") or "", "`site`"),
        fragments=frozenset(_object(top.get("fragments") or {}, "`fragments`")),
        paths={"": KnownPath("")} | known,
    )


def _known_path(item: Mapping[str, Any], path: str) -> KnownPath:
    target = _text(item.get("target", path), f"`target` of `{path}`")
    removed = item.get("removed")
    if removed is None:
        return KnownPath(target)
    facts = _object(removed, f"`removed` of `{path}`")
    replacement = facts.get("replaced_by")
    removal = Removal(
        version=str(facts.get("version") or ""),
        date=str(facts.get("date") or ""),
        reason=str(facts.get("reason") or ""),
        replacement=None if replacement is None else _text(replacement, "`replaced_by`"),
    )
    return KnownPath(target, removal)


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise NotASite(f"{what} is no JSON object")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise NotASite(f"{what} is no text")
    return value
