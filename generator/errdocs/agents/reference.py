"""A registry, from a folder or as a site publishes it, with all that tools ask of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote

from errdocs.escaping import printable_lines, target
from errdocs.exports.agent_texts import case_markdown, error_markdown
from errdocs.exports.published_registry import NotAnErrorsJson, registry_of
from errdocs.fetching import Unreadable, content_of, is_url
from errdocs.linkcheck import Checker, SiteUrls, published_site
from errdocs.linkcheck.known_site import PERMALINKS_JSON, Site
from errdocs.lookup import Lookup
from errdocs.messages import TemplateError
from errdocs.registry.model import Case, Error, Registry
from errdocs.registry.naming import Found, find
from errdocs.render.entry_markdown import entry_markdown
from errdocs.routes import FILES, Routes

SCHEME = "errors://"
"""What the URI of every resource starts with; path segment and case id follow."""


@dataclass(frozen=True)
class Reference:
    """Everything that is known of the errors of one service."""

    registry: Registry
    site_url: str
    """URL of the site with a slash at its end; empty where unknown."""
    lookup: Lookup
    read_site: Callable[[], Site]
    """Reads what the site publishes, for its links; may raise Unreadable."""

    @cached_property
    def routes(self) -> Routes:
        """Return the paths of the site."""
        return Routes(self.registry, site_url=self.site_url)

    @property
    def service(self) -> str:
        """Return the name of the service."""
        return self.registry.settings.service.name

    def url(self, error: Error, case: Case | None) -> str | None:
        """Return the URL of an entry's page; None where that of the site is unknown."""
        return self.site_url + quote(error.path_of(case)) if self.site_url else None

    def uri(self, error: Error, case: Case | None) -> str:
        """Return the URI of the resource about an entry."""
        segments = [error.path_segment, *([case.id] if case else [])]
        return SCHEME + "/".join(quote(segment, safe="") for segment in segments)

    def resource(self, *segments: str) -> str:
        """Return the Markdown of the resource that the segments of a URI name.

        Raises UnknownEntry and AmbiguousEntry.
        """
        return self.markdown(find(self.registry, "/".join(map(unquote, segments))))

    def examples(self, found: Found) -> str:
        """Return everything about an entry as Markdown, with requests and code."""
        page_url = self.url(found.error, found.case) or ""
        root = target(self.site_url) or "/"
        text = entry_markdown(self.registry, found, root=root, page_url=page_url)
        return printable_lines(text)

    def markdown(self, found: Found) -> str:
        """Return what the site publishes about an entry as Markdown."""
        error, case = found.error, found.case
        if case is None:
            return printable_lines(error_markdown(self.routes, error, is_on_site=False))
        return printable_lines(case_markdown(self.routes, error, case, is_on_site=False))

    @cached_property
    def checker(self) -> Checker:
        """Return what checks links to the site. Raises Unreadable."""
        site = self.read_site()
        urls = [url for url in (self.site_url, *site.urls) if url]
        if not urls:
            raise Unreadable("the site", "its URL is not known; start the server with --site URL")
        return Checker(site, SiteUrls(urls))


def published_reference(name: str, site_url: str = "") -> Reference:
    """Return the reference of a published site: its URL, or the file or URL of its `errors.json`.

    A `lookup.json` stands beside an `errors.json`, from which the lookup is made anew: so it is
    the same as that of a folder. Raises Unreadable.
    """
    root = _root(name)
    content = content_of(name if root is None else root + FILES["json"].path)
    try:
        registry, own_url = registry_of(content)
        base_url = site_url or own_url or (root if root and is_url(root) else "")
        lookup = Lookup(registry, base_url)
        lookup.prepare()
    except (NotAnErrorsJson, TemplateError) as error:
        raise Unreadable(name, str(error)) from error
    beside = root if root is not None else f"{name.rpartition('/')[0]}/" if "/" in name else ""
    return Reference(registry, base_url, lookup, lambda: published_site(beside + PERMALINKS_JSON))


def _root(name: str) -> str | None:
    """Return what stands before the names of the files of a site; None for another file."""
    for file in (FILES["json"].path, FILES["lookup"].path):
        if name == file or name.endswith(f"/{file}"):
            return name.removesuffix(file)
    is_site = not name.endswith(".json") if is_url(name) else Path(name).is_dir()
    return f"{name.rstrip('/')}/" if is_site else None
