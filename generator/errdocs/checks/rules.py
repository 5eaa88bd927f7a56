"""All the rules, run over a registry as it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from errdocs.checks import (
    ambiguity,
    citations,
    entry_fields,
    formatting,
    markdown_links,
    message_templates,
    names,
    published_links,
    references,
)
from errdocs.problems import Place, Problem
from errdocs.registry.loading import Loaded

Rule = Callable[[Loaded], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    names.check,
    references.check,
    entry_fields.check,
    message_templates.check,
    ambiguity.check,
    citations.check,
)
"""The rules about the content of a registry that need nothing else."""


def check(
    loaded: Loaded, *, documents: frozenset[str] | None = None, is_strict: bool = True
) -> list[Problem]:
    """Return every problem of a registry: those of reading it and those of every rule.

    `documents` are the paths of the hand-written pages that entries may link to; without them
    only links to errors are checked.

    A build is not strict: it skips what changes no page (layout, lines missing in the ledger of
    permalinks) and the placeholder texts of a new entry, whose page people look at while they
    write it. `docs/checks.md` lists the rules.
    """
    found = chain(*(rule(loaded) for rule in RULES), markdown_links.check(loaded, documents))
    if is_strict:
        found = chain(found, entry_fields.check_placeholders(loaded))
    return [
        *loaded.problems,
        *(problem for problem in found if not _is_about_gap(problem, loaded)),
        *published_links.check(loaded, documents, is_strict=is_strict),
        *(formatting.check(loaded) if is_strict else ()),
    ]


def _is_about_gap(problem: Problem, loaded: Loaded) -> bool:
    """Whether a problem is about a value that could not be read, or about one within it.

    Such a value was replaced by a neutral one, so what a rule says about it means nothing.
    """
    where = problem.where
    return not isinstance(where, Place) and any(gap.covers(where) for gap in loaded.gaps)
