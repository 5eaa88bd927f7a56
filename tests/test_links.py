"""The built site: every link, fragment and redirect of it arrives, and so does every permalink."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from errdocs.routes import FRAGMENTS, read_ledger
from old_links import Page
from support import ROOT

HOST = "https://site.invalid"
"""Where the site is thought to be, so that links to other hosts are told apart."""


@cache
def page_of(file: Path) -> Page:
    """Return a page of the site."""
    return Page(file.read_text(encoding="utf-8"))


def pages(site: Path) -> Iterator[tuple[str, Page]]:
    """Yield the path and content of every page of a site."""
    for file in sorted(site.rglob("*.html")):
        yield file.relative_to(site).as_posix().removesuffix("index.html"), page_of(file)


def file_of(site: Path, path: str) -> Path:
    """Return the file that a static host serves at a path."""
    return site / f"{path}index.html" if not path or path.endswith("/") else site / path


def arrival(site: Path, url: str) -> tuple[Path, str]:
    """Return the file and fragment that a URL of the site leads to, redirects followed once.

    Fails where there is no such file, or where a redirect leads to another one.
    """
    address, fragment = urldefrag(url)
    file = file_of(site, unquote(urlsplit(address).path).removeprefix("/"))
    assert file.is_file(), f"{url} leads nowhere"
    refresh = page_of(file).refresh if file.suffix == ".html" else None
    if refresh is None:
        return file, fragment
    target = file_of(site, unquote(urlsplit(urljoin(address, refresh)).path).removeprefix("/"))
    assert target.is_file(), f"{url} leads on to nowhere"
    assert page_of(target).refresh is None, f"{url} leads on to a redirect"
    return target, fragment


def broken(site: Path, here: str, page: Page) -> Iterator[str]:
    """Yield what is wrong with the links of a page."""
    # The 404 page is served at any path, so its links begin at the root.
    for link in page.links:
        url = urljoin(f"{HOST}/{here}", link)
        if not url.startswith(f"{HOST}/"):
            continue
        try:
            file, fragment = arrival(site, url)
        except AssertionError as error:
            yield f"/{here}: {error}"
            continue
        if fragment and file.suffix == ".html" and unquote(fragment) not in page_of(file).ids:
            yield f"/{here}: {link} leads to no section"


def test_every_link_of_the_site_arrives_with_its_fragment(site: Path) -> None:
    found = list(pages(site))
    assert len(found) > 100
    wrong = [problem for path, page in found for problem in broken(site, path, page)]
    assert wrong == []


def test_every_path_of_the_ledger_arrives_where_it_says(site: Path) -> None:
    ledger = read_ledger(ROOT / "data").ledger
    assert ledger is not None
    wrong = []
    for path, entry in ledger.paths.items():
        file, _ = arrival(site, f"{HOST}/{path}")
        if file != file_of(site, entry.target) and path.endswith("/"):
            wrong.append(f"/{path} leads to {file.relative_to(site)}")
    assert wrong == []


def test_every_fragment_of_the_ledger_is_on_every_page_of_an_entry(site: Path) -> None:
    ledger = read_ledger(ROOT / "data").ledger
    assert ledger is not None
    assert set(ledger.fragments) >= set(FRAGMENTS)
    leaves = [page for _, page in pages(site) if page.ids & {"fix", "cases"}]
    assert len(leaves) > 90
    assert [page for page in leaves if not page.ids >= set(ledger.fragments)] == []


def test_every_line_of_the_host_file_leads_from_a_redirect_to_a_page(site: Path) -> None:
    lines = (site / "_redirects").read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        old, new, _ = line.split(" ")
        target = file_of(site, unquote(new).removeprefix("/"))
        # A file for programs has no page that leads on: the old path holds the same.
        assert arrival(site, f"{HOST}{old}")[0].read_bytes() == target.read_bytes(), line


def test_every_page_of_the_site_map_is_there(site: Path) -> None:
    names = ET.parse(site / "sitemap.xml").iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    paths = [urlsplit(name.text or "").path.removeprefix("/") for name in names]
    assert [path for path in paths if not file_of(site, unquote(path)).is_file()] == []


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/errors/Arrearage/",
        f"{HOST}/errors/invalid_api_key/#fix",
        f"{HOST}/errors/InvalidParameter/input-length/?limit=8192#message",
    ],
)
def test_a_link_in_a_runbook_arrives(site: Path, url: str) -> None:
    file, fragment = arrival(site, url)
    assert not fragment or fragment in page_of(file).ids
