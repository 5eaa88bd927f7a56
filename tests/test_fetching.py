"""What is read because somebody named it: regular files and HTTP, both within limits."""

from __future__ import annotations

import base64
import gzip
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner

from errdocs import fetching
from errdocs.cli import main
from errdocs.fetching import Unreadable, content_of, without_credentials
from support import Server, serve

SECRET = "hunter2"


class Hostile(BaseHTTPRequestHandler):
    """Answers by its path, in every way that a server should not."""

    protocol_version = "HTTP/1.1"
    seen: dict[str, str | None]

    def do_GET(self) -> None:
        """Answer."""
        self.server.seen[self.path] = self.headers["Authorization"]  # type: ignore[attr-defined]
        kind, _, rest = self.path.removeprefix("/").partition("/")
        with suppress(OSError):  # the client has had enough
            getattr(self, kind.partition("?")[0])(rest)

    def head(self, status: int, **headers: str) -> None:
        """Send a status and headers."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def good(self, _: str) -> None:
        """Answer as it should be."""
        self.head(200, Content_Length="2")
        self.wfile.write(b"{}")

    def to(self, target: str) -> None:
        """Redirect to what the path says."""
        self.head(302, Location=bytes.fromhex(target).decode(), Content_Length="0")

    def loop(self, _: str) -> None:
        """Redirect to itself."""
        self.to(b"/loop".hex())

    def endless(self, _: str) -> None:
        """Send a body without end."""
        self.head(200)
        while True:
            self.wfile.write(b"x" * 65_536)

    def drip(self, _: str) -> None:
        """Send a byte now and then."""
        self.head(200)
        for _ in range(200):
            self.wfile.write(b"x")
            time.sleep(0.02)

    def slow_head(self, _: str) -> None:
        """Send the head byte by byte."""
        for _ in range(200):
            self.wfile.write(b"H")
            time.sleep(0.02)

    def silent(self, _: str) -> None:
        """Send nothing."""
        time.sleep(4)

    def bomb(self, _: str) -> None:
        """Send a small body that becomes a large one."""
        body = gzip.compress(bytes(10_000_000))
        self.head(200, Content_Encoding="gzip", Content_Length=str(len(body)))
        self.wfile.write(body)

    def short(self, _: str) -> None:
        """Promise more than is sent."""
        self.head(200, Content_Length="100")
        self.wfile.write(b"{}")
        self.close_connection = True

    def noise(self, _: str) -> None:
        """Answer something else than HTTP."""
        self.wfile.write(b"\x16\x03\x01 no HTTP \x1b[31m\r\n\r\n")
        self.close_connection = True

    def refused(self, _: str) -> None:
        """Refuse with a long and hostile reason."""
        self.send_response_only(403, "\x1b[31m" + "no" * 1000)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    hostile = Server(("127.0.0.1", 0), Hostile)
    hostile.seen = {}  # type: ignore[attr-defined]
    Thread(target=hostile.serve_forever, daemon=True).start()
    yield hostile
    hostile.shutdown()
    hostile.server_close()


@pytest.fixture
def url(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of the server."""
    monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    return f"http://127.0.0.1:{server.server_port}"


def refusal(name: str) -> str:
    with pytest.raises(Unreadable) as caught:
        content_of(name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("loop", "is redirected more than 5 times"),
        ("endless", "has more than 1 MB"),
        ("bomb", "the answer is compressed (gzip)"),
        ("short", "the answer ends 98 bytes early"),
        ("noise", "the answer is not valid HTTP"),
        ("to/" + b"ftp://127.0.0.1/x".hex(), "is redirected to `ftp:`; expected http or https"),
        ("to/" + b"file:///etc/passwd".hex(), "is redirected to `file:`; expected http or https"),
        ("to/" + b"data:,x".hex(), "is redirected to `data:`; expected http or https"),
        ("to/" + b"http://[".hex(), "cannot be fetched: it is not a valid URL"),
        ("a b", "cannot be fetched: it is not a valid URL"),
    ],
)
def test_a_server_that_misbehaves_is_left_within_the_limits(
    url: str, path: str, words: str
) -> None:
    assert refusal(f"{url}/{path}") == f"{url}/{path}: {words}"


@pytest.mark.parametrize(
    ("path", "limit", "words"),
    [
        ("drip", "LONGEST", "the whole answer takes more than 0.3 seconds"),
        ("slow_head", "LONGEST", "the whole answer takes more than 0.3 seconds"),
        ("silent", "SILENCE", "the server is silent for more than 0.3 seconds"),
    ],
)
def test_a_slow_server_is_left_in_time(
    url: str, monkeypatch: pytest.MonkeyPatch, path: str, limit: str, words: str
) -> None:
    monkeypatch.setattr(fetching, limit, 0.3)
    assert refusal(f"{url}/{path}") == f"{url}/{path}: {words}"


def test_redirects_within_the_limit_are_followed(url: str) -> None:
    target = "/good"
    for _ in range(5):
        target = f"/to/{target.encode().hex()}"
    assert content_of(url + target) == b"{}"


def test_a_redirect_from_https_to_http_is_refused() -> None:
    with pytest.raises(Unreadable, match="from https to http"):
        fetching._redirected("https://a.example/x", "https://a.example/x", "http://a.example/x")


def test_the_reason_of_a_server_is_cut(url: str) -> None:
    said = refusal(f"{url}/refused")
    assert "the server answers 403" in said and len(said) < len(url) + 120


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (f"https://me:{SECRET}@a.example:8443/x.json", "https://a.example:8443/x.json"),
        (f"https://{SECRET}@a.example/", "https://a.example/"),
        (f"https://a.example/x?token={SECRET}#f", "https://a.example/x?…"),
        (f"ftp://me:{SECRET}@a.example/x", "ftp://a.example/x"),
        (f"https://a@b:{SECRET}@a.example/x", "https://a.example/x"),
        ("data/@x?y#z.json", "data/@x?y#z.json"),
    ],
)
def test_credentials_of_a_url_are_not_shown(name: str, shown: str) -> None:
    assert without_credentials(name) == shown
    assert SECRET not in str(Unreadable(name, "gone"))


@pytest.mark.parametrize("path", ["refused", "a b", "noise", "good?" + SECRET, "loop"])
def test_a_command_echoes_no_credentials(url: str, path: str, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("x")
    name = f"{url.replace('//', f'//me:{SECRET}@')}/{path}"
    done = CliRunner().invoke(main, ["check-links", str(file), "--against", name])
    assert (done.exit_code, done.stdout) == (2, "")
    assert SECRET not in done.stderr and "\x1b" not in done.stderr


def test_the_url_of_a_site_has_no_credentials(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x")
    (tmp_path / "permalinks.json").write_text('{"schema_version": 1, "paths": {}}')
    for address in serve(tmp_path):
        named = f"{address.replace('//', f'//me:{SECRET}@')}permalinks.json"
        done = CliRunner().invoke(main, ["check-links", str(tmp_path / "a.md"), "--against", named])
        assert f"no link to `{address}`" in done.stdout
        assert SECRET not in done.output


def test_credentials_are_sent_to_the_host_that_they_are_for(server: Server, url: str) -> None:
    wanted = "Basic " + base64.b64encode(f"m@e:{SECRET}".encode()).decode()
    named = url.replace("//", f"//m%40e:{SECRET}@")
    other = url.replace("127.0.0.1", "localhost")
    same, elsewhere = f"{url}/good/same", f"{other}/good/other"
    assert content_of(f"{named}/to/{same.encode().hex()}") == b"{}"
    assert content_of(f"{named}/to/{elsewhere.encode().hex()}") == b"{}"
    seen = server.seen  # type: ignore[attr-defined]
    assert (seen["/good/same"], seen["/good/other"]) == (wanted, None)


@pytest.mark.parametrize("name", ["ftp://a.example/x", "file:///etc/passwd", "gopher://a/"])
def test_only_http_and_https_are_fetched(name: str) -> None:
    assert "expected a file, or a URL with http or https" in refusal(name)


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
    expected = {"pipe": "a pipe", "link": "a pipe", "device": "a device", "socket": "a socket"}
    for name, kind in expected.items():
        assert refusal(str(tmp_path / name)).endswith(f"it is {kind}, not a regular file")
    assert "a folder" in refusal(str(tmp_path))
