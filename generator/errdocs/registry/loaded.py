"""What loading a folder gives: the registry, its problems, and where everything stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from errdocs.problems import Finding, Place, Pointer, Problem
from errdocs.registry.model import Registry
from errdocs.registry.places import Locator


@dataclass(frozen=True)
class Loaded:
    """A registry as it was read, complete or with gaps."""

    registry: Registry
    """What could be read; with neutral values where `gaps` point."""
    problems: tuple[Problem, ...]
    """What reading found, in the order of files and lines."""
    gaps: tuple[Pointer, ...]
    """Values that could not be read."""
    texts: Mapping[str, str]
    """Text of each file that could be decoded, by the path that is shown to people."""
    settings_path: str
    """Path of `registry.yml`."""
    error_paths: tuple[str, ...]
    """Path of the file of each error, in the order of `registry.errors`."""
    source_paths: tuple[str, ...]
    """Path of the file of each entry of `registry.source_rows`."""
    unread_codes: frozenset[str]
    """Codes, after the names of their files, that could not be read: nobody calls them unknown."""
    lines: Mapping[tuple[str, str | None], Place]
    """Where each error (case None) and each case begins, for edit links."""

    def has_gap(self, where: Pointer) -> bool:
        """Whether a value, one within it or one around it could not be read."""
        return any(gap.covers(where) or where.covers(gap) for gap in self.gaps)

    @cached_property
    def unsure_codes(self) -> frozenset[str]:
        """Return the spellings of errors that could not be read as a whole.

        What such an error lacks may stand in the part that could not be read.
        """
        broken = {gap.path for gap in self.gaps}
        spellings = (
            (error.code, *(alias.code for alias in error.aliases))
            for path, error in zip(self.error_paths, self.registry.errors, strict=True)
            if path in broken
        )
        return self.unread_codes.union(*spellings)

    def findings(self, problems: Iterable[Problem]) -> list[Finding]:
        """Return problems with their places and messages, in the order of files and lines."""
        locator = Locator(self.texts)
        return sorted(Finding.of(problem, locator.place(problem.where)) for problem in problems)

    def report(self, problems: Iterable[Problem]) -> Iterator[str]:
        """Yield a line for each problem: `path:line:column: found; expected ...; fix [rule]`."""
        return (finding.text_line() for finding in self.findings(problems))

    def error_pointer(self, index: int) -> Pointer:
        """Return the pointer to an error, by its index in the registry."""
        return Pointer(self.error_paths[index])

    def settings_pointer(self, *keys: str | int) -> Pointer:
        """Return the pointer to a value in `registry.yml`."""
        return Pointer(self.settings_path, keys)
