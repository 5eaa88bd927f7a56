"""The files of a catalogue -> its entries, with every problem found on the way."""

from __future__ import annotations

import csv
import io
import json
import posixpath
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from errdocs.imports import bounded_matching
from errdocs.imports.expressions import Entry, Joined, filled
from errdocs.imports.mapping import Input, InputFormat, LinkRule
from errdocs.imports.markdown_pages import page
from errdocs.imports.text_formats import SyntaxProblem, po_entries, properties
from errdocs.problems import Place, Problem, Rule
from errdocs.registry.reader import compose
from errdocs.regular_files import TooLarge, read_regular

# Largest file of a catalogue. The biggest known, of all of a database server, has 2 MB.
MAX_BYTES = 50_000_000
ALL = "*"  # the default path to the entries of an input
_SUFFIXES = {
    ".json": InputFormat.JSON,
    ".yml": InputFormat.YAML,
    ".yaml": InputFormat.YAML,
    ".csv": InputFormat.CSV,
    ".tsv": InputFormat.TSV,
    ".po": InputFormat.PO,
    ".pot": InputFormat.PO,
    ".properties": InputFormat.PROPERTIES,
    ".md": InputFormat.MARKDOWN,
}

UNREADABLE = Rule(
    "catalogue-file", "{found}", "a file of the catalogue", "correct `file` in the mapping"
)
SYNTAX = Rule(
    "catalogue-syntax",
    "{found}",
    "a file in the format `{format}`",
    "correct `format` or `encoding` in the mapping, or the file",
)
NO_ENTRIES = Rule(
    "catalogue-entries", "no entry was found", "at least one", "correct `{key}` in the mapping"
)
UNKNOWN_LINE = Rule(
    "catalogue-line",
    "the line `{line}` matches no pattern",
    "a line that `pattern`, `section` or `ignore` describes",
    "correct the patterns in the mapping",
)
NOT_JOINED = Rule(
    "catalogue-join",
    "`{key}` belongs to no entry of the files before",
    "an entry of which `{to}` is `{key}`",
    "correct `join` in the mapping, or the file",
)


@dataclass(frozen=True)
class Catalogue:
    """The entries of a catalogue."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_catalogue(inputs: tuple[Input, ...], folder: Path, links: LinkRule | None) -> Catalogue:
    """Return the entries of a catalogue whose files lie below a folder."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for one in inputs:
        found: list[Entry] = []
        for item in _read(one, folder, links):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                found.append(item)
        if not found and not problems:
            key = "pattern" if one.pattern else "entries"
            problems.append(NO_ENTRIES.at(Place(_shown(folder / one.file)), key=key))
        if one.join is None:
            entries += found
        else:
            entries, left = _joined(entries, found, one)
            problems += left
    return Catalogue(tuple(entries), tuple(problems))


def input_files(inputs: tuple[Input, ...], folder: Path) -> Iterator[Path]:
    """Yield the files of a catalogue whose paths start in a folder."""
    for one in inputs:
        path = folder / one.file
        yield from _markdown_files(one, path) if path.is_dir() else [path]


def _markdown_files(one: Input, folder: Path) -> list[Path]:
    """Return the Markdown files of a folder that hold entries, sorted by path."""
    files = sorted(folder.rglob("*.md"))
    ignore = one.ignore
    if ignore is None:
        return files
    paths = {file: file.relative_to(folder).as_posix() for file in files}
    return [file for file in files if not bounded_matching.fullmatch(ignore, paths[file])]


def _shown(file: Path) -> str:
    return posixpath.normpath(file.as_posix())


def _joined(
    entries: list[Entry], others: list[Entry], one: Input
) -> tuple[list[Entry], list[Problem]]:
    """Return entries that know those of another input, and a problem for each that fits none."""
    assert one.join is not None
    by_key: dict[str | None, list[Entry]] = defaultdict(list)
    for other in others:
        by_key[filled(one.join.key, other)].append(other)
    wanted = [filled(one.join.to, entry) for entry in entries]
    joined = []
    for key, entry in zip(wanted, entries, strict=True):
        found = by_key.get(key, []) if key is not None else []
        more = {**entry.more, one.join.name: Joined(tuple(found))}
        joined.append(replace(entry, more=more) if found else entry)
    lost = (key for key in by_key if key is None or key not in {*wanted})
    facts = {"to": one.join.to}
    problems = [NOT_JOINED.at(by_key[key][0].place, key=key or "", **facts) for key in lost]
    return joined, problems


def _read(one: Input, folder: Path, links: LinkRule | None) -> Iterator[Entry | Problem]:
    path = folder / one.file
    if path.is_dir():
        files = _markdown_files(one, path)
        if not files:
            yield UNREADABLE.at(Place(_shown(path)), found="the folder has no Markdown files")
        for file in files:
            text = _text(file, one.encoding)
            if isinstance(text, Problem):
                yield text
            else:
                name = file.relative_to(path).as_posix()
                yield from _entries_of_page(page(text, name, links), file, one)
        return
    text = _text(path, one.encoding)
    if isinstance(text, Problem):
        yield text
        return
    form = one.format or _SUFFIXES.get(path.suffix.lower(), InputFormat.LINES)
    try:
        yield from _READERS[form](text, _shown(path), one)
    except SyntaxProblem as error:
        place = Place(_shown(path), error.line, error.column)
        yield SYNTAX.at(place, found=error.reason, format=form)


def _text(file: Path, encoding: str) -> str | Problem:
    """Return the text of a file of the catalogue, or the problem that keeps it from being read."""
    try:
        text = read_regular(file, MAX_BYTES).decode(encoding)
    except TooLarge:
        found = f"the file has more than {MAX_BYTES:,} bytes"
        return UNREADABLE.at(Place(_shown(file)), found=found)
    except OSError as error:
        found = f"the file cannot be read: {(error.strerror or 'unknown reason').lower()}"
        return UNREADABLE.at(Place(_shown(file)), found=found)
    except (UnicodeDecodeError, LookupError) as error:
        return SYNTAX.at(Place(_shown(file)), found=f"it is not {encoding}: {error}", format="text")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _json(text: str, path: str, one: Input) -> Iterator[Entry]:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise SyntaxProblem(f"the key `{twice}` occurs twice in one object")
        return found

    try:
        root = json.loads(text, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise SyntaxProblem(error.msg, error.lineno, error.colno) from error
    except RecursionError as error:
        raise SyntaxProblem("collections are nested too deep") from error
    yield from _entries_of(root, path, one, _lines_of_keys(text))


def _lines_of_keys(text: str) -> Mapping[str, int]:
    """Return the line on which each key first stands: the place of an entry, where keys differ."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for name in re.findall(r'"((?:[^"\\]|\\.)*)"\s*:', line):
            lines.setdefault(name, number)
    return lines


def _yaml(text: str, path: str, one: Input) -> Iterator[Entry]:
    node = compose(text, path)
    if isinstance(node, Problem):
        place = node.where if isinstance(node.where, Place) else Place(path)
        raise SyntaxProblem(node.message().found, place.line, place.column)
    yield from _entries_of(_plain(node), path, one, {})


def _plain(node: yaml.Node) -> Any:
    """Return the value of a node; scalars are text: none is guessed to be a number or a date."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    return None if node.tag.endswith(":null") else str(node.value)


def _entries_of(root: Any, path: str, one: Input, lines: Mapping[str, int]) -> Iterator[Entry]:
    for found in Entry(root, "", Place(path)).find(one.entries):
        yield Entry(found.value, found.key, Place(path, lines.get(found.key, 1)))


def _table(delimiter: str) -> Callable[[str, str, Input], Iterator[Entry]]:
    def read(text: str, path: str, one: Input) -> Iterator[Entry]:
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            for number, row in enumerate(rows):
                if None in row:
                    raise SyntaxProblem("the row has more fields than the header", rows.line_num)
                # A table has no other way to leave a value out.
                known = {name: value for name, value in row.items() if value}
                yield Entry(known, str(number), Place(path, rows.line_num))
        except csv.Error as error:
            raise SyntaxProblem(str(error), rows.line_num) from error

    return read


def _po(text: str, path: str, one: Input) -> Iterator[Entry]:
    for line, fields in po_entries(text):
        yield Entry(fields, fields.get("msgctxt") or fields["msgid"], Place(path, line))


def _properties(text: str, path: str, one: Input) -> Iterator[Entry]:
    for line, key, value in properties(text):
        yield Entry({"value": value}, key, Place(path, line))


def _markdown(text: str, path: str, one: Input) -> Iterator[Entry]:
    yield from _entries_of_page(page(text, Path(path).name, None), Path(path), one)


def _entries_of_page(found: dict[str, Any], file: Path, one: Input) -> Iterator[Entry]:
    """Yield a page, or what it holds at the path of the mapping: entries that know their line."""
    whole = Entry(found, file.stem, Place(_shown(file)))
    for entry in whole.find(one.entries) if one.entries != ALL else (whole,):
        line = str(entry.value.get("line")) if isinstance(entry.value, Mapping) else ""
        yield replace(entry, place=Place(_shown(file), int(line) if line.isdecimal() else 1))


def _lines(text: str, path: str, one: Input) -> Iterator[Entry | Problem]:
    pattern = one.pattern or r"(?P<line>.+)"
    more: dict[str, Any] = {}
    for number, line in enumerate(text.split("\n"), 1):
        place = Place(path, number)
        if not line.strip():
            continue
        if one.section and (match := bounded_matching.match(one.section, line)):
            more = match.groupdict()
        elif match := bounded_matching.match(pattern, line):
            yield Entry(match.groupdict(), str(number), place, more=more)
        elif one.ignore is None or not bounded_matching.match(one.ignore, line):
            yield UNKNOWN_LINE.at(place, line=line.strip()[:60])


def _matches(text: str, path: str, one: Input) -> Iterator[Entry | Problem]:
    """Yield an entry for each match of the pattern in the whole text."""
    line, counted = 1, 0
    found = bounded_matching.matches(one.pattern or r".+", text, re.MULTILINE)
    for number, match in enumerate(found, 1):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        yield Entry(match.groupdict(), str(number), Place(path, line))


_READERS: Mapping[InputFormat, Callable[[str, str, Input], Iterator[Entry | Problem]]] = {
    InputFormat.JSON: _json,
    InputFormat.YAML: _yaml,
    InputFormat.CSV: _table(","),
    InputFormat.TSV: _table("\t"),
    InputFormat.PO: _po,
    InputFormat.PROPERTIES: _properties,
    InputFormat.MARKDOWN: _markdown,
    InputFormat.LINES: _lines,
    InputFormat.TEXT: _matches,
}
