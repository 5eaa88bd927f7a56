"""What changed in a registry and when, as its entries say: from `since` to `removed`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from errdocs.registry.model import Case, Error, Lifecycle, Registry, Revision, Source

EPOCH = datetime.date(1970, 1, 1)  # the date of what has none; feeds require one


class ChangeKind(StrEnum):
    """What happened to an entry, in the order of its life; the value is the field that says so."""

    APPEARED = "since"
    CHANGED = "changed"
    DEPRECATED = "deprecated"
    RETIRED = "removed"  # the name is published: in the feed and in `data-change`

    @property
    def label(self) -> str:
        """Return the word for people."""
        return "New" if self is ChangeKind.APPEARED else self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to an error, or to one of its cases."""

    kind: ChangeKind
    error: Error
    case: Case | None
    details: Lifecycle | Revision
    sort_date: datetime.date
    """Date of the change; where only its version is known, the date the facts were last seen."""

    @property
    def name(self) -> str:
        """Return `Code` or `Code/case-id`."""
        return self.error.name_of(self.case)

    @property
    def title(self) -> str:
        """Return the title of the entry."""
        return (self.case or self.error).heading

    @property
    def path(self) -> str:
        """Return the path of the entry's page."""
        return self.error.path_of(self.case)

    @property
    def when(self) -> str:
        """Return version and date, as far as they are known."""
        date = self.details.date.isoformat() if self.details.date else None
        return ", ".join(filter(None, (self.details.version, date)))

    @property
    def note(self) -> str:
        """Return what changed or why, as the registry says it; empty where it does not."""
        details = self.details
        return details.what if isinstance(details, Revision) else details.reason or ""

    @property
    def replaced_by(self) -> str | None:
        """Return the entry that replaced this one, if there is one."""
        return self.details.replaced_by if isinstance(self.details, Lifecycle) else None


def changes(registry: Registry) -> tuple[Change, ...]:
    """Return every change that the registry records, the newest first."""
    entries = ((error, case) for error in registry.errors for case in (None, *error.cases))
    found = [change for entry in entries for change in _newest_first(registry, *entry)]
    found.sort(key=lambda change: change.name.casefold())
    return tuple(sorted(found, key=lambda change: change.sort_date, reverse=True))


def history(registry: Registry, error: Error, case: Case | None = None) -> tuple[Change, ...]:
    """Return what happened to an error and to one or all of its cases, the newest first.

    An error and its only case share a page, which tells what happened to both once.
    """
    entries = (case, None) if case else (*error.cases, None)
    found = [change for item in entries for change in changes_of(registry, error, item)]
    if error.only_case:
        found = list({(change.kind, change.details): change for change in found}.values())
    return newest_first(found)


def newest_first(found: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes of an entry, the newest first."""
    return tuple(sorted(found, key=_age, reverse=True))


def changes_of(registry: Registry, error: Error, case: Case | None = None) -> tuple[Change, ...]:
    """Return what happened to an error as a whole, or to one of its cases alone."""
    return tuple(_newest_first(registry, error, case))


def newest_date(registry: Registry) -> datetime.date:
    """Return the newest date in the registry's facts; the epoch where they have none."""
    verified = (case.verified for _, case in registry.cases())
    changed = (change.sort_date for change in changes(registry))
    return _newest(*registry.settings.sources, *verified, *changed)


def _age(change: Change) -> datetime.date:
    # What appeared without a date did so before everything else.
    is_first = change.kind is ChangeKind.APPEARED and change.details.date is None
    return datetime.date.min if is_first else change.sort_date


def _newest_first(registry: Registry, error: Error, case: Case | None) -> Iterator[Change]:
    for kind in reversed(ChangeKind):
        found: Lifecycle | tuple[Revision, ...] | None = getattr(case or error, kind)
        details = found if isinstance(found, tuple) else filter(None, [found])
        dated = [(item.date or _date(registry, error, case), item) for item in details]
        # The later of two changes on the same date is the newer one.
        for date, item in sorted(dated, key=lambda pair: pair[0])[::-1]:
            yield Change(kind, error, case, item, date)


def _date(registry: Registry, error: Error, case: Case | None) -> datetime.date:
    """Return the newest date of an entry's facts, or else of all sources."""
    cases = (case,) if case else error.cases
    references = {reference.document for item in cases for reference in item.sources}
    sources = (registry.source_by_key.get(document) for document in references)
    date = _newest(*sources, *(item.verified for item in cases))
    return _newest(*registry.settings.sources) if date == EPOCH else date


def _newest(*found: Source | datetime.date | None) -> datetime.date:
    dates = (item.date if isinstance(item, Source) else item for item in found)
    return max((date for date in dates if date), default=EPOCH)
