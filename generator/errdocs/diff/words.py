"""Differences -> words: lines for people, Markdown for a changelog, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from errdocs.diff.editions import Edition
from errdocs.diff.finding import Difference, FieldChange, Kind
from errdocs.escaping import code_span, escaped, printable

HEADINGS = {
    Kind.ADDED: "Added",
    Kind.CHANGED: "Changed",
    Kind.RETIRED: "Retired",
    Kind.MOVED: "Moved",
    Kind.SETTINGS: "Settings",
    Kind.LOST: "Gone without a trace",
}
SHORT = 60
"""Most characters of a value that is shown; of longer ones only the field's name is."""


def text_lines(found: Sequence[Difference]) -> Iterator[str]:
    """Yield a line for each difference and one with their number."""
    for item in found:
        yield printable(f"{item.kind:<8} {item.name}: {_said(item, str)}")
    counts = (f"{len(list(group))} {kind}" for kind, group in _by_kind(found))
    yield ", ".join(counts) or "no differences"


def markdown_text(found: Iterable[Difference]) -> str:
    """Return a Markdown list of the differences under a heading for each kind."""
    blocks = []
    for kind, group in _by_kind(found):
        lines = (f"{code_span(item.name)}: {_said(item, escaped, code_span)}" for item in group)
        items = "\n".join(f"- {printable(line)}" for line in lines)
        blocks.append(f"## {HEADINGS[kind]}\n\n{items}")
    return "\n\n".join(blocks or ["No differences."])


def json_text(old: Edition, new: Edition, found: Iterable[Difference]) -> str:
    """Return the differences as JSON: a list for each kind, empty ones too."""
    groups = {kind: list(group) for kind, group in _by_kind(found)}
    versions = {"old": {"version": old.version}, "new": {"version": new.version}}
    lists = {kind.value: [_data(item) for item in groups.get(kind, ())] for kind in Kind}
    return json.dumps({**versions, **lists}, ensure_ascii=False, indent=2)


def _by_kind(found: Iterable[Difference]) -> Iterator[tuple[Kind, Iterator[Difference]]]:
    return groupby(found, key=lambda item: item.kind)


def _said(
    item: Difference, text: Callable[[str], str], code: Callable[[str], str] = lambda name: name
) -> str:
    """Return what happened to an entry; the functions escape texts and names."""
    if item.kind in {Kind.CHANGED, Kind.SETTINGS}:
        return "; ".join(_field(field, text, code) for field in item.fields)
    if item.kind is Kind.RETIRED:
        replaced = f"use {code(item.replaced_by)}" if item.replaced_by else "nothing replaces it"
        return "; ".join((text(str(item.reason or item.title)), replaced))
    if item.kind is Kind.MOVED:
        return f"{text(item.title)}; was {code(_former(item))}, now at {code(item.path)}"
    return text(item.title)


def _former(item: Difference) -> str:
    is_renamed = item.name_before != item.name
    return str(item.name_before if is_renamed else item.path_before)


def _field(field: FieldChange, text: Callable[[str], str], code: Callable[[str], str]) -> str:
    """Return the name of a field, and how its value changed where that fits a line.

    Of the entry's own words about what changed, those that are new.
    """
    name = code(field.name)
    if field.name == "changed":
        return " ".join(map(text, _told(field))) or name
    if _are_lists(field.old, field.new):
        gone = (f"-{code(item)}" for item in field.old if item not in field.new)
        come = (f"+{code(item)}" for item in field.new if item not in field.old)
        change = " ".join((*gone, *come))
        return f"{name} {change}" if change else f"{name} in another order"
    old, new = _short(field.old), _short(field.new)
    return name if old is None or new is None else f"{name} {code(old)} → {code(new)}"


def _told(field: FieldChange) -> Iterator[str]:
    """Yield what new revisions say; files from elsewhere may hold anything in their place."""
    old, new = (value if isinstance(value, list) else [] for value in (field.old, field.new))
    for revision in new:
        if revision not in old and isinstance(revision, dict):
            yield str(revision.get("what", ""))


def _are_lists(*values: Any) -> bool:
    """Whether all values are lists of names; messages are too long to be shown."""
    return all(
        isinstance(value, list) and all(isinstance(item, str) and _short(item) for item in value)
        for value in values
    )


def _short(value: Any) -> str | None:
    """Return a value in one line; None where that is too long."""
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= SHORT and "\n" not in shown else None


def _data(item: Difference) -> dict[str, Any]:
    """Return a difference as plain data; what does not apply to its kind is left out."""
    data: dict[str, Any] = {"name": item.name, "title": item.title, "path": item.path}
    if item.kind in {Kind.CHANGED, Kind.SETTINGS}:
        data["fields"] = {field.name: {"old": field.old, "new": field.new} for field in item.fields}
    if item.kind is Kind.RETIRED:
        data |= {"reason": item.reason, "replaced_by": item.replaced_by}
    if item.kind is Kind.MOVED:
        data |= {"name_before": item.name_before, "path_before": item.path_before}
    return data
