"""Pages that MkDocs knows and does not render: for links, the sitemap and searches.

Its theme renders a prototype for each shape of page, and one page of the shape to compare with.
Where the two differ, the theme does what no prototype can, and MkDocs renders all pages of the
shape one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment
from material.plugins.search import plugin as search_plugin
from mkdocs.commands.build import _populate_page, get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from errdocs.engines.prototypes import MarkedPage, Prototype, Shape, Unfit
from errdocs.render.search_text import search_text, without_listings
from errdocs.render.views import RenderedPage, front_matter

_NOT_IN_NAV = InclusionLevel.NOT_IN_NAV
_ID = re.compile(r'\sid="([^"]+)"')
_THEME_SEARCH = "material/search"  # the search that leaves out what is marked for it


class FilledFile(File):
    """The file of a page that is made from a prototype."""

    def __init__(self, rendered: RenderedPage, config: MkDocsConfig) -> None:
        super().__init__(
            rendered.file,
            None,
            config.site_dir,
            use_directory_urls=True,
            dest_uri=f"{rendered.page.path}index.html",
            inclusion=_NOT_IN_NAV,
        )
        self.rendered = rendered
        self.prototype: Prototype | None = None
        self.shown = FilledPage(self, config)

    def is_documentation_page(self) -> bool:
        """Return False: MkDocs would read and render it."""
        return False

    @property  # type: ignore[misc]  # nobody sets it
    def content_bytes(self) -> bytes:
        """Return the whole page, as MkDocs writes one."""
        assert self.prototype
        html = self.prototype.filled(self.rendered)
        return html.encode("utf-8", errors="xmlcharrefreplace")

    def copy_file(self, dirty: bool = False) -> None:
        """Write the page; MkDocs calls this once its prototype is there."""
        write_file(self.content_bytes, self.abs_dest_path)

    def is_modified(self) -> bool:
        """Return True: nobody knows what its entry was before."""
        return True


class FilledPage(Page):
    """A page that is made from a prototype, as far as others ask for it."""

    def __init__(self, file: FilledFile, config: MkDocsConfig) -> None:
        super().__init__(file.rendered.head["title"], file, config)
        self.meta = dict(file.rendered.head)
        self._rendered = file.rendered

    @property
    def present_anchor_ids(self) -> set[str]:  # type: ignore[override]
        """Return the anchors that other pages can link to."""
        return set(_ID.findall(self._rendered.body))

    def add_to(self, index: Any, plugin: str) -> None:
        """Add the page to the index of a search plugin, unless it is excluded from searches.

        The theme's search would parse the page, which takes longer than to make it.
        """
        if self.meta["search"].get("exclude"):
            return
        text = search_text(self._rendered.body) if plugin == _THEME_SEARCH else None
        if text is None:
            self.content = without_listings(self._rendered.body)
            index.add_entry_from_context(self)
            return
        section = search_plugin.Section(search_plugin.Element("hx"))
        section.text = [text]
        index.create_entry_for_section(section, [], self.url, self)


@dataclass
class FilledPages:
    """All pages of a site that are made from prototypes."""

    config: MkDocsConfig
    files: dict[str, FilledFile] = field(default_factory=dict)
    """The files by their paths as sources."""

    def make_prototypes(self, env: Environment, files: Files, nav: Navigation) -> list[str]:
        """Render the prototypes; let MkDocs render what none fits, and return the reasons."""
        theme = _Theme(self.config, env, files, nav)
        by_shape: dict[Shape, list[FilledFile]] = {}
        for file in self.files.values():
            by_shape.setdefault(Shape.of(file.rendered), []).append(file)
        reasons = []
        for group in by_shape.values():
            try:
                prototype = theme.prototype(group[0].rendered)
            except Unfit as reason:
                reasons.append(f"{len(group)} pages such as `{group[0].url}`: {reason}")
                self._let_mkdocs_render(group, files)
                continue
            for file in group:
                file.prototype = prototype
        return reasons

    def in_order(self, rendered: Iterable[File], paths: Iterable[str]) -> list[File]:
        """Return these and the files of MkDocs' pages, those of the registry in the given order."""
        own = {path: file for file in rendered if (path := file.src_uri)}
        order = dict.fromkeys(paths)
        found = {**own, **self.files}
        others = [file for path, file in own.items() if path not in order]
        return others + [found[path] for path in order if path in found]

    def add_to_searches(self) -> None:
        """Add the pages to the index of every search plugin."""
        for name, plugin in self.config.plugins.items():
            index = getattr(plugin, "search_index", None)
            if hasattr(index, "add_entry_from_context"):
                for file in self.files.values():
                    file.shown.add_to(index, name)

    def _let_mkdocs_render(self, group: Iterable[FilledFile], files: Files) -> None:
        for filled in group:
            del self.files[filled.src_uri]
            files.remove(filled)
            file = generated(self.config, filled.rendered)
            files.append(file)
            _populate_page(Page(None, file, self.config), self.config, files)


def generated(config: MkDocsConfig, page: RenderedPage) -> File:
    """Return the file of a page that MkDocs renders."""
    inclusion = InclusionLevel.UNDEFINED if page.is_in_nav else _NOT_IN_NAV
    file = File.generated(config, page.file, content=page.text, inclusion=inclusion)
    if page.place:
        file.edit_uri = edit_uri(f"{page.place.path}#L{page.place.line}")
    return file


def edit_uri(path: str) -> str:
    """Return the path of a file of the project as MkDocs needs it: from the documents' folder."""
    return f"../{path}"


@dataclass(frozen=True)
class _Theme:
    """What renders a page into the theme, as `mkdocs.commands.build` does."""

    config: MkDocsConfig
    env: Environment
    files: Files
    nav: Navigation

    def prototype(self, page: RenderedPage) -> Prototype:
        """Return the prototype for a page and all of its shape; raises Unfit if there is none."""
        marked = MarkedPage.like(page)
        made = marked.prototype(self._rendered(marked.path, marked.head, marked.edit_path, marked))
        head = {**page.head, "search": {"exclude": True}}
        place = f"{page.place.path}#L{page.place.line}" if page.place else None
        expected = self._rendered(page.page.path, head, place, marked)
        require_same(made.filled(page), expected.replace(marked.content, page.html))
        return made

    def _rendered(
        self, path: str, head: Mapping[str, Any], place: str | None, marked: MarkedPage
    ) -> str:
        """Return a page at a path whose content is the marker for it."""
        source = front_matter(head) + marked.content
        file = File.generated(self.config, f"{path}index.md", content=source, inclusion=_NOT_IN_NAV)
        file.edit_uri = edit_uri(place) if place else None
        page = Page(None, file, self.config)
        _populate_page(page, self.config, self.files)
        self.config._current_page = page
        try:
            page.active = True
            context = get_context(self.nav, self.files, self.config, page)
            plugins, config = self.config.plugins, self.config
            context = plugins.on_page_context(context, page=page, config=config, nav=self.nav)
            template = self.env.get_template(str(page.meta.get("template", "main.html")))
            return plugins.on_post_page(template.render(context), page=page, config=config)
        finally:
            self.config._current_page = None


def require_same(made: str, expected: str) -> None:
    """Raise Unfit where a page made from a prototype is not what the theme makes of it."""
    if made == expected:
        return
    at = next(
        (index for index, pair in enumerate(zip(made, expected, strict=False)) if len({*pair}) > 1),
        min(len(made), len(expected)),
    )
    start = max(0, at - 20)
    raise Unfit(
        f"the theme or a plugin writes `{expected[start : at + 40]}` there, "
        f"where a prototype gives `{made[start : at + 40]}`"
    )
