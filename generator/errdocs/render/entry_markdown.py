"""An entry as plain Markdown: for terminals, agents and files, without HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto

from markupsafe import Markup

from errdocs.escaping import inert, literal_lines, visible
from errdocs.messages import TemplateError, parse
from errdocs.prose import filled
from errdocs.registry.families import tables_about
from errdocs.registry.history import history
from errdocs.registry.model import Case, Registry
from errdocs.registry.naming import Found
from errdocs.render.cited_sources import citations
from errdocs.render.texts import render_text

# Code in a line, which stays, or the slash at the target of a link from the site's root.
_CODE_OR_TARGET = re.compile(
    r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|(?P<before>\]\(\s*<?|^ {0,3}\[[^\]]+\]:\s*<?)/(?!/)"
)


class Extent(Enum):
    """How much a text says of an entry."""

    WHOLE = auto()
    """Everything."""
    BRIEF = auto()
    """What happened and what to do, without examples, relatives, history and sources."""
    OVERVIEW = auto()
    """The messages of an error with several cases, to choose one from."""
    NAMES = auto()
    """Only the ids of the cases, of an error that has too many of them."""


_WITH_CONTEXT = {Extent.WHOLE, Extent.OVERVIEW}


def entry_markdown(
    registry: Registry,
    found: Found,
    *,
    extent: Extent = Extent.WHOLE,
    names: Sequence[str] = (),
    root: str = "/",
    page_url: str = "",
    values: Mapping[str, str] | None = None,
) -> str:
    """Return an entry, by default with everything about it and each of its cases in full.

    Of the extent `NAMES`, the ids in `names` are listed. Links from the site's root
    start with `root`. The last line leads to the page if its URL is given. Cause and fix speak the
    values of a reader's message where they are known.
    """
    error, only = found.error, found.case or found.error.only_case
    is_list, is_brief = extent in {Extent.OVERVIEW, Extent.NAMES}, extent not in _WITH_CONTEXT
    return render_text(
        "entry.md.j2",
        registry=registry,
        error=error,
        cases=found.cases,
        groups=() if only else registry.groups_of(error),
        only=only,
        title=error.title_of(found.case),
        tables=() if is_brief else tables_about(registry, error, only),
        history=() if is_brief else history(registry, error, None if is_list else only),
        is_list=is_list,
        is_brief=is_brief,
        names=frozenset(names) if extent is Extent.NAMES else None,
        root=root,
        page_url=page_url,
        citations=citations,
        authored=lambda text, words: Markup(
            visible(filled(rooted(inert(text), root), words, values))
        ),
        printed=_printed,
    )


def rooted(text: str, root: str) -> str:
    """Return Markdown whose links from the site's root start with `root`; code stays as it is."""
    if root == "/" or "/" not in text:
        return text

    def with_root(found: re.Match[str]) -> str:
        return found["before"] + root if found["before"] else found[0]

    literal = literal_lines(text)
    return "\n".join(
        line if number in literal else _CODE_OR_TARGET.sub(with_root, line)
        for number, line in enumerate(text.split("\n"))
    )


def _printed(case: Case, template: str) -> str:
    """Return a message as printed; the template itself where its checks would fail."""
    try:
        return parse(template).fill(case.sample_values)
    except (TemplateError, KeyError):
        return template
