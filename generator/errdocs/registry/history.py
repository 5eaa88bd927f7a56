"""What changed in a registry and when: as its entries say, and as the dates of documents tell.

An entry says it from `since` to `removed`. Where it says nothing of its start, the oldest document
that it cites does: what only a newer one lists came with that.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from errdocs.registry.model import Case, Error, Lifecycle, Registry, Revision, Source, SourceRef

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
    document: Source | None = None
    """The document whose date tells it, where no entry does."""
    count: int = 1
    """How many cases it is about; those of a new error came with it."""

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
    """Return every change of a registry, the newest first.

    A new error is one change, however many cases it came with.
    """
    entries = ((error, case) for error in registry.errors for case in (None, *error.cases))
    found = [change for entry in entries for change in _newest_first(registry, *entry)]
    for error in registry.errors:
        found += _arrivals(registry, error)
    found.sort(key=lambda change: change.name.casefold())
    return tuple(sorted(found, key=lambda change: change.sort_date, reverse=True))


def history(registry: Registry, error: Error, case: Case | None = None) -> tuple[Change, ...]:
    """Return what happened to an error and to one or all of its cases, the newest first.

    An error and its only case share a page, which tells what happened to both once. What came with
    documents is told of a case by itself, and of an error by the number of its cases.
    """
    shown = case or error.only_case
    said = (_newest_first(registry, error, item) for item in _shown_cases(error, shown))
    own = _newest_first(registry, error, None)
    found = [*(change for item in said for change in item), *own]
    if error.only_case:
        found = list({(change.kind, change.details): change for change in found}.values())
    came = _arrival_of(registry, error, shown) if shown else _counted_arrivals(registry, error)
    return newest_first([*found, *came])


def newest_first(found: Iterable[Change]) -> tuple[Change, ...]:
    """Return the changes of an entry, the newest first."""
    return tuple(sorted(found, key=_age, reverse=True))


def changes_of(registry: Registry, error: Error, case: Case | None = None) -> tuple[Change, ...]:
    """Return what an error as a whole says of itself, or what happened to one of its cases."""
    came = _arrival_of(registry, error, case) if case else ()
    return (*_newest_first(registry, error, case), *came)


def newest_date(registry: Registry) -> datetime.date:
    """Return the newest date in the registry's facts; the epoch where they have none."""
    verified = (case.verified for _, case in registry.cases())
    changed = (change.sort_date for change in changes(registry))
    return _newest(*registry.settings.sources, *verified, *changed)


def _shown_cases(error: Error, case: Case | None) -> tuple[Case, ...]:
    return (case,) if case else error.cases


def _arrivals(registry: Registry, error: Error) -> Iterator[Change]:
    """Yield what came with documents: the error as a whole, or those of its cases that did."""
    whole = _whole_arrival(registry, error)
    came = [change for case in error.cases for change in _arrival_of(registry, error, case)]
    later = [change for change in came if change.document != whole]
    if whole:
        yield _came(error, None, whole, len(came) - len(later))
    yield from later


def _counted_arrivals(registry: Registry, error: Error) -> Iterator[Change]:
    """Yield the same in a line for each document, as the page of an error tells it."""
    if whole := _whole_arrival(registry, error):
        yield _came(error, None, whole)
    found = (first_source(registry, error, case) for case in error.cases)
    counts = Counter(source for source in found if source and source != whole)
    for source, count in counts.items():
        cases = "1 case was" if count == 1 else f"{count} cases were"
        details = Revision(date=source.date, what=f"{cases} first listed in {source.title}.")
        date = source.date or EPOCH
        yield Change(ChangeKind.CHANGED, error, None, details, date, source, count)


def _arrival_of(registry: Registry, error: Error, case: Case) -> Iterator[Change]:
    if source := first_source(registry, error, case):
        yield _came(error, case, source)


def _came(error: Error, case: Case | None, source: Source, count: int = 1) -> Change:
    details = Lifecycle(date=source.date, reason=f"First listed in {source.title}.")
    return Change(ChangeKind.APPEARED, error, case, details, source.date or EPOCH, source, count)


def first_source(registry: Registry, error: Error, case: Case) -> Source | None:
    """Return the oldest document that lists a case, if it is newer than the first of all.

    None where the case or its error says since when it exists, and where no document has a date.
    """
    first = _first_of(registry, case)
    is_said = case.since or error.since
    return None if is_said or not first or first.date == start(registry) else first


def _whole_arrival(registry: Registry, error: Error) -> Source | None:
    """Return the document with which an error came; None if one of its cases was always there."""
    dated = [case for case in error.cases if _first_of(registry, case)]
    found = [first_source(registry, error, case) for case in dated]
    return _first(found) if all(found) else None


def _first_of(registry: Registry, case: Case) -> Source | None:
    """Return the oldest document that lists a case, in former words too."""
    former = (reference for item in case.former_messages for reference in item.source)
    return oldest(registry, (*case.sources, *former))


def start(registry: Registry) -> datetime.date | None:
    """Return the date of the first document: what it has was there before anybody looked."""
    return min((source.date for source in registry.settings.sources if source.date), default=None)


def oldest(registry: Registry, references: Iterable[SourceRef]) -> Source | None:
    """Return the oldest document that is cited, of those that have a date."""
    return _first(registry.source_by_key.get(reference.document) for reference in references)


def _first(sources: Iterable[Source | None]) -> Source | None:
    """Return the oldest of those sources that have a date."""
    dated = [(source.date, source) for source in sources if source and source.date]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None


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
