"""How long an edit takes to reach the screen: `python -m benchmarks.editing --cases 1000`.

A made-up project is served. A file is saved, the server is asked as the page of the browser asks
it, and the clock stops once the page that was open has come again with the change in it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from benchmarks.measuring import FailedCommand
from benchmarks.plans import MOST_CASES
from benchmarks.projects import write_project
from benchmarks.registries import make_registry
from benchmarks.table import table_lines

PATIENCE = 600
"""Seconds after which a change is taken for lost."""
SERVERS = {
    "errdocs serve": ("errdocs", "serve", "--port"),
    "mkdocs serve": ("mkdocs", "serve", "--livereload", "--dev-addr"),
}
FIRST_PORT = 8765
_EPOCH = re.compile(rb"livereload\(([0-9]+),")


@dataclass(frozen=True)
class Edit:
    """A kind of change."""

    name: str
    file: Path
    """File that is saved."""
    page: str
    """Path of the page that is open."""
    change: Callable[[str, str], str]
    """Returns a text with another one in it that the page will show."""


def edits(project: Path) -> Iterator[Edit]:
    """Yield the kinds of change of a project."""
    entry = min((project / "data" / "errors").glob("*.yml"), key=lambda file: file.stat().st_size)
    page = f"errors/{re.findall('(?m)^code: (.*)$', entry.read_text())[0]}/"
    yield Edit("entry", entry, page, _replaced(r"(?m)^(title: ).*$"))
    settings = project / "data" / "registry.yml"
    yield Edit("registry settings", settings, "", _replaced(r"(?m)^(  description: ).*$"))
    template = project / "templates" / "pages" / "removed.md.j2"
    yield Edit("template", template, "errors/retired/", _replaced("(?s)^(<h1>).*$"))
    yield Edit("hand-written page", project / "docs" / "guide.md", "guide/", _replaced("^(# ).*"))


def _replaced(pattern: str) -> Callable[[str, str], str]:
    return lambda text, mark: re.sub(pattern, rf"\g<1>Edited {mark} to be seen", text, count=1)


@contextmanager
def _served(project: Path, command: tuple[str, ...], port: int) -> Iterator[str]:
    """Give the URL of a running server."""
    *words, option = command
    address = str(port) if option == "--port" else f"127.0.0.1:{port}"
    variables = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [sys.executable, "-m", *words, option, address],
        cwd=project,
        env=variables,
        stdout=quiet,
        stderr=quiet,
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and process.poll() is None:
            try:
                _fetched(url)
                break
            except OSError:
                time.sleep(0.1)
        else:
            raise FailedCommand((*words, option, address), "nothing is served")
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _fetched(url: str) -> bytes:
    with urlopen(url, timeout=PATIENCE) as answer:
        content: bytes = answer.read()
        return content


def seconds_of(edit: Edit, url: str, mark: str) -> float:
    """Return how long a change takes to reach the screen."""
    page = _fetched(url + edit.page)
    found = _EPOCH.search(page)
    assert found, "the page does not ask for changes"
    text = edit.file.read_text(encoding="utf-8")
    edit.file.write_text(edit.change(text, mark), encoding="utf-8")
    began = time.perf_counter()
    epoch = found[1].decode()
    while int(_fetched(f"{url}livereload/{epoch}/1")) <= int(epoch):
        pass
    if f"Edited {mark}".encode() not in _fetched(url + edit.page):
        raise FailedCommand(("save", str(edit.file)), "the page does not show the change")
    return time.perf_counter() - began


def measure(cases: int, seed: int, rounds: int, servers: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each kind of change and server."""
    with TemporaryDirectory(prefix="errdocs-bench-") as name:
        project = Path(name)
        write_project(make_registry(cases, seed), project)
        settings = project / "mkdocs.yml"
        text = settings.read_text(encoding="utf-8")
        with_templates = "registry: data\n    templates: templates"
        settings.write_text(text.replace("registry: data", with_templates, 1), encoding="utf-8")
        (project / "templates" / "pages").mkdir(parents=True)
        (project / "templates" / "pages" / "removed.md.j2").write_text("<h1>Removed</h1>\n")
        for number, server in enumerate(servers):
            with _served(project, SERVERS[server], FIRST_PORT + number) as url:
                for edit in edits(project):
                    found = [
                        seconds_of(edit, url, f"{number}.{round_}") for round_ in range(rounds)
                    ]
                    worst = f"{max(found):.2f} s"
                    yield f"{cases:,}", server, edit.name, f"{median(found):.2f} s", worst


def main() -> None:
    """Measure how long a change takes to reach the screen."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.editing", description=main.__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[1000], metavar="N")
    parser.add_argument("--rounds", type=int, default=20, help="changes of each kind (default: 20)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the registries (default: 1)")
    parser.add_argument("--server", choices=SERVERS, action="append", help="both by default")
    arguments = parser.parse_args()
    if not all(1 <= size <= MOST_CASES for size in arguments.cases):
        parser.error(f"--cases takes sizes from 1 to {MOST_CASES}")
    servers = arguments.server or [*SERVERS]
    rows = [
        row
        for size in arguments.cases
        for row in measure(size, arguments.seed, arguments.rounds, servers)
    ]
    print(f"From a saved file to the page in the browser: of {arguments.rounds} changes each")
    print("\n".join(table_lines(("cases", "server", "changed", "median", "longest"), rows)))


if __name__ == "__main__":
    main()
