"""What keeps a site on screen while its next version is built, or fails to be.

MkDocs builds into the folder that it serves, and after a failed rebuild it lets every request
wait for the next good one. Here the site is moved aside once it is complete, requests are
answered from there, and a failed rebuild changes nothing.
"""

from __future__ import annotations

import atexit
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from errdocs.engines.mkdocs_runs import PLUGIN_LOG, ChangeSeen, Rebuilt, Serving, tell

STILL_SERVED = "The site as it was before is still served; save again to rebuild."


class Server(Protocol):
    """The parts of MkDocs' development server that matter here."""

    builder: Callable[[], None]
    """Builds the site again; called after changes."""
    root: str
    """Folder that requests are answered from."""
    url: str
    """URL of the served site."""
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
        start = time.monotonic()
        tell(ChangeSeen())
        try:
            build()
        except Exception as error:
            # What ends a build on purpose was logged already.
            if not isinstance(error, SystemExit):
                PLUGIN_LOG.error("The rebuild failed", exc_info=error)
            PLUGIN_LOG.warning(STILL_SERVED)
        else:
            _replace(served, built)
            tell(Rebuilt(time.monotonic() - start))

    def error_page(status: int) -> bytes | None:
        page = served / f"{status}.html"
        return page.read_bytes() if page.is_file() else None

    atexit.register(shutil.rmtree, served, ignore_errors=True)
    _replace(served, built)
    server.builder, server.root, server.error_handler = rebuild, str(served), error_page
    tell(Serving(server.url))


def _replace(served: Path, built: Path) -> None:
    """Let a folder take the place of another; no request is answered during a rebuild."""
    old = served.with_name(f"{served.name}-old")
    if served.exists():
        served.rename(old)
    built.rename(served)
    shutil.rmtree(old, ignore_errors=True)
