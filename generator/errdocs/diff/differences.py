"""Two snapshots -> the differences between them, in the order of a reader's interest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any

from errdocs.diff.snapshots import Data, Name, Snapshot, aliases
from errdocs.registry.loading import SETTINGS_FILE
from errdocs.routes.paths import INDEX

# The fields that say where an entry is, and nothing about the error.
_NAMES = frozenset({"code", "id", "slug", "url", "cases"})


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

    @property
    def label(self) -> str:
        """Return the word for people; some values are older words that programs rely on."""
        return self.name.lower()


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
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    """What changed: the old and the new value of each field, in the form of `errors.json`."""
    reason: str | None = None
    """Why it was removed."""
    replaced_by: str | None = None


def differences(old: Snapshot, new: Snapshot) -> tuple[Difference, ...]:
    """Return every difference, by kind and then by name, now and before.

    An error that was added, lost or removed as a whole stands for its cases too.
    """
    moves = _moves(old, new)
    found = [*_kept(old, new, moves), *_lost(old, new, moves)]
    for name, entry in _unmatched(new, moves.values()):
        found.append(Difference(Kind.ADDED, "/".join(name), _title(entry), new.path(name)))
    if fields := _fields(old.settings, new.settings, ()):
        title = f"version {new.settings['version']}"
        found.append(Difference(Kind.SETTINGS, SETTINGS_FILE, title, "", fields=fields))
    found.sort(key=lambda item: (item.name.casefold(), item.name_before or ""))
    return tuple(item for kind in Kind for item in found if item.kind is kind)


def _lost(old: Snapshot, new: Snapshot, moves: Mapping[Name, Name]) -> Iterator[Difference]:
    """Yield what became nothing; it has moved if the ledger redirects its path."""
    gone = [
        ("/".join(name), entry, old.permanent_path(name)) for name, entry in _unmatched(old, moves)
    ]
    spellings = {*new.errors, *chain(*map(aliases, new.errors.values()))}
    for code, error in old.errors.items():
        for alias in aliases(error) if (code,) in moves else ():
            path = f"{INDEX}{alias}/"
            if alias not in spellings and path not in new.names:
                gone.append((alias, error, path))
    for before, entry, path in gone:
        target = new.redirects.get(path)
        if target is None:
            yield Difference(Kind.LOST, before, _title(entry), path)
        else:
            now = new.names.get(target, f"/{target}")
            yield Difference(Kind.MOVED, now, _title(entry), target, before, path)


def _unmatched(snapshot: Snapshot, matched: Iterable[Name]) -> Iterator[tuple[Name, Data]]:
    """Yield the entries without a counterpart; an error stands for its cases."""
    known = {(), *matched}  # the parent of an error is `()`
    for name, entry in snapshot.entries.items():
        if name not in known and name[:-1] in known:
            yield name, entry


def _kept(old: Snapshot, new: Snapshot, moves: Mapping[Name, Name]) -> Iterator[Difference]:
    """Yield what moved, changed or was removed."""
    for name, now in moves.items():
        before, after, entry = old.path(name), new.path(now), new.entries[now]
        followed = before  # the path of a case that only went with its error
        if len(name) > 1:
            below = before.removeprefix(old.path(name[:1]))
            followed = new.path(moves.get(name[:1], now[:1])) + below
        known = "/".join(now), _title(entry), after
        if name[-1] != now[-1] or followed != after:
            yield Difference(Kind.MOVED, *known, "/".join(name), before)
        # Two entries that became one are compared only with the one that had the name.
        if name == now or moves.get(now) != now:
            yield from _compared(old.entries[name], entry, known)


def _compared(old: Data, new: Data, known: tuple[str, str, str]) -> Iterator[Difference]:
    removed, left_out = new.get("removed"), _NAMES
    if removed and not old.get("removed"):
        left_out |= {"removed"}
        details = removed.items() if isinstance(removed, dict) else ()
        texts = {key: value for key, value in details if isinstance(value, str)}
        reason, instead = texts.get("reason"), texts.get("replaced_by")
        yield Difference(Kind.REMOVED, *known, reason=reason, replaced_by=instead)
    if fields := _fields(old, new, left_out):
        yield Difference(Kind.CHANGED, *known, fields=fields)


def _fields(old: Data, new: Data, left_out: Collection[str]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (old.get(name), new.get(name))
        for name in dict.fromkeys((*old, *new))
        if name not in left_out and old.get(name) != new.get(name)
    }


def _title(entry: Data) -> str:
    return str(entry.get("title", ""))


def _moves(old: Snapshot, new: Snapshot) -> Mapping[Name, Name]:
    """Return the new name of every old entry that is still there.

    A case that is gone went to the only case that prints its message and did not print it
    before; one with the same status first.
    """
    moves: dict[Name, Name] = {}
    for code in old.errors:
        if target := code if code in new.errors else _renamed(code, old, new):
            moves[(code,)] = (target,)
    for name in old.cases:
        now = (*moves[name[:1]], name[1]) if name[:1] in moves else ()
        if now in new.cases:
            moves[name] = now
    before = {now: old.entries[name] for name, now in moves.items()}
    printed: dict[str, list[Name]] = {}
    for now, case in new.cases.items():
        for message in _wordings(case) - _wordings(before.get(now, {})):
            printed.setdefault(message, []).append(now)
    for name in [name for name in old.cases if name not in moves]:
        found = printed.get(str(old.cases[name].get("message")), [])
        status = old.cases[name].get("status")
        found = [now for now in found if new.cases[now].get("status") == status] or found
        if len(found) == 1:
            moves[name] = found[0]
    return moves


def _renamed(code: str, old: Snapshot, new: Snapshot) -> str | None:
    """Return the code that has another as its alias now, or its slug, or the same messages."""
    error, arrived = old.errors[code], new.errors.keys() - old.errors.keys()
    found = (
        [other for other in new.errors if code in aliases(new.errors[other])]
        or [other for other in arrived if new.errors[other].get("slug") == error.get("slug")]
        or [other for other in arrived if _messages(new.errors[other]) == _messages(error)]
    )
    return found[0] if len(found) == 1 else None


def _messages(error: Data) -> list[str]:
    return sorted(str(case.get("message")) for case in error["cases"])


def _wordings(case: Data) -> set[str]:
    """Return the messages of a case, present and former."""
    values = ([case.get("message")], case.get("other_messages"), case.get("former_messages"))
    lists = (value for value in values if isinstance(value, list))
    return {item for item in chain(*lists) if isinstance(item, str)}
