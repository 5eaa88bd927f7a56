"""The MkDocs plugin: a thin adapter that adds a registry's pages to a MkDocs site."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from jinja2 import Environment
from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext as Context

from errdocs.engines.file_states import file_states
from errdocs.engines.mkdocs_pages import (
    THEME_SEARCH,
    FilledPages,
    MadeFile,
    Theme,
    anchors,
    generated,
    marked,
    searches,
    telling_mkdocs,
)
from errdocs.engines.mkdocs_runs import Progress, is_kept_whole, keep_last_site, tell
from errdocs.engines.project import BadProject, entry_base, relative_to_here, report_url
from errdocs.engines.prototypes import Unfit
from errdocs.engines.rebuilding import Rebuilding, States
from errdocs.engines.stand_ins import is_stand_in
from errdocs.engines.writing import write_all
from errdocs.registry.loading import KnownFiles
from errdocs.regular_files import read_regular
from errdocs.render.environment import LISTING, Renderer
from errdocs.render.line_breaks import with_line_breaks
from errdocs.render.texts import BUILT_IN_TEMPLATES
from errdocs.render.views import RenderedPage
from errdocs.routes import Page as Route
from errdocs.site import SCRIPT, STYLE_SHEET, BrokenRegistry, Site, SiteOptions

SITEMAP = "sitemap.xml"
PROTOTYPES, ENGINE = "prototypes", "engine"
# What a listing leaves on its page while others read the page.
_SET_ASIDE = re.compile('<div data-listing="?([0-9]+)"?></div>')


class ErrdocsConfig(Config):
    """Options of the plugin in `mkdocs.yml`."""

    registry = options.Dir(exists=True, default="data")
    """Folder of the registry."""
    templates = options.Optional(options.Dir(exists=True))
    """Folder with the project's own templates; each overrides the one of the same name."""
    report_url = options.Optional(options.Type(str))
    """URL of the project's issue form, with `{title}`, `{body}` and other fields to fill in."""
    rendering = options.Choice((PROTOTYPES, ENGINE), default=PROTOTYPES)
    """Whether MkDocs renders a prototype of each kind of page, or every page."""


class ErrdocsPlugin(BasePlugin[ErrdocsConfig]):
    """Add the pages, files, styles and watched folders of a registry."""

    _is_served = False
    _known: KnownFiles | None = None

    def __init__(self) -> None:
        super().__init__()
        self.listed: dict[str, RenderedPage] = {}
        self._rebuilding = Rebuilding(self)

    def on_startup(self, *, command: str, **_: object) -> None:
        """Remember whether the site is served; MkDocs keeps a plugin with this hook."""
        self._is_served = command == "serve"
        self._known = KnownFiles() if self._is_served else None

    def on_shutdown(self) -> None:
        """Forget it again: another command may run in this process."""
        self._is_served = False

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check all before MkDocs cleans or writes, so that a failure costs nothing."""
        if not config.use_directory_urls:
            raise PluginError("errdocs: `use_directory_urls` has to be true: links end in `/`")
        folders = self._template_folders
        config.watch += [self.config.registry, *map(str, folders)]
        config.theme.dirs[:0] = [str(folder / "theme") for folder in folders]
        config.extra_css.insert(0, STYLE_SHEET)
        script = options.ExtraScriptValue(SCRIPT)
        script.type = "module"
        config.extra_javascript.insert(0, script)
        self._mkdocs = config
        self._rebuilding.begin()
        self._site = self.make_site(None)
        self._pages = FilledPages(self._site, config)
        self._listings: dict[str, list[str]] = {}
        self._read = self._built = 0  # pages; MkDocs reads them all before it builds the first
        return config

    @property
    def _overrides(self) -> Path | None:
        return Path(self.config.templates) if self.config.templates else None

    @property
    def _template_folders(self) -> list[Path]:
        return [folder for folder in (self._overrides, BUILT_IN_TEMPLATES) if folder]

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages and files; refuse to replace a hand-written page in silence."""
        self.listed = {}
        in_nav = set(_texts(config.nav))
        for page in self._site.routes.pages.values():
            if self.config.rendering == ENGINE:
                _append(files, generated(config, self._site.page(page)))
                self._listings[page.file] = []
            elif page.is_in_nav or page.file in in_nav:
                rendered = self.listed[page.file] = self._site.page(page)
                _append(files, marked(config, rendered))
            else:
                _append(files, self._pages.add(page))
        for item in self._site.files:
            file = MadeFile(item.source, item.path, config, item.make)
            file.url = item.path
            _append(files, file)
        for made in files:
            if isinstance(made, MadeFile):
                made.is_written = not self._is_served
        return files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:
        """Keep the navigation, which prototypes show as every page does."""
        self._nav = nav
        return nav

    @event_priority(-100)  # once other plugins have added what templates use
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Keep what renders prototypes, now that everything is known that pages show."""
        self._pages.theme = Theme(config, env, files, self._nav)
        if not self._is_served:
            write_all([file for file in files if isinstance(file, MadeFile)])
        return env

    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        """Tell which sections a page has whose content comes later."""
        if found := self.listed.get(page.file.src_uri):
            page.present_anchor_ids = anchors(found)
        return html

    def on_template_context(self, context: Context, *, template_name: str, **_: object) -> Context:
        """Put the pages that MkDocs does not render into the sitemap, in the order of all."""
        if template_name == SITEMAP:
            context["pages"] = self._pages.in_order(context["pages"])
        return context

    def on_page_markdown(self, markdown: str, *, page: Page, **_: object) -> str:
        """Tell how many pages have been read, and set the listings of our own ones aside.

        They are finished HTML and most of a page: neither Markdown nor a search has to read them.
        """
        self._read += 1
        tell(Progress("Reading pages", self._read))
        if page.file.src_uri not in self._listings:
            return markdown
        listings = self._listings[page.file.src_uri] = LISTING.findall(markdown)
        numbers = iter(range(len(listings)))
        return LISTING.sub(lambda _: f"<div data-listing={next(numbers)}></div>", markdown)

    def on_page_context(self, context: Context, *, page: Page, **_: object) -> Context:
        """Let code break at its separators, and put the listings back where they were."""
        page.content = with_line_breaks(page.content or "")
        listings = self._listings.get(page.file.src_uri)
        if listings:
            page.content = _SET_ASIDE.sub(lambda found: listings[int(found[1])], page.content)
        return context

    @event_priority(-100)  # once other plugins have changed what is around the content
    def on_post_page(self, output: str, *, page: Page, **_: object) -> str:
        """Put the content into a page that has a marker for it, and tell how many are built."""
        self._built += 1
        tell(Progress("Building pages", self._built, self._read))
        found = self.listed.get(page.file.src_uri)
        if not found:
            return output
        try:
            self._pages.list_page(found.page.file, output)
        except Unfit as reason:
            source = found.page.file
            raise PluginError(f"errdocs: `{source}`: {reason}; set `rendering: engine`") from None
        return self._pages.whole(found).decode()

    @event_priority(100)  # before searches write their index
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Let searches find the pages that MkDocs did not render."""
        indexes = dict(searches(config.plugins))
        theme_search = indexes.pop(THEME_SEARCH, None) if self._is_served else None
        self._rebuilding.built(self._pages, copy.deepcopy(theme_search))
        for name, index in indexes.items():
            self._pages.add_to(index, name)
        if not self._is_served:
            self._site.forget_other_cards()

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Keep the last good site on screen whatever a change brings."""
        keep_last_site(server, self._rebuilding)
        return server

    def show(self, pages: FilledPages, changed: list[Route]) -> None:
        """Go on with other pages; the theme renders those of the navigation that have changed."""
        self._site, self._pages = pages.site, pages
        for route in changed:
            found = self.listed[route.file] = pages.rendered(route)
            assert pages.theme
            pages.theme.render_listed(route.file, found.head)  # `on_post_page` takes it

    def states(self) -> tuple[States, States]:
        """Return the templates of pages, and all other files than those and the registry's.

        Where MkDocs renders every page, each build is one of MkDocs, as if others had changed.
        """
        config, folders = self._mkdocs, self._template_folders
        watched = {config.docs_dir, config.config_file_path, *config.watch}
        watched -= {self.config.registry, *map(str, folders)}
        watched |= {str(folder / "theme") for folder in folders}
        if self.config.rendering == ENGINE:
            watched |= {self.config.registry, *map(str, folders)}
        templates = file_states(folder / "pages" for folder in folders)
        return frozenset(templates), frozenset(file_states(watched))

    def make_site(self, renderer: Renderer | None) -> Site:
        """Return the site as it is now; raises PluginError for what is wrong with it."""
        config = self._mkdocs
        settings = Path(config.config_file_path)
        text = read_regular(settings).decode("utf-8") if settings.is_file() else ""
        try:
            form = report_url(self.config.report_url, relative_to_here(settings), text)
        except BadProject as error:
            raise PluginError(f"errdocs: {error}") from None
        options = SiteOptions(
            report_url=form,
            data=relative_to_here(Path(self.config.registry)),
            overrides=self._overrides,
            documents=relative_to_here(Path(config.docs_dir)),
            site_url=config.site_url or "",
            entry_base=entry_base(config.repo_url, config.edit_uri),
        )
        try:
            with telling_mkdocs():
                site = Site.of(options, renderer=renderer, known=self._known)
                if not renderer:  # templates that were tried before
                    site.try_templates(keeps_pages=not (self._is_served or is_kept_whole()))
        except BrokenRegistry as error:
            lines = "\n".join(error.lines())
            raise PluginError(f"errdocs: the registry has problems:\n{lines}") from None
        return site


def _append(files: Files, file: File) -> None:
    own = files.get_file_from_path(file.src_uri)
    if own and own.is_documentation_page() and is_stand_in(own.content_bytes):
        files.remove(own)
    elif own:
        raise PluginError(f"errdocs: `{file.src_uri}` is made from the registry; rename yours")
    files.append(file)


def _texts(nav: object) -> Iterator[str]:
    """Yield the titles and paths that a navigation of `mkdocs.yml` is made of."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, dict):
        yield from _texts(list(nav.values()))
    elif isinstance(nav, list):
        yield from chain.from_iterable(map(_texts, nav))
