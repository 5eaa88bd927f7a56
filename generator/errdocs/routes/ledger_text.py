"""Ledger -> text: lines are appended and targets set; every other letter stays as it was."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping

import yaml

from errdocs.registry.yamlfiles import compose
from errdocs.routes.ledger import Ledger, Permalink, ReadLedger
from errdocs.routes.updating import Update

HEADER = """\
# Every path that was ever published, with the day of its first publication and the page or file
# that it resolves to now. `errdocs permalinks --update` adds lines; none is ever removed.
"""
_INDENT = 2


class UnusualLedger(Exception):
    """A ledger whose layout leaves no place for a new line."""

    def __init__(self, file: str, section: str) -> None:
        super().__init__(f"{file}: write `{section}:` with one indented line a key")
        self.file = file
        self.section = section


def path_line(path: str, entry: Permalink) -> str:
    """Return the line of a path, without its indent."""
    target = _scalar(entry.target)
    return f"{_scalar(path)}: {{since: {entry.since.isoformat()}, target: {target}}}"


def fragment_line(name: str, since: datetime.date) -> str:
    """Return the line of a fragment, without its indent."""
    return f"{_scalar(name)}: {since.isoformat()}"


def render(ledger: Ledger) -> str:
    """Return the text of a new ledger."""
    sections = {"fragments": _fragment_lines(ledger.fragments), "paths": _path_lines(ledger.paths)}
    lines = (line for name, found in sections.items() for line in (f"{name}:", *_indented(found)))
    return HEADER + "".join(f"{line}\n" for line in lines)


def updated(read: ReadLedger, update: Update) -> str:
    """Return a ledger's text with an update in it; that of a new ledger where there is none.

    Raises UnusualLedger where the layout of the text leaves no place for a new line.
    """
    if read.ledger is None:
        return render(Ledger(fragments=update.fragments, paths=update.paths))
    root = compose(read.text, read.file)
    assert isinstance(root, yaml.MappingNode)  # it was read before
    sections = {key.value: value for key, value in root.value}
    ending = "\r\n" if "\r\n" in read.text else "\n"
    lines = read.text.replace("\r\n", "\n").rstrip("\n").split("\n")
    for path, node in sections["paths"].value:
        if path.value in update.targets:
            _set_target(lines, node, update.targets[path.value])
    additions = {"paths": _path_lines(update.paths), "fragments": _fragment_lines(update.fragments)}
    places = {
        name: _end_of(sections.get(name), name, read.file)
        for name, found in additions.items()
        if found
    }
    for name, place in sorted(places.items(), key=lambda item: item[1], reverse=True):
        lines[place:place] = _section(name, additions[name], name in sections)
    return ending.join(lines) + ending


def _section(name: str, lines: list[str], exists: bool) -> list[str]:
    return [*([] if exists else [f"{name}:"]), *_indented(lines)]


def _end_of(node: yaml.Node | None, name: str, file: str) -> int:
    """Return the number of the line after a section; of the first line for one to be added."""
    if node is None:
        return 0
    is_block = isinstance(node, yaml.MappingNode) and node.value and not node.flow_style
    if not is_block or node.value[0][0].start_mark.column != _INDENT:
        raise UnusualLedger(file, name)
    _, last = node.value[-1]
    end = last.end_mark
    return int(end.line if end.column == 0 else end.line + 1)


def _set_target(lines: list[str], entry: yaml.Node, target: str) -> None:
    node = next(value for key, value in entry.value if key.value == "target")
    number, start, end = node.start_mark.line, node.start_mark.column, node.end_mark.column
    lines[number] = lines[number][:start] + _scalar(target) + lines[number][end:]


def _path_lines(paths: Mapping[str, Permalink]) -> list[str]:
    return [path_line(path, entry) for path, entry in paths.items()]


def _fragment_lines(fragments: Mapping[str, datetime.date]) -> list[str]:
    return [fragment_line(name, since) for name, since in fragments.items()]


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (" " * _INDENT + line for line in lines)


def _scalar(text: str) -> str:
    """Return a text as a YAML scalar, quoted where YAML would read it otherwise."""
    dumped: str = yaml.safe_dump(
        [text], default_flow_style=True, allow_unicode=True, width=1_000_000
    )
    return dumped.rstrip("\n")[1:-1]
