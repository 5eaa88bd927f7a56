"""The MkDocs plugin: a thin adapter that adds a registry's pages to a MkDocs site."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config import config_options as options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

from errdocs.engines.live_reload import keep_last_site
from errdocs.engines.project import entry_base, relative_to_here
from errdocs.render.broken_template import BrokenTemplate
from errdocs.render.environment import BUILT_IN_TEMPLATES
from errdocs.render.views import Page
from errdocs.site import BrokenRegistry, Reference, ReferenceOptions, make_reference
from errdocs.static_files import SCRIPT, STYLE_SHEET


class ErrdocsConfig(Config):
    """Options of the plugin in `mkdocs.yml`."""

    registry = options.Dir(exists=True, default="data")
    """Folder of the registry."""
    templates = options.Optional(options.Dir(exists=True))
    """Folder with the project's own templates; each overrides the one of the same name."""


class ErrdocsPlugin(BasePlugin[ErrdocsConfig]):
    """Adds the pages, files, styles and watched folders of a registry."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Render everything before MkDocs cleans or writes, so that a failure costs nothing."""
        if not config.use_directory_urls:
            raise PluginError("errdocs: `use_directory_urls` has to be true: links end in `/`")
        folders = [folder for folder in (self._overrides, BUILT_IN_TEMPLATES) if folder]
        config.watch += [self.config.registry, *map(str, folders)]
        config.theme.dirs[:0] = [str(folder / "theme") for folder in folders]
        config.extra_css.insert(0, STYLE_SHEET)
        script = options.ExtraScriptValue(SCRIPT)
        script.type = "module"
        config.extra_javascript.insert(0, script)
        self._reference = self._make_reference(config)
        return config

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the pages and files; refuse to replace a hand-written page in silence."""
        for page in self._reference.pages:
            self._append(files, self._page(page, config))
        for item in self._reference.files:
            file = File.generated(config, item.source, content=item.content)
            file.dest_uri = file.url = item.path
            self._append(files, file)
        return files

    def on_serve(self, server: LiveReloadServer, **_: object) -> LiveReloadServer:
        """Keep the last good site on screen whatever a change brings."""
        keep_last_site(server)
        return server

    @property
    def _overrides(self) -> Path | None:
        return Path(self.config.templates) if self.config.templates else None

    def _make_reference(self, config: MkDocsConfig) -> Reference:
        project = ReferenceOptions(
            data=relative_to_here(Path(self.config.registry)),
            overrides=self._overrides,
            documents=Path(config.docs_dir),
            base_url=config.site_url or "",
            entry_base=entry_base(config.repo_url, config.edit_uri),
        )
        try:
            return make_reference(project)
        except BrokenRegistry as error:
            lines = error.loaded.report(error.problems)
            raise PluginError("\n".join(["errdocs: the registry has problems:", *lines])) from None
        except BrokenTemplate as error:
            raise PluginError(f"errdocs: a template is broken:\n{error}") from None

    def _page(self, page: Page, config: MkDocsConfig) -> File:
        inclusion = InclusionLevel.UNDEFINED if page.in_nav else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, page.file, content=page.text, inclusion=inclusion)
        if page.place:
            file.edit_uri = f"../{page.place.path}#L{page.place.line}"
        return file

    def _append(self, files: Files, file: File) -> None:
        if files.get_file_from_path(file.src_uri):
            raise PluginError(f"errdocs: `{file.src_uri}` is made from the registry; rename yours")
        files.append(file)
