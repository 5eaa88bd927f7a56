"""What a ledger has to learn: paths it does not have yet, and pages that people moved."""

from __future__ import annotations

import datetime

from errdocs.routes import paths
from errdocs.routes.ledger import Ledger, Permalink, Update
from errdocs.routes.paths import ERROR_FILES
from errdocs.routes.site_routes import FRAGMENTS, Routes


class RefusedMove(Exception):
    """A move that would lose or misdirect a link; the text says why."""


def pending(routes: Routes, today: datetime.date) -> Update:
    """Return what the registry says that its ledger does not.

    A target is only changed where the site itself leads elsewhere. A path that leads nowhere
    stays as it is: where it should lead is for people to say.
    """
    known = routes.ledger or Ledger(paths={})
    resolved = {path: routes.resolve(path) for path in known.paths}
    return Update(
        paths={
            path: Permalink(since=today, target=target)
            for path, target in sorted(routes.targets.items())
            if path not in known.paths
        },
        fragments={name: today for name in FRAGMENTS if name not in known.fragments},
        targets={
            path: target
            for path, target in resolved.items()
            if target is not None and target != known.paths[path].target
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
    rests = {path: _moves(path, entry.target, source) for path, entry in ledger.paths.items()}
    return Update(
        targets={
            path: _counterpart(routes, target, rest)
            for path, rest in rests.items()
            if rest is not None and path not in routes.targets
        }
    )


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
    return suffix if suffix in ERROR_FILES else None


def _counterpart(routes: Routes, page: str, rest: str) -> str:
    """Return what replaces, at a page, what was below or beside another one."""
    if rest not in ERROR_FILES:
        found = routes.resolve(f"{page}{rest}")
        return page if found is None else found
    error = "/".join(page.split("/")[:2])  # the files of a case are those of its error
    file = routes.resolve(f"{error}{rest}")
    if file is None:
        raise RefusedMove(
            f"`{page}` has no `{rest}` beside it, to which the error's file could lead; name an "
            "error that replaces it, or mark the entry as removed"
        )
    return file
