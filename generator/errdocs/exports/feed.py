"""The feed of changes: `changes.xml`, in Atom (RFC 4287).

Every date is one of the data's, never that of the build, so that a build without changes gives
the same feed. The newest entry is the registry's own version: it is there even while no error
says when it changed, and a reader sees a new one whenever the facts do.
"""

from __future__ import annotations

import uuid
from functools import partial
from itertools import islice

from errdocs.registry.history import Change, ChangeKind, changes, newest_date
from errdocs.registry.model import Registry
from errdocs.render.texts import render_text
from errdocs.routes.paths import CHANGES, FILES

LONGEST = 200
"""Most changes in the feed; the page has them all."""


def changes_xml(registry: Registry, base_url: str = "") -> str:
    """Return `changes.xml`."""
    by_id = {_change_id(registry, change): change for change in changes(registry)}
    return render_text(
        "changes.xml.j2",
        base_url=base_url,
        changes=islice(by_id.items(), LONGEST),
        codes=len(registry.errors),
        date=newest_date(registry),
        id_of=partial(_id, registry),
        messages=sum(1 for _ in registry.cases()),
        page=CHANGES,
        path=FILES["feed"].path,
        service=registry.settings.service,
        version=registry.settings.version,
    )


def _change_id(registry: Registry, change: Change) -> str:
    """Return the id of a change; an entry may change several times on one date, so by its text."""
    note = (change.note,) if change.kind is ChangeKind.CHANGED else ()
    return _id(registry, change.kind.value, change.name, change.when, *note)


def _id(registry: Registry, *parts: str) -> str:
    """Return an id that is the same in every build and wherever the site moves."""
    name = "\n".join(("errdocs", registry.settings.service.name, *parts))
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
