"""Two editions -> the differences between them, in the order of a reader's interest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any

from errdocs.diff.editions import Data, Edition, aliases
from errdocs.diff.moves import Moves, moves
from errdocs.registry.loading import SETTINGS_FILE
from errdocs.routes.paths import INDEX


class Kind(StrEnum):
    """What happened to an entry."""

    ADDED = "added"
    CHANGED = "changed"
    RETIRED = "retired"
    MOVED = "moved"
    SETTINGS = "settings"
    """What the errors have in common: service, surfaces, categories, sources, ..."""
    LOST = "lost"
    """Gone without a trace: no entry, alias, message or ledger tells where to."""


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
    parts = (found.added(), found.moved(), found.kept(), found.settings(), found.lost())
    every = list(chain(*parts))
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
        """Yield what became nothing, and what only the ledger knows the way of."""
        for code, error in self.old.errors.items():
            if code not in self.moves.errors:
                yield self._gone(code, error, self.old.error_path(code))
                continue
            for alias in aliases(error):
                path = f"{INDEX}{alias}/"
                if alias not in self.new.spellings and path not in self.new.names:
                    yield self._gone(alias, error, path)
        for name, case in self.old.cases.items():
            if name not in self.moves.cases and name[0] in self.moves.errors:
                yield self._gone("/".join(name), case, self.old.own_case_path(name))

    def _gone(self, name: str, entry: Data, path: str) -> Difference:
        target = self.new.redirects.get(path)
        if target is None:
            return Difference(Kind.LOST, name, _title(entry), path)
        now = self.new.names.get(target, f"/{target}")
        return Difference(Kind.MOVED, now, _title(entry), target, name, path)

    def settings(self) -> Iterator[Difference]:
        """Yield what the errors have in common, where it says something else than before."""
        fields = tuple(_fields(self.old.settings, self.new.settings, ()))
        if fields:
            title = f"version {self.new.version}"
            yield Difference(Kind.SETTINGS, SETTINGS_FILE, title, "", fields=fields)

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
            reason=_text(details, "reason"), replaced_by=_text(details, "replaced_by"),
        )  # fmt: skip
    fields = tuple(_fields(old, new, {*_NAMES, "removed"} if is_retired else _NAMES))
    if fields:
        yield Difference(Kind.CHANGED, name, title, path, fields=fields)


def _fields(old: Data, new: Data, left_out: Collection[str]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*old, *new)):
        if name not in left_out and old.get(name) != new.get(name):
            yield FieldChange(name, old.get(name), new.get(name))


def _text(details: Data, name: str) -> str | None:
    """Return a text; files from elsewhere may hold anything in its place."""
    value = details.get(name)
    return value if isinstance(value, str) else None


def _title(entry: Data) -> str:
    return str(entry.get("title", ""))
