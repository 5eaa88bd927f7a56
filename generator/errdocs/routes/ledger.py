"""The ledger: `permalinks.yml`, every path that was ever published, read with marks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeAlias

import yaml

from errdocs.problems import Place, Problem
from errdocs.registry.formats import Format, Key
from errdocs.registry.reader import ReadYaml, parse_yaml, read_yaml
from errdocs.registry.yamlfiles import place_of

LEDGER_FILE = "permalinks.yml"
PERMALINK_PATH = Format(
    "path",
    r"(?!(.*/)?\.{1,2}(/|$))(?!/)(?!.*//)[^\x00-\x1f\x7f#?\\]*",
    "a path from the site's root without the first slash, such as `errors/Timeout/`",
)
SitePath: TypeAlias = Annotated[str, PERMALINK_PATH]


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalink:
    """One published path."""

    since: datetime.date
    """Day of its first publication, as `YYYY-MM-DD`."""
    target: SitePath
    """Path that it resolves to now: itself while it is a page or file, else what replaced it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every path and fragment that was ever published; lines are added and never removed."""

    fragments: Mapping[Key, datetime.date] = field(default_factory=dict)
    """Ids of sections that each page of an error or case answers, with the day of the first."""
    paths: Mapping[SitePath, Permalink]
    """Every published path; the empty one is the home page."""


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
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where each path stands; fragments begin with `#`."""

    @property
    def is_sound(self) -> bool:
        """Whether there is a ledger and all of it could be read."""
        return self.ledger is not None and not self.problems

    def place(self, path: str) -> Place:
        """Return where a path stands; the beginning of the file where it does not."""
        return self.places.get(path, Place(self.file))


def read_ledger(folder: Path) -> ReadLedger:
    """Return the ledger of a registry's folder; a folder without one is not a problem."""
    file = folder / LEDGER_FILE
    shown = file.as_posix()
    if not file.exists():
        return ReadLedger(shown, None)
    return _ledger_of(read_yaml(file, Ledger))


def parse(text: str, shown: str) -> ReadLedger:
    """Return the ledger that a text holds; `shown` is the path of its file for people."""
    return _ledger_of(parse_yaml(text, shown, Ledger))


def _ledger_of(read: ReadYaml[Ledger]) -> ReadLedger:
    places = _places(read.root, read.path)
    return ReadLedger(read.path, read.value, read.problems, read.text or "", places)


def _places(root: yaml.Node | None, shown: str) -> Mapping[str, Place]:
    found = {"paths": "", "fragments": "#"}
    return {
        f"{found[section.value]}{key.value}": place_of(shown, key.start_mark)
        for section, entries in (root.value if isinstance(root, yaml.MappingNode) else ())
        if section.value in found and isinstance(entries, yaml.MappingNode)
        for key, _ in entries.value
    }
