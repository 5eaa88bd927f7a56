"""The feed of changes: `changes.xml`, in Atom (RFC 4287).

Every date is one of the data's, never that of the build, so that a build without changes gives
the same feed. The newest entry is the registry's own version: it is there even while no error
tells when it changed, and a reader sees a new one whenever the facts do.
"""

from __future__ import annotations

import datetime
import uuid
from xml.etree import ElementTree as ET

from errdocs.exports.xml import add, document
from errdocs.registry.history import Change, ChangeKind, changes, newest_date
from errdocs.registry.model import Registry
from errdocs.routes.paths import CHANGES

NAMESPACE = "http://www.w3.org/2005/Atom"
PATH = "changes.xml"
LONGEST = 200
"""Most changes in the feed; the page has them all."""


def changes_xml(registry: Registry, base_url: str = "") -> str:
    """Return `changes.xml`."""
    service, day = registry.settings.service, newest_date(registry)
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    add(root, "id", _id(registry, "feed"))
    add(root, "title", f"{service.name} errors: what changed")
    add(root, "updated", _instant(day))
    add(add(root, "author"), "name", f"{service.name} error reference")
    add(root, "link", rel="self", type="application/atom+xml", href=base_url + PATH)
    add(root, "link", rel="alternate", type="text/html", href=base_url + CHANGES)
    _version_entry(root, registry, day, base_url)
    entries = {_change_id(registry, change): change for change in changes(registry)}
    for entry_id, change in list(entries.items())[:LONGEST]:
        _entry(root, entry_id, change, base_url)
    return document(root)


def _version_entry(root: ET.Element, registry: Registry, day: datetime.date, base_url: str) -> None:
    version, messages = registry.settings.version, sum(1 for _ in registry.cases())
    entry = add(root, "entry")
    add(entry, "id", _id(registry, "version", version))
    add(entry, "title", f"Version {version} of the reference")
    add(entry, "updated", _instant(day))
    add(entry, "link", rel="alternate", type="text/html", href=base_url + CHANGES)
    summary = f"{len(registry.errors)} codes with {messages} messages."
    add(entry, "summary", summary, type="text")


def _change_id(registry: Registry, change: Change) -> str:
    """Return the id of a change; an entry may change several times on a day, so by its words."""
    words = (change.note,) if change.kind is ChangeKind.CHANGED else ()
    return _id(registry, change.kind.value, change.name, change.when, *words)


def _entry(root: ET.Element, entry_id: str, change: Change, base_url: str) -> None:
    entry = add(root, "entry")
    add(entry, "id", entry_id)
    add(entry, "title", f"{change.kind.label}: {change.name}")
    add(entry, "updated", _instant(change.sort_date))
    add(entry, "link", rel="alternate", type="text/html", href=base_url + change.path)
    add(entry, "category", term=change.kind.name.lower(), label=change.kind.label)
    add(entry, "summary", _summary(change), type="text")


def _summary(change: Change) -> str:
    replaced = f"Replaced by {change.replaced_by}." if change.replaced_by else None
    parts = (f"{change.title} ({change.when}).", change.note, replaced)
    return " ".join(filter(None, parts))


def _id(registry: Registry, *parts: str) -> str:
    """Return an id that is the same in every build and wherever the site moves."""
    name = "\n".join(("errdocs", registry.settings.service.name, *parts))
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn


def _instant(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
