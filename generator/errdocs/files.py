"""The files of a site that are not Markdown pages: redirects, exports, style sheets, scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from errdocs import paths
from errdocs.exports import errors_json
from errdocs.lookup.index import build_index, index_json
from errdocs.model import Registry
from errdocs.rendering import BUILT_IN_TEMPLATES, Renderer

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


def static_files(
    registry: Registry, renderer: Renderer, overrides: Path | None = None, base_url: str = ""
) -> Iterator[StaticFile]:
    """Yield the redirects of aliases, the exports and the assets; overrides replace assets."""
    yield from _redirects(registry, renderer)
    yield StaticFile("errors.json", errors_json(registry, base_url).encode())
    yield StaticFile("lookup.json", index_json(build_index(registry)).encode())
    yield from _assets(overrides)


def _redirects(registry: Registry, renderer: Renderer) -> Iterator[StaticFile]:
    for error in registry.errors:
        for spelling in dict.fromkeys(alias.code for alias in error.aliases):
            path = paths.alias_path(spelling)
            context = {"spelling": spelling, "error": error}
            html = renderer.render("redirect.html.j2", path, context)
            yield StaticFile(f"{path}index.html", html.encode())


def _assets(overrides: Path | None) -> Iterator[StaticFile]:
    found: dict[str, Path] = {}
    for folder in (BUILT_IN_TEMPLATES, overrides):
        root = folder / "assets" if folder else None
        for file in sorted(root.rglob("*")) if root and root.is_dir() else ():
            if file.is_file():
                found[file.relative_to(root or file).as_posix()] = file
    for name, file in sorted(found.items()):
        yield StaticFile(ASSETS + name, file.read_bytes())
