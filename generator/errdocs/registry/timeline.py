"""The history of a registry by date: which documents appeared, and what came and changed with them.

A change of which only the version is known stands under that.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from errdocs.registry.history import Change, ChangeKind, changes, oldest, start
from errdocs.registry.model import Category, Registry, Source

Moment = datetime.date | str  # a date, or a version

# What breaks programs stands before what is new.
KINDS = (ChangeKind.RETIRED, ChangeKind.DEPRECATED, ChangeKind.CHANGED, ChangeKind.APPEARED)


@dataclass(frozen=True, slots=True)
class Document:
    """An upstream document that appeared, and what it brought."""

    source: Source
    messages: int
    """Messages that no older document has; all of them for the first one."""
    is_first: bool
    """Whether the registry starts with it."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """What happened on one date, or with one version."""

    moment: Moment
    """The date, or the version where no date is known."""
    documents: tuple[Document, ...]
    changes: tuple[Change, ...]

    @property
    def date(self) -> datetime.date | None:
        """Return the date; None where only the version is known."""
        return self.moment if isinstance(self.moment, datetime.date) else None

    @property
    def by_kind(self) -> Mapping[ChangeKind, tuple[Change, ...]]:
        """Return the changes of each kind that there are."""
        found = {kind: tuple(item for item in self.changes if item.kind is kind) for kind in KINDS}
        return {kind: items for kind, items in found.items() if items}

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        """Return how many cases changed in each way, what is new first."""
        found = self.by_kind
        return {
            kind: sum(item.count for item in found[kind]) for kind in KINDS[::-1] if kind in found
        }


def timeline(registry: Registry) -> tuple[Milestone, ...]:
    """Return the history of a registry, the newest first."""
    documents: dict[Moment, list[Document]] = {}
    dates: dict[Moment, datetime.date] = {}  # by which the moments are sorted
    for date, document in _documents(registry):
        documents.setdefault(date, []).append(document)
        dates[date] = date
    found: dict[Moment, list[Change]] = {}
    for change in changes(registry):
        moment = change.details.date or change.when
        found.setdefault(moment, []).append(change)
        dates.setdefault(moment, change.sort_date)
    return tuple(
        Milestone(moment, tuple(documents.get(moment, ())), tuple(found.get(moment, ())))
        for moment in sorted(dates, key=lambda moment: dates[moment], reverse=True)
    )


def by_category(
    registry: Registry, found: Iterable[Change]
) -> tuple[tuple[Category | None, tuple[Change, ...]], ...]:
    """Return changes by the category of their entries, in the order of the categories."""
    return registry.in_categories(found, lambda change: change.error.category_of(change.case))


def _documents(registry: Registry) -> Iterator[tuple[datetime.date, Document]]:
    """Yield the documents that have a date, with that."""
    messages, first = _messages(registry), start(registry)
    for source in registry.settings.sources:
        if source.date:
            yield source.date, Document(source, messages[source], source.date == first)


def _messages(registry: Registry) -> Counter[Source]:
    """Return how many messages each document has that no older one has."""
    found: Counter[Source] = Counter()
    for _, case in registry.cases():
        main = () if case.message is None else (case.source,)
        for references in (*main, *(item.source or case.source for item in case.other_messages)):
            if source := oldest(registry, references):
                found[source] += 1
    return found
