"""A folder served on a free local port, with counted bytes, and a browser that has one page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Page, sync_playwright
from tests.chromium import find_chromium

HEAP_MEGABYTES = 4_000
"""Heap of a page; an engine that needs more is reported as failed, instead of filling a machine."""
FLAGS = (
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--js-flags=--max-old-space-size={HEAP_MEGABYTES}",
)


class NoChromium(Exception):
    """There is no browser to measure in."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def end_headers(self) -> None:
        # A page apart from others may read a clock of microseconds.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def send_header(self, keyword: str, value: str) -> None:
        if keyword == "Content-Length":
            assert isinstance(self.server, Server)
            self.server.sent += int(value)
        super().send_header(keyword, value)

    def log_message(self, format: str, *args: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    """Serves a folder and counts what it sends."""

    daemon_threads = True
    sent = 0
    """Bytes of all bodies so far."""

    @property
    def address(self) -> str:
        """Return the address of the folder, with a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: browsers drop connections when a page is left."""


@contextmanager
def serve(folder: Path) -> Iterator[Server]:
    """Serve a folder until the caller is done."""
    with Server(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@contextmanager
def fresh_page(address: str) -> Iterator[Page]:
    """Open an address in a browser of its own, so that nothing is left of other measurements.

    Raises NoChromium where there is none.
    """
    chromium = find_chromium()
    if not chromium:
        raise NoChromium
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        try:
            page = browser.new_page()
            page.goto(address)
            yield page
        finally:
            browser.close()
