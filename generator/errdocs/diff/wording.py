"""Differences -> words: lines for people, Markdown for a changelog, JSON for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from errdocs.diff.differences import Difference, Kind
from errdocs.diff.snapshots import Snapshot
from errdocs.escaping import code_span, escaped, printable

SHORT = 60  # most characters of a value that is shown; of longer ones only the field's name is
_FACTS_OF_KIND = {
    Kind.REMOVED: ("reason", "replaced_by"),
    Kind.MOVED: ("name_before", "path_before"),
}

Escape = Callable[[str], str]


def text_lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for each difference and one with their number."""
    for item in found:
        yield printable(f"{item.kind.label:<8} {item.name}: {_facts(item, str, str)}")
    counts = Counter(item.kind for item in found)
    yield ", ".join(f"{count} {kind.label}" for kind, count in counts.items()) or "no differences"


def markdown_text(found: Iterable[Difference]) -> str:
    """Return a Markdown list of the differences under a heading for each kind."""
    blocks = []
    for kind, group in groupby(found, attrgetter("kind")):
        is_lost = kind is Kind.LOST
        blocks.append(f"## {'Removed without a redirect' if is_lost else kind.label.capitalize()}")
        lines = (f"{code_span(item.name)}: {_facts(item, escaped, code_span)}" for item in group)
        blocks.append("\n".join(f"- {printable(line)}" for line in lines))
    return "\n\n".join(blocks or ["No differences."])


def json_text(old: Snapshot, new: Snapshot, found: Sequence[Difference]) -> str:
    """Return the differences as JSON: a list for each kind, empty ones too."""
    sides = {"old": old, "new": new}.items()
    versions = {side: {"version": snapshot.settings["version"]} for side, snapshot in sides}
    lists = {kind.value: [_data(item) for item in found if item.kind is kind] for kind in Kind}
    return json.dumps(versions | lists, ensure_ascii=False, indent=2)


def _data(item: Difference) -> dict[str, Any]:
    """Return a difference as plain data; what does not apply to its kind is left out."""
    names = ("name", "title", "path", *_FACTS_OF_KIND.get(item.kind, ()))
    data = {name: getattr(item, name) for name in names}
    fields = {name: {"old": old, "new": new} for name, (old, new) in item.fields.items()}
    return data | {"fields": fields} if fields else data


def _facts(item: Difference, text: Escape, code: Escape) -> str:
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
    """Return the name of a field, and how its value changed if that fits a line.

    What the entry itself says about its changes is shown instead, as far as it is new.
    """
    name = code(field)
    if field == "changed":
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
