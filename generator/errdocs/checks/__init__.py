"""Registry -> problems: the rules that every registry obeys, one module a subject.

Each is a constant with its id and its message, and a module yields problems and never prints.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from errdocs.checks import (
    body_corrections,
    changed_requests,
    citations,
    code_templates,
    common_words,
    distinct_messages,
    entries,
    formatting,
    generic_strings,
    message_templates,
    similar_errors,
    site_links,
    values_in_prose,
)
from errdocs.problems import Pointer, Problem
from errdocs.registry.loaded import Loaded

__all__ = ["check"]


def check(
    loaded: Loaded,
    *,
    documents: frozenset[str] | None = None,
    is_strict: bool = True,
    allows_drafts: bool = True,
) -> list[Problem]:
    """Return every problem of a registry: those of reading it and those of every rule.

    `documents` are the paths of the hand-written pages that entries may link to; without them
    only links to errors are checked.

    A build is not strict: it skips what changes no page (layout, lines missing in the ledger of
    permalinks) and the placeholder texts of a new entry, whose page people look at while they
    write it. Nothing fails for a warning, so a build has none. `docs/checks.md` lists the rules.
    """
    found = _of_entries(loaded, documents, is_strict=is_strict, allows_drafts=allows_drafts)
    return [
        *loaded.problems,
        *(
            problem
            for problem in found
            if (is_strict or not problem.broken.is_warning) and not _rests_on_gap(problem, loaded)
        ),
        *site_links.check_published(loaded, documents, is_strict=is_strict),
        *(formatting.check(loaded) if is_strict else ()),
    ]


def _of_entries(
    loaded: Loaded, documents: frozenset[str] | None, *, is_strict: bool, allows_drafts: bool
) -> Iterator[Problem]:
    """Return the problems of entries and of what they have in common, rule by rule."""
    return chain(
        entries.check_names(loaded),
        entries.check_fields(loaded),
        message_templates.check(loaded),
        distinct_messages.check(loaded),
        citations.check(loaded),
        values_in_prose.check(loaded),
        changed_requests.check(loaded),
        body_corrections.check(loaded),
        code_templates.check(loaded),
        similar_errors.check(loaded),
        site_links.check_markdown(loaded, documents),
        entries.check_placeholders(loaded) if is_strict else (),
        () if allows_drafts else entries.check_drafts(loaded),
        common_words.check(loaded),
        generic_strings.check(loaded),
    )


def _rests_on_gap(problem: Problem, loaded: Loaded) -> bool:
    """Whether a value that a problem is about, or that shows it, could not be read.

    Such a value was replaced by a neutral one, so what a rule says about it means nothing.
    """
    where = problem.where
    is_about_gap = isinstance(where, Pointer) and loaded.is_in_gap(where)
    return is_about_gap or any(map(loaded.has_gap, problem.basis))
