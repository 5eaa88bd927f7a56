"""Options -> the whole site in memory: pages and files, or the problems that stand in the way.

It is built once and handed down, so that a failure costs nothing that stood before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any

from errdocs.checks import check, published_folders
from errdocs.exports.catalogue import Maker, data_files
from errdocs.lookup.constants import constants_script
from errdocs.problems import Problem
from errdocs.registry.loading import KnownFiles, Loaded, load
from errdocs.render.environment import Renderer
from errdocs.render.joined_assets import joined_assets
from errdocs.render.kept_cards import KeptCards
from errdocs.render.link_previews import FONT_FILE, LinkPreview
from errdocs.render.texts import BUILT_IN_TEMPLATES
from errdocs.render.views import RenderedPage, Views
from errdocs.routes import Page, Routes, document_paths, read_ledger
from errdocs.routes.paths import CARD_NAME
from errdocs.routes.redirects import HOST_FILE, NGINX_FILE, host_redirects, moved_files, nginx_maps

ASSETS = "assets/errdocs/"  # where the style sheets and scripts are, from the site's root
STYLE_SHEET = f"{ASSETS}errdocs.css"
SCRIPT = f"{ASSETS}errdocs.js"


class BrokenRegistry(Exception):
    """A registry with problems; nothing is rendered from it."""

    def __init__(self, loaded: Loaded, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the registry")
        self.loaded = loaded
        self.problems = problems

    def lines(self) -> Iterator[str]:
        """Yield a line for each problem."""
        return self.loaded.report(self.problems)


@dataclass(frozen=True)
class SiteFile:
    """A file that every engine copies as it is; it is made once somebody wants it."""

    path: str
    """Path from the site's root."""
    make: Maker

    @property
    def content(self) -> bytes:
        """Return the content, made anew."""
        return self.make()

    @property
    def is_markdown(self) -> bool:
        """Whether engines would take it for one of their pages."""
        return self.path.endswith(".md")

    @property
    def source(self) -> str:
        """Return a path under which engines take it for a file to copy."""
        return f"{self.path}.txt" if self.is_markdown else self.path


@dataclass(frozen=True)
class SiteOptions:
    """What a project says about its site."""

    data: Path
    """Folder of the registry."""
    overrides: Path | None = None
    """Folder with the project's own templates."""
    site_url: str = ""
    """URL of the site with a slash at its end; empty where unknown."""
    documents: Path | None = None
    """Folder of the hand-written pages, which entries may link to."""
    entry_base: str | None = None
    """URL of the project's files with a slash at its end, for links to entries."""
    report_url: str = ""
    """Template of the project's issue form, which `report_links` checks; empty without one."""
    has_markdown: bool = True
    """Whether the site publishes the errors as plain Markdown: not every engine can."""


@dataclass(frozen=True)
class Site:
    """A checked registry with all that a site needs from it."""

    options: SiteOptions
    loaded: Loaded
    routes: Routes
    renderer: Renderer
    """The templates of the pages; another state of the site can use them again."""
    _kept: dict[str, RenderedPage] = field(default_factory=dict, compare=False)

    @classmethod
    def of(
        cls,
        options: SiteOptions,
        *,
        renderer: Renderer | None = None,
        known: KnownFiles | None = None,
    ) -> Site:
        """Load and check a registry; what has not changed since need not be read again.

        Raises BrokenRegistry where a check fails that a build must wait for.
        """
        loaded, folder = load(options.data, known=known), options.documents
        documents = document_paths(folder) if folder and folder.is_dir() else None
        published = filter(None, (folder, options.overrides))
        others = chain.from_iterable(map(published_folders.check, published))
        if problems := [*check(loaded, documents=documents, is_strict=False), *others]:
            raise BrokenRegistry(loaded, problems)
        ledger = read_ledger(options.data).ledger
        routes = Routes(loaded.registry, ledger, documents, options.site_url)
        return cls(options, loaded, routes, renderer or Renderer(options.overrides))

    @cached_property
    def pages(self) -> tuple[RenderedPage, ...]:
        """Return every page, rendered; raises BrokenTemplate for a mistake of a template."""
        return tuple(self._views.pages())

    def page(self, page: Page) -> RenderedPage:
        """Return one page, rendered anew unless it is kept; raises BrokenTemplate."""
        return self._kept.get(page.path) or self._views.page(page)

    def try_templates(self, *, keeps_pages: bool) -> None:
        """Render every page and keep them, or render one of each kind; raises BrokenTemplate.

        Whoever is about to remove the last site has to know that the next one can be made.
        """
        pages = self.routes.pages
        if keeps_pages:
            self._kept.update((page.path, self._views.page(page)) for page in pages.values())
        else:
            for page in {page.kind: page for page in pages.values()}.values():
                self._views.page(page)
        for path, target in islice(self._views.redirects(), 1):
            self._redirect(path, target)

    def head(self, page: Page) -> Mapping[str, Any]:
        """Return the metadata of a page."""
        return self._views.head(page, LinkPreview.of(self.routes.registry, page))

    @cached_property
    def files(self) -> tuple[SiteFile, ...]:
        """Return the exports, redirects, assets and social cards."""
        return tuple(SiteFile(*item) for item in self._files())

    @cached_property
    def data_files(self) -> Mapping[str, Maker]:
        """Return what makes every file for programs, by path."""
        return dict(data_files(self.routes))

    @cached_property
    def _kept_cards(self) -> KeptCards:
        """Return the social cards of the last build, and those that were made since."""
        own = self.options.overrides / FONT_FILE if self.options.overrides else None
        return KeptCards(self.options.data, own if own and own.is_file() else None)

    @cached_property
    def _views(self) -> Views:
        options = self.options
        choices = options.entry_base, options.has_markdown, self._has_cards, options.report_url
        return Views(self.loaded, self.routes, self.renderer, *choices)

    @property
    def _has_cards(self) -> bool:
        """Whether social cards are drawn; they are only ever named by their absolute URL."""
        return bool(self.options.site_url) and find_spec("PIL") is not None

    def _files(self) -> Iterator[tuple[str, Maker]]:
        yield from self.data_files.items()
        yield from moved_files(self.routes, self.data_files)
        for path, target in self._views.redirects():
            yield f"{path}index.html", partial(self._redirect, path, target)
        yield HOST_FILE, lambda: host_redirects(self.routes).encode()
        yield NGINX_FILE, lambda: nginx_maps(self.routes).encode()
        yield from self._assets()
        if self._has_cards:
            yield from self._cards()

    def _redirect(self, path: str, target: str) -> bytes:
        return self._views.redirect(path, target).encode()

    def _assets(self) -> Iterator[tuple[str, Maker]]:
        """Yield style sheets and scripts; those of the project replace ours of the same name."""
        found: dict[str, Path] = {}
        for folder in filter(None, (BUILT_IN_TEMPLATES, self.options.overrides)):
            files = (file for file in (folder / "assets").rglob("*") if file.is_file())
            found |= {file.relative_to(folder / "assets").as_posix(): file for file in files}
        contents = {name: file.read_bytes() for name, file in found.items()}
        settings = self.loaded.registry.settings
        actors = {actor.key: actor.title for actor in settings.actors}
        script = constants_script(actors, self.options.report_url, settings.version)
        contents.setdefault("constants.js", script.encode())
        joined = cache(partial(joined_assets, contents))
        for name in sorted(contents):
            if not name.endswith(".d.ts"):  # types are for those who develop
                yield ASSETS + name, partial(_asset, joined, name)

    def _cards(self) -> Iterator[tuple[str, Maker]]:
        for page in self.routes.pages.values():
            yield page.path + CARD_NAME, partial(self._card, page)

    def _card(self, page: Page) -> bytes:
        return self._kept_cards.png(LinkPreview.of(self.routes.registry, page).card)

    def forget_other_cards(self) -> None:
        """Remove the kept social cards that the site no longer has."""
        if self._has_cards:
            registry, pages = self.routes.registry, self.routes.pages.values()
            self._kept_cards.forget_others(LinkPreview.of(registry, page).card for page in pages)


def _asset(joined: Callable[[], Mapping[str, bytes]], name: str) -> bytes:
    """Return a style sheet or script; to join them takes as long as to make a hundred pages."""
    return joined()[name]
