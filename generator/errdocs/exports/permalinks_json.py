"""Where others may link to: `permalinks.json` lists the paths, `objects.inv` the names.

The first is the ledger for programs, such as a checker of other people's links.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from errdocs.exports.errors_json import Data, json_text
from errdocs.registry.model import Registry
from errdocs.routes import FRAGMENTS, Kind, Ledger, Routes

# Version of the format of `permalinks.json`; raised when a reader of the old one would break.
SCHEMA_VERSION = 1


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


def objects_inv(routes: Routes) -> bytes:
    """Return `objects.inv`, by which Sphinx and mkdocstrings sites link by code.

    Version 2 of Sphinx's format: four lines of text, then one compressed line per name. URLs in it
    are relative: readers know where they got it.
    """
    settings = routes.registry.settings
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {_one_line(settings.service.name)} errors\n"
        f"# Version: {_one_line(settings.version)}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    # To Sphinx, each name is a target of its `ref` role, which every project has.
    lines = (
        f"{name} std:label 1 {path} {_one_line(text)}\n"
        for name, (path, text) in sorted(dict(_names(routes.registry)).items())
    )
    return head.encode() + zlib.compress("".join(lines).encode(), level=9)


def _names(registry: Registry) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield every name with its path and the text of a link that gives none of its own.

    Names are `Alias`, `Code` and `Code/case-id`; where two are equal, the last wins.
    """
    for error in registry.errors:
        for alias in error.aliases:
            yield alias.code, (error.path, alias.code)
    for error in registry.errors:
        # The format cannot hold a code with spaces; such a code has a slug.
        name = error.path_segment if re.search(r"\s", error.code) else error.code
        yield name, (error.path, error.code)
        for case in error.cases:
            yield f"{name}/{case.id}", (error.path_of(case), case.heading)


def _one_line(text: str) -> str:
    return " ".join(text.split())
