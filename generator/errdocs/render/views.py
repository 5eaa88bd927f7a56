"""Routes -> pages: what each page shows, as the template of its kind and the values for it.

How a page looks is the business of its template.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from errdocs.problems import Place
from errdocs.registry.history import changes, history
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, status_label
from errdocs.render.environment import Renderer, front_matter
from errdocs.render.link_previews import LinkPreview, first_sentence_of_fix, shortened
from errdocs.render.social_cards import SocialCard
from errdocs.routes import Page, PageKind, Routes
from errdocs.routes.paths import relative

_TEMPLATES = {
    PageKind.HOME: "home.md.j2",
    PageKind.INDEX: "index.md.j2",
    PageKind.LOOKUP: "lookup.md.j2",
    PageKind.CATEGORY: "listing.md.j2",
    PageKind.STATUS: "listing.md.j2",
    PageKind.REMOVED: "removed.md.j2",
    PageKind.CHANGES: "changes.md.j2",
    PageKind.ERROR: "error.md.j2",
    PageKind.CASE: "case.md.j2",
}
_IN_NAV = frozenset({PageKind.HOME, PageKind.INDEX, PageKind.LOOKUP})
"""Pages that the site's navigation may list; a thousand leaf pages would swamp it."""


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """One Markdown page of the site."""

    page: Page
    text: str
    """The Markdown file, front matter included."""
    place: Place | None
    """Where in the registry the page's entry stands."""
    card: SocialCard

    @property
    def file(self) -> str:
        """Return the path of the Markdown file below the folder of the documents."""
        return f"{self.page.path}index.md"

    @property
    def is_in_nav(self) -> bool:
        """Whether the site's navigation may list the page."""
        return self.page.kind in _IN_NAV


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

    def pages(self) -> Iterator[RenderedPage]:
        """Yield every page that comes from the registry, in the order of the routes."""
        for page in self.routes.pages.values():
            about = self._description(page)
            preview = self._preview(page)
            text = self._head(page, about, preview) + self._body(page, about)
            yield RenderedPage(page, text, self._place(page), preview.card)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Yield path and HTML of the page of every redirect, but for those of files.

        Chats read an old link without following a refresh, so its page says what the new one
        would. A path that differs from a page only by case has none: on disks that ignore case
        it would take the page's place. The site's 404 page leads on from there.
        """
        routes = self.routes
        taken = {path.casefold() for path in routes.all_pages}
        for path, target in routes.redirects():
            if path.endswith("/") and path.casefold() not in taken:
                url = quote(target, safe="/")
                page = routes.pages.get(target)
                preview = self._preview(page) if page and page.error else None
                context = {
                    "asked": f"/{path}",
                    "url": url,
                    "canonical": routes.url(url) if routes.site_url else relative(path, url),
                    "site_url": routes.site_url,
                    "title": routes.title(target),
                    "preview": self._meta(preview, target) if preview else {},
                }
                yield path, self.renderer.render("redirect.html.j2", path, context)

    @cached_property
    def _common(self) -> tuple[tuple[Error, Case | None], ...]:
        """Return the entries most often looked for, in the order that the registry gives."""
        registry = self.loaded.registry
        found = map(registry.find_entry, registry.settings.common)
        return tuple(entry for entry in found if entry)

    @cached_property
    def _neighbours(self) -> Mapping[str, tuple[Page | None, Page | None]]:
        """Return the cases before and after each, by path, in the order of the registry."""
        cases = [page for page in self.routes.pages.values() if page.kind is PageKind.CASE]
        before, after = [None, *cases[:-1]], [*cases[1:], None]
        pairs = zip(before, after, strict=True)
        return {page.path: pair for page, pair in zip(cases, pairs, strict=True)}

    def _place(self, page: Page) -> Place | None:
        if page.error is None:
            return None
        case_id = page.case.id if page.case else None
        return self.loaded.lines.get((page.error.code, case_id))

    def _description(self, page: Page) -> str:
        """Return what a page is about, in one or two sentences for search engines."""
        service = self.loaded.registry.settings.service
        if page.case and page.error:
            is_only = page.error.only_case is not None
            what = page.error.summary if is_only else f"{page.case.title}."
            return shortened(f"{what} {first_sentence_of_fix(page.case)}")
        if page.error:
            return page.error.summary
        if page.category:
            return page.category.description
        if page.status:
            return f"What {service.name} means by HTTP status {status_label(page.status)}."
        return {
            PageKind.HOME: service.description,
            PageKind.INDEX: f"All errors of {service.name}: {len(page.entries)} cases, "
            "to filter by code, status or words of the message.",
            PageKind.LOOKUP: f"Paste any text with an error of {service.name} and get the page "
            "that explains it.",
            PageKind.REMOVED: "Errors that the service no longer returns, with the reason.",
            PageKind.CHANGES: "Errors that were added, changed, deprecated or removed, the newest "
            "first.",
        }[page.kind]

    def _preview(self, page: Page) -> LinkPreview:
        registry = self.loaded.registry
        if page.case and page.error:
            return LinkPreview.of_case(registry, page.error, page.case, page.title)
        if page.error:
            return LinkPreview.of_error(registry, page.error, page.title)
        return LinkPreview.of_overview(registry, page.title, self._description(page))

    def _meta(self, preview: LinkPreview, path: str) -> dict[str, Any]:
        return preview.meta(path, self.routes.site_url, self.has_cards)

    def _head(self, page: Page, about: str, preview: LinkPreview) -> str:
        """Return the front matter.

        Overviews stay out of the search index, where they would repeat what the leaf pages say.
        """
        search: dict[str, Any] = {"exclude": True}
        if page.error:
            is_leaf = page.case is not None and page.error.only_case is None
            search = {"boost": 1.5 if is_leaf else 2}
        meta = self._meta(preview, page.path)
        hidden = ["navigation", "toc"]
        return front_matter(page.title, about, hide=hidden, search=search, link_preview=meta)

    def _body(self, page: Page, about: str) -> str:
        registry, routes = self.loaded.registry, self.routes
        context: dict[str, Any] = {
            "registry": registry,
            "title": page.title,
            "description": about,
            "site_url": routes.site_url,
            "with_markdown": self.has_markdown,
            "listings": routes.listings,
            "entries": page.entries,
            "common": self._common,
        }
        if page.kind is PageKind.CHANGES:
            context["changes"] = changes(registry)
        if page.error:
            context |= {
                "error": page.error,
                "case": page.case,
                "history": history(registry, page.error, page.case),
            }
        if page.kind is PageKind.CASE and page.error:
            context |= {
                "is_only": page.error.only_case is not None,
                "place": self._place(page),
                "entry_base": self.entry_base,
                "neighbours": self._neighbours[page.path],
            }
        return self.renderer.render(_TEMPLATES[page.kind], page.path, context)
