"""Registry -> pages: which pages a site has, where they are, and what each is about.

How a page looks is the business of its template.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from errdocs import paths
from errdocs.listings import Entry, Listings
from errdocs.loading import Loaded
from errdocs.markdown import plain_text
from errdocs.model import Case, Error
from errdocs.problems import Place
from errdocs.rendering import Renderer, front_matter
from errdocs.statuses import status_label


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

    @property
    def file(self) -> str:
        """Return the path of the Markdown file below the folder of the documents."""
        return f"{self.path}index.md"


def site_pages(loaded: Loaded, renderer: Renderer, entry_base: str | None = None) -> Iterator[Page]:
    """Yield every page of the site that comes from the registry.

    `entry_base` is the URL, with a slash at its end, under which people find the files of the
    project; pages link to their entry's line there.
    """
    return _Site(loaded, renderer, entry_base).pages()


class _Site:
    """The site being rendered: a page for every path, from one registry."""

    def __init__(self, loaded: Loaded, renderer: Renderer, entry_base: str | None) -> None:
        self._loaded = loaded
        self._renderer = renderer
        self._entry_base = entry_base
        self._registry = loaded.registry
        self._listings = Listings.of(loaded.registry)

    def pages(self) -> Iterator[Page]:
        """Yield the pages: overviews first, then listings, then errors and cases."""
        yield self._home()
        yield self._index()
        yield from self._categories()
        yield from self._statuses()
        yield self._retired()
        for error in self._registry.errors:
            if len(error.cases) > 1:
                yield self._error(error)
        for position, entry in enumerate(self._listings.leaves):
            yield self._case(position, entry)

    def _home(self) -> Page:
        service = self._registry.settings.service
        title = f"{service.name} errors"
        text = self._render("home.md.j2", "", title, service.description, entries=self._listings)
        return Page("", text, in_nav=True)

    def _index(self) -> Page:
        service = self._registry.settings.service.name
        entries = self._listings.current
        description = f"Every error of {service}: {len(entries)} cases, by code, status and words."
        text = self._render("index.md.j2", paths.INDEX, "All errors", description, entries=entries)
        return Page(paths.INDEX, text, in_nav=True)

    def _categories(self) -> Iterator[Page]:
        for category, entries in self._listings.by_category.items():
            path = paths.category_path(category.key)
            yield self._listing(path, category.title, category.description, entries)

    def _statuses(self) -> Iterator[Page]:
        service = self._registry.settings.service.name
        for status, entries in self._listings.by_status.items():
            label = status_label(status)
            description = f"What {service} means by HTTP status {label}."
            yield self._listing(paths.status_path(status), f"HTTP {label}", description, entries)

    def _listing(self, path: str, title: str, description: str, entries: tuple[Entry, ...]) -> Page:
        return Page(path, self._render("listing.md.j2", path, title, description, entries=entries))

    def _retired(self) -> Page:
        path, entries = paths.RETIRED, self._listings.retired
        description = "Errors that the service no longer returns, with the reason."
        return Page(path, self._render("retired.md.j2", path, "Retired errors", description,
                                       entries=entries))  # fmt: skip

    def _error(self, error: Error) -> Page:
        path = paths.error_path(error)
        title = f"{error.code}: {error.title}"
        text = self._render("error.md.j2", path, title, error.summary, error=error, boost=2)
        return Page(path, text, self._loaded.lines.get((error.code, None)))

    def _case(self, position: int, entry: Entry) -> Page:
        error, case = entry.error, entry.case
        is_only = len(error.cases) == 1
        title = f"{error.code}: {error.title if is_only else case.title}"
        text = self._render(
            "case.md.j2",
            entry.path,
            title,
            _description(error, case),
            boost=2 if is_only else 1.5,
            error=error,
            case=case,
            is_only=is_only,
            place=self._loaded.lines.get((error.code, case.id)),
            entry_base=self._entry_base,
            neighbours=self._listings.neighbours(position),
        )
        return Page(entry.path, text, self._loaded.lines.get((error.code, case.id)))

    def _render(
        self,
        template: str,
        path: str,
        title: str,
        description: str,
        boost: float | None = None,
        **context: Any,
    ) -> str:
        """Return a page; those without a boost are overviews, which only the site's own
        navigation leads to: in the search index they would repeat what the leaf pages say.
        """  # noqa: D205
        search = {"boost": boost} if boost else {"exclude": True}
        head = front_matter(title, description, hide=["navigation", "toc"], search=search)
        return head + self._renderer.render(
            template,
            path,
            {"registry": self._registry, "title": title, "description": description, **context},
        )


def _description(error: Error, case: Case) -> str:
    """Return what happened and what to do, for search engines and link previews."""
    fix = plain_text(case.fix)
    what = error.summary if len(error.cases) == 1 else f"{case.title}."
    text = f"{what} {fix}"
    return text if len(text) <= 300 else text[:299].rsplit(" ", 1)[0] + "…"
