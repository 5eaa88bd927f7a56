"""Rules about families of similar errors: a table of them has to tell them apart."""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.checks.entries import UNIQUE_KEY, once, repeated
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.families import decision_table
from errdocs.registry.loaded import Loaded, items
from errdocs.registry.model import Family

LEAST_MEMBERS = 2
"""Fewer errors have nothing to be told from."""

FAMILY_SIZE = Rule(
    "family-size",
    "family `{key}` has fewer than {least} members",
    "at least {least} errors that are easily confused",
    "add a member, or remove the family",
)
REPEATED_MEMBER = once("repeated-member", "member", "family", "remove one of the two")
TOLD_APART = Rule(
    "told-apart",
    "`{name}` looks like `{other}`: same code, message and status",
    "something in the answer that differs, or words about it",
    "add `tell`, which says how to tell it from the others",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of families, and of the list of what statuses mean.

    A member that does not exist is reported with all other unknown names.
    """
    settings = loaded.registry.settings
    statuses = items(loaded.settings_pointer("statuses"), settings.statuses)
    yield from repeated(UNIQUE_KEY, ((where.at("status"), item.status) for where, item in statuses))
    families = [*items(loaded.settings_pointer("families"), settings.families)]
    yield from repeated(UNIQUE_KEY, ((where.at("key"), family.key) for where, family in families))
    for where, family in families:
        yield from _members(loaded, where.at("members"), family)


def _members(loaded: Loaded, where: Pointer, family: Family) -> Iterator[Problem]:
    if len(family.members) < LEAST_MEMBERS:
        yield FAMILY_SIZE.at(where, where, key=family.key, least=LEAST_MEMBERS)
    table = decision_table(loaded.registry, family)
    positions = [
        at for at, one in enumerate(family.members) if loaded.registry.find_entry(one.entry)
    ]
    names = [member.error.name_of(member.case) for member in table.members]
    yield from repeated(REPEATED_MEMBER, zip(map(where.at, positions), names, strict=True))
    for at, other in table.alike():
        name, other_name = names[at], other.error.name_of(other.case)
        if name != other_name:
            yield TOLD_APART.at(where.at(positions[at]), name=name, other=other_name)
