"""The files of a site that are not Markdown pages: redirects, exports, style sheets, scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from errdocs.exports import exported_files, markdown_files
from errdocs.lookup.constants import constants_script
from errdocs.lookup.index import LOOKUP_JSON, build_index, index_json
from errdocs.registry.model import Registry
from errdocs.render.environment import BUILT_IN_TEMPLATES, Renderer
from errdocs.routes.permalinks import PERMALINKS_JSON, Destinations, permalinks_json, publication
from errdocs.routes.redirects import (
    HOST_FILE,
    NGINX_FILE,
    host_redirects,
    moved_files,
    nginx_maps,
    redirect_pages,
)

ASSETS = "assets/errdocs/"
"""Where the style sheets and scripts are, from the site's root."""
STYLE_SHEET = f"{ASSETS}errdocs.css"
SCRIPT = f"{ASSETS}errdocs.js"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that every engine copies as it is."""

    path: str
    """Path from the site's root."""
    content: bytes

    @property
    def is_markdown(self) -> bool:
        """Whether engines would take it for one of their pages."""
        return self.path.endswith(".md")

    @property
    def source(self) -> str:
        """Return a path under which engines take it for a file to copy."""
        return f"{self.path}.txt" if self.is_markdown else self.path


def data_files(registry: Registry, where: Destinations, base_url: str = "") -> Mapping[str, bytes]:
    """Return every file for programs, by path; `where` knows where old paths lead."""
    return {
        **dict(exported_files(registry, base_url)),
        **dict(markdown_files(registry, base_url)),
        PERMALINKS_JSON: permalinks_json(where, base_url).encode(),
        LOOKUP_JSON: index_json(build_index(registry)).encode(),
    }


def static_files(
    registry: Registry,
    renderer: Renderer,
    overrides: Path | None = None,
    base_url: str = "",
    where: Destinations | None = None,
    with_pictures: bool = False,
) -> Iterator[StaticFile]:
    """Yield the redirects, the exports and the assets; overrides replace assets.

    `where` knows where old paths lead; without it only aliases redirect. Pictures of pages are
    made elsewhere; redirects name them where they are.
    """
    where = where or Destinations(registry, publication(registry), None)
    data = data_files(registry, where, base_url)
    redirects = redirect_pages(where, renderer, base_url, with_pictures)
    for path, content in chain(data.items(), moved_files(where, data), redirects):
        yield StaticFile(path, content)
    yield StaticFile(HOST_FILE, host_redirects(where, base_url).encode())
    yield StaticFile(NGINX_FILE, nginx_maps(where, base_url).encode())
    yield from _assets(overrides)


def _assets(overrides: Path | None) -> Iterator[StaticFile]:
    found: dict[str, Path] = {}
    for folder in (BUILT_IN_TEMPLATES, overrides):
        root = folder / "assets" if folder else None
        for file in sorted(root.rglob("*")) if root and root.is_dir() else ():
            if file.is_file() and not file.name.endswith(".d.ts"):  # those are for the type checker
                found[file.relative_to(root or file).as_posix()] = file
    yield StaticFile(f"{ASSETS}constants.js", constants_script().encode())
    for name, file in sorted(found.items()):
        yield StaticFile(ASSETS + name, file.read_bytes())
