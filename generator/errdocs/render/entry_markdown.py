"""An entry as plain Markdown: for terminals, agents and files, without HTML."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from errdocs.escaping import inert
from errdocs.messages import TemplateError, parse
from errdocs.registry.history import history
from errdocs.registry.model import Case, Error, Registry, SourceRef
from errdocs.registry.naming import Found
from errdocs.render.responses import examples_of
from errdocs.render.texts import render_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_CODE_OR_TARGET = re.compile(
    r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|(?P<before>\]\(\s*<?|^ {0,3}\[[^\]]+\]:\s*<?)/(?!/)"
)
"""Code in a line, which stays, or the slash at the target of a link from the site's root."""


def entry_markdown(
    registry: Registry,
    found: Found,
    *,
    is_overview: bool = False,
    root: str = "/",
    page_url: str = "",
) -> str:
    """Return everything about an entry; an error with several cases shows each in full.

    An overview lists the messages instead, to choose a case from. Links from the site's root
    begin with `root`. The last line leads to the page if its URL is given.
    """
    error = found.error
    shown = found.cases[0] if len(found.cases) == 1 else None
    return render_text(
        "entry.md.j2",
        registry=registry,
        error=error,
        cases=found.cases,
        only=found.case or error.only_case,
        title=error.title_of(found.case),
        history=history(registry, error, None if is_overview else shown),
        is_overview=is_overview,
        root=root,
        page_url=page_url,
        authored=partial(_authored, root),
        printed=_printed,
        source_line=partial(_source_line, registry),
    )


def overview_markdown(registry: Registry, error: Error) -> str:
    """Return an error with the list of its messages, to choose a case from."""
    return entry_markdown(registry, Found(error), is_overview=True)


def _authored(root: str, text: str) -> Markup:
    """Return what an author wrote in Markdown, without HTML and with links that work."""
    return Markup(rooted(inert(text), root))


def rooted(text: str, root: str) -> str:
    """Return Markdown whose links from the site's root begin with `root`; code stays as it is."""
    if root == "/" or "/" not in text:
        return text
    literal = {
        number
        for block in _blocks().parse(text)
        if block.type in {"fence", "code_block"} and block.map
        for number in range(*block.map)
    }
    return "\n".join(
        line if number in literal else _CODE_OR_TARGET.sub(partial(_with_root, root), line)
        for number, line in enumerate(text.split("\n"))
    )


@cache
def _blocks() -> MarkdownIt:
    """Return a parser that stops at blocks: what stands within them takes most of the time."""
    from markdown_it import MarkdownIt  # only here: `errdocs explain` roots no links

    return MarkdownIt("commonmark").disable("inline")


def _with_root(root: str, found: re.Match[str]) -> str:
    return found[0] if found["before"] is None else found["before"] + root


def _source_line(registry: Registry, reference: SourceRef) -> str:
    source = registry.source_by_key.get(reference.document)
    date = source.date.isoformat() if source and source.date else None
    row = None if reference.row is None else f"row {reference.row}"
    return ", ".join(filter(None, (source.title if source else reference.document, date, row)))


def _printed(case: Case, template: str) -> str:
    """Return a message as printed; the template itself where its checks would fail."""
    try:
        return parse(template).fill(examples_of(case))
    except (TemplateError, KeyError):
        return template
