"""A small registry that changes as a maintainer would change it, and its old links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from shutil import copytree
from urllib.parse import unquote, urljoin, urlsplit

from click.testing import CliRunner, Result

from errdocs.checks import check
from errdocs.cli import main
from errdocs.cli.permalinks import permalinks
from errdocs.registry.loading import load
from errdocs.routes import document_paths, read_ledger
from errdocs.site import Site, SiteOptions

SCENARIO = Path(__file__).parent / "scenarios" / "permalinks"
"""A registry with errors of every shape that the tests of moves need, and hand-written pages."""


class Page(HTMLParser):
    """What a browser knows of a page: its ids, its links, and where it leads on."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.refresh: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a start tag says."""
        found = {name: value or "" for name, value in attrs}
        self.ids |= {found[name] for name in ("id", "name") if name in found and tag != "meta"}
        self.links += [found[name] for name in ("href", "src") if name in found]
        if tag == "meta" and found.get("http-equiv") == "refresh":
            self.refresh = found["content"].partition("url=")[2]


@dataclass(frozen=True)
class Copy:
    """A copy of the scenario's registry and of its hand-written pages."""

    folder: Path

    @classmethod
    def of_the_scenario(cls, folder: Path) -> Copy:
        """Return a copy in a folder, with a ledger of all that it publishes."""
        copytree(SCENARIO, folder, dirs_exist_ok=True)
        copy = cls(folder)
        assert copy.permalinks("--update", "--date", "2026-01-01").exit_code == 0
        return copy

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text in a file of the registry, which has to be there."""
        path = self.folder / "data" / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} has to be in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def edit_all(self, old: str, new: str, folder: str = "errors") -> None:
        """Replace a text in every file of a folder; the settings name what the errors name."""
        data = self.folder / "data"
        settings = [data / "registry.yml"] if folder == "errors" else []
        for path in (*(data / folder).glob("*.yml"), *settings):
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(old, new), encoding="utf-8")

    def rename(self, old: str, new: str) -> None:
        """Rename the file of an error."""
        (self.folder / f"data/errors/{old}.yml").rename(self.folder / f"data/errors/{new}.yml")

    def take_case(self, file: str, case_id: str) -> str:
        """Cut a case out of a file, and return its lines."""
        path = self.folder / "data" / file
        text = path.read_text(encoding="utf-8")
        blocks = re.split(r"(?m)^(?=  - id: )", text)
        taken = next(block for block in blocks if block.startswith(f"  - id: {case_id}\n"))
        path.write_text(text.replace(taken, ""), encoding="utf-8")
        return taken

    def add_case(self, file: str, block: str) -> None:
        """Put a case at the end of a file."""
        path = self.folder / "data" / file
        path.write_text(path.read_text(encoding="utf-8") + block, encoding="utf-8")

    def rules(self) -> set[str]:
        """Return the rules that the registry breaks."""
        with inside(self.folder):
            found = check(load(Path("data")), documents=document_paths(Path("docs")))
        return {problem.rule for problem in found}

    def permalinks(self, *arguments: str) -> Result:
        """Run `errdocs permalinks`."""
        with inside(self.folder):
            return CliRunner().invoke(permalinks, arguments)

    def run(self, *arguments: str) -> Result:
        """Run another command."""
        with inside(self.folder):
            return CliRunner().invoke(main, arguments)

    def recorded(self) -> set[str]:
        """Return every path of the ledger."""
        ledger = read_ledger(self.folder / "data").ledger
        return set(ledger.paths) if ledger else set()

    def site(self) -> Mapping[str, bytes]:
        """Return every page and file of the reference as it is built now, by path."""
        site = Site.of(SiteOptions(self.folder / "data", documents=self.folder / "docs"))
        return {
            **dict.fromkeys(site.routes.documents or (), b""),
            **{page.page.path: page.text.encode() for page in site.pages},
            **{file.path.removesuffix("index.html"): file.content for file in site.files},
        }


def follow(site: Mapping[str, bytes], path: str) -> str:
    """Return the path that a reader without scripts arrives at; fail where that is nowhere."""
    for _ in range(2):
        assert path in site, f"/{path} leads nowhere"
        is_redirect = path.endswith("/") and b'http-equiv="refresh"' in site[path]
        page = Page(site[path].decode() if is_redirect else "")
        if page.refresh is None:
            return path
        path = unquote(urlsplit(urljoin(f"/{path}", page.refresh)).path).removeprefix("/")
    raise AssertionError(f"/{path} is a redirect that leads to a redirect")


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
