"""The endpoint over HTTP, on this machine only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from errdocs.allowed_hosts import LOOPBACK, AllowedHosts
from errdocs.mock.endpoint import Answer, Call, Endpoint, refusal

MOST_BYTES = 100_000_000  # of the body of a request: images and recordings come as Base64
_METHODS = "GET, POST, OPTIONS"


class MockServer(ThreadingHTTPServer):
    """Serves an endpoint; `port` 0 takes any free one."""

    daemon_threads = True

    def __init__(
        self,
        endpoint: Endpoint,
        port: int = 0,
        log: Callable[[str], object] | None = None,
        hosts: Iterable[str] = (),
    ) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.endpoint, self.log = endpoint, log
        self.hosts = AllowedHosts.of(LOOPBACK, hosts)

    @property
    def url(self) -> str:
        """Return the start of every URL, without a slash at its end."""
        return f"http://{LOOPBACK}:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up."""


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, asks the endpoint, and writes its answer."""

    server: MockServer
    protocol_version = "HTTP/1.1"  # clients keep connections open
    timeout = 60  # seconds until a connection that says nothing is closed
    disable_nagle_algorithm = True  # head and body are two writes

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815  # the names are those of the base class

    def do_OPTIONS(self) -> None:
        """Allow a browser's page from anywhere to send what it wants to send."""
        if self._is_foreign():
            self._refuse_host()
            return
        self.send_response(HTTPStatus.NO_CONTENT)
        wanted = self.headers.get("Access-Control-Request-Headers", "*")
        self.send_header("Access-Control-Allow-Headers", wanted)
        self.send_header("Access-Control-Allow-Methods", _METHODS)
        self.send_header("Access-Control-Allow-Private-Network", "true")
        self.send_header("Access-Control-Max-Age", "600")
        self.end_headers()

    def _is_foreign(self) -> bool:
        return not all(map(self.server.hosts.allows, self.headers.get_all("Host", ())))

    def _refuse_host(self) -> None:
        self.close_connection = True  # what was not read would be the next request
        self._send(_FOREIGN)

    def _answer(self) -> None:
        if self._is_foreign():
            self._refuse_host()
            return
        body = self._read()
        if isinstance(body, Answer):
            self.close_connection = True  # what was not read would be the next request
            self._send(body)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.endpoint.answer(Call(self.command, self.path, headers, body)))

    def _read(self) -> bytes | Answer:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal():
            return refusal(HTTPStatus.BAD_REQUEST, "Content-Length is not a number")
        if int(length) > MOST_BYTES:
            return _TOO_LARGE
        return self.rfile.read(int(length))

    def _read_chunks(self) -> bytes | Answer:
        found = b""
        while True:
            try:
                size = int(self.rfile.readline(100).split(b";")[0], 16)
            except ValueError:
                return refusal(HTTPStatus.BAD_REQUEST, "a chunk of the body has no size")
            if size < 0 or len(found) + size > MOST_BYTES:
                return _TOO_LARGE
            found += self.rfile.read(size)
            self.rfile.readline(100)
            if not size:
                return found

    def _send(self, answer: Answer) -> None:
        if self.server.log:
            request = self.requestline.removesuffix(self.request_version).strip()
            name = f"  {answer.entry}" if answer.entry else ""
            self.server.log(f"{request}  {answer.status}{name}")
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.is_stream:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        for chunk in answer.chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk) if answer.is_stream else chunk)
        if answer.is_stream:
            self.wfile.write(b"0\r\n\r\n")

    def end_headers(self) -> None:
        """Let a browser's page read all of an answer, also one about a request without sense."""
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no HTTP request, or an unknown method, as everything else."""
        self.close_connection = True
        self.command = getattr(self, "command", None) or "GET"
        self._send(refusal(HTTPStatus(code), message or HTTPStatus(code).phrase))

    def version_string(self) -> str:
        """Return what answers are signed with."""
        return "errdocs-mock"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: answers are logged where they are sent."""


_FOREIGN = refusal(
    HTTPStatus.FORBIDDEN, "not served under this host name; `errdocs mock --allow-host` allows one"
)
_TOO_LARGE = refusal(
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"the body has more than {MOST_BYTES} bytes"
)
