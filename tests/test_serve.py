"""`errdocs serve`: a change is on screen after one rebuild, and a mistake takes nothing away."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import ClassVar
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from mkdocs.livereload import LiveReloadServer

from errdocs.allowed_hosts import AllowedHosts
from errdocs.cli import main
from errdocs.engines.mkdocs_runs import keep_last_site
from errdocs.exports.catalogue import Maker
from support import restore_interrupt, run

PATIENCE = 120
"""Seconds until a test gives up waiting; a busy machine has stood still for thirty."""


class Serving:
    """A running `serve` command and what it printed."""

    def __init__(self, folder: Path, temporary: Path, *command: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=restore_interrupt,
        )
        self.folder = folder
        self.printed: list[str] = []
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()
        self.address = ""

    def wait_for_address(self) -> Serving:
        """Wait until the site is served, and return this."""
        self.address = self.wait_for("Serving on ").split("Serving on ")[1].split()[0]
        return self

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)

    def wait_for(self, part: str) -> str:
        """Return the next line that holds a text."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and (self.process.poll() is None or not self._lines.empty()):
            try:
                line = self._lines.get(timeout=0.2)
            except Empty:
                continue
            self.printed.append(line)
            if part in line:
                return line
        pytest.fail(f"{part!r} was not printed, but this: {''.join(self.printed)}")

    def get(self, path: str) -> str:
        """Return a page as it is served now, without the script that reloads it."""
        with urlopen(self.address + path, timeout=PATIENCE) as answer:
            text: str = answer.read().decode()
            return text.rpartition("livereload(")[0]

    def wait_for_page(self, path: str, part: str) -> str:
        """Return a page as soon as it holds a text.

        The line "built in 0.35 seconds" would not do: MkDocs prints no line of a build twice.
        """
        end = time.monotonic() + PATIENCE
        while part not in (text := self.get(path)):
            if time.monotonic() > end:
                pytest.fail(f"{part!r} was not served at {path}")
            time.sleep(0.1)
        return text

    def stop(self, with_signal: signal.Signals = signal.SIGINT) -> None:
        """End the command: as Ctrl-C does, or as a service manager would with SIGTERM."""
        self.process.send_signal(with_signal)
        self.process.wait(PATIENCE)
        self._reader.join()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    return folder


@pytest.fixture
def start(project: Path, tmp_path: Path) -> Iterator[Callable[..., Serving]]:
    """Return a function that starts a serving command, which ends with the test."""
    started: list[Serving] = []
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    def start(*command: str) -> Serving:
        started.append(Serving(project, temporary, *command))
        return started[-1].wait_for_address()

    yield start
    for serving in started:
        serving.stop()
    assert list(temporary.iterdir()) == [], "a served folder stayed behind"


def first_entry(project: Path) -> Path:
    return min((project / "data" / "errors").glob("*.yml"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("command", [("errdocs", "serve"), ("mkdocs", "serve")], ids=str)
def test_each_save_is_on_screen_after_one_rebuild_and_a_mistake_takes_nothing_away(
    project: Path, start: Callable[..., Serving], command: tuple[str, ...]
) -> None:
    port = free_port()
    flag = ("--port", port) if command[0] == "errdocs" else ("--dev-addr", f"127.0.0.1:{port}")
    serving = start(*command, *flag)
    entry = first_entry(project)
    edit(entry, "\ntitle: ", "\ntitle: Freshly edited ")
    before = serving.wait_for_page(f"errors/{entry.stem}/", "Freshly edited")
    edit(entry, "\ntitle: ", "\ntitel: ")
    serving.wait_for(f"data/errors/{entry.name}:2:1: unknown key `titel`")
    serving.wait_for("still served")
    assert serving.get(f"errors/{entry.stem}/") == before
    edit(entry, "\ntitel: ", "\ntitle: Fixed ")
    serving.wait_for_page(f"errors/{entry.stem}/", "Fixed")
    assert not any("Traceback" in line for line in serving.printed)


def test_a_template_of_the_project_is_followed_too(
    project: Path, start: Callable[..., Serving]
) -> None:
    pages = project / "templates" / "pages"
    pages.mkdir(parents=True)
    template = pages / "removed.md.j2"
    template.write_text("<h1>First</h1>\n")
    edit(project / "mkdocs.yml", "registry: data", "registry: data\n      templates: templates")
    serving = start("errdocs", "serve", "--port", free_port())
    assert "First" in serving.get("errors/retired/")
    template.write_text("<h1>{{ </h1>\n")
    serving.wait_for("removed.md.j2:1:1:")
    serving.wait_for("still served")
    template.write_text("<h1>Second</h1>\n")
    serving.wait_for("Built in ")
    assert "Second" in serving.get("errors/retired/")


def test_a_free_port_is_found_and_one_that_is_taken_is_wrong_usage(
    start: Callable[..., Serving],
) -> None:
    one, two = start("errdocs", "serve"), start("errdocs", "serve")
    assert one.address != two.address
    assert "<h1" in one.get("")
    assert "<h1" in two.get("")
    port = str(urlsplit(one.address).port)
    done = run("errdocs", "serve", "--port", port, folder=one.folder)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_the_engine_ends_with_the_command(
    start: Callable[..., Serving], with_signal: signal.Signals
) -> None:
    serving = start("errdocs", "serve")
    serving.stop(with_signal)
    with pytest.raises(OSError, match="refused"):
        serving.get("")


def test_a_killed_server_leaves_nothing_that_serves_and_the_next_one_clears_up(
    start: Callable[..., Serving],
) -> None:
    first = start("errdocs", "serve")
    first.stop(signal.SIGKILL)
    with pytest.raises(OSError, match="refused"):
        first.get("")
    second = start("errdocs", "serve", "--allow-host", "dev.example")
    assert answer(second.address, "dev.example") == (200, "")
    assert answer(second.address, "evil.example") == (403, "")
    second.stop(signal.SIGHUP)  # its terminal was closed; `start` sees whether anything stayed
    assert second.process.returncode == 128 + signal.SIGHUP


class Mkdocs:
    """Builds every change anew, and makes no files but those that MkDocs writes."""

    makers: ClassVar[Mapping[str, Maker]] = {}

    def after_build(self) -> Mkdocs:
        """Return that MkDocs has written everything."""
        return self

    def after_change(self) -> None:
        """Return nothing: MkDocs has to build."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with a page, a folder and links out of what it serves."""
    folder = tmp_path_factory.mktemp("served") / "site"
    (folder / "guide").mkdir(parents=True)
    for page in ("index.html", "guide/index.html", "404.html"):
        (folder / page).write_text(f"<body>{page}</body>")
    (folder.parent / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to("../secret.txt")
    (folder / "out").symlink_to("..")
    (folder / "same.html").symlink_to("index.html")
    server = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(folder))
    keep_last_site(server, Mkdocs())
    server.server_bind()
    server.server_activate()
    server.serve_thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown(wait=False)
    assert [*folder.parent.iterdir()] == [folder.parent / "secret.txt"]


def answer(address: str, host: str | None, path: str = "/") -> tuple[int, str]:
    """Return the status of a request, and where it redirects to."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    connection.putrequest("GET", path, skip_host=True)
    if host is not None:
        connection.putheader("Host", host)
    connection.endheaders()
    found = connection.getresponse()
    connection.close()
    return found.status, found.headers.get("Location", "")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8000", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8000", 200),
        (None, 200),
        ("", 403),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost, evil.example", 403),
        ("evil.example@localhost.evil.example", 403),
        ("192.0.2.1", 403),
        ("[::1", 403),
    ],
)
def test_only_names_of_this_machine_are_answered(
    served: str, host: str | None, status: int
) -> None:
    assert answer(served, host) == (status, "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/guide", (302, "/guide/")),
        ("/guide/", (200, "")),
        ("/same.html", (200, "")),
        ("//guide", (302, "/guide/")),
        ("/%2Fguide", (404, "")),
        ("/%2F%2Fguide/", (404, "")),
        ("/%FF/guide", (404, "")),
        ("/%5Cguide", (404, "")),
        ("/%00", (404, "")),
        ("/guide/%00", (404, "")),
        ("/%0D%0Aguide", (404, "")),
        ("/link.txt", (404, "")),
        ("/out/secret.txt", (404, "")),
        ("/../secret.txt", (404, "")),
        ("/%2E%2E/secret.txt", (404, "")),
    ],
)
def test_a_request_reaches_only_files_of_the_site_and_no_other_host(
    served: str, path: str, expected: tuple[int, str]
) -> None:
    assert answer(served, "localhost", path) == expected


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.7", "box.example"])
def test_a_server_that_was_told_where_to_listen_has_that_name_too(address: str) -> None:
    hosts = AllowedHosts.of(address, ["Dev.Example"])
    is_everywhere = address in {"0.0.0.0", "::"}
    assert hosts.allows("localhost")
    assert hosts.allows("dev.example:80")
    assert hosts.allows("192.0.2.7") is (is_everywhere or address == "192.0.2.7")
    assert hosts.allows("[2001:db8::1]") is is_everywhere
    assert hosts.allows("box.example") is (address == "box.example")
    assert not hosts.allows("evil.example")


def free_port() -> str:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])
