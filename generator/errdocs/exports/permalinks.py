"""`permalinks.json`: the ledger for programs, such as a checker of other people's links."""

from __future__ import annotations

from errdocs.exports.errors_json import Data, json_text
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
            "fragments": {name: {"since": ledger.fragments.get(name)} for name in fragments},
            "paths": {path: _path(routes, ledger, path) for path in paths},
        }
    )


def _path(routes: Routes, ledger: Ledger, path: str) -> Data:
    entry, target = ledger.paths.get(path), routes.resolve(path)
    target = path if target is None else target
    kind = routes.kind(path, target)
    known: Data = {"since": entry and entry.since, "target": target, "status": kind}
    removal = routes.removal(target)
    if removal is None or kind is Kind.FILE:
        return known
    by = routes.entry_path(removal.replaced_by) if removal.replaced_by else None
    facts = {"version": removal.version, "date": removal.date, "reason": removal.reason}
    facts |= {"replaced_by": by}
    return known | {"removed": {name: fact for name, fact in facts.items() if fact is not None}}
