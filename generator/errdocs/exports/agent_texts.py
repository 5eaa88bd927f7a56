"""The exports for agents: entries as Markdown, the list of llmstxt.org, and all errors in short.

Agents read a limited number of characters, so each file has a size that it never exceeds. Where
more is known, the file says less of each entry, and says what was left out and where it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from markupsafe import Markup

from errdocs.escaping import inert, target, visible
from errdocs.registry.model import Case, Error, Registry
from errdocs.registry.naming import Found
from errdocs.render.entry_markdown import Extent, entry_markdown
from errdocs.render.first_steps import first_step
from errdocs.render.texts import render_text
from errdocs.routes import Routes
from errdocs.routes.paths import ERROR_MARKDOWN, relative

LARGEST_ENTRY, LARGEST_LIST, LARGEST_FULL = 8_000, 50_000, 250_000
"""Most bytes of the file about an entry, of `llms.txt` and of `llms-full.txt`: some two, twelve and
sixty thousand tokens."""
MOST_IN_FULL = 12  # cases that may fit the file of their error; more of them are not even tried
LONGEST = 400  # characters of a message, summary or first step where all errors are in one file
_CUT = "\n\nThe rest does not fit here; see the page.\n"


def error_markdown(routes: Routes, error: Error, *, is_on_site: bool = True) -> str:
    """Return an error with links that work from where the file is: all of it, if that is small.

    Else the messages of its cases, or the names alone, each with the file of its own. A text that
    is read elsewhere than on the site has no links while the URL of the site is unknown.
    """
    write = partial(_markdown, routes, Found(error), is_on_site=is_on_site)
    is_one = len(error.cases) <= 1
    extents = [Extent.WHOLE] if len(error.cases) <= MOST_IN_FULL else []
    for extent in (*extents, Extent.BRIEF if is_one else Extent.OVERVIEW):
        text = write(extent)
        if _size(text) <= LARGEST_ENTRY:
            return text
    if is_one:
        return _cut(text)
    frame = write(Extent.NAMES)
    names = _names_within(error, LARGEST_ENTRY - _size(frame))
    return _cut(write(Extent.NAMES, names=names))


def case_markdowns(routes: Routes, error: Error) -> Iterator[str]:
    """Yield what to do about each case of an error, for who knows which one it is."""
    return (case_markdown(routes, error, case) for case in error.cases)


def case_markdown(routes: Routes, error: Error, case: Case, *, is_on_site: bool = True) -> str:
    """Return what to do about a case, without what only its page has room for."""
    return _cut(_markdown(routes, Found(error, case), Extent.BRIEF, is_on_site=is_on_site))


def _markdown(
    routes: Routes,
    found: Found,
    extent: Extent,
    *,
    is_on_site: bool,
    names: Sequence[str] = (),
) -> str:
    error, case = found.error, found.case
    has_links = is_on_site or bool(routes.site_url)
    here = relative(error.file_path(ERROR_MARKDOWN, case), "") if has_links else "/"
    return entry_markdown(
        routes.registry,
        found,
        extent=extent,
        names=names,
        root=target(routes.site_url) or here,
        page_url=routes.url(error.path_of(case)) if has_links else "",
    )


def _names_within(error: Error, size: int) -> tuple[str, ...]:
    """Return the first ids of cases that fit a size as a list; so do the titles of their groups."""
    found: list[str] = []
    size -= 200 * len({error.category_of(case) for case in error.cases})
    for case in error.cases:
        size -= len(case.id) + len("``, ")
        if size < 0:
            break
        found.append(case.id)
    return tuple(found)


def _cut(text: str) -> str:
    """Return the paragraphs of a text that fit the file of an entry; nearly always, all do."""
    if _size(text) <= LARGEST_ENTRY:
        return text
    kept = text.encode()[: LARGEST_ENTRY - len(_CUT) - 100].decode(errors="ignore")
    return inert(kept.rpartition("\n\n")[0] or kept) + _CUT


def _size(text: str) -> int:
    return len(text.encode())


def llms_txt(routes: Routes) -> str:
    """Return `llms.txt`: one line per error, each with a link to its plain Markdown.

    Of many errors, it has the links without the summaries, or only as many as fit.
    """
    sections = [(title, errors) for title, errors in _sections(routes.registry) if errors]
    for has_summaries in (True, False):
        text = _list(routes, sections, has_summaries=has_summaries)
        if _size(text) <= LARGEST_LIST:
            return text
    frame = LARGEST_LIST - _size(_list(routes, [], has_summaries=False)) - 200
    kept = []
    for title, errors in sections:
        frame -= len(title) + 6
        own = [_size(_list_line(routes, error)) for error in errors]
        count = sum(sum(own[: at + 1]) <= frame for at in range(len(own)))
        frame -= sum(own[:count])
        kept += [(title, errors[:count])] if count else []
    return _list(routes, kept, has_summaries=False)


def _list(
    routes: Routes, sections: Sequence[tuple[str, Sequence[Error]]], *, has_summaries: bool
) -> str:
    registry = routes.registry
    shown = sum(len(errors) for _, errors in sections)
    return render_text(
        "llms.txt.j2",
        url=routes.url,
        sections=sections,
        service=registry.settings.service,
        compared=registry.compared,
        has_summaries=has_summaries,
        left_out=len(registry.errors) - shown,
    )


def _list_line(routes: Routes, error: Error) -> str:
    return f"- [`{error.code}`]({target(routes.url(error.file_path(ERROR_MARKDOWN)))})\n"


def llms_full_txt(routes: Routes) -> str:
    """Return `llms-full.txt`: every case with its message, first step, retry advice and actor."""
    registry = routes.registry
    current = [error for _, errors in _sections(registry) for error in errors]
    left, parts = LARGEST_FULL - 4_000, []
    for error in current:
        part = render_text(
            "llms-full-entry.md.j2",
            registry=registry,
            error=error,
            url=routes.url,
            step=_step,
            brief=_brief,
        )
        if (left := left - _size(part)) < 0:
            break
        parts.append(Markup(part))
    return render_text(
        "llms-full.txt.j2",
        entries=parts,
        url=routes.url,
        service=registry.settings.service,
        compared=registry.compared,
        left_out=[error.code for error in current[len(parts) :]],
    )


def _step(case: Case) -> Markup:
    return Markup(visible(inert(_brief(first_step(case)))))


def _brief(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _sections(registry: Registry) -> Iterable[tuple[str, Sequence[Error]]]:
    """Yield the current errors of each category, then the removed ones."""
    current: dict[str | None, list[Error]] = defaultdict(list)
    removed: list[Error] = []
    for error in registry.errors:
        (removed if _is_removed(error) else current[error.category_of(None)]).append(error)
    for category in registry.settings.categories:  # two of them may have one title
        yield category.title, current[category.key]
    yield "Other errors", current[None]
    yield "Removed", removed


def _is_removed(error: Error) -> bool:
    return all(map(error.removal_of, error.rows))
