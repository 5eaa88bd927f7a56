"""What a site publishes: every path that people or programs may link to.

Known from the registry alone, without rendering, so that a check is fast. Style sheets and
scripts are not permanent, nor is what only a site with an address has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from errdocs.registry.model import Error, Registry
from errdocs.routes import paths
from errdocs.routes.files import FILES

FRAGMENTS = ("cause", "cases", "fix", "message", "response")
"""Ids that every page of an error or case answers; an error that has one case today may have
two tomorrow, and a link to its `#fix` still has to arrive."""


@dataclass(frozen=True)
class Publication:
    """Every path of a site as it would be built now."""

    pages: frozenset[str]
    """Paths of pages: a slash at the end, or empty for the home page."""
    files: frozenset[str]
    """Paths of the files for programs."""
    redirects: Mapping[str, str]
    """Path of each alias, and of each only case of an error -> path of the error."""
    unsure: bool = False
    """Whether hand-written pages are unknown, so that a path outside `errors/` may be one."""

    @cached_property
    def targets(self) -> Mapping[str, str]:
        """Return every published path with the path that it resolves to."""
        own = {path: path for path in sorted(self.pages | self.files)}
        return {**own, **self.redirects}

    def has(self, path: str) -> bool:
        """Whether a path is a page or file of the site, as far as is known."""
        is_hand_written = self.unsure and not path.startswith(paths.INDEX) and path.endswith("/")
        return path in self.pages or path in self.files or is_hand_written


def publication(registry: Registry, documents: Collection[str] | None = None) -> Publication:
    """Return what a site publishes; `documents` are the paths of its hand-written pages."""
    pages = frozenset((*page_paths(registry), *(documents or ())))
    return Publication(
        pages=pages,
        files=frozenset(file_paths(registry)),
        redirects={
            path: paths.error_path(error)
            for error in registry.errors
            for path in _redirected(error)
            if path not in pages
        },
        unsure=documents is None,
    )


def _redirected(error: Error) -> Iterator[str]:
    """Yield the paths that lead to an error without being a page.

    A case has a path of its own even while it is the only one: a program can build it without
    a look at the others, and it stays right when the error gets a second case.
    """
    yield from (paths.alias_path(alias.code) for alias in error.aliases)
    yield from (paths.own_case_path(error, case) for case in error.cases)


def page_paths(registry: Registry) -> Iterator[str]:
    """Yield the path of every page that comes from a registry."""
    yield from ("", paths.INDEX, paths.LOOKUP, paths.RETIRED, paths.CHANGES)
    for category in registry.settings.categories:
        yield paths.category_path(category.key)
    for error, case in registry.cases():
        yield paths.case_path(error, case)
        if case.status and not (case.removed or error.removed):
            yield paths.status_path(case.status)
    yield from map(paths.error_path, registry.errors)


def file_paths(registry: Registry) -> Iterator[str]:
    """Yield the path of every file for programs."""
    yield from (file.path for file in FILES.values() if not file.needs_site_url)
    for error in registry.errors:
        yield from (error.file_path(".json"), error.file_path(".md"))
