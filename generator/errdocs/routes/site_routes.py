"""Every page, file, title and redirect of a site, and what its ledger has to learn of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from errdocs.registry.model import Case, Error, Lifecycle, Registry
from errdocs.registry.placeholders import without_unfinished
from errdocs.routes import paths
from errdocs.routes.error_map import ErrorMap
from errdocs.routes.ledger import Ledger, Permalink, Update
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
    def error_map(self) -> ErrorMap | None:
        """Return the map of all errors; None for a registry that has none."""
        return ErrorMap.of(self.registry, self.listings)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Return every page that comes from the registry, by path."""
        found = pages_of(self.registry, self.listings, has_map=self.error_map is not None)
        return {page.path: page for page in found}

    @cached_property
    def all_pages(self) -> frozenset[str]:
        """Return the path of every page, hand-written ones too where they are known."""
        return frozenset((*self.pages, *(self.documents or ())))

    @cached_property
    def files(self) -> frozenset[str]:
        """Return the path of every permanent file for programs.

        Style sheets and scripts are not permanent, nor is what only a site with a URL has.
        """
        once = {file.path for file in FILES.values() if not file.needs_site_url}
        entries = ((error, case) for error in self.registry.errors for case in (None, *error.cases))
        own = {error.file_path(end, case) for error, case in entries for end in ERROR_FILES}
        return frozenset(once | own)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Return the paths that lead to an error without being a page: aliases and only cases.

        A case has a path of its own even while it is the only one: a program can build it without
        a look at the others, and it stays right when the error gets a second case.
        """
        found: dict[str, str] = {}
        for error in self.registry.errors:
            own = [(f"{paths.INDEX}{alias.code}/", error.path) for alias in error.aliases]
            own += ((error.permanent_path_of(case), error.path) for case in error.cases)
            own += (
                (f"{paths.INDEX}{case.code}/", error.path_of(case))
                for case in error.cases
                if case.code and paths.is_segment(case.code)
            )
            found |= {path: target for path, target in own if path not in self.all_pages}
        return found

    @cached_property
    def targets(self) -> Mapping[str, str]:
        """Return every path that the site publishes for ever with the path that it resolves to."""
        passing = {path for path, page in self.pages.items() if not page.is_permanent}
        own = sorted((self.all_pages | self.files) - passing)
        return {path: path for path in own} | self.aliases

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
        if path in self._emptied:
            return paths.REMOVED
        if (longer := paths.list_of(path)) is not None:
            return longer  # it had more pages once
        if paths.is_file(path):
            return self._implied_file(below)
        if (overview := self._overview_instead(path)) is not None:
            return overview
        name, _, rest = below.partition("/")
        error = self._by_segment.get(name)
        case = error.find_case(rest.removesuffix("/")) if error else None
        return error.path_of(case) if error and case else None

    def _implied_file(self, below: str) -> str | None:
        """Return the file about an error or case that a path means which has an alias of it.

        `Old.json` is `New.json`, and `Old/case-id.json` is `New/case-id.json`.
        """
        stem, dot, suffix = below.rpartition(".")
        name, slash, case_id = stem.partition("/")
        error = self._by_segment.get(name)
        case = error.find_case(case_id) if error and slash else None
        if error is None or (slash and case is None):
            return None
        file = error.file_path(f"{dot}{suffix}", case)
        return file if file in self.files else None

    def _overview_instead(self, path: str) -> str | None:
        """Return what replaces a published overview that the registry has no more."""
        if not (self.ledger and path in self.ledger.paths):
            return None
        if path.startswith(paths.SIMILAR):
            return paths.SIMILAR if paths.SIMILAR in self.pages else paths.INDEX
        return paths.INDEX if path == paths.MAP else None

    @cached_property
    def _emptied(self) -> frozenset[str]:
        """Return the paths of the listings of statuses of which all cases may be removed."""
        statuses = {entry.status for entry in self.listings.removed}
        return frozenset(paths.status_path(status) for status in statuses if status)

    @cached_property
    def _by_segment(self) -> Mapping[str, Error]:
        """Return the errors by every name that stands in paths."""
        aliases = {alias.code: error for error in self.registry.errors for alias in error.aliases}
        return {**aliases, **{error.path_segment: error for error in self.registry.errors}}


def document_paths(folder: Path) -> frozenset[str]:
    """Return the path from the site's root of every Markdown page below a folder.

    Engines skip hidden files and folders, so these have no page.
    """
    found = set()
    for file in folder.rglob("*.md"):
        parts = file.relative_to(folder).with_suffix("").parts
        if not any(part.startswith(".") for part in parts):
            own = parts[:-1] if parts[-1] in {"index", "README"} else parts
            found.add("".join(f"{part}/" for part in own))
    return frozenset(found)


class RefusedMove(Exception):
    """A move that would lose or misdirect a link; the text says why."""


def pending(routes: Routes, today: datetime.date, *, keeps_drafts: bool = False) -> Update:
    """Return what the registry says that its ledger does not.

    The paths of unfinished entries are left out: their code, id or status may still change. A
    target is only changed where the site itself leads elsewhere. A path that leads nowhere stays
    as it is: where it should lead is for people to say.
    """
    known = routes.ledger or Ledger(paths={})
    registry = without_unfinished(routes.registry, keeps_drafts=keeps_drafts)
    lasting = routes if registry is routes.registry else replace(routes, registry=registry)
    return Update(
        paths={
            path: Permalink(since=today, target=routes.targets[path])
            for path in sorted(lasting.targets)
            if path not in known.paths
        },
        fragments={name: today for name in FRAGMENTS if name not in known.fragments},
        targets={
            path: target
            for path, entry in known.paths.items()
            if (target := routes.resolve(path)) is not None and target != entry.target
        },
    )


def moved(routes: Routes, old: str, new: str) -> Update:
    """Return new targets for all that led to an old page and shall lead to a new one.

    Both are names such as `Code` or `Code/case-id`, or paths. What stood below or beside the
    old page leads to its counterpart at the new one, or else to the new page itself.

    Raises RefusedMove where the old one is not in the ledger or still on the site, where the new
    one is not on the site, and where a file about an error has no counterpart there.
    """
    ledger = routes.ledger or Ledger(paths={})
    readings = (old.lstrip("/"), f"{paths.INDEX}{old.strip('/')}/")  # the entry may be gone
    source = next((path for path in readings if path in ledger.paths), None)
    if source is None:
        raise RefusedMove(f"`{old}` is not in the ledger")
    target = routes.resolve(routes.entry_path(new) or new.lstrip("/"))
    if target is None:
        raise RefusedMove(f"`{new}` is not an entry or path of the site")
    if routes.has(source) or routes.aliases.get(source, target) != target:
        raise RefusedMove(
            f"`{source}` is still a path of the site; remove or rename its entry first"
        )
    return Update(
        targets={
            path: _counterpart(routes, target, rest)
            for path, entry in ledger.paths.items()
            if path not in routes.targets
            and (rest := _moves(path, entry.target, source)) is not None
        }
    )


def _moves(path: str, target: str, page: str) -> str | None:
    """Return what a path adds to a page's that moves; None where it does not move with it.

    The only case of an error leads to the error's page, and moves under its own name.
    """
    is_own = path == page or (path.startswith(page) and target.startswith(page))
    path = path if is_own else target
    if path.startswith(page):
        return path.removeprefix(page)
    suffix = path.removeprefix(page.removesuffix("/"))
    return suffix if suffix in ERROR_FILES else None


def _counterpart(routes: Routes, page: str, rest: str) -> str:
    """Return what replaces, at a page, what was below or beside another one."""
    if not rest.endswith(ERROR_FILES):
        found = routes.resolve(f"{page}{rest}")
        return page if found is None else found
    beside = page.removesuffix("/") if rest in ERROR_FILES else page
    # A program that asked for a case which is no more still gets its error.
    names = (f"{beside}{rest}", "/".join(page.split("/")[:2]) + f".{rest.rpartition('.')[2]}")
    file = next(filter(None, map(routes.resolve, names)), None)
    if file is None:
        raise RefusedMove(
            f"`{page}` has no `{rest}` beside it, to which the error's file could lead; name an "
            "error that replaces it, or mark the entry as removed"
        )
    return file
