"""What a change of a served project concerns: pages of the registry, or what MkDocs made too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from errdocs.engines.file_states import FileState
from errdocs.engines.live_site import LiveSite
from errdocs.engines.mkdocs_pages import FilledPages
from errdocs.render.environment import Renderer
from errdocs.render.views import RenderedPage
from errdocs.routes import Page
from errdocs.site import Site

States = frozenset[FileState]


class Source(Protocol):
    """What a site is made from."""

    @property
    def listed(self) -> Mapping[str, RenderedPage]:
        """Return the pages of the registry that the navigation lists, by their sources."""

    def states(self) -> tuple[States, States]:
        """Return the templates of pages, and all other files than those and the registry's."""

    def make_site(self, renderer: Renderer | None) -> Site:
        """Return the site as it is now; raises PluginError for what is wrong."""

    def show(self, pages: FilledPages, changed: list[Page]) -> None:
        """Go on with other pages; the theme renders those of the navigation that have changed."""


class Rebuilding:
    """Remembers what the last complete build was made from."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: tuple[States, States] | None = None
        self._templates: States | None = None  # once they are known to work
        self._others: States | None = None  # of a build that is complete
        self._live: LiveSite | None = None

    def begin(self) -> None:
        """Look at all files before a build by MkDocs: what changes meanwhile is seen afterwards."""
        self._templates = self._others = None
        self._seen = self._source.states()

    def built(self, pages: FilledPages, theme_search: Any) -> None:
        """Take what MkDocs has made, and the theme's search index of the hand-written pages."""
        self._live = LiveSite(pages, theme_search)

    def after_build(self) -> LiveSite:
        """Return the site that MkDocs has completed."""
        assert self._live and self._seen
        self._templates, self._others = self._seen
        return self._live

    def after_change(self) -> LiveSite | None:
        """Return the site after a change of the registry or of templates of pages.

        None where MkDocs has to build it anew: after other changes, or if there are other pages.
        Raises PluginError for what is wrong.
        """
        templates, others = self._source.states()
        if not self._live or others != self._others:
            return None
        before, known = self._live.pages, self._templates
        self._templates = None
        site = self._source.make_site(before.site.renderer if templates == known else None)
        self._templates = templates
        if [*site.routes.pages] != [*before.site.routes.pages]:
            return None
        changed = [page for page in self._source.listed.values() if _head(site, page) != page.head]
        if any(_head(site, page)["title"] != page.head["title"] for page in changed):
            return None  # the navigation of every page may show it
        pages = before.of(site)
        self._source.show(pages, [site.routes.pages[page.page.path] for page in changed])
        self._live = LiveSite(pages, self._live.theme_search)
        return self._live


def _head(site: Site, page: RenderedPage) -> Mapping[str, Any]:
    """Return the metadata of a page in another state of the site."""
    return site.head(site.routes.pages[page.page.path])
