"""What keeps a site on screen while its next version is built, or fails to be.

MkDocs builds into the folder that it serves, and after a failed rebuild it lets every request
wait for the next good one. Here the site is moved aside once it is complete, requests are
answered from there, and a failed rebuild changes nothing.
"""

from __future__ import annotations

import atexit
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

STILL_SERVED = "The site as it was before is still served; save again to rebuild."

_log = logging.getLogger("mkdocs.plugins.errdocs")


class Server(Protocol):
    """The parts of MkDocs' development server that matter here."""

    builder: Callable[[], None]
    """Builds the site anew; called after changes."""
    root: str
    """Folder that requests are answered from."""
    error_handler: Callable[[int], bytes | None]
    """Returns the page for an HTTP status, or None."""


def keep_last_site(server: Server) -> None:
    """Make a server, whose first build is complete, answer from the last complete build.

    The folder that requests are answered from keeps its name: a request may have looked it up
    before a rebuild that it then waits for.
    """
    built, served = Path(server.root), Path(f"{server.root}-served")
    build = server.builder

    def rebuild() -> None:
        try:
            build()
        except Exception as error:
            _tell(error)
        else:
            _replace(served, built)

    def error_page(status: int) -> bytes | None:
        page = served / f"{status}.html"
        return page.read_bytes() if page.is_file() else None

    atexit.register(shutil.rmtree, served, ignore_errors=True)
    _replace(served, built)
    server.builder, server.root, server.error_handler = rebuild, str(served), error_page


def _tell(error: Exception) -> None:
    """Say what went wrong; errors that end a build on purpose have been logged already."""
    if not isinstance(error, SystemExit):
        _log.error("The rebuild failed", exc_info=error)
    _log.warning(STILL_SERVED)


def _replace(served: Path, built: Path) -> None:
    """Let a folder take the place of another; no request is answered during a rebuild."""
    old = served.with_name(f"{served.name}-old")
    if served.exists():
        served.rename(old)
    built.rename(served)
    shutil.rmtree(old, ignore_errors=True)
