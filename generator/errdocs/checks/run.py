"""All the rules, run over a registry as it was read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import NamedTuple

from errdocs.checks import (
    ambiguity,
    completeness,
    dates,
    envelopes,
    formatting,
    identity,
    links,
    pathnames,
    permalinks,
    placeholders,
    references,
    sources,
    templates,
    texts,
)
from errdocs.problems import Place, Pointer, Problem
from errdocs.registry.loading import Loaded

Rule = Callable[[Loaded], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    identity.check,
    pathnames.check,
    references.check,
    texts.check,
    templates.check,
    ambiguity.check,
    dates.check,
    envelopes.check,
    sources.check,
    completeness.check,
)
"""The rules about the content of a registry that need nothing else."""


def check(
    loaded: Loaded, *, documents: Collection[str] | None = None, is_strict: bool = True
) -> list[Problem]:
    """Return every problem of a registry: those of reading it and those of every rule.

    `documents` are the paths of the hand-written pages that entries may link to; without them
    only links to errors are resolved.

    A value that could not be read was replaced by a neutral one; what rules say about it is
    left out. Unless it `is_strict`, what a build need not wait for is left out too: formatting,
    lines that the ledger of permalinks lacks, and the prose of a new entry, whose page is there
    to be looked at while it is written.
    """
    gaps = _Gaps(loaded.gaps)
    found = chain(*(rule(loaded) for rule in RULES), links.check(loaded, documents))
    problems = [*loaded.problems, *(p for p in found if not gaps.explain(p))]
    problems += permalinks.check(loaded, documents, is_strict=is_strict)
    if is_strict:
        problems += (p for p in placeholders.check(loaded) if not gaps.explain(p))
        problems += formatting.check(loaded)
    return problems


class _Gaps(NamedTuple):
    """Values that could not be read."""

    pointers: tuple[Pointer, ...]

    def explain(self, problem: Problem) -> bool:
        """Whether a problem is about a value that was not read, or about one within it."""
        where = problem.where
        if isinstance(where, Place):
            return False
        return any(gap.covers(where) for gap in self.pointers)
