"""Two editions -> the differences between them, in the order of a reader's interest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from errdocs.diff.editions import Data, Edition
from errdocs.diff.moves import Moves, moves


class Kind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    MOVED = "moved"
    LOST = "lost"
    """Gone without a trace: no entry, alias or message tells where to; its links are dead."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an entry that has another value, in the form of `errors.json`."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to one entry."""

    kind: Kind
    name: str
    """`Code` or `Code/case-id`, as the newest edition that has it says."""
    title: str
    path: str
    """Path of its page, from the site's root."""
    name_before: str | None = None
    """Former name of what moved; the same as now where only its page did."""
    path_before: str | None = None
    """Former path of what moved."""
    fields: tuple[FieldChange, ...] = ()
    """What changed."""
    reason: str | None = None
    """Why it was retired."""
    replaced_by: str | None = None
    """What stands in place of what was retired."""


_NAMES = frozenset({"code", "id", "slug", "url", "cases"})
"""What tells where an entry is, and not what it says."""


def differences(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Return every difference, by kind and then by name, now and before.

    An error that was added, lost or retired as a whole stands for its cases too.
    """
    found = _Comparison(old, new, moves(old, new))
    every = list(chain(found.added(), found.moved(), found.kept(), found.lost()))
    return tuple(sorted(every, key=_order))


def _order(item: Difference) -> tuple[int, str, str]:
    return list(Kind).index(item.kind), item.name.casefold(), item.name_before or ""


@dataclass(frozen=True)
class _Comparison:
    old: Edition
    new: Edition
    moves: Moves

    def added(self) -> Iterator[Difference]:
        """Yield what no old entry became."""
        errors, cases = set(self.moves.errors.values()), set(self.moves.cases.values())
        for code, error in self.new.errors.items():
            if code not in errors:
                yield Difference(Kind.ADDED, code, _title(error), self.new.error_path(code))
        for name, case in self.new.cases.items():
            if name not in cases and name[0] in errors:
                path = self.new.case_path(name)
                yield Difference(Kind.ADDED, "/".join(name), _title(case), path)

    def lost(self) -> Iterator[Difference]:
        """Yield what became nothing."""
        for code, error in self.old.errors.items():
            if code not in self.moves.errors:
                yield Difference(Kind.LOST, code, _title(error), self.old.error_path(code))
        for name, case in self.old.cases.items():
            if name not in self.moves.cases and name[0] in self.moves.errors:
                path = self.old.case_path(name)
                yield Difference(Kind.LOST, "/".join(name), _title(case), path)

    def moved(self) -> Iterator[Difference]:
        """Yield what has another name or page; cases that only went with their error do not."""
        for code, target in self.moves.errors.items():
            paths = self.old.error_path(code), self.new.error_path(target)
            if code != target or paths[0] != paths[1]:
                title = _title(self.new.errors[target])
                yield Difference(Kind.MOVED, target, title, paths[1], code, paths[0])
        for name, other in self.moves.cases.items():
            paths = self.old.case_path(name), self.new.case_path(other)
            before = self.old.error_path(name[0])
            after = self.new.error_path(self.moves.errors.get(name[0], other[0]))
            followed = after + paths[0].removeprefix(before)
            if name[1] != other[1] or followed != paths[1]:
                title, names = _title(self.new.cases[other]), ("/".join(other), "/".join(name))
                yield Difference(Kind.MOVED, names[0], title, paths[1], names[1], paths[0])

    def kept(self) -> Iterator[Difference]:
        """Yield what says something else than before, or was retired."""
        for code, target in self.moves.errors.items():
            # Two codes that became one are compared only with the one that had the name.
            if code == target or target not in self.old.errors:
                path = self.new.error_path(target)
                yield from _compared(self.old.errors[code], self.new.errors[target], target, path)
        for name, other in self.moves.cases.items():
            if name == other or self.moves.cases.get(other) != other:
                path = self.new.case_path(other)
                old, new = self.old.cases[name], self.new.cases[other]
                yield from _compared(old, new, "/".join(other), path)


def _compared(old: Data, new: Data, name: str, path: str) -> Iterator[Difference]:
    title, removed = _title(new), new.get("removed")
    is_retired = bool(removed) and not old.get("removed")
    if is_retired:
        details = removed if isinstance(removed, dict) else {}
        yield Difference(
            Kind.RETIRED, name, title, path,
            reason=details.get("reason"), replaced_by=details.get("replaced_by"),
        )  # fmt: skip
    fields = tuple(_fields(old, new, {*_NAMES, "removed"} if is_retired else _NAMES))
    if fields:
        yield Difference(Kind.CHANGED, name, title, path, fields=fields)


def _fields(old: Data, new: Data, left_out: Collection[str]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*old, *new)):
        if name not in left_out and old.get(name) != new.get(name):
            yield FieldChange(name, old.get(name), new.get(name))


def _title(entry: Data) -> str:
    return str(entry.get("title", ""))
