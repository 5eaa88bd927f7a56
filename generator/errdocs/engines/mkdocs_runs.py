"""MkDocs in this process: a build or a development server, and what it says meanwhile.

MkDocs logs sentences. Warnings and errors are passed on as they are; of everything else our plugin
tells by objects that travel with its log records, so that no sentence has to be read again.

MkDocs builds into the folder that it serves, and after a failed rebuild it lets every request
wait for the next good one. Here the site is moved aside once it is complete, requests are
answered from there, and a failed rebuild changes nothing.
"""

from __future__ import annotations

import logging
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from errdocs.allowed_hosts import AllowedHosts
from errdocs.engines.guarded_server import file_below, guarded
from errdocs.engines.served_folder import ServedFolder
from errdocs.whole_files import scratch_beside

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from mkdocs.livereload import LiveReloadServer

    from errdocs.exports.catalogue import Maker

PLUGIN_LOG = logging.getLogger("mkdocs.plugins.errdocs")
GIT_PATIENCE = 5.0  # seconds that git may take to tell the date of the commit
_IS_KEPT_WHOLE = ContextVar("_IS_KEPT_WHOLE", default=False)
_MORE_HOSTS: ContextVar[tuple[str, ...]] = ContextVar("_MORE_HOSTS", default=())
_RESERVED: ContextVar[socket.socket | None] = ContextVar("_RESERVED", default=None)
STILL_SERVED = "The site as it was before is still served; save again to rebuild."


class FailedBuild(Exception):
    """A build that MkDocs gave up; the reason was logged."""


class Progress(NamedTuple):
    """How many pages MkDocs has read or built."""

    task: str
    done: int
    total: int | None = None


class Serving(NamedTuple):
    """The development server takes requests and sees changes."""

    url: str


class ChangeSeen(NamedTuple):
    """A watched file has changed, and the site is built again."""


class Rebuilt(NamedTuple):
    """The site was built again after a change."""

    seconds: float


Event = Progress | Serving | ChangeSeen | Rebuilt
Listener = Callable[[Event | str], None]  # takes an event, or the text of a warning or error


def is_kept_whole() -> bool:
    """Whether whoever runs MkDocs keeps the last site if this build fails halfway."""
    return _IS_KEPT_WHOLE.get()


def tell(event: Event) -> None:
    """Log an event; only a listener sees it, since MkDocs' own commands hide debug records."""
    if PLUGIN_LOG.isEnabledFor(logging.DEBUG):
        PLUGIN_LOG.debug("%s", event, extra={"event": event})


def build(settings: Path, folder: Path, listener: Listener, *, strict: bool) -> None:
    """Build a site into an empty folder; raises FailedBuild after the listener was told why."""
    with _mkdocs(listener), _keeping_whole():
        from mkdocs.commands.build import build as build_site
        from mkdocs.config import load_config

        config = load_config(str(settings), site_dir=str(folder), strict=strict or None)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build_site(config)
        finally:
            config.plugins.on_shutdown()


def serve(
    settings: Path,
    host: str,
    reserved: socket.socket,
    listener: Listener,
    *,
    open_browser: bool,
    allowed_hosts: Iterable[str] = (),
) -> None:
    """Serve a site until it is interrupted; raises FailedBuild where the first build fails.

    A socket that is bound to the port keeps it until the server takes it, after the first build.
    """
    with _mkdocs(listener), _temporary_folder():
        from mkdocs.commands.serve import serve as serve_site

        _MORE_HOSTS.set(tuple(allowed_hosts))
        _RESERVED.set(reserved)
        address = f"{host}:{reserved.getsockname()[1]}"
        serve_site(str(settings), dev_addr=address, open_in_browser=open_browser)


@contextmanager
def _keeping_whole() -> Iterator[None]:
    token = _IS_KEPT_WHOLE.set(True)
    try:
        yield
    finally:
        _IS_KEPT_WHOLE.reset(token)


@contextmanager
def _temporary_folder() -> Iterator[None]:
    """Let this process make its temporary folders where one that is killed has them removed."""
    before = tempfile.tempdir
    with scratch_beside(Path(tempfile.gettempdir(), "errdocs-serve")) as scratch:
        tempfile.tempdir = str(scratch)
        try:
            yield
        finally:
            tempfile.tempdir = before


@contextmanager
def _mkdocs(listener: Listener) -> Iterator[None]:
    """Prepare this process for MkDocs, and pass on what it logs and why it gives up."""
    from mkdocs.exceptions import BuildError, MkDocsException

    # The theme prints a banner about the end of its maintenance unless it is told not to.
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    # MkDocs writes the time of the build into the sitemap. That of the commit makes two builds of
    # it alike: https://reproducible-builds.org/docs/source-date-epoch/
    if seconds := commit_time():
        os.environ.setdefault("SOURCE_DATE_EPOCH", seconds)
    logger, handler = logging.getLogger("mkdocs"), _Handler(listener)
    logger.addHandler(handler)
    logger.propagate = False
    PLUGIN_LOG.setLevel(logging.DEBUG)
    try:
        yield
    except MkDocsException as error:
        if not isinstance(error.__context__, BuildError):  # that one was logged
            listener(str(error))
        raise FailedBuild from error
    finally:
        PLUGIN_LOG.setLevel(logging.NOTSET)
        logger.propagate = True
        logger.removeHandler(handler)


class _Handler(logging.Handler):
    """Passes on events, warnings and errors, each text once."""

    def __init__(self, listener: Listener) -> None:
        super().__init__()
        self._listener = listener
        self._said: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        event = getattr(record, "event", None)
        if event is not None:
            if isinstance(event, ChangeSeen):
                self._said.clear()  # the next build may have the same problems to tell of
            self._listener(event)
        elif record.levelno >= logging.WARNING:
            text = self.format(record)
            if text not in self._said:
                self._said.add(text)
                self._listener(text)


def commit_time() -> str:
    """Return the time of the last commit as seconds since 1970; empty where there is none."""
    git = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(git, capture_output=True, text=True, timeout=GIT_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.stdout.strip().isdigit() else ""


class State(Protocol):
    """One state of a served site."""

    @property
    def makers(self) -> Mapping[str, Maker]:
        """Return what makes each file that MkDocs has not written, by its path."""


class Rebuilder(Protocol):
    """What knows what a served site is made from."""

    def after_build(self) -> State:
        """Return what a build by MkDocs has made."""

    def after_change(self) -> State | None:
        """Return the site after a change; None where MkDocs has to build it anew."""


def keep_last_site(server: LiveReloadServer, rebuilder: Rebuilder) -> None:
    """Make a server, whose first build is complete, answer from the last complete build.

    The served folder keeps its name: a request may look it up before a rebuild and wait for that.
    The server learns of changes at once.
    """
    from errdocs.engines.file_changes import Watcher  # only here: most commands watch nothing

    built, served = Path(server.root), Path(f"{server.root}-served")
    watch, close = server.observer.start, server.shutdown
    folder = ServedFolder(served, rebuilder.after_build().makers)
    watcher = Watcher(server)

    def start_watching() -> None:
        watch()
        watcher.start()
        tell(Serving(server.url))  # not before: whoever reads it may connect or save at once

    def shutdown(wait: bool = False) -> None:
        watcher.stop()
        close(wait)
        shutil.rmtree(served, ignore_errors=True)

    def file_of(path: str) -> Path | None:
        return file_below(Path(server.root), server.mount_path, path)

    hosts = AllowedHosts.of(str(server.server_address[0]), _MORE_HOSTS.get())
    server.set_app(guarded(_on_demand(server, folder), hosts, file_of))
    _replace(served, built)
    server.builder = _rebuilding(
        server.builder, rebuilder, folder, partial(_replace, served, built)
    )
    server.root = str(served)
    server.error_handler = partial(_error_page, served)
    server.observer.start = start_watching  # type: ignore[method-assign]
    server.server_bind = partial(_take_port, server.server_bind)  # type: ignore[method-assign]
    server.shutdown = shutdown  # type: ignore[method-assign]


def _rebuilding(
    build: Callable[[], None],
    rebuilder: Rebuilder,
    folder: ServedFolder,
    show_built: Callable[[], None],
) -> Callable[[], None]:
    """Return what brings a served site up to date; a failure leaves it as it was."""

    def rebuild() -> None:
        start = time.monotonic()
        tell(ChangeSeen())
        try:
            site = rebuilder.after_change()
            if not site:
                build()
                show_built()
                site = rebuilder.after_build()
        except Exception as error:
            _tell_why(error)
            PLUGIN_LOG.warning(STILL_SERVED)
        else:
            folder.show(site.makers)
            tell(Rebuilt(time.monotonic() - start))

    return rebuild


def _take_port(bind: Callable[[], None]) -> None:
    """Bind a server to the port that was reserved for it, if one was."""
    if reserved := _RESERVED.get():
        reserved.close()
    bind()


def _tell_why(error: Exception) -> None:
    """Log why a rebuild failed, unless MkDocs has done so, with a traceback if it is our fault."""
    from mkdocs.exceptions import MkDocsException

    if isinstance(error, MkDocsException):
        if not isinstance(error, SystemExit):
            PLUGIN_LOG.error("%s", error)
    else:
        PLUGIN_LOG.error("The rebuild failed", exc_info=error)


def _on_demand(server: LiveReloadServer, folder: ServedFolder) -> WSGIApplication:
    """Return the server's application; what it is asked for is made first."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        with server._epoch_cond:  # as MkDocs waits for the end of a rebuild
            server._epoch_cond.wait_for(lambda: server._visible_epoch == server._wanted_epoch)
        try:
            folder.prepare(path.removeprefix(server.mount_path))
        except Exception as error:
            _tell_why(error)
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [f"{error}\n".encode()]
        return server.serve_request(environ, start_response)

    return application


def _error_page(served: Path, status: int) -> bytes | None:
    page = served / f"{status}.html"
    return page.read_bytes() if page.is_file() else None


def _replace(served: Path, built: Path) -> None:
    """Let a folder take the place of another; no request is answered during a rebuild."""
    old = served.with_name(f"{served.name}-old")
    if served.exists():
        served.rename(old)
    built.rename(served)
    shutil.rmtree(old, ignore_errors=True)
