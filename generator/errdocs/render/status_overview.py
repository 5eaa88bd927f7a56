"""What the listing of an HTTP status says first: what to expect, and what hides elsewhere.

The words for a status are the registry's. All the rest follows from its entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from errdocs.registry.families import DecisionTable, Member
from errdocs.registry.model import Actor, Error, Registry, Retry, StatusMeaning, Surface
from errdocs.routes.pages import Entry, Listings


@dataclass(frozen=True)
class StatusOverview:
    """An HTTP status of a registry, as a whole."""

    registry: Registry
    listings: Listings
    tables: tuple[DecisionTable, ...]
    """The tables that tell similar errors apart."""
    status: int

    @property
    def meaning(self) -> StatusMeaning | None:
        """Return what the registry says of the status."""
        return self.registry.meaning_by_status.get(self.status)

    @property
    def retries(self) -> list[tuple[Retry, int]]:
        """Return the advices of the cases with their counts, in the order of the advices."""
        counts = Counter(entry.case.retry for entry in self._own if entry.case)
        return [(retry, counts[retry]) for retry in Retry if counts[retry]]

    @property
    def actors(self) -> list[tuple[Actor, int]]:
        """Return who can fix the cases with their counts, in the order of the registry."""
        counts = Counter(entry.case.actor for entry in self._own if entry.case)
        actors = self.registry.actor_by_key.values()
        return [(actor, counts[actor.key]) for actor in actors if counts[actor.key]]

    @property
    def same_code(self) -> Iterator[tuple[Error, list[tuple[int, int]]]]:
        """Yield errors that come with other statuses too: each of these with its count of cases."""
        for error in {entry.error.code: entry.error for entry in self._own}.values():
            current = (case for case in error.cases if not error.removal_of(case))
            counts = Counter(case.status for case in current if case.status is not None)
            others = [
                (status, counts[status]) for status in sorted(counts) if status != self.status
            ]
            if others:
                yield error, others

    @property
    def families(self) -> Iterator[tuple[DecisionTable, list[Member]]]:
        """Yield families with a member of this status, and the members that come with others.

        Where most of a family comes with another status, its members do not hide from this one.
        """
        for table in self.tables:
            counts = Counter(status for member in table.members for status in _statuses(member))
            if counts[self.status]:
                is_main = counts[self.status] == max(counts.values())
                others = [member for member in table.members if _statuses(member) - {self.status}]
                yield table, others if is_main else []

    @property
    def covered(self) -> list[tuple[Surface, int]]:
        """Return the surfaces that answer with a status of their own, with the cases seen there.

        These cases are in the listing, and an answer there has another status.
        """
        return self._seen(self._own, lambda surface: surface.status != self.status)

    @property
    def carried(self) -> list[tuple[Surface, int]]:
        """Return the surfaces that always answer with this status, with the cases seen there.

        These cases are in other listings, by the status that they have elsewhere.
        """
        others = (entry for entry in self.listings.current if entry.status != self.status)
        return self._seen(others, lambda surface: surface.status == self.status)

    @cached_property
    def _own(self) -> tuple[Entry, ...]:
        return self.listings.by_status[self.status]

    def _seen(
        self, entries: Iterable[Entry], is_meant: Callable[[Surface], bool]
    ) -> list[tuple[Surface, int]]:
        fixed = {one.key for one in self.registry.settings.surfaces if one.status and is_meant(one)}
        seen = (
            key
            for entry in entries
            if entry.case
            for key in entry.error.surfaces_of(entry.case)
            if key in fixed
        )
        return [(self.registry.surface_by_key[key], count) for key, count in Counter(seen).items()]


def _statuses(member: Member) -> set[int]:
    """Return the statuses of a member; none where nobody knows one."""
    return {case.status for case in member.cases if case.status is not None}
