"""What a mapping or a catalogue has to be for a run, and the exception for one that is not."""

from __future__ import annotations

from collections.abc import Iterable

from errdocs.imports.mapping import Mapping
from errdocs.problems import Finding, Problem
from errdocs.registry.reader import ReadYaml, place_within


class CannotImport(Exception):
    """Raised when the mapping or the catalogue has problems; nothing is written then."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(f"{len(findings)} problems")
        self.findings = findings


def complete(read: ReadYaml[Mapping]) -> Mapping:
    """Return a mapping without problems. Raises CannotImport for one that has any."""
    raise_for(read, read.problems)
    assert read.value is not None
    return read.value


def raise_for(read: ReadYaml[Mapping], problems: Iterable[Problem]) -> None:
    """Raise CannotImport where there are problems, with their places in the mapping."""
    findings = sorted(_finding(read, problem) for problem in problems)
    if findings:
        raise CannotImport(findings)


def _finding(read: ReadYaml[Mapping], problem: Problem) -> Finding:
    keys = getattr(problem.where, "keys", None)
    return Finding.of(problem, None if keys is None else place_within(read.root, read.path, keys))
