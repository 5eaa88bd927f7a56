"""A host behind a slow line: it compresses, answers late, and shares few bytes a second.

The line is slow at the server rather than in the browser, whose emulation forgets workers.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple
from urllib.parse import urlsplit

PIECE = 1_400
"""Bytes that are sent in one go, about a packet: answers take turns as they do on a real line."""
PACKED = (".html", ".css", ".js", ".json", ".svg", ".xml", ".txt")
"""Endings of what hosts compress."""


class Line(NamedTuple):
    """What lies between a reader and a host."""

    latency: float
    """Seconds from a request to the first byte of its answer."""
    bytes_a_second: float


FAST = Line(latency=0.0, bytes_a_second=float("inf"))
SLOW = Line(latency=0.4, bytes_a_second=400_000 / 8)
"""A phone at the edge of its network: 400 kbit/s, 400 ms."""


class Asked(NamedTuple):
    """A request, with who made it."""

    path: str
    referrer: str
    """Path of the page, script or style sheet that asks; empty for what a reader types."""
    sent: int
    """Bytes of the body as they travel."""


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, SlowHost)
        path = urlsplit(self.path).path
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() else file
        body = server.body(file)
        referrer = urlsplit(self.headers.get("Referer", "")).path
        server.asked.append(Asked(path, referrer, len(body)))
        time.sleep(server.line.latency)
        self.send_response(200 if file.is_file() else 404)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")  # as GitHub Pages says
        if file.suffix in PACKED:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        for start in range(0, len(body), PIECE):
            piece = body[start : start + PIECE]
            server.wait_for(len(piece))
            self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        pass


class SlowHost(ThreadingHTTPServer):
    """Serves a folder through a line, and notes what is asked for."""

    daemon_threads = True

    def __init__(self, folder: Path, line: Line) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
        self.line = line
        self.asked: list[Asked] = []
        self._packed: dict[Path, bytes] = {}
        self._turn = Lock()

    @property
    def address(self) -> str:
        """Return the address of the folder, with a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}/"

    def body(self, file: Path) -> bytes:
        """Return a file as it travels; compressing it is no work of the moment."""
        if file not in self._packed:
            content = file.read_bytes() if file.is_file() else b""
            is_packed = file.suffix in PACKED
            self._packed[file] = gzip.compress(content, mtime=0) if is_packed else content
        return self._packed[file]

    def wait_for(self, count: int) -> None:
        """Wait until the line has carried some bytes; one answer at a time has it."""
        with self._turn:
            time.sleep(count / self.line.bytes_a_second)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: browsers drop connections when a page is left."""


@contextmanager
def serve_slowly(folder: Path, line: Line) -> Iterator[SlowHost]:
    """Serve a folder through a line until the caller is done."""
    with SlowHost(folder, line) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
