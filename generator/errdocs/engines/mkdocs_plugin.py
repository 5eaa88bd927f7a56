"""The MkDocs plugin: a thin adapter that adds a registry's pages to a MkDocs site."""

from __future__ import annotations

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
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext as Context

from errdocs.engines.mkdocs_pages import FilledFile, FilledPages, generated
from errdocs.engines.mkdocs_runs import Progress, keep_last_site, tell
from errdocs.engines.project import BadProject, entry_base, relative_to_here, report_url
from errdocs.regular_files import read_regular
from errdocs.render.environment import LISTING
from errdocs.render.line_breaks import with_line_breaks
from errdocs.render.texts import BUILT_IN_TEMPLATES, BrokenTemplate
from errdocs.site import SCRIPT, STYLE_SHEET, BrokenRegistry, Site, SiteOptions

PROTOTYPES, ENGINE = "prototypes", "engine"
log = get_plugin_logger(__name__)
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

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Render everything before MkDocs cleans or writes, so that a failure costs nothing."""
        if not config.use_directory_urls:
            raise PluginError("errdocs: `use_directory_urls` has to be true: links end in `/`")
        overrides = Path(self.config.templates) if self.config.templates else None
        folders = [folder for folder in (overrides, BUILT_IN_TEMPLATES) if folder]
        config.watch += [self.config.registry, *map(str, folders)]
        config.theme.dirs[:0] = [str(folder / "theme") for folder in folders]
        config.extra_css.insert(0, STYLE_SHEET)
        script = options.ExtraScriptValue(SCRIPT)
        script.type = "module"
        config.extra_javascript.insert(0, script)
        self._site = self._make_site(config, overrides)
        self._listings: dict[str, list[str]] = {page.file: [] for page in self._site.pages}
        self._filled = FilledPages(config)
        self._read = self._built = 0  # pages; MkDocs reads them all before it builds the first
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages and files; refuse to replace a hand-written page in silence."""
        in_nav = set(_texts(config.nav))
        for page in self._site.pages:
            if page.is_in_nav or page.file in in_nav or self.config.rendering == ENGINE:
                _append(files, generated(config, page))
                continue
            filled = self._filled.files[page.file] = FilledFile(page, config)
            _append(files, filled)
        for item in self._site.files:
            file = File.generated(config, item.source, content=item.content)
            file.dest_uri = file.url = item.path
            _append(files, file)
        return files

    def on_nav(self, nav: Navigation, **_: object) -> Navigation:
        """Keep the navigation, which prototypes show as every page does."""
        self._nav = nav
        return nav

    @event_priority(-100)  # once other plugins have added what templates use
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Have the prototypes rendered, now that everything is known that pages show."""
        for reason in self._filled.make_prototypes(env, files, self._nav):
            log.info("MkDocs renders %s", reason)
        return env

    def on_template_context(self, context: Context, *, template_name: str, **_: object) -> Context:
        """Put the pages that MkDocs does not render into the sitemap, in the order of all."""
        if template_name == "sitemap.xml":
            context["pages"] = self._filled.in_order(context["pages"], self._listings)
        return context

    @event_priority(100)  # before searches write their index
    def on_post_build(self, **_: object) -> None:
        """Let searches find the pages that MkDocs did not render."""
        self._filled.add_to_searches()

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

    def on_post_page(self, output: str, **_: object) -> str:
        """Tell how many pages have been built."""
        self._built += 1
        tell(Progress("Building pages", self._built, self._read))
        return output

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Keep the last good site on screen whatever a change brings."""
        keep_last_site(server)
        return server

    def _make_site(self, config: MkDocsConfig, overrides: Path | None) -> Site:
        """Return the site, rendered as a whole: whatever is wrong shows before MkDocs starts."""
        settings = Path(config.config_file_path)
        text = read_regular(settings).decode("utf-8") if settings.is_file() else ""
        try:
            form = report_url(self.config.report_url, relative_to_here(settings), text)
        except BadProject as error:
            raise PluginError(f"errdocs: {error}") from None
        options = SiteOptions(
            report_url=form,
            data=relative_to_here(Path(self.config.registry)),
            overrides=overrides,
            documents=relative_to_here(Path(config.docs_dir)),
            site_url=config.site_url or "",
            entry_base=entry_base(config.repo_url, config.edit_uri),
        )
        try:
            site = Site.of(options)
            _ = site.pages, site.files
        except BrokenRegistry as error:
            lines = "\n".join(error.lines())
            raise PluginError(f"errdocs: the registry has problems:\n{lines}") from None
        except BrokenTemplate as error:
            raise PluginError(f"errdocs: a template is broken:\n{error}") from None
        return site


def _append(files: Files, file: File) -> None:
    if files.get_file_from_path(file.src_uri):
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
