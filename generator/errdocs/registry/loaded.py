"""A registry as it was read: what is in it, what is missing, and where each value is written.

Nothing here needs a YAML parser before a place is asked for: a kept registry starts fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from errdocs.problems import Finding, Place, Pointer, Problem
from errdocs.registry.model import Registry

if TYPE_CHECKING:
    import yaml

SETTINGS_FILE = "registry.yml"
ERRORS_FOLDER = "errors"
SOURCES_FOLDER = "sources"


def yaml_files(folder: Path) -> list[Path]:
    """Return the YAML files of a folder, sorted by name."""
    return sorted(file for file in folder.glob("*") if file.suffix in {".yml", ".yaml"})


@dataclass(frozen=True)
class Loaded:
    """A registry as it was read, complete or with gaps."""

    registry: Registry
    """What could be read; with neutral values where `gaps` point."""
    settings_path: str
    """Path of `registry.yml`."""
    error_paths: tuple[str, ...]
    """Path of the file of each error, in the order of `registry.errors`."""
    source_paths: tuple[str, ...]
    """Path of the file of each entry of `registry.source_rows`."""
    problems: tuple[Problem, ...] = ()
    """What reading found, in the order of files and lines."""
    gaps: tuple[Pointer, ...] = ()
    """Values that could not be read."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Text of each file that could be decoded, by the path that is shown to people."""
    unread_codes: frozenset[str] = frozenset()
    """Codes, after the names of their files, that could not be read: nobody calls them unknown."""
    lines: Mapping[tuple[str, str | None], Place] = field(default_factory=dict)
    """Where each error (case None) and each case starts, for edit links."""
    roots: dict[str, yaml.Node | None] = field(default_factory=dict, compare=False, repr=False)
    """Nodes of the files that were needed so far; None for one that is not YAML."""

    def has_gap(self, where: Pointer) -> bool:
        """Whether a value, one within it or one around it could not be read."""
        return any(gap.covers(where) or where.covers(gap) for gap in self.gaps)

    @cached_property
    def unsure_codes(self) -> frozenset[str]:
        """Return the spellings of errors that could not be read as a whole.

        What such an error does not hold may be in the part that could not be read.
        """
        broken = {gap.path for gap in self.gaps}
        errors = zip(self.error_paths, self.registry.errors, strict=True)
        return self.unread_codes.union(*(e.spellings for path, e in errors if path in broken))

    def root(self, path: str) -> yaml.Node | None:
        """Return the node of a file, composed at most once; None where it is not YAML."""
        if path not in self.roots:
            from errdocs.registry.reader import compose

            composed = compose(self.texts[path], path) if path in self.texts else None
            self.roots[path] = None if isinstance(composed, Problem) else composed
        return self.roots[path]

    def place(self, where: Place | Pointer) -> Place:
        """Return the place of a value, or of the nearest one around it that is written."""
        if isinstance(where, Place):
            return where
        from errdocs.registry.reader import place_within

        return place_within(self.root(where.path), where.path, where.keys)

    def findings(self, problems: Iterable[Problem]) -> list[Finding]:
        """Return problems with their places and messages, in the order of files and lines."""
        return sorted(Finding.of(problem, self.place(problem.where)) for problem in problems)

    def report(self, problems: Iterable[Problem]) -> Iterator[str]:
        """Yield a line for each problem: `path:line:column: found; expected ...; fix [rule]`."""
        return (finding.text_line() for finding in self.findings(problems))

    def settings_pointer(self, *keys: str | int) -> Pointer:
        """Return the pointer to a value in `registry.yml`."""
        return Pointer(self.settings_path, keys)
