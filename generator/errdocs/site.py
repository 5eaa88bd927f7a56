"""A folder of data -> everything a site needs from it, or the problems that stand in the way."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from errdocs.checks import check
from errdocs.problems import Problem
from errdocs.registry.loading import Loaded, load
from errdocs.render.broken_template import broken_template
from errdocs.render.environment import Renderer
from errdocs.render.social_cards import FONT_FILE, NAME, can_draw, picture
from errdocs.render.views import Page, site_pages
from errdocs.routes.documents import document_paths
from errdocs.routes.permalinks import Destinations, publication, read_ledger
from errdocs.static_files import StaticFile, static_files


class BrokenRegistry(Exception):
    """A registry with problems; nothing is rendered from it."""

    def __init__(self, loaded: Loaded, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the registry")
        self.loaded = loaded
        self.problems = problems


@dataclass(frozen=True)
class Reference:
    """A rendered registry, complete in memory before anything is written."""

    loaded: Loaded
    pages: tuple[Page, ...]
    files: tuple[StaticFile, ...]


@dataclass(frozen=True)
class ReferenceOptions:
    """What a project says about its reference."""

    data: Path
    """Folder of the registry."""
    overrides: Path | None = None
    """Folder with the project's own templates."""
    base_url: str = ""
    """URL of the site with a slash at its end, for absolute links in exports."""
    documents: Path | None = None
    """Folder of the hand-written pages, which entries may link to."""
    entry_base: str | None = None
    """URL of the project's files with a slash at its end, for links to entries."""


def make_reference(options: ReferenceOptions, with_markdown: bool = True) -> Reference:
    """Load, check and render a registry.

    `with_markdown` says whether pages link to the errors as plain Markdown: not every engine can
    publish these files.

    Raises BrokenRegistry where a check fails, and BrokenTemplate where a template of the project
    is wrong.
    """
    loaded = load(options.data)
    known = document_paths(options.documents) if options.documents else None
    problems = check(loaded, documents=known, is_strict=False)
    if problems:
        raise BrokenRegistry(loaded, problems)
    try:
        return _rendered(loaded, options, known, with_markdown)
    except Exception as error:
        raise broken_template(error) or error from None


def _rendered(
    loaded: Loaded,
    options: ReferenceOptions,
    documents: Collection[str] | None,
    with_markdown: bool,
) -> Reference:
    registry = loaded.registry
    ledger = read_ledger(options.data).ledger
    where = Destinations(registry, publication(registry, documents), ledger)
    renderer, base_url = Renderer(options.overrides), options.base_url
    with_pictures = bool(base_url) and can_draw()  # they are named by their whole address
    pages = tuple(
        site_pages(loaded, renderer, options.entry_base, base_url, with_pictures, with_markdown)
    )
    files = static_files(registry, renderer, options.overrides, base_url, where, with_pictures)
    return Reference(loaded, pages, (*files, *_pictures(pages, options.overrides)))


def _pictures(pages: tuple[Page, ...], overrides: Path | None) -> Iterator[StaticFile]:
    own_font = overrides / FONT_FILE if overrides else None
    font = own_font if own_font and own_font.is_file() else None
    for page in pages:
        if page.preview:
            yield StaticFile(page.path + NAME, picture(page.preview, font))
