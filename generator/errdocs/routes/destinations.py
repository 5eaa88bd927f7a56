"""Where a path leads today: to itself, along an alias or a moved case, or where the ledger says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from errdocs.registry.model import Case, Error, Lifecycle, Registry
from errdocs.routes import paths
from errdocs.routes.ledger import Ledger
from errdocs.routes.listings import overview_titles
from errdocs.routes.published import Publication


class Kind(StrEnum):
    """What a published path is today."""

    PAGE = "page"
    FILE = "file"
    REDIRECT = "redirect"
    RETIRED = "retired"


@dataclass(frozen=True)
class Destinations:
    """Finds where paths lead in a site that is built from a registry and its ledger."""

    registry: Registry
    published: Publication
    ledger: Ledger | None

    def resolve(self, path: str) -> str | None:
        """Return the page or file that a path leads to; None where it leads nowhere.

        What the site has at the path wins over the ledger, and the ledger over what follows
        from the registry, so that people decide where they know better. The path of a file
        leads to a file only: programs cannot read a page in its place.
        """
        target = self._followed(path)
        is_lost = target is not None and paths.is_file(path) and not paths.is_file(target)
        return None if is_lost else target

    def _followed(self, path: str) -> str | None:
        seen: set[str] = set()
        while path not in seen:
            seen.add(path)
            if self.published.has(path):
                return path
            step = self.published.redirects.get(path) or self._recorded(path) or self.implied(path)
            if step is None:
                return None
            path = step
        return None

    def implied(self, path: str) -> str | None:
        """Return where a path that the site no longer has leads by what the registry says."""
        if path.startswith(f"{paths.INDEX}status/"):
            return self._emptied_status(path)
        below = path.removeprefix(paths.INDEX)
        if below == path:
            return None
        name, slash, rest = below.partition("/")
        if not slash:
            return self._renamed_file(name)
        error = self._errors.get(name)
        case = error.find_case(rest.removesuffix("/")) if error and rest.endswith("/") else None
        return paths.case_path(error, case) if error and case else None

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Yield every path that leads to another one, with that one, in order."""
        recorded = self.ledger.paths if self.ledger else ()
        for path in sorted({*self.published.redirects, *recorded}):
            target = self.resolve(path)
            if target is not None and target != path:
                yield path, target

    def kind(self, path: str, target: str) -> Kind:
        """Return what a path is today, which leads to a target."""
        if path != target:
            return Kind.REDIRECT
        if self.removal(path):
            return Kind.RETIRED
        return Kind.FILE if path in self.published.files else Kind.PAGE

    def removal(self, path: str) -> Lifecycle | None:
        """Return when and why the error or case at a path was retired."""
        error, case = self._entries.get(path, (None, None))
        return (case.removed if case else None) or (error.removed if error else None)

    def entry(self, path: str) -> tuple[Error, Case | None] | None:
        """Return the error whose page is at a path, and the case that is meant or its only one."""
        return self._entries.get(path)

    def title(self, path: str) -> str:
        """Return the title of the page at a path; the path itself where the registry has none."""
        if found := self.entry(path):
            error, case = found
            is_own = case and len(error.cases) > 1
            return f"{error.code}: {case.title if case and is_own else error.title}"
        return self._overviews.get(path, f"/{path}")

    def entry_path(self, name: str) -> str | None:
        """Return the path of the entry named `Code` or `Code/case-id`, or None."""
        code, _, case_id = name.partition("/")
        error = self.registry.by_spelling.get(code)
        if error is None or not case_id:
            return paths.error_path(error) if error else None
        case = error.find_case(case_id)
        return paths.case_path(error, case) if case else None

    def _recorded(self, path: str) -> str | None:
        entry = self.ledger.paths.get(path) if self.ledger else None
        return entry.target if entry and entry.target != path else None

    def _emptied_status(self, path: str) -> str | None:
        """Return where the listing of a status leads of which only retired cases are left."""
        of_retired = {
            paths.status_path(case.status)
            for error, case in self.registry.cases()
            if case.status and (case.removed or error.removed)
        }
        return paths.RETIRED if path in of_retired else None

    def _renamed_file(self, name: str) -> str | None:
        """Return the file about an error under an alias of it: `Old.json` -> `New.json`."""
        stem, dot, suffix = name.rpartition(".")
        error = self._errors.get(stem)
        file = f"{paths.INDEX}{error.path_segment}{dot}{suffix}" if error else None
        return file if file in self.published.files else None

    @cached_property
    def _overviews(self) -> Mapping[str, str]:
        return overview_titles(self.registry)

    @cached_property
    def _errors(self) -> Mapping[str, Error]:
        """Return the errors by every name that stands in paths."""
        aliases = {alias.code: error for error in self.registry.errors for alias in error.aliases}
        return {**aliases, **{error.path_segment: error for error in self.registry.errors}}

    @cached_property
    def _entries(self) -> Mapping[str, tuple[Error, Case | None]]:
        """Return the error at each path of an entry, and the case that is meant or its only one."""
        errors = {
            paths.error_path(error): (error, error.cases[0] if len(error.cases) == 1 else None)
            for error in self.registry.errors
        }
        cases = {
            paths.case_path(error, case): (error, case) for error, case in self.registry.cases()
        }
        return {**cases, **errors}
