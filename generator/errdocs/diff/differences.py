"""Two snapshots -> what differs, in the order of a reader's interest, and the words for it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from errdocs.diff.snapshots import Data, Name, Snapshot, aliases
from errdocs.escaping import code_span, escaped, printable, printable_json
from errdocs.registry.loading import SETTINGS_FILE
from errdocs.routes.paths import INDEX

SHORT = 60  # most characters of a value that is shown; of longer ones only the field's name is
# The fields that say where an entry is, and nothing about the error.
_NAMES = frozenset({"code", "id", "slug", "url", "cases"})
# The fields that other fields of the same entry make up.
_DERIVED = frozenset({"in_short", "in_short_template", "cause_template", "fix_template"})
Escape = Callable[[str], str]


class Kind(StrEnum):
    """What happened to an entry; the values are the keys of the JSON form."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "retired"
    MOVED = "moved"
    SETTINGS = "settings"  # what the errors have in common: service, surfaces, categories, ...
    LOST = "lost"  # removed without a redirect: no entry, alias, message or ledger says where to

    @property
    def label(self) -> str:
        """Return the word for people; some values are older words that programs rely on."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to one entry."""

    kind: Kind
    name: str  # `Code` or `Code/case-id` in the newest snapshot that has it
    title: str
    path: str  # of its page, from the site's root
    # Former name and path of what moved; the name is the same as now if only its page moved.
    name_before: str | None = None
    path_before: str | None = None
    # The old and the new value of each field that changed, in the form of `errors.json`.
    fields: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str | None = None  # why it was removed
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
    removed, left_out = new.get("removed"), _NAMES | _DERIVED
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
    codes = _NewCodes(old, new)
    for code, error in old.errors.items():
        if target := code if code in new.errors else codes.of(code, error):
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
        said = old.cases[name].get("message")
        found = printed.get(said, []) if isinstance(said, str) else []
        status = old.cases[name].get("status")
        found = [now for now in found if new.cases[now].get("status") == status] or found
        if len(found) == 1:
            moves[name] = found[0]
    return moves


class _NewCodes:
    """The codes of a snapshot by what tells that one of them is an old one under a new name."""

    def __init__(self, old: Snapshot, new: Snapshot) -> None:
        self._by_alias: dict[str, list[str]] = defaultdict(list)
        self._by_slug: dict[str, list[str]] = defaultdict(list)
        self._by_messages: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for code, error in new.errors.items():
            for alias in dict.fromkeys(aliases(error)):
                self._by_alias[alias].append(code)
            if code not in old.errors:
                self._by_slug[repr(error.get("slug"))].append(code)
                if messages := _messages(error):
                    self._by_messages[messages].append(code)

    def of(self, code: str, error: Data) -> str | None:
        """Return the code that has another as its alias, or its slug, or the same messages."""
        found = (
            self._by_alias.get(code)
            or self._by_slug.get(repr(error.get("slug")))
            or self._by_messages.get(_messages(error))
            or ()
        )
        return found[0] if len(found) == 1 else None


def _messages(error: Data) -> tuple[str, ...]:
    messages = (case["message"] for case in error["cases"] if case.get("message"))
    return tuple(sorted(map(str, messages)))


def _wordings(case: Data) -> set[str]:
    values = ([case.get("message")], case.get("other_messages"), case.get("former_messages"))
    lists = (value for value in values if isinstance(value, list))
    return {item for item in chain(*lists) if isinstance(item, str)}


def text_lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for each difference and one with their number."""
    for item in found:
        yield printable(f"{item.kind.label:<8} {item.name}: {facts(item, str, str)}")
    counts = Counter(item.kind for item in found)
    yield ", ".join(f"{count} {kind.label}" for kind, count in counts.items()) or "no differences"


def markdown_text(found: Iterable[Difference]) -> str:
    """Return a Markdown list of the differences under a heading for each kind."""
    blocks = []
    for kind, group in groupby(found, attrgetter("kind")):
        is_lost = kind is Kind.LOST
        blocks.append(f"## {'Removed without a redirect' if is_lost else kind.label.capitalize()}")
        lines = (f"{code_span(item.name)}: {facts(item, escaped, code_span)}" for item in group)
        blocks.append("\n".join(f"- {printable(line)}" for line in lines))
    return "\n\n".join(blocks or ["No differences."])


def json_text(old: Snapshot, new: Snapshot, found: Sequence[Difference]) -> str:
    """Return the differences as JSON: a list for each kind, empty ones too."""
    sides = {"old": old, "new": new}.items()
    versions = {side: {"version": snapshot.settings["version"]} for side, snapshot in sides}
    lists = {kind.value: [_data(item) for item in found if item.kind is kind] for kind in Kind}
    return printable_json(versions | lists)


def _data(item: Difference) -> dict[str, Any]:
    only = {Kind.REMOVED: ("reason", "replaced_by"), Kind.MOVED: ("name_before", "path_before")}
    names = "name", "title", "path", *only.get(item.kind, ())
    data = {name: getattr(item, name) for name in names}
    fields = {name: {"old": old, "new": new} for name, (old, new) in item.fields.items()}
    return data | {"fields": fields} if fields else data


def facts(item: Difference, text: Escape, code: Escape) -> str:
    """Return what happened to an entry; the functions escape texts and names."""
    if item.fields:
        changes = item.fields.items()
        return "; ".join(_field(name, old, new, text, code) for name, (old, new) in changes)
    if item.kind is Kind.REMOVED:
        instead = f"use {code(item.replaced_by)}" if item.replaced_by else "no replacement"
        return f"{text(item.reason or item.title)}; {instead}"
    if item.kind is Kind.MOVED:
        is_renamed = item.name_before != item.name
        former = str(item.name_before if is_renamed else item.path_before)
        return f"{text(item.title)}; was {code(former)}, now at {code(item.path)}"
    return text(item.title)


def _field(field: str, old: Any, new: Any, text: Escape, code: Escape) -> str:
    """Return the name of a field, and how its value changed if that fits a line."""
    name = code(field)
    if field == "changed":  # what the entry itself says about its changes, as far as it is new
        known = old if isinstance(old, list) else []
        revisions = [item for item in new if item not in known] if isinstance(new, list) else []
        words = (str(item.get("what", "")) for item in revisions if isinstance(item, dict))
        return " ".join(map(text, words)) or name
    if _is_name_list(old) and _is_name_list(new):
        gone = (f"-{code(item)}" for item in old if item not in new)
        come = (f"+{code(item)}" for item in new if item not in old)
        change = " ".join((*gone, *come))
        return f"{name} {change}" if change else f"{name} in another order"
    before, after = _short(old), _short(new)
    return name if before is None or after is None else f"{name} {code(before)} → {code(after)}"


def _is_name_list(value: Any) -> bool:
    """Whether a value is a list of names; messages are too long to be shown."""
    return isinstance(value, list) and all(isinstance(item, str) and _short(item) for item in value)


def _short(value: Any) -> str | None:
    """Return a value in one line; None if that is too long."""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= SHORT and "\n" not in shown else None
