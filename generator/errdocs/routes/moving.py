"""A page that moved: everything that led to it leads to what stands in its place."""

from __future__ import annotations

from errdocs.routes import paths
from errdocs.routes.destinations import Destinations
from errdocs.routes.ledger import Ledger
from errdocs.routes.updating import Update

_BESIDE = frozenset({".json", ".md"})
"""Files about an error, which stand beside the folder of its page."""


class UnknownPath(Exception):
    """A name that is neither an entry nor a path that is known."""

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"`{name}` is not {expected}")
        self.name = name
        self.expected = expected


class LivePath(Exception):
    """A path that the site still has, so that it cannot lead elsewhere."""

    def __init__(self, path: str) -> None:
        super().__init__(f"`{path}` still is a path of the site; remove or rename its entry first")
        self.path = path


class NotAFile(Exception):
    """A file about an error that would lead to a page, which no program can read."""

    def __init__(self, suffix: str, target: str) -> None:
        super().__init__(
            f"`{target}` has no `{suffix}` beside it, to which the error's file could lead; name "
            "an error that stands in its place, or retire the entry"
        )
        self.suffix = suffix
        self.target = target


def moved(where: Destinations, old: str, new: str) -> Update:
    """Return new targets for all that led to an old page and shall lead to a new one.

    Both are names such as `Code` or `Code/case-id`, or paths. What stood below or beside the
    old page leads to its counterpart at the new one, or else to the new page itself.

    Raises UnknownPath where the ledger lacks the old one or the site the new one, LivePath where
    the site still has the old one, and NotAFile where a file has no counterpart.
    """
    ledger = where.ledger or Ledger(paths={})
    source = next((path for path in _readings(old) if path in ledger.paths), None)
    if source is None:
        raise UnknownPath(old, "in the ledger")
    target = where.resolve(where.entry_path(new) or new.lstrip("/"))
    if target is None:
        raise UnknownPath(new, "an entry or path of the site")
    if where.published.has(source) or where.published.redirects.get(source, target) != target:
        raise LivePath(source)
    rests = {path: _moves(path, entry.target, source) for path, entry in ledger.paths.items()}
    lost = {
        path: rest
        for path, rest in rests.items()
        if rest is not None and path not in where.published.targets
    }
    return Update(targets={path: _counterpart(where, target, rest) for path, rest in lost.items()})


def _readings(name: str) -> tuple[str, str]:
    """Return the paths that a name may mean: itself, or that of an entry that may be gone."""
    return name.lstrip("/"), f"{paths.INDEX}{name.strip('/')}/"


def _moves(path: str, target: str, page: str) -> str | None:
    """Return what a path adds to a page's that moves; None where it does not move with it.

    The only case of an error leads to the error's page, and moves under its own name.
    """
    is_own = path == page or (path.startswith(page) and target.startswith(page))
    return _rest(path if is_own else target, page)


def _rest(path: str, page: str) -> str | None:
    """Return what a path adds to a page's: nothing for the page itself, None for other pages."""
    if path.startswith(page):
        return path.removeprefix(page)
    suffix = path.removeprefix(page.removesuffix("/"))
    return suffix if suffix in _BESIDE else None


def _counterpart(where: Destinations, page: str, rest: str) -> str:
    """Return what stands at a page in the place of what was below or beside another one."""
    if rest not in _BESIDE:
        found = where.resolve(f"{page}{rest}")
        return page if found is None else found
    error = "/".join(page.split("/")[:2])  # the files of a case are those of its error
    file = where.resolve(f"{error}{rest}")
    if file is None:
        raise NotAFile(rest, page)
    return file
