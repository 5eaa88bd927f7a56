"""Routes -> pages: what each page shows, as the template of its kind and the values for it.

How a page looks is the business of its template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote

import yaml
from markupsafe import Markup, escape

from errdocs.problems import Place
from errdocs.registry.families import DecisionTable, decision_table
from errdocs.registry.history import Change, changes_of, history, newest_first
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Surface
from errdocs.registry.timeline import Milestone, timeline
from errdocs.render.code_samples import CodeSamples
from errdocs.render.environment import Renderer
from errdocs.render.line_breaks import with_line_breaks
from errdocs.render.link_previews import LinkPreview
from errdocs.render.report_links import Reports
from errdocs.render.status_overview import StatusOverview
from errdocs.routes import Page, PageKind, Routes
from errdocs.routes.paths import ERROR_JSON, ERROR_MARKDOWN, INDEX, relative

MOST_SIBLINGS = 40  # other cases of the same error on the page of a case
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """One Markdown page of the site."""

    page: Page
    head: Mapping[str, Any]
    """Metadata, which themes and searches read."""
    body: str
    """Content: HTML that Python-Markdown leaves alone."""
    place: Place | None
    """Where in the registry the page's entry stands."""

    @property
    def text(self) -> str:
        """Return the Markdown file, front matter included."""
        return front_matter(self.head) + self.body

    @property
    def html(self) -> str:
        """Return the content as browsers get it."""
        return with_line_breaks(self.body)


@dataclass(frozen=True, slots=True)
class HeldSpelling:
    """A spelling of an error's code that is not its own, and the surfaces that print it."""

    spelling: str
    error: Error
    surfaces: tuple[Surface, ...]


@dataclass(frozen=True)
class Views:
    """Renders the pages and redirects of a site."""

    loaded: Loaded
    routes: Routes
    renderer: Renderer
    entry_base: str | None = None
    """URL of the project's files with a slash at its end, for links to entries."""
    has_markdown: bool = True
    """Whether the site publishes the errors as plain Markdown, for pages to link to."""
    has_cards: bool = False
    """Whether the site publishes a social card for each page."""
    report_url: str = ""
    """Template of the project's issue form; empty where pages offer none."""

    def pages(self) -> Iterator[RenderedPage]:
        """Yield every page that comes from the registry, in the order of the routes."""
        return map(self.page, self.routes.pages.values())

    def page(self, page: Page) -> RenderedPage:
        """Return one page; raises BrokenTemplate."""
        preview = LinkPreview.of(self.routes.registry, page)
        is_listing = page.kind in {PageKind.CATEGORY, PageKind.STATUS}
        name = "listing" if is_listing else page.kind.name.lower()
        context = self._context(page) | {"description": preview.about}
        body = self.renderer.render(f"{name}.md.j2", page.path, context)
        head, place = self.head(page, preview), self._place(page)
        return RenderedPage(page, head, body, place)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Yield path and target of every redirect that has a page: those of files have none.

        A path that differs from a page only by case has none: on disks that ignore case it would
        take the page's place. The site's 404 page leads on from there.
        """
        taken = {path.casefold() for path in self.routes.all_pages}
        for path, target in self.routes.redirects():
            if path.endswith("/") and path.casefold() not in taken:
                yield path, target

    def redirect(self, path: str, target: str) -> str:
        """Return the HTML of the page of a redirect.

        Chats read an old link without following a refresh, so its page says what the new one
        would.
        """
        page = self.routes.pages.get(target)
        preview = LinkPreview.of(self.routes.registry, page) if page and page.error else None
        site_url, url = self.routes.site_url, quote(target)
        context = {
            "asked": f"/{path}",
            "held": self._held_spelling(path, page),
            "url": url,
            "canonical": self.routes.url(url) if site_url else relative(path, url),
            "site_url": site_url,
            "title": self.routes.title(target),
            "preview": self._meta(target, preview) if preview else {},
        }
        return self.renderer.render("redirect.html.j2", path, context)

    def _held_spelling(self, path: str, page: Page | None) -> HeldSpelling | None:
        """Return the other spelling that a path asks for; None where its page has no such one."""
        error = page.error if page else None
        name = path.removeprefix(INDEX).partition("/")[0]
        surfaces = self.routes.registry.surfaces_by_spelling(error).get(name) if error else None
        return HeldSpelling(name, error, surfaces) if error and surfaces else None

    @cached_property
    def _common(self) -> tuple[tuple[Error, Case | None], ...]:
        """Return the entries most often looked for, in the order that the registry gives."""
        registry = self.routes.registry
        return tuple(filter(None, map(registry.find_entry, registry.settings.common)))

    @cached_property
    def _tables(self) -> tuple[DecisionTable, ...]:
        """Return the tables that tell similar errors apart, in the order of the registry."""
        registry = self.routes.registry
        return tuple(decision_table(registry, family) for family in registry.settings.families)

    def _tables_of(self, page: Page) -> tuple[DecisionTable, ...]:
        """Return the tables of a page: that of its family, or those that its entry is part of."""
        if page.family:
            return tuple(table for table in self._tables if table.family is page.family)
        error = page.error
        tables = self._tables_by_code.get(error.code, ()) if error else ()
        return tuple(table for table in tables if error and table.holds(error, page.case))

    @cached_property
    def _tables_by_code(self) -> Mapping[str, tuple[DecisionTable, ...]]:
        """Return the tables by the codes of their members: most pages have none."""
        found: dict[str, dict[str, DecisionTable]] = {}
        for table in self._tables:
            for member in table.members:
                found.setdefault(member.error.code, {})[table.family.key] = table
        return {code: tuple(tables.values()) for code, tables in found.items()}

    @cached_property
    def _samples(self) -> CodeSamples:
        return CodeSamples(self.routes.registry)

    @cached_property
    def _neighbours(self) -> Mapping[str, tuple[Page | None, Page | None]]:
        """Return the cases before and after each, by path, in the order of the registry."""
        cases = [page for page in self.routes.pages.values() if page.kind is PageKind.CASE]
        return {
            page.path: (before, after)
            for before, page, after in zip((None, *cases), cases, (*cases[1:], None), strict=False)
        }

    @cached_property
    def _timeline(self) -> tuple[Milestone, ...]:
        return tuple(timeline(self.routes.registry))

    @cached_property
    def _reports(self) -> Reports | None:
        version = self.routes.registry.settings.version
        return Reports(self.report_url, self.routes.site_url, version) if self.report_url else None

    def _history(self, page: Page) -> tuple[Change, ...]:
        """Return what happened to the entry of a page, to its error too, the newest first."""
        registry, error, case = self.routes.registry, page.error, page.case
        if not error:
            return ()
        if not case or error.only_case:
            return history(registry, error, case)
        # The date of an error is that of the newest of its cases, which have a page each.
        if error.code not in self._changes_of_errors:
            self._changes_of_errors[error.code] = changes_of(registry, error)
        return newest_first(
            (*changes_of(registry, error, case), *self._changes_of_errors[error.code])
        )

    def _siblings(self, page: Page) -> tuple[Case, ...]:
        """Return the other cases of an error or of its group: all of a few, else those around.

        With all of them, the pages of an error would grow with the square of its cases.
        """
        if not (page.error and page.case):
            return ()
        cases, at = self._places_among_cases[page.path]
        start = max(0, min(at - MOST_SIBLINGS // 2, len(cases) - 1 - MOST_SIBLINGS))
        return cases[start:at] + cases[at + 1 : start + MOST_SIBLINGS + 1]

    def _sibling_list(self, page: Page) -> Markup:
        """Return the siblings of a page as items of a list, which is nearly that of the next page.

        From all pages of the same depth, a link has the same text.
        """
        error, depth, items = page.error, page.path.count("/"), []
        if error is None:
            return Markup("")
        for case in self._siblings(page):
            key = depth, error.path_of(case)
            if key not in self._listed_siblings:
                link = partial(relative, page.path)
                made = self.renderer.part("macros.md.j2", "sibling", error, case, link)
                self._listed_siblings[key] = made.strip()
            items.append(self._listed_siblings[key])
        return Markup("\n").join(items)

    @cached_property
    def _listed_siblings(self) -> dict[tuple[int, str], Markup]:
        return {}

    @cached_property
    def _changes_of_errors(self) -> dict[str, tuple[Change, ...]]:
        """The changes of errors as a whole that were asked for, by code."""
        return {}

    @cached_property
    def _places_among_cases(self) -> Mapping[str, tuple[tuple[Case, ...], int]]:
        """Return the cases that each case stands among, and its position, by the path of its page.

        These are the cases of its error, or those of its category where there are many.
        """
        registry = self.routes.registry
        return {
            error.path_of(case): (cases, at)
            for error in registry.errors
            for _, cases in registry.groups_of(error) or ((None, error.cases),)
            for at, case in enumerate(cases)
        }

    def _place(self, page: Page) -> Place | None:
        case_id = page.case.id if page.case else None
        return self.loaded.lines.get((page.error.code, case_id)) if page.error else None

    def _meta(self, path: str, preview: LinkPreview) -> dict[str, Any]:
        return preview.meta(path, self.routes.site_url, self.has_cards)

    def head(self, page: Page, preview: LinkPreview) -> dict[str, Any]:
        """Return the metadata of a page.

        Title and description are escaped for HTML: themes print them as they are, in elements and
        in attributes. Overviews stay out of the search index, where they would repeat what the
        leaf pages say.
        """
        search: dict[str, Any] = {"exclude": True}
        if page.error:
            search = {"boost": 1.5 if page.case and not page.error.only_case else 2}
        head = {
            "title": str(escape(preview.title)),
            "description": str(escape(preview.about)),
            "hide": ["navigation", "toc"],
            "search": search,
            "link_preview": self._meta(page.path, preview),
        }
        if alternates := self._alternates(page):
            head["alternates"] = alternates
        return head

    def _alternates(self, page: Page) -> dict[str, str]:
        """Return the files with the same content as a page, by their types."""
        if not page.error:
            return {}
        case = None if page.error.only_case else page.case
        kinds = {ERROR_JSON: "application/json"}
        if self.has_markdown:
            kinds = {ERROR_MARKDOWN: "text/markdown", **kinds}
        return {kind: quote(page.error.file_path(end, case)) for end, kind in kinds.items()}

    def _overview(self, page: Page) -> dict[str, Any]:
        """Return what only overviews show."""
        listings, status = self.routes.listings, page.status
        return {
            "error_map": self.routes.error_map,
            "all_tables": self._tables,
            "overview": StatusOverview(self.routes.registry, listings, self._tables, status)
            if status
            else None,
        }

    def _context(self, page: Page) -> dict[str, Any]:
        registry, error, case = self.routes.registry, page.error, page.case
        return {
            "registry": registry,
            "samples": self._samples,
            "title": page.title,
            "site_url": self.routes.site_url,
            "with_markdown": self.has_markdown,
            "listings": self.routes.listings,
            "entries": page.entries,
            "sheet": page.sheet,
            "common": self._common,
            "timeline": self._timeline if page.kind in {PageKind.HOME, PageKind.CHANGES} else (),
            "groups": registry.groups_of(error) if error and not case else (),
            "error": error,
            "case": case,
            "is_only": error is not None and error.only_case is not None,
            "history": self._history(page),
            "place": self._place(page),
            "entry_base": self.entry_base,
            "reports": self._reports.about(error, case, page.path)
            if self._reports and error
            else (),
            "has_reports": bool(self.report_url),
            "neighbours": self._neighbours.get(page.path),
            "siblings": self._siblings(page),
            "sibling_list": self._sibling_list(page),
            "tables": self._tables_of(page),
            **self._overview(page),
        }


def front_matter(head: Mapping[str, Any]) -> str:
    """Return metadata as the start of a Markdown file."""
    text: str = yaml.dump(
        dict(head), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return f"---\n{text}---\n\n"
