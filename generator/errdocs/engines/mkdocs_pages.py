"""Pages that MkDocs knows and does not render: for links, the sitemap and searches.

Its theme renders a prototype for each shape of page, and one page of the shape to compare with.
Where the two differ, the theme does what no prototype can, and renders all pages of the shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from jinja2 import Environment
from material.plugins.search import plugin as search_plugin
from mkdocs.commands.build import _populate_page, get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from errdocs.engines.prototypes import CONTENT, MarkedPage, Prototype, Shape, Unfit
from errdocs.exports.catalogue import Maker
from errdocs.render.search_text import search_text, without_listings
from errdocs.render.texts import BrokenTemplate
from errdocs.render.views import RenderedPage, front_matter
from errdocs.routes import Page as Route
from errdocs.site import Site

NOT_IN_NAV = InclusionLevel.NOT_IN_NAV
UNSEARCHED = {"search": {"exclude": True}}
"""Metadata of a page that stands for others, or whose content comes later."""
log = get_plugin_logger(__name__)
_ID = re.compile(r'\sid="([^"]+)"')
THEME_SEARCH = "material/search"
"""The search plugin that leaves out what is marked for it."""


class MadeFile(File):
    """A file that is made when it is written."""

    is_written = True
    """Whether MkDocs writes the file; those of a served site are written on demand."""

    def __init__(self, source: str, path: str, config: MkDocsConfig, make: Maker) -> None:
        super().__init__(source, None, config.site_dir, True, dest_uri=path, inclusion=NOT_IN_NAV)
        self.make = make

    def is_documentation_page(self) -> bool:
        """Return False: MkDocs would read and render it."""
        return False

    @property  # type: ignore[misc]  # nobody sets it
    def content_bytes(self) -> bytes:
        """Return the content, made anew."""
        return self.make()

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file."""
        if self.is_written:
            with telling_mkdocs():
                write_file(self.make(), self.abs_dest_path)

    def is_modified(self) -> bool:
        """Return True: nobody knows what it was made from before."""
        return True


class Searched(NamedTuple):
    """What searches read of a page."""

    head: Mapping[str, Any]
    text: str | None
    """What the theme's search would read in its content; None where only a parser knows."""

    @classmethod
    def of(cls, page: RenderedPage) -> Searched:
        """Return what searches read of a page."""
        if page.head["search"].get("exclude"):
            return cls(page.head, "")
        return cls(page.head, search_text(page.body))


class FilledPage(Page):
    """A page that is made from a prototype, as far as others ask for it."""

    def __init__(self, route: Route, file: File, pages: FilledPages) -> None:
        super().__init__(route.title, file, pages.config)
        self._route = route
        self._pages = pages
        self.searched: Searched | None = None  # known once the page was made

    @property
    def present_anchor_ids(self) -> set[str]:  # type: ignore[override]
        """Return the anchors that other pages can link to."""
        return anchors(self._pages.rendered(self._route))

    def make(self) -> bytes:
        """Return the whole page, and keep what searches will read of it."""
        rendered = self._pages.rendered(self._route)
        self.searched = Searched.of(rendered)
        return self._pages.whole(rendered)

    def add_to(self, index: Any, plugin: str) -> None:
        """Add the page to the index of a search plugin, unless it is excluded from searches.

        The theme's search would parse the page, which takes longer than to make it.
        """
        if not self.searched:
            self.searched = Searched.of(self._pages.rendered(self._route))
        self.meta = dict(self.searched.head)
        if self.meta["search"].get("exclude"):
            return
        if self.searched.text is None or plugin != THEME_SEARCH:
            self.content = without_listings(self._pages.rendered(self._route).body)
            index.add_entry_from_context(self)
            return
        section = search_plugin.Section(search_plugin.Element("hx"))
        section.text = [self.searched.text]
        index.create_entry_for_section(section, [], self.url, self)


def anchors(page: RenderedPage) -> set[str]:
    """Return the ids of a page's elements."""
    return set(_ID.findall(page.body))


@dataclass
class FilledPages:
    """All pages of a site, as far as they are made from prototypes."""

    site: Site
    config: MkDocsConfig
    theme: Theme | None = None
    """What renders the prototypes, once MkDocs has prepared it."""
    files: dict[str, FilledPage] = field(default_factory=dict)
    """The pages that MkDocs does not render, by their sources."""
    _by_source: dict[str, Prototype] = field(default_factory=dict)
    _by_shape: dict[Shape, Prototype | None] = field(default_factory=dict)

    def of(self, site: Site) -> FilledPages:
        """Return the pages of another state of the site, with the same prototypes."""
        pages = replace(self, site=site, files={}, _by_source=dict(self._by_source))
        for route in site.routes.pages.values():
            if route.file in self.files:
                pages.add(route)
        return pages

    def add(self, route: Route) -> File:
        """Return the file of a page that MkDocs shall not render."""
        file = MadeFile(route.file, f"{route.path}index.html", self.config, bytes)
        page = self.files[route.file] = FilledPage(route, file, self)
        file.make = page.make
        return file

    def list_page(self, source: str, html: str) -> None:
        """Take what MkDocs made of a page with a marker for its content; raises Unfit."""
        self._by_source[source] = Prototype.of_page(html)

    def has(self, route: Route) -> bool:
        """Whether a page is made here, and not by MkDocs."""
        return route.file in self.files or route.file in self._by_source

    def made(self, route: Route) -> bytes:
        """Return a page with what the theme puts around it."""
        return self.whole(self.rendered(route))

    def rendered(self, route: Route) -> RenderedPage:
        """Return a page without what is around it; raises PluginError for a broken template."""
        with telling_mkdocs():
            return self.site.page(route)

    def whole(self, page: RenderedPage) -> bytes:
        """Return a page with what the theme puts around it."""
        prototype = self._by_source.get(page.page.file) or self._prototype(page)
        assert self.theme
        html = prototype.filled(page) if prototype else self.theme.rendered(page)
        return html.encode("utf-8", errors="xmlcharrefreplace")

    def _prototype(self, page: RenderedPage) -> Prototype | None:
        """Return the prototype for a page; None where none fits."""
        shape, path = Shape.of(page), page.page.path
        if shape not in self._by_shape:
            assert self.theme
            try:
                self._by_shape[shape] = self.theme.prototype(page)
            except Unfit as reason:
                log.info("The theme renders pages such as `%s` one by one: %s", path, reason)
                self._by_shape[shape] = None
        return self._by_shape[shape]

    def in_order(self, rendered: Iterable[File]) -> list[File]:
        """Return these files of pages and all others, those of the registry in its order."""
        own = {file.src_uri: file for file in rendered}
        order = {route.file: None for route in self.site.routes.pages.values()}
        found = {**own, **{source: page.file for source, page in self.files.items()}}
        others = [file for path, file in own.items() if path not in order]
        return others + [found[path] for path in order if path in found]

    def add_to(self, index: Any, plugin: str) -> None:
        """Add the pages to the index of a search plugin."""
        for page in self.files.values():
            page.add_to(index, plugin)


@contextmanager
def telling_mkdocs() -> Iterator[None]:
    """Let MkDocs tell of a broken template and stop, without a traceback."""
    try:
        yield
    except BrokenTemplate as error:
        raise PluginError(f"errdocs: a template is broken:\n{error}") from None


def searches(plugins: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield name and index of every search plugin."""
    for name, plugin in plugins.items():
        index = getattr(plugin, "search_index", None)
        if hasattr(index, "add_entry_from_context"):
            yield name, index


def generated(config: MkDocsConfig, page: RenderedPage) -> File:
    """Return the file of a page that MkDocs renders."""
    inclusion = InclusionLevel.UNDEFINED if page.page.is_in_nav else NOT_IN_NAV
    file = File.generated(config, page.page.file, content=page.text, inclusion=inclusion)
    file.edit_uri = _edit_uri(_entry(page))
    return file


def marked(config: MkDocsConfig, page: RenderedPage) -> File:
    """Return the file of a page that MkDocs renders with a marker for its content."""
    file = generated(config, page)
    file.content_string = front_matter({**page.head, **UNSEARCHED}) + CONTENT
    return file


def _entry(page: RenderedPage) -> str | None:
    return f"{page.place.path}#L{page.place.line}" if page.place else None


def _edit_uri(path: str | None) -> str | None:
    """Return the path of a file of the project as MkDocs needs it: from the documents' folder."""
    return f"../{path}" if path else None


@dataclass(frozen=True)
class Theme:
    """What renders a page into the theme, as `mkdocs.commands.build` does."""

    config: MkDocsConfig
    env: Environment
    files: Files
    nav: Navigation

    def prototype(self, page: RenderedPage) -> Prototype:
        """Return the prototype for a page and all of its shape; raises Unfit if there is none."""
        source = MarkedPage.like(page)
        made = source.prototype(self._frame(source.path, source.head, source.edit_path))
        require_same(made.filled(page), self.rendered(page))
        return made

    def rendered(self, page: RenderedPage) -> str:
        """Return a page as the theme makes it."""
        html = self._frame(page.page.path, {**page.head, **UNSEARCHED}, _entry(page))
        return html.replace(CONTENT, page.html)

    def _frame(self, path: str, head: Mapping[str, Any], place: str | None) -> str:
        """Return the page at a path with a marker for its content."""
        source = front_matter(head) + CONTENT
        file = File.generated(self.config, f"{path}index.md", content=source, inclusion=NOT_IN_NAV)
        file.edit_uri = _edit_uri(place)
        page = Page(None, file, self.config)
        _populate_page(page, self.config, self.files)
        return self._shown(page)

    def render_listed(self, source: str, head: Mapping[str, Any]) -> None:
        """Render a page of the navigation as MkDocs did, with other metadata."""
        file = self.files.get_file_from_path(source)
        assert file and file.page
        file.page.meta = {**head, **UNSEARCHED}
        self._shown(file.page)

    def _shown(self, page: Page) -> str:
        self.config._current_page = page
        page.active = True
        try:
            context = get_context(self.nav, self.files, self.config, page)
            plugins, config = self.config.plugins, self.config
            context = plugins.on_page_context(context, page=page, config=config, nav=self.nav)
            template = self.env.get_template(str(page.meta.get("template", "main.html")))
            return plugins.on_post_page(template.render(context), page=page, config=config)
        finally:
            page.active = False
            self.config._current_page = None


def require_same(made: str, expected: str) -> None:
    """Raise Unfit where a page made from a prototype is not what the theme makes of it."""
    if made == expected:
        return
    pairs = enumerate(zip(made, expected, strict=False))
    shorter = min(len(made), len(expected))
    at = next((index for index, pair in pairs if pair[0] != pair[1]), shorter)
    start = max(0, at - 20)
    raise Unfit(
        f"the theme or a plugin writes `{expected[start : at + 40]}` there, "
        f"where a prototype gives `{made[start : at + 40]}`"
    )
