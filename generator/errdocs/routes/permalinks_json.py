"""`permalinks.json`: the ledger for programs, such as a checker of other people's links."""

from __future__ import annotations

from typing import Any

from errdocs.exports.errors_json import json_text
from errdocs.routes.destinations import Destinations, Kind
from errdocs.routes.ledger import Ledger
from errdocs.routes.published import FRAGMENTS

SCHEMA_VERSION = 1
"""Version of the format; raised when a reader of the old one would break."""


def permalinks_json(where: Destinations, base_url: str = "") -> str:
    """Return every permanent path: since when, what it is, and where it leads.

    Paths are from the root of the site, whose address is `base_url` (empty where unknown). A
    path that no ledger holds yet is there without a date. Nothing depends on the day or machine
    of the build.
    """
    ledger = where.ledger or Ledger(paths={})
    paths = sorted({*ledger.paths, *where.published.targets})
    fragments = sorted({*ledger.fragments, *FRAGMENTS})
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "registry_version": where.registry.settings.version,
            "site": base_url,
            "fragments": {name: {"since": _day(ledger.fragments.get(name))} for name in fragments},
            "paths": {path: _path(where, ledger, path) for path in paths},
        }
    )


def _path(where: Destinations, ledger: Ledger, path: str) -> dict[str, Any]:
    entry = ledger.paths.get(path)
    target = where.resolve(path)
    target = target if target is not None else path
    kind = where.kind(path, target)
    known = {"since": _day(entry.since if entry else None), "target": target, "status": kind.value}
    return {**known, **(_retirement(where, target) if kind is not Kind.FILE else {})}


def _retirement(where: Destinations, target: str) -> dict[str, Any]:
    """Return since when and why the entry at a target is retired, and the path instead of it."""
    removed = where.removal(target)
    if removed is None:
        return {}
    instead = where.entry_path(removed.replaced_by) if removed.replaced_by else None
    facts = {
        "version": removed.version,
        "date": _day(removed.date),
        "reason": removed.reason,
        "replaced_by": instead,
    }
    return {"removed": {name: value for name, value in facts.items() if value is not None}}


def _day(date: Any) -> str | None:
    return date.isoformat() if date else None
