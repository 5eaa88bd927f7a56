"""All the rules, run over a registry as it was read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import NamedTuple

from errdocs import formatting
from errdocs.checks import (
    ambiguity,
    completeness,
    dates,
    envelopes,
    identity,
    links,
    pathnames,
    permalinks,
    references,
    sources,
    templates,
    texts,
)
from errdocs.loading import Loaded
from errdocs.problems import Place, Pointer, Problem

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
    loaded: Loaded, *, documents: Collection[str] | None = None, with_formatting: bool = True
) -> list[Problem]:
    """Return every problem of a registry: those of reading it and those of every rule.

    `documents` are the paths of the hand-written pages that entries may link to; without them
    only links to errors are resolved.

    A value that could not be read was replaced by a neutral one; what rules say about it is
    left out. Neither formatting nor a line that the ledger of permalinks lacks changes a page, so
    a build may leave them out.
    """
    gaps = _Gaps(loaded.gaps)
    found = chain(*(rule(loaded) for rule in RULES), links.check(loaded, documents))
    problems = [*loaded.problems, *(p for p in found if not gaps.explain(p))]
    problems += permalinks.check(loaded, documents, is_strict=with_formatting)
    if with_formatting:
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
