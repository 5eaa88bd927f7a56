"""Registry -> pages: which pages a site has, where they are, and what each is about.

How a page looks is the business of its template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from errdocs.problems import Place
from errdocs.registry.history import changes, history
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Error, status_label
from errdocs.render.environment import Renderer, front_matter
from errdocs.render.previews import (
    Unfurling,
    shortened,
    unfurl_case,
    unfurl_error,
    unfurl_overview,
    what_to_do,
)
from errdocs.render.social_cards import Preview
from errdocs.routes import paths
from errdocs.routes.listings import Entry, Listings, overview_titles


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page of the site."""

    path: str
    """Path from the site's root, with a slash at its end; empty for the home page."""
    text: str
    """The Markdown file, front matter included."""
    place: Place | None = None
    """Where in the registry the page's entry stands."""
    in_nav: bool = False
    """Whether the site's navigation may list the page; leaf pages would swamp it."""
    preview: Preview | None = None
    """What its preview picture shows; None where it has none."""

    @property
    def file(self) -> str:
        """Return the path of the Markdown file below the folder of the documents."""
        return f"{self.path}index.md"


def site_pages(
    loaded: Loaded,
    renderer: Renderer,
    entry_base: str | None = None,
    base_url: str = "",
    with_pictures: bool = False,
    with_markdown: bool = True,
) -> Iterator[Page]:
    """Yield every page of the site that comes from the registry.

    `entry_base` is the URL under which people find the files of the project, `base_url` that of
    the site, both with a slash at the end; pages link to their entry's line and name themselves
    by their whole address. `with_markdown` says whether the site has the errors as plain Markdown
    too, for pages to link to.
    """
    return _Site(loaded, renderer, entry_base, base_url, with_pictures, with_markdown).pages()


class _Site:
    """The site being rendered: a page for every path, from one registry."""

    def __init__(
        self,
        loaded: Loaded,
        renderer: Renderer,
        entry_base: str | None,
        base_url: str,
        with_pictures: bool,
        with_markdown: bool,
    ) -> None:
        self._loaded = loaded
        self._renderer = renderer
        self._entry_base = entry_base
        self._base_url = base_url
        self._with_pictures = with_pictures
        self._with_markdown = with_markdown
        self._registry = loaded.registry
        self._listings = Listings.of(loaded.registry)
        self._titles = overview_titles(loaded.registry)

    def pages(self) -> Iterator[Page]:
        """Yield the pages: overviews first, then listings, then errors and cases."""
        yield self._home()
        yield self._index()
        yield self._lookup()
        yield from self._categories()
        yield from self._statuses()
        yield self._retired()
        yield self._changes()
        for error in self._registry.errors:
            if len(error.cases) > 1:
                yield self._error(error)
        for position, entry in enumerate(self._listings.leaves):
            yield self._case(position, entry)

    def _home(self) -> Page:
        about = self._registry.settings.service.description
        return self._overview("home.md.j2", "", about, {"entries": self._listings}, in_nav=True)

    def _index(self) -> Page:
        service = self._registry.settings.service.name
        entries = self._listings.current
        about = f"Every error of {service}: {len(entries)} cases, by code, status and words."
        return self._overview("index.md.j2", paths.INDEX, about, {"entries": entries}, in_nav=True)

    def _lookup(self) -> Page:
        service = self._registry.settings.service.name
        about = f"Paste any text with an error of {service} and get the page that helps."
        context = {"entries": self._listings}
        return self._overview("lookup.md.j2", paths.LOOKUP, about, context, in_nav=True)

    def _categories(self) -> Iterator[Page]:
        for category, entries in self._listings.by_category.items():
            path = paths.category_path(category.key)
            yield self._overview("listing.md.j2", path, category.description, {"entries": entries})

    def _statuses(self) -> Iterator[Page]:
        service = self._registry.settings.service.name
        for status, entries in self._listings.by_status.items():
            about = f"What {service} means by HTTP status {status_label(status)}."
            path = paths.status_path(status)
            yield self._overview("listing.md.j2", path, about, {"entries": entries})

    def _retired(self) -> Page:
        about = "Errors that the service no longer returns, with the reason."
        entries = self._listings.retired
        return self._overview("retired.md.j2", paths.RETIRED, about, {"entries": entries})

    def _changes(self) -> Page:
        about = "Errors that came, changed, were deprecated or were retired, the newest first."
        found = changes(self._registry)
        return self._overview("changes.md.j2", paths.CHANGES, about, {"changes": found})

    def _overview(
        self,
        template: str,
        path: str,
        description: str,
        context: dict[str, Any],
        in_nav: bool = False,
    ) -> Page:
        """Return a page that leads to others.

        The site's own navigation leads to it: in the search index it would repeat what the leaf
        pages say.
        """
        unfurling = unfurl_overview(self._registry, self._titles[path], description)
        search = {"exclude": True}
        text = self._render(template, path, description, unfurling, search, context)
        return Page(path, text, in_nav=in_nav, preview=self._preview(unfurling))

    def _error(self, error: Error) -> Page:
        path = paths.error_path(error)
        unfurling = unfurl_error(self._registry, error, f"{error.code}: {error.title}")
        context = {"error": error, "history": history(self._registry, error)}
        text = self._render("error.md.j2", path, error.summary, unfurling, {"boost": 2}, context)
        place = self._loaded.lines.get((error.code, None))
        return Page(path, text, place, preview=self._preview(unfurling))

    def _case(self, position: int, entry: Entry) -> Page:
        error, case = entry.error, entry.case
        is_only = len(error.cases) == 1
        place = self._loaded.lines.get((error.code, case.id))
        unfurling = unfurl_case(self._registry, error, case, f"{error.code}: {entry.title}")
        what = error.summary if is_only else f"{case.title}."
        about = shortened(f"{what} {what_to_do(case)}")
        search = {"boost": 2 if is_only else 1.5}
        context = {
            "error": error,
            "case": case,
            "is_only": is_only,
            "place": place,
            "history": history(self._registry, error, case),
            "entry_base": self._entry_base,
            "neighbours": self._listings.neighbours(position),
        }
        text = self._render("case.md.j2", entry.path, about, unfurling, search, context)
        return Page(entry.path, text, place, preview=self._preview(unfurling))

    def _render(
        self,
        template: str,
        path: str,
        description: str,
        unfurling: Unfurling,
        search: dict[str, Any],
        context: dict[str, Any],
    ) -> str:
        title, hidden = unfurling.title, ["navigation", "toc"]
        unfurl = unfurling.meta(path, self._base_url, self._with_pictures)
        head = front_matter(title, description, hide=hidden, search=search, unfurl=unfurl)
        shared = {"registry": self._registry, "title": title, "description": description}
        site = {"base_url": self._base_url, "with_markdown": self._with_markdown}
        context = {**shared, **site, **context}
        return head + self._renderer.render(template, path, context)

    def _preview(self, unfurling: Unfurling) -> Preview | None:
        return unfurling.preview if self._with_pictures else None
