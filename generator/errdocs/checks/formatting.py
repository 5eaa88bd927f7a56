"""Where the files of a registry depart from the canonical layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from errdocs.problems import Message, Place, Problem
from errdocs.registry.layout import UnusualYaml, canonical, fields_of, inner_hint
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Error, Settings, SourceRows
from errdocs.registry.nodes import compose, place_of

_FIX = "run `errdocs check --fix`"
_OTHER_BREAKS = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")


@dataclass(frozen=True)
class KeyOrder(Problem):
    """A key that stands after one which follows it in the canonical order."""

    rule = "key-order"
    key: str
    before: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"key `{self.key}` comes too late", f"`{self.key}` before `{self.before}`", _FIX
        )


@dataclass(frozen=True)
class WrongLayout(Problem):
    """A place where the layout of a file is not the canonical one."""

    rule = "formatting"
    found: str
    expected: str
    fix: str = _FIX

    def message(self) -> Message:  # noqa: D102
        return Message(self.found, self.expected, self.fix)


def records(loaded: Loaded) -> dict[str, Any]:
    """Return the record that each file of a registry holds, by its path."""
    files: dict[str, Any] = {loaded.settings_path: Settings}
    files |= dict.fromkeys(loaded.error_paths, Error)
    files |= dict.fromkeys(loaded.source_paths, SourceRows)
    return {path: record for path, record in files.items() if path in loaded.texts}


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield where the files of a registry depart from the canonical layout."""
    for path, record in records(loaded).items():
        yield from check_text(loaded.texts[path], path, record)


def check_text(text: str, path: str, record: Any) -> Iterator[Problem]:
    """Yield where one text departs from the canonical layout; nothing where it is not YAML."""
    root = compose(text, path)
    if not isinstance(root, yaml.Node):
        return
    yield from _orders(root, record, path)
    if other := _OTHER_BREAKS.search(text):
        line = text.count("\n", 0, other.start()) + 1
        yield WrongLayout(Place(path, line), "a sign other than a line feed ends the line", "one")
        return
    try:
        yield from _differences(text, canonical(text, record, reorder=False), path)
    except UnusualYaml as error:
        expected, fix = "`key: value` or `- item`, beginning on one line", "write it in that form"
        yield WrongLayout(place_of(path, error.mark), error.reason, expected, fix)


def _orders(node: yaml.Node, hint: Any, path: str) -> Iterator[Problem]:
    """Yield the first key of each record that comes too late."""
    if isinstance(node, yaml.MappingNode):
        yield from _order(node, list(fields_of(hint)), path)
        for key, value in node.value:
            yield from _orders(value, inner_hint(hint, key), path)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _orders(item, inner_hint(hint, None), path)


def _order(node: yaml.MappingNode, fields: list[str], path: str) -> Iterator[Problem]:
    keys = {key.value: key for key, _ in reversed(node.value) if key.value in fields}
    latest = -1
    for name, key in reversed(keys.items()):
        rank = fields.index(name)
        if rank < latest:
            yield KeyOrder(place_of(path, key.start_mark), name, fields[latest])
            return
        latest = rank


def _differences(text: str, wanted: str, path: str) -> Iterator[Problem]:
    """Yield the first line of each run of lines that differ, and what ends a file wrongly."""
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        yield WrongLayout(Place(path, line), "a line ends in a carriage return", "line feeds only")
    lines = text.replace("\r\n", "\n").split("\n")
    skipped = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if skipped:
        yield WrongLayout(Place(path), "the file begins with an empty line", "none there")
    run = False
    for number, (old, new) in enumerate(zip(lines[skipped:], wanted.split("\n"), strict=False)):
        place = Place(path, skipped + number + 1)
        if old != new and not run:
            yield _difference(place, old, new)
        run = old != new
        if old == new and old != old.rstrip():
            yield _kept_blanks(place, old)
    if not text.endswith("\n") or text.endswith("\n\n"):
        end = Place(path, max(1, text.count("\n")))
        yield WrongLayout(end, "the end of the file is not one line feed", "exactly one")


def _difference(place: Place, old: str, new: str) -> Problem:
    if old.rstrip() == new:
        return WrongLayout(_at_end(place, old), "blanks end the line", "none there")
    if old.lstrip() == new.lstrip():
        depth, wanted = (len(line) - len(line.lstrip()) for line in (old, new))
        return WrongLayout(place, f"the line is indented by {depth}", f"{wanted} blanks")
    return WrongLayout(place, f"the line reads `{old.strip()}`", f"`{new.strip()}`")


def _kept_blanks(place: Place, line: str) -> Problem:
    """Return the problem of blanks that belong to a value, so that no layout may remove them."""
    fix = "remove them; to break a line in Markdown, end it with a `\\`"
    return WrongLayout(_at_end(place, line), "blanks end the line", "none there", fix)


def _at_end(place: Place, line: str) -> Place:
    return Place(place.path, place.line, len(line.rstrip()) + 1)
