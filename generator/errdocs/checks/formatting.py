"""Where the files of a registry differ from the canonical layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import yaml

from errdocs.problems import Place, Problem, Rule
from errdocs.registry.canonical import Part, UnusualYaml, indented, parts
from errdocs.registry.formats import Shape, shape_of
from errdocs.registry.laid_out import is_laid_out
from errdocs.registry.loaded import Loaded
from errdocs.registry.model import Error, Settings, SourceRows
from errdocs.registry.reader import ReadYaml, place_of

_FIX = "run `errdocs check --fix`"
_OTHER_BREAKS = re.compile(r"\r(?!\n)|[\x85\u2028\u2029]")

KEY_ORDER = Rule("key-order", "key `{key}` comes too late", "`{key}` before `{before}`", _FIX)
FORMATTING = Rule("formatting", "{found}", "{expected}", "{fix}")


def records(loaded: Loaded) -> dict[str, Any]:
    """Return the record that each file of a registry holds, by its path."""
    files: dict[str, Any] = {loaded.settings_path: Settings}
    files |= dict.fromkeys(loaded.error_paths, Error)
    files |= dict.fromkeys(loaded.source_paths, SourceRows)
    return {path: record for path, record in files.items() if path in loaded.texts}


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield where the files of a registry differ from the canonical layout.

    A file with a value that could not be read has to change anyway, so its layout can wait: that
    is what takes longest of a file, and thousands of files may be wrong at once.
    """
    broken = {problem.where.path for problem in loaded.problems}
    for path, record in records(loaded).items():
        if path in loaded.layout:
            yield from loaded.layout[path]
        elif path not in broken and (root := loaded.root(path)):
            yield from check_text(loaded.texts[path], root, path, record)


def check_read(read: ReadYaml[Any], record: Any) -> tuple[Problem, ...] | None:
    """Return where a file that was just read differs from the canonical layout.

    None where its layout can wait, as `check` says.
    """
    if read.problems or read.root is None or read.text is None:
        return None
    return tuple(check_text(read.text, read.root, read.path, record))


def check_text(text: str, root: yaml.Node, path: str, record: Any) -> Iterator[Problem]:
    """Yield where one text, of which `root` is the node, differs from the canonical layout."""
    if not is_laid_out(text, record, root):
        yield from compared(text, root, path, record)


def compared(text: str, root: yaml.Node, path: str, record: Any) -> Iterator[Problem]:
    """Yield where one text differs from its canonical layout, which is made to compare the two."""
    yield from _late_keys(root, shape_of(record), path)
    if other := _OTHER_BREAKS.search(text):
        line = text.count("\n", 0, other.start()) + 1
        found = "a character other than a line feed ends the line"
        yield _wrong(Place(path, line), found, "a line feed")
        return
    try:
        yield from _differences(text, indented(text, record, root), path)
    except UnusualYaml as error:
        expected, fix = "`key: value` or `- item`, starting on one line", "write it in that form"
        yield _wrong(place_of(path, error.mark), error.reason, expected, fix)


def _late_keys(node: yaml.Node, shape: Shape, path: str) -> Iterator[Problem]:
    """Yield the first key of each record that comes too late."""
    if isinstance(node, yaml.ScalarNode):
        return
    found = parts(node, shape)
    ranks = [part.rank for part in found if part.name]
    if ranks != sorted(set(ranks)):
        yield from _late_key(found, path)
    for part in found:
        yield from _late_keys(part.value, part.shape, path)


def _late_key(found: list[Part], path: str) -> Iterator[Problem]:
    """Yield the first key of a record that comes too late."""
    known = {part.name: part for part in reversed(found) if part.name}
    for before, part in pairwise(reversed(known.values())):
        if part.rank < before.rank:
            yield KEY_ORDER.at(place_of(path, part.mark), key=part.name, before=before.name)
            break


def _differences(text: str, wanted: str, path: str) -> Iterator[Problem]:
    """Yield the first line of each run of lines that differ, and what ends a file wrongly."""
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        yield _wrong(Place(path, line), "a line ends in a carriage return", "line feeds only")
    lines = text.replace("\r\n", "\n").split("\n")
    if text == wanted and all(line == line.rstrip() for line in lines):
        return  # nearly always
    skipped = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if skipped:
        yield _wrong(Place(path), "the file starts with an empty line", "none there")
    is_run = False
    for number, (old, new) in enumerate(zip(lines[skipped:], wanted.split("\n"), strict=False)):
        place = Place(path, skipped + number + 1)
        if old != new and not is_run:
            yield _difference(place, old, new)
        is_run = old != new
        if not is_run and old != old.rstrip():
            # The spaces belong to a value, so that no layout may remove them.
            fix = "remove them; to break a line in Markdown, end it with a `\\`"
            yield _spaces_at_end(place, old, fix)
    if not text.endswith("\n") or text.endswith("\n\n"):
        end = Place(path, max(1, text.count("\n")))
        yield _wrong(end, "the end of the file is not one line feed", "exactly one")


def _difference(place: Place, old: str, new: str) -> Problem:
    if old.rstrip() == new:
        return _spaces_at_end(place, old, _FIX)
    if old.lstrip() == new.lstrip():
        depth, wanted = (len(line) - len(line.lstrip()) for line in (old, new))
        return _wrong(place, f"the line is indented by {depth} spaces", f"{wanted} spaces")
    return _wrong(place, f"the line reads `{old.strip()}`", f"`{new.strip()}`")


def _spaces_at_end(place: Place, line: str, fix: str) -> Problem:
    end = Place(place.path, place.line, len(line.rstrip()) + 1)
    return _wrong(end, "spaces at the end of the line", "none there", fix)


def _wrong(place: Place, found: str, expected: str, fix: str = _FIX) -> Problem:
    return FORMATTING.at(place, found=found, expected=expected, fix=fix)
