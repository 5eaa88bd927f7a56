"""Two snapshots -> the differences between them, in the order of a reader's interest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, NamedTuple

from errdocs.diff.snapshots import Data, Name, Snapshot, aliases
from errdocs.registry.loading import SETTINGS_FILE
from errdocs.routes.paths import INDEX

_NAMES = frozenset({"code", "id", "slug", "url", "cases"})
"""The fields that say where an entry is, and nothing about the error."""


class Kind(StrEnum):
    """What happened to an entry; the values are the keys of the JSON form."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "retired"
    MOVED = "moved"
    SETTINGS = "settings"
    """What the errors have in common: service, surfaces, categories, sources, ..."""
    LOST = "lost"
    """Removed without a redirect: no entry, alias, message or ledger says where to."""


class FieldChange(NamedTuple):
    """A field of an entry that has another value, in the form of `errors.json`."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to one entry."""

    kind: Kind
    name: str
    """`Code` or `Code/case-id` in the newest snapshot that has it."""
    title: str
    path: str
    """Path of its page, from the site's root."""
    name_before: str | None = None
    """Former name of what moved; the same as now if only its page moved."""
    path_before: str | None = None
    """Former path of what moved."""
    fields: tuple[FieldChange, ...] = ()
    """What changed."""
    reason: str | None = None
    """Why it was removed."""
    replaced_by: str | None = None
    """What replaces it."""


def differences(old: Snapshot, new: Snapshot) -> tuple[Difference, ...]:
    """Return every difference, by kind and then by name, now and before.

    An error that was added, lost or removed as a whole stands for its cases too.
    """
    found = _Comparison(old, new, _moves(old, new))
    every = chain(found.added(), found.moved(), found.kept(), found.settings(), found.lost())
    return tuple(sorted(every, key=_order))


def _order(item: Difference) -> tuple[int, str, str]:
    return list(Kind).index(item.kind), item.name.casefold(), item.name_before or ""


@dataclass(frozen=True)
class _Comparison:
    old: Snapshot
    new: Snapshot
    moves: Mapping[Name, Name]

    def added(self) -> Iterator[Difference]:
        """Yield what no old entry became."""
        known = {(), *self.moves.values()}  # the parent of an error is `()`
        for name, entry in self.new.entries.items():
            if name not in known and name[:-1] in known:
                yield Difference(Kind.ADDED, "/".join(name), _title(entry), self.new.path(name))

    def lost(self) -> Iterator[Difference]:
        """Yield what became nothing; it has moved if the ledger redirects its path."""
        known = {(), *self.moves}
        for name, entry in self.old.entries.items():
            if name not in known and name[:-1] in known:
                yield self._gone("/".join(name), entry, self.old.permanent_path(name))
        spellings = {*self.new.errors, *chain(*map(aliases, self.new.errors.values()))}
        for code, error in self.old.errors.items():
            for alias in aliases(error) if (code,) in known else ():
                path = f"{INDEX}{alias}/"
                if alias not in spellings and path not in self.new.names:
                    yield self._gone(alias, error, path)

    def _gone(self, name: str, entry: Data, path: str) -> Difference:
        target = self.new.redirects.get(path)
        if target is None:
            return Difference(Kind.LOST, name, _title(entry), path)
        now = self.new.names.get(target, f"/{target}")
        return Difference(Kind.MOVED, now, _title(entry), target, name, path)

    def settings(self) -> Iterator[Difference]:
        """Yield what the errors have in common, if it changed."""
        fields = _fields(self.old.settings, self.new.settings, ())
        if fields:
            title = f"version {self.new.settings['version']}"
            yield Difference(Kind.SETTINGS, SETTINGS_FILE, title, "", fields=fields)

    def moved(self) -> Iterator[Difference]:
        """Yield what has another name or page; cases that only went with their error do not."""
        for name, now in self.moves.items():
            before, after = self.old.path(name), self.new.path(now)
            followed = before
            if len(name) > 1:
                below = before.removeprefix(self.old.path(name[:1]))
                followed = self.new.path(self.moves.get(name[:1], now[:1])) + below
            if name[-1] != now[-1] or followed != after:
                title, names = _title(self.new.entries[now]), ("/".join(now), "/".join(name))
                yield Difference(Kind.MOVED, names[0], title, after, names[1], before)

    def kept(self) -> Iterator[Difference]:
        """Yield what changed or was removed."""
        for name, now in self.moves.items():
            # Two entries that became one are compared only with the one that had the name.
            if name == now or self.moves.get(now) != now:
                old, new = self.old.entries[name], self.new.entries[now]
                yield from _compared(old, new, "/".join(now), self.new.path(now))


def _compared(old: Data, new: Data, name: str, path: str) -> Iterator[Difference]:
    title, removed, left_out = _title(new), new.get("removed"), _NAMES
    if removed and not old.get("removed"):
        left_out |= {"removed"}
        details = removed if isinstance(removed, dict) else {}
        reason, instead = details.get("reason"), details.get("replaced_by")
        yield Difference(
            Kind.REMOVED, name, title, path,
            reason=reason if isinstance(reason, str) else None,
            replaced_by=instead if isinstance(instead, str) else None,
        )  # fmt: skip
    fields = _fields(old, new, left_out)
    if fields:
        yield Difference(Kind.CHANGED, name, title, path, fields=fields)


def _fields(old: Data, new: Data, left_out: Collection[str]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if name not in left_out and old.get(name) != new.get(name)
    )


def _title(entry: Data) -> str:
    return str(entry.get("title", ""))


def _moves(old: Snapshot, new: Snapshot) -> Mapping[Name, Name]:
    """Return the new name of every old entry that is still there.

    A case that is gone went to the only case that prints its message and did not print it
    before; one with the same status first.
    """
    arrived = [code for code in new.errors if code not in old.errors]
    moves: dict[Name, Name] = {}
    for code, error in old.errors.items():
        target = code if code in new.errors else _renamed(code, error, new, arrived)
        if target:
            moves[(code,)] = (target,)
    for name in old.cases:
        now = (*moves[name[:1]], name[1]) if name[:1] in moves else ()
        if now in new.cases:
            moves[name] = now
    printed = _printed(new, {now: old.entries[name] for name, now in moves.items()})
    for name in [name for name in old.cases if name not in moves]:
        found = printed.get(str(old.cases[name].get("message")), [])
        status = old.cases[name].get("status")
        found = [now for now in found if new.cases[now].get("status") == status] or found
        if len(found) == 1:
            moves[name] = found[0]
    return moves


def _renamed(code: str, error: Data, new: Snapshot, arrived: Iterable[str]) -> str | None:
    """Return the code that has another as its alias now, or its slug, or the same messages."""
    found = (
        [other for other in new.errors if code in aliases(new.errors[other])]
        or [other for other in arrived if new.errors[other].get("slug") == error.get("slug")]
        or [other for other in arrived if _messages(new.errors[other]) == _messages(error)]
    )
    return found[0] if len(found) == 1 else None


def _printed(new: Snapshot, before: Mapping[Name, Data]) -> Mapping[str, Sequence[Name]]:
    """Return the cases by each message that they print now and did not print before."""
    found: dict[str, list[Name]] = {}
    for name, case in new.cases.items():
        for message in _wordings(case) - _wordings(before.get(name, {})):
            found.setdefault(message, []).append(name)
    return found


def _wordings(case: Data) -> set[str]:
    """Return the messages of a case, present and former."""
    values = ([case.get("message")], case.get("other_messages"), case.get("former_messages"))
    lists = (value for value in values if isinstance(value, list))
    return {item for item in chain(*lists) if isinstance(item, str)}


def _messages(error: Data) -> list[str]:
    return sorted(str(case.get("message")) for case in error["cases"])
