"""`permalinks.json`: the ledger for programs, such as a checker of other people's links."""

from __future__ import annotations

import datetime
from typing import Any

from errdocs.exports.errors_json import json_text
from errdocs.routes import FRAGMENTS, Kind, Ledger, Routes

SCHEMA_VERSION = 1
"""Version of the format; raised when a reader of the old one would break."""


def permalinks_json(routes: Routes) -> str:
    """Return every permanent path: since when, what it is, and where it leads.

    Paths are from the root of the site. A path that is not in the ledger yet has no date.
    Nothing depends on the date or machine of the build.
    """
    ledger = routes.ledger or Ledger(paths={})
    paths = sorted({*ledger.paths, *routes.targets})
    fragments = sorted({*ledger.fragments, *FRAGMENTS})
    return json_text(
        {
            "schema_version": SCHEMA_VERSION,
            "registry_version": routes.registry.settings.version,
            "site": routes.site_url,
            "fragments": {name: {"since": _date(ledger.fragments.get(name))} for name in fragments},
            "paths": {path: _path(routes, ledger, path) for path in paths},
        }
    )


def _path(routes: Routes, ledger: Ledger, path: str) -> dict[str, Any]:
    entry, target = ledger.paths.get(path), routes.resolve(path)
    target = path if target is None else target
    kind = routes.kind(path, target)
    since = _date(entry.since if entry else None)
    known = {"since": since, "target": target, "status": kind.value}
    return {**known, **(_removal(routes, target) if kind is not Kind.FILE else {})}


def _removal(routes: Routes, target: str) -> dict[str, Any]:
    """Return since when and why the entry at a target is removed, and the path to use instead."""
    removal = routes.removal(target)
    if removal is None:
        return {}
    facts = {
        "version": removal.version,
        "date": _date(removal.date),
        "reason": removal.reason,
        "replaced_by": routes.entry_path(removal.replaced_by) if removal.replaced_by else None,
    }
    return {"removed": {name: value for name, value in facts.items() if value is not None}}


def _date(date: datetime.date | None) -> str | None:
    return date.isoformat() if date else None
