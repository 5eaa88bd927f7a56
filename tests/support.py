"""What tests do outside the package: run commands, serve folders, watch pages."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Error, Page, Request

ROOT = Path(__file__).parents[1]
"""The repository."""
PUBLISHED_AT = "https://errors.example.com/"
"""The absolute URL of the site that `published` builds."""
ABORTED = "net::ERR_ABORTED"
"""Chromium's words for a request that a page dropped itself, for instance by leaving."""


def listings(guide: str) -> dict[str, str]:
    """Return the blocks of code of a page in `docs`, by their titles."""
    found = re.finditer(
        r'^```\w+ title="(?P<title>[^"]+)"\n(?P<body>.*?)^```$',
        (ROOT / "docs" / guide).read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    return {listing["title"]: listing["body"] for listing in found}


class Handler(SimpleHTTPRequestHandler):
    """Serves a built site as a static host does: `404.html` for what is missing."""

    protocol_version = "HTTP/1.1"  # a page asks for sixty files: they share a few connections

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page where it has one."""
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


class KeptHandler(Handler):
    """Serves a site that stays as it is while the tests run: a browser asks once for each file."""

    def end_headers(self) -> None:
        """Let the browser keep the answer."""
        self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()


class Server(ThreadingHTTPServer):
    """A server on a free local port; a reader may hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: browsers drop connections when a page is left."""


def serve(folder: Path, handler: type[Handler] = Handler) -> Iterator[str]:
    """Serve a folder until the caller is done, and yield the address of its root."""
    server = Server(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def share(base: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """Return a folder of a test session that the first of its workers to ask for it fills.

    The folders of xdist's workers lie beside each other; the others wait for the lock. A folder
    that could not be filled is not kept, so that each worker fails with the reason.
    """
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder, draft = base / "shared" / name, base / "shared" / f"{name}.draft"
    folder.parent.mkdir(exist_ok=True)
    with folder.with_name(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(draft, ignore_errors=True)
            fill(draft)
            draft.rename(folder)
    return folder


def run(*command: str, folder: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module of this Python, such as `mkdocs build`, and return what it printed."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1", **variables},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def restore_interrupt() -> None:
    """Let SIGINT end a process that is about to start, as a terminal's Ctrl-C does.

    A shell starts what runs in the background, and `nohup` and some CI start all, with SIGINT
    ignored; children inherit that.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def recorded_pauses(patch: pytest.MonkeyPatch) -> list[float]:
    """Return a list that grows with the pauses of this thread, which take no time any more.

    Other threads sleep as ever: one of a library that waits in a loop would fill the list.
    """
    pauses: list[float] = []
    own, sleep = threading.get_ident(), time.sleep

    def pause(seconds: float) -> None:
        if threading.get_ident() == own:
            pauses.append(seconds)
        else:
            sleep(seconds)

    patch.setattr(time, "sleep", pause)
    return pauses


def close(page: Page) -> None:
    """Close a page of a context that stays open.

    Chromium forgets that it shall close a page whose next one has just come, and Playwright then
    waits for ever. So the page goes to an empty one first, which has come as a whole.
    """
    with suppress(Error):  # the page goes to a third one by itself
        page.goto("about:blank")
    page.close()


def watch(page: Page) -> list[str]:
    """Return a list that grows with all that goes wrong on a page while it is open."""
    wrong: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        missing = "404" in message.text and message.location["url"] == page.url
        if message.type == "error" and not missing:
            wrong.append(f"console: {message.text} {message.location['url']}")

    def on_failure(request: Request) -> None:
        if request.failure != ABORTED:
            wrong.append(f"failed: {request.url} {request.failure}")

    def on_request(request: Request) -> None:
        # Chromium finds no other host (see its flags); handling each request here would be slow.
        if urlsplit(request.url).hostname not in {"127.0.0.1", "localhost", None}:
            wrong.append(f"third party: {request.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("requestfailed", on_failure)
    page.on("request", on_request)
    return wrong
