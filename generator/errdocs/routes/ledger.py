"""The ledger: `permalinks.yml`, every path that was ever published, read with marks.

Lines are appended and targets set; every other letter of the file stays as it was.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypeAlias

import yaml

from errdocs.problems import Place, Problem
from errdocs.registry.formats import Format, Key
from errdocs.registry.reader import ReadYaml, place_of, read_yaml

LEDGER_FILE = "permalinks.yml"
HEADER = """\
# Every path that was ever published, with the day of its first publication and the page or file
# that it resolves to now. `errdocs permalinks --update` adds lines; none is ever removed.
"""
PERMALINK_PATH = Format(
    r"(?!(.*/)?\.{1,2}(/|$))(?!/)(?!.*//)[^\x00-\x1f\x7f#?\\]*",
    "a path from the site's root without the first slash, such as `errors/Timeout/`",
)
SitePath: TypeAlias = Annotated[str, PERMALINK_PATH]
_INDENT = "  "


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalink:
    """One published path."""

    since: datetime.date
    """Date of its first publication, as `YYYY-MM-DD`."""
    target: SitePath
    """Path that it resolves to now: itself while it is a page or file, else what replaced it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every path and fragment that was ever published; lines are added and never removed."""

    fragments: Mapping[Key, datetime.date] = field(default_factory=dict)
    """Ids of sections that each page of an error or case answers, with the date of the first."""
    paths: Mapping[SitePath, Permalink]
    """Every published path; the empty one is the home page."""


@dataclass(frozen=True)
class Update:
    """What has to change in a ledger."""

    paths: Mapping[str, Permalink] = field(default_factory=dict)
    """Lines to append."""
    fragments: Mapping[str, datetime.date] = field(default_factory=dict)
    """Fragments to append."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """Paths whose target has changed, with the new one."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing has to change."""
        return not (self.paths or self.fragments or self.targets)


class UnusualLedger(Exception):
    """A ledger whose layout leaves no place for a new line; the text says what to write."""


@dataclass(frozen=True)
class ReadLedger:
    """A ledger as it was read."""

    file: str
    """Path of the file, as it is shown to people."""
    ledger: Ledger | None
    """What could be read; None where there is no such file or it is not YAML."""
    problems: tuple[Problem, ...] = ()
    """What reading found."""
    text: str = ""
    """The file's text."""
    root: yaml.Node | None = None
    """The text as nodes, which know their places."""

    @classmethod
    def of(cls, read: ReadYaml[Ledger]) -> ReadLedger:
        """Return the ledger of a YAML file that was read."""
        return cls(read.path, read.value, read.problems, read.text or "", read.root)

    def place(self, path: str) -> Place:
        """Return where a path stands, or a fragment with its `#`; else the start of the file."""
        return self._places.get(path, Place(self.file))

    @cached_property
    def _places(self) -> Mapping[str, Place]:
        sections = _pairs_by_key(self.root)
        return {
            f"{prefix}{key.value}": place_of(self.file, key.start_mark)
            for section, prefix in (("paths", ""), ("fragments", "#"))
            for key, _ in _pairs(sections.get(section))
        }

    def updated(self, update: Update) -> str:
        """Return the text with an update in it; that of a new ledger where there is none.

        Raises UnusualLedger where the layout of the text leaves no place for a new line.
        """
        added = {
            "fragments": [_INDENT + fragment_line(*item) for item in update.fragments.items()],
            "paths": [_INDENT + path_line(*item) for item in update.paths.items()],
        }
        if self.ledger is None:
            new = (line for name in added for line in (f"{name}:", *added[name]))
            return HEADER + "".join(f"{line}\n" for line in new)
        sections = _pairs_by_key(self.root)
        ending = "\r\n" if "\r\n" in self.text else "\n"
        lines = self.text.replace("\r\n", "\n").rstrip("\n").split("\n")
        for path, node in _pairs(sections.get("paths")):
            if path.value in update.targets:
                _set_target(lines, node, update.targets[path.value])
        places = [
            (_end_of(sections.get(name), name, self.file), name) for name in added if added[name]
        ]
        # From the end on, so that no insertion moves the place of another one.
        for place, name in sorted(places, reverse=True):
            lines[place:place] = added[name] if name in sections else [f"{name}:", *added[name]]
        return ending.join(lines) + ending


def read_ledger(folder: Path) -> ReadLedger:
    """Return the ledger of a registry's folder; a folder without one is not a problem.

    It has a line for each path that was ever published, so it has no limit of its own.
    """
    file = folder / LEDGER_FILE
    if not file.exists():
        return ReadLedger(file.as_posix(), None)
    return ReadLedger.of(read_yaml(file, Ledger))


def path_line(path: str, entry: Permalink) -> str:
    """Return the line of a path, without its indent."""
    return f"{_scalar(path)}: {{since: {entry.since}, target: {_scalar(entry.target)}}}"


def fragment_line(name: str, since: datetime.date) -> str:
    """Return the line of a fragment, without its indent."""
    return f"{_scalar(name)}: {since}"


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _pairs_by_key(root: yaml.Node | None) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in _pairs(root)}


def _end_of(node: yaml.Node | None, name: str, file: str) -> int:
    """Return the number of the line after a section; of the first line for one to be added."""
    if node is None:
        return 0
    is_block = isinstance(node, yaml.MappingNode) and node.value and not node.flow_style
    if not is_block or node.value[0][0].start_mark.column != len(_INDENT):
        raise UnusualLedger(f"{file}: write `{name}:` with one indented line for each key")
    end = node.value[-1][1].end_mark
    return int(end.line if end.column == 0 else end.line + 1)


def _set_target(lines: list[str], entry: yaml.Node, target: str) -> None:
    node = next(value for key, value in entry.value if key.value == "target")
    number, start, end = node.start_mark.line, node.start_mark.column, node.end_mark.column
    lines[number] = lines[number][:start] + _scalar(target) + lines[number][end:]


def _scalar(text: str) -> str:
    """Return a text as a YAML scalar, quoted where YAML would read it otherwise."""
    flow: str = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=10**6)
    return flow.rstrip("\n")[1:-1]
