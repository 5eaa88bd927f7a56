"""An entry as plain Markdown: for terminals, agents and files, without HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from errdocs.escaping import inert, literal_lines
from errdocs.messages import TemplateError, parse
from errdocs.prose import filled
from errdocs.registry.families import tables_about
from errdocs.registry.history import Change, history
from errdocs.registry.model import Case, Registry
from errdocs.registry.naming import Found
from errdocs.render.cited_sources import citations
from errdocs.render.texts import render_text

# Code in a line, which stays, or the slash at the target of a link from the site's root.
_CODE_OR_TARGET = re.compile(
    r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|(?P<before>\]\(\s*<?|^ {0,3}\[[^\]]+\]:\s*<?)/(?!/)"
)


def entry_markdown(
    registry: Registry,
    found: Found,
    *,
    is_overview: bool = False,
    root: str = "/",
    page_url: str = "",
    values: Mapping[str, str] | None = None,
    whole: Sequence[Change] | None = None,
) -> str:
    """Return everything about an entry; an error with several cases shows each in full.

    An overview lists the messages instead, to choose a case from. Links from the site's root
    start with `root`. The last line leads to the page if its URL is given. Cause and fix speak the
    values of a reader's message where they are known. What the error as a whole says of its past
    (`changes_of`) may be given by who asks for each of its cases.
    """
    error, only = found.error, found.case or found.error.only_case
    return render_text(
        "entry.md.j2",
        registry=registry,
        error=error,
        cases=found.cases,
        groups=() if only else registry.groups_of(error),
        only=only,
        title=error.title_of(found.case),
        tables=tables_about(registry, error, only),
        history=history(registry, error, None if is_overview else only, whole),
        is_overview=is_overview,
        root=root,
        page_url=page_url,
        citations=citations,
        authored=lambda text, words: Markup(filled(rooted(inert(text), root), words, values)),
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
