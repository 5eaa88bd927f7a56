"""Families of similar errors: what of each member a reader can see, and what tells them apart.

A table shows only the properties in which members differ. What all have alike is said once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

from errdocs.registry.model import Case, Error, Family, FieldKind, Registry

Values: TypeAlias = tuple[str, ...]
"""What the cases of a member have of one property, each value once."""


class Property(StrEnum):
    """A property by which members may differ; declared fields come besides."""

    CODE = "code"
    MESSAGE = "message"
    STATUS = "status"
    RETRY = "retry"
    ACTOR = "actor"


FIELD = "field-"
"""Start of the key of a declared field."""
_ADVICE = frozenset({Property.RETRY, Property.ACTOR})
"""What the reference says of an error, and no answer of the service shows."""


@dataclass(frozen=True)
class Member:
    """An entry of a family as its table shows it: a case, or an error as a whole."""

    error: Error
    case: Case | None
    """None for an error as a whole, which has several cases or none."""
    tell: str | None
    """How to tell it from the others."""

    @property
    def path(self) -> str:
        """Return the path of its page."""
        return self.error.path_of(self.case)

    @property
    def title(self) -> str:
        """Return the title of its page."""
        return self.error.title_of(self.case)

    @property
    def code(self) -> str:
        """Return the code that the service prints for it."""
        return (self.case.code if self.case else None) or self.error.code

    @property
    def cases(self) -> tuple[Case, ...]:
        """Return the cases that it stands for."""
        return (self.case,) if self.case else self.error.cases

    @cached_property
    def values(self) -> Mapping[str, Values]:
        """Return what is known of it, by property."""
        found: dict[str, dict[str, None]] = {}
        for key, value in self._known():
            found.setdefault(key, {})[value] = None
        return {key: tuple(values) for key, values in found.items()}

    def holds(self, error: Error, case: Case | None) -> bool:
        """Whether it is an entry, or the error as a whole that a case belongs to."""
        return self.error is error and (self.case is None or case is None or self.case is case)

    def _known(self) -> Iterator[tuple[str, str]]:
        yield Property.CODE, self.code
        for case in self.cases:
            if case.message is not None:
                yield Property.MESSAGE, case.message
            if case.status is not None:
                yield Property.STATUS, str(case.status)
            if case.retry:
                yield Property.RETRY, case.retry.value
            if case.actor:
                yield Property.ACTOR, case.actor
        for case_or_none in self.cases or (None,):
            for key, value in self.error.values_of(case_or_none).items():
                yield f"{FIELD}{key}", value


@dataclass(frozen=True)
class DecisionTable:
    """A family with its members, side by side."""

    family: Family
    members: tuple[Member, ...]
    """Those that exist, in the order of the registry."""
    fields: tuple[str, ...] = ()
    """Keys of the declared fields that are short enough for a table."""

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """Return the properties in which members differ, in the order of the columns."""
        return tuple(key for key in self._keys if len(self._values(key)) > 1)

    @cached_property
    def shared(self) -> Mapping[str, Values]:
        """Return what all members have alike, by property; nothing that only some have."""
        alike = {key: self._values(key) for key in self._keys}
        return {key: values[0] for key, values in alike.items() if len(values) == 1 and values[0]}

    @property
    def has_tells(self) -> bool:
        """Whether somebody wrote how to tell a member from the others."""
        return any(member.tell for member in self.members)

    def holds(self, error: Error, case: Case | None) -> bool:
        """Whether an entry is a member, by itself or with its error."""
        return any(member.holds(error, case) for member in self.members)

    def alike(self) -> Iterator[tuple[int, Member]]:
        """Yield the position of each member that looks like one before it, and that one.

        Such a member prints the same and has no `tell`. What the reference advises is no help:
        readers look for that.
        """
        seen: dict[tuple[Values, ...], Member] = {}
        for at, member in enumerate(self.members):
            if not member.tell:
                visible = (key for key in self._keys if key not in _ADVICE)
                looks = tuple(member.values.get(key, ()) for key in visible)
                other = seen.setdefault(looks, member)
                if other is not member:
                    yield at, other

    @property
    def _keys(self) -> tuple[str, ...]:
        return (*Property, *(f"{FIELD}{key}" for key in self.fields))

    def _values(self, key: str) -> list[Values]:
        return [*dict.fromkeys(member.values.get(key, ()) for member in self.members)]


def tables_about(registry: Registry, error: Error, case: Case | None) -> Iterator[DecisionTable]:
    """Yield the tables that have an entry as a member of its own, in the order of the registry."""
    for family in registry.settings.families:
        # Making a table takes longer than asking for the entries of its members.
        found = (registry.find_entry(member.entry) for member in family.members)
        if any(entry and entry[0] is error for entry in found):
            table = decision_table(registry, family)
            if any(member.path == error.path_of(case) for member in table.members):
                yield table


def decision_table(registry: Registry, family: Family) -> DecisionTable:
    """Return the table of a family; members that do not exist are left out."""
    found = ((registry.find_entry(member.entry), member.tell) for member in family.members)
    return DecisionTable(
        family,
        tuple(
            Member(entry[0], entry[1] or entry[0].only_case, tell) for entry, tell in found if entry
        ),
        tuple(
            declared.key
            for declared in registry.settings.fields
            if declared.kind not in {FieldKind.MARKDOWN, FieldKind.URL}
        ),
    )
