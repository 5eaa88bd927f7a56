"""Sites of registries in memory, for tests that ask for pages and files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from errdocs.exports.catalogue import data_files
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import Registry
from errdocs.render.environment import Renderer
from errdocs.routes import Ledger, Routes
from errdocs.site import Site, SiteOptions
from support import ROOT


@cache
def this_repository() -> Loaded:
    """Return the registry of this repository, which a worker reads once for all tests."""
    return load(ROOT / "data")


def site_of(
    loaded: Loaded,
    ledger: Ledger | None = None,
    documents: frozenset[str] | None = frozenset(),
    site_url: str = "",
    entry_base: str | None = None,
) -> Site:
    """Return the site of a registry as it was read, whatever its checks would say."""
    data = Path(loaded.settings_path).parent
    options = SiteOptions(data, site_url=site_url, entry_base=entry_base)
    routes = Routes(loaded.registry, ledger, documents, site_url)
    return Site(options, loaded, routes, Renderer())


def page_texts(loaded: Loaded, site_url: str = "", entry_base: str | None = None) -> dict[str, str]:
    """Return the Markdown of every page of a registry, by path."""
    site = site_of(loaded, site_url=site_url, entry_base=entry_base)
    return {page.page.path: page.text for page in site.pages}


def files_of(registry: Registry, site_url: str = "") -> dict[str, bytes]:
    """Return every file for programs of a registry without a ledger, by path."""
    return {path: make() for path, make in data_files(Routes(registry, site_url=site_url))}
