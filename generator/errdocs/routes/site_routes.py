"""Every page, file, title and redirect of a site, known from the registry without rendering."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from errdocs.registry.model import Case, Error, Lifecycle, Registry
from errdocs.routes import paths
from errdocs.routes.ledger import Ledger
from errdocs.routes.pages import Listings, Page, pages_of
from errdocs.routes.paths import ERROR_FILES, FILES

FRAGMENTS = ("cause", "cases", "fix", "message", "response")
"""Ids that every page of an error or case answers; an error that has one case today may have
two tomorrow, and a link to its `#fix` still has to arrive."""


class Kind(StrEnum):
    """What a published path is today; the values are those of `permalinks.json`."""

    PAGE = "page"
    FILE = "file"
    REDIRECT = "redirect"
    REMOVED = "retired"


@dataclass(frozen=True)
class Routes:
    """Knows every path of a site: whoever needs one asks here."""

    registry: Registry
    ledger: Ledger | None = None
    """What was published before; None where there is no ledger."""
    documents: frozenset[str] | None = None
    """Paths of the hand-written pages; None where they are unknown."""
    site_url: str = ""
    """URL of the site's root with a slash at its end; empty where unknown."""

    @cached_property
    def listings(self) -> Listings:
        """Return the cases as listings group them."""
        return Listings.of(self.registry)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Return every page that comes from the registry, by path."""
        return {page.path: page for page in pages_of(self.registry, self.listings)}

    @cached_property
    def all_pages(self) -> frozenset[str]:
        """Return the path of every page, hand-written ones too where they are known."""
        return frozenset((*self.pages, *(self.documents or ())))

    @cached_property
    def files(self) -> frozenset[str]:
        """Return the path of every permanent file for programs.

        Style sheets and scripts are not permanent, nor is what only a site with a URL has.
        """
        once = (file.path for file in FILES.values() if not file.needs_site_url)
        of_errors = (
            error.file_path(suffix) for error in self.registry.errors for suffix in ERROR_FILES
        )
        return frozenset((*once, *of_errors))

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Return the paths that lead to an error without being a page: aliases and only cases.

        A case has a path of its own even while it is the only one: a program can build it without
        a look at the others, and it stays right when the error gets a second case.
        """
        found = {}
        for error in self.registry.errors:
            own = [f"{paths.INDEX}{alias.code}/" for alias in error.aliases]
            for path in (*own, *map(error.permanent_path_of, error.cases)):
                if path not in self.all_pages:
                    found[path] = error.path
        return found

    @cached_property
    def targets(self) -> Mapping[str, str]:
        """Return every path that the site publishes now with the path that it resolves to."""
        own = sorted(self.all_pages | self.files)
        return {**{path: path for path in own}, **self.aliases}

    def has(self, path: str) -> bool:
        """Whether a path is a page or file of the site, as far as is known."""
        if path in self.all_pages or path in self.files:
            return True
        # Where hand-written pages are unknown, any path outside `errors/` may be one.
        is_outside = not path.startswith(paths.INDEX) and path.endswith("/")
        return self.documents is None and is_outside

    def url(self, path: str) -> str:
        """Return the URL of a path: absolute, or from the site's root where its URL is unknown."""
        return self.site_url + path

    def resolve(self, path: str) -> str | None:
        """Return the page or file that a path leads to; None where it leads nowhere.

        What the site has at the path wins over the ledger, and the ledger over what follows
        from the registry, so that people decide where they know better. The path of a file
        leads to a file only: programs cannot read a page in its place.
        """
        target = self._followed(path)
        is_lost = target is not None and paths.is_file(path) and not paths.is_file(target)
        return None if is_lost else target

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Yield every path that leads to another one, with that one, in order."""
        recorded = self.ledger.paths if self.ledger else ()
        for path in sorted({*self.aliases, *recorded}):
            target = self.resolve(path)
            if target is not None and target != path:
                yield path, target

    def kind(self, path: str, target: str) -> Kind:
        """Return what a path is today, which leads to a target."""
        if path != target:
            return Kind.REDIRECT
        if self.removal(path):
            return Kind.REMOVED
        return Kind.FILE if path in self.files else Kind.PAGE

    def removal(self, path: str) -> Lifecycle | None:
        """Return when and why the error or case at a path was removed."""
        error, case = self.entry(path) or (None, None)
        return error.removal_of(case) if error else None

    def entry(self, path: str) -> tuple[Error, Case | None] | None:
        """Return the error whose page is at a path, and the case that is meant or its only one."""
        page = self.pages.get(path)
        return (page.error, page.case) if page and page.error else None

    def title(self, path: str) -> str:
        """Return the title of the page at a path; the path itself where the registry has none."""
        page = self.pages.get(path)
        return page.title if page else f"/{path}"

    def entry_path(self, name: str) -> str | None:
        """Return the path of the entry named `Code` or `Code/case-id`, or None."""
        found = self.registry.find_entry(name)
        return found[0].path_of(found[1]) if found else None

    def _followed(self, path: str) -> str | None:
        seen: set[str] = set()
        while path not in seen:
            seen.add(path)
            if self.has(path):
                return path
            step = self.aliases.get(path) or self._recorded(path) or self._implied(path)
            if step is None:
                return None
            path = step
        return None  # a circle leads nowhere

    def _recorded(self, path: str) -> str | None:
        entry = self.ledger.paths.get(path) if self.ledger else None
        return entry.target if entry and entry.target != path else None

    def _implied(self, path: str) -> str | None:
        """Return where a path that the site no longer has leads by what the registry says."""
        below = path.removeprefix(paths.INDEX)
        if below == path:
            return None
        if path.startswith(f"{paths.INDEX}status/"):
            return paths.REMOVED if path in self._emptied_statuses else None
        name, slash, rest = below.partition("/")
        if not slash:
            return self._renamed_file(name)
        error = self._by_segment.get(name)
        case = error.find_case(rest.removesuffix("/")) if error and rest.endswith("/") else None
        return error.path_of(case) if error and case else None

    @cached_property
    def _emptied_statuses(self) -> frozenset[str]:
        """Return the paths of status listings whose cases are all removed, among others."""
        return frozenset(
            paths.status_path(entry.case.status)
            for entry in self.listings.removed
            if entry.case.status
        )

    def _renamed_file(self, name: str) -> str | None:
        """Return the file about an error under an alias of it: `Old.json` -> `New.json`."""
        stem, dot, suffix = name.rpartition(".")
        error = self._by_segment.get(stem)
        file = error.file_path(f"{dot}{suffix}") if error else None
        return file if file in self.files else None

    @cached_property
    def _by_segment(self) -> Mapping[str, Error]:
        """Return the errors by every name that stands in paths."""
        aliases = {alias.code: error for error in self.registry.errors for alias in error.aliases}
        return {**aliases, **{error.path_segment: error for error in self.registry.errors}}


def document_paths(folder: Path) -> frozenset[str]:
    """Return the path from the site's root of every Markdown page below a folder.

    Engines skip hidden files and folders, so these have no page.
    """
    files = (file.relative_to(folder) for file in folder.rglob("*.md"))
    return frozenset(
        _document_path(file) for file in files if not any(p.startswith(".") for p in file.parts)
    )


def _document_path(file: Path) -> str:
    is_index = file.stem in {"index", "README"}
    parts = file.parent.parts if is_index else (*file.parent.parts, file.stem)
    return "".join(f"{part}/" for part in parts)
