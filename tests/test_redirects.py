"""Redirects: pages for every host, and lists for hosts that can do better."""

from __future__ import annotations

import datetime
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

import strategies
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.render.environment import Renderer
from errdocs.render.views import Views
from errdocs.routes import Ledger, Permalink, Routes
from errdocs.routes.redirects import host_redirects, moved_files, nginx_maps
from support import ROOT

DAY = datetime.date(2026, 11, 24)
LOADED = load(ROOT / "tests/scenarios/checks/base")
RENDERER = Renderer()
law = settings(max_examples=20)
odd_paths = st.from_regex(
    r"errors/[^\x00-\x1f\x7f#?\\/.][^\x00-\x1f\x7f#?\\/]{0,20}/", fullmatch=True
)
"""Paths that a ledger may hold and no code of today has."""


class Tags(HTMLParser):
    """The start tags of a page, and the text of its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a start tag."""
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every tag of a kind."""
        return [attributes for found, attributes in self.found if found == tag]


def routes_of(site_url: str = "", **moved: str) -> Routes:
    """Return the routes of a site once some paths have moved: given as `errors/Old/=...`."""
    paths = {path: Permalink(since=DAY, target=target) for path, target in moved.items()}
    return Routes(LOADED.registry, Ledger(paths=paths), frozenset(), site_url)


def redirect_pages(routes: Routes, has_cards: bool = False) -> dict[str, str]:
    """Return the HTML of every redirect page by path."""
    views = Views(LOADED, routes, RENDERER, has_cards=has_cards)
    return {path: views.redirect(path, target) for path, target in views.redirects()}


def page_of(routes: Routes, path: str) -> Tags:
    """Return the redirect page at a path."""
    return Tags(redirect_pages(routes)[path])


def test_a_redirect_page_leads_on_without_a_script() -> None:
    page = page_of(routes_of(), "errors/rate_limited/")
    refresh = next(tag for tag in page.all("meta") if tag.get("http-equiv") == "refresh")
    delay, _, url = refresh["content"].partition("; url=")
    assert delay == "0"
    target = urljoin("/errors/rate_limited/", url)
    assert target == "/errors/RateLimited/#spelling-rate_limited"


def test_the_redirect_of_an_alias_says_who_prints_it() -> None:
    pages = redirect_pages(routes_of(**{"errors/Late/": "errors/RateLimited/"}))
    text = pages["errors/rate_limited/"]
    assert "You have <code>rate_limited</code>: that is <code>RateLimited</code>" in text
    assert "as printed by Gateway." in text
    assert Tags(text).all("a")[0]["data-spelling"] == "rate_limited"
    assert "You have" not in pages["errors/Late/"] + pages["errors/RateLimited/per-minute/"]


@law
@given(strategies.registries())
def test_every_other_spelling_of_a_code_has_the_surfaces_that_print_it(registry: Registry) -> None:
    for error in registry.errors:
        found = registry.surfaces_by_spelling(error)
        others = [code for code in registry.spellings_of(error) if code != error.code]
        assert list(found) == others
        for alias in error.aliases:
            keys = [surface.key for surface in found.get(alias.code, ())]
            assert alias.surface in keys or alias.code == error.code


def test_a_redirect_page_shows_a_link_and_names_the_canonical_page() -> None:
    page = page_of(routes_of("https://errors.example/docs/"), "errors/rate_limited/")
    links = [urljoin("/errors/rate_limited/", tag["href"]) for tag in page.all("a")]
    assert links == ["/errors/RateLimited/"]
    canonical = [tag["href"] for tag in page.all("link") if tag["rel"] == "canonical"]
    assert canonical == ["https://errors.example/docs/errors/RateLimited/"]
    robots = [tag["content"] for tag in page.all("meta") if tag.get("name") == "robots"]
    assert robots == ["noindex"]


def test_an_old_link_is_previewed_as_the_new_one() -> None:
    base = "https://errors.example/"
    pages = redirect_pages(routes_of(base), has_cards=True)
    metas = Tags(pages["errors/rate_limited/"]).all("meta")
    found = {tag.get("property") or tag.get("name"): tag.get("content") for tag in metas}
    assert found["og:title"] == "RateLimited: Too many requests per minute"
    assert found["og:description"] == found["description"] == "Wait a minute."
    assert found["og:url"] == f"{base}errors/RateLimited/"
    assert found["og:image"] == f"{base}errors/RateLimited/preview.png"
    assert found["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize(
    ("target", "title"),
    [
        ("errors/RateLimited/", "RateLimited: Too many requests per minute"),
        ("errors/Timeout/gateway/", "Timeout: The gateway gave up"),
        ("errors/category/quota/", "Quota"),
        ("errors/status/429/", "HTTP 429 Too Many Requests"),
        ("errors/retired/", "Removed errors"),
        ("reading-errors/", "/reading-errors/"),
    ],
)
def test_a_redirect_page_names_what_it_leads_to(target: str, title: str) -> None:
    assert routes_of().title(target) == title


def test_a_redirect_page_holds_no_script_of_its_own() -> None:
    scripts = page_of(routes_of(), "errors/rate_limited/").all("script")
    assert [set(script) for script in scripts] == [{"type", "src"}]


def test_the_refresh_is_only_for_readers_without_scripts() -> None:
    """A refresh would drop the query and fragment that the script keeps."""
    text = redirect_pages(routes_of())["errors/rate_limited/"]
    before, _, after = text.partition('<meta http-equiv="refresh"')
    assert before.endswith("<noscript>")
    assert after.partition(">")[2].startswith("</noscript>")


@law
@given(odd_paths)
def test_a_hostile_path_is_escaped_on_its_page(path: str) -> None:
    where = routes_of(**{path: "errors/Timeout/"})
    tags = page_of(where, path)
    names = {tag for tag, _ in tags.found}
    assert names <= {"html", "head", "meta", "title", "link", "noscript", "script", "body", "main",
                     "p", "code", "a"}  # fmt: skip
    assert [urljoin("/" + "x/" * path.count("/"), tag["href"]) for tag in tags.all("a")] == [
        "/errors/Timeout/"
    ]


@law
@given(st.dictionaries(odd_paths, st.just("errors/Timeout/gateway/"), max_size=5))
def test_a_line_of_the_host_file_has_three_words_that_give_the_paths_back(
    moved: dict[str, str],
) -> None:
    where = routes_of("https://errors.example/docs/", **moved)
    lines = host_redirects(where).splitlines()
    read = [(unquote(a), unquote(b), code) for a, b, code in (line.split(" ") for line in lines)]
    found = [(f"/docs/{a}", f"/docs/{b}", "301") for a, b in where.redirects()]
    assert sorted(read) == found
    # Hosts that read only the first lines still know what moved.
    assert {path.removeprefix("/docs/") for path, _, _ in read[: len(moved)]} == set(moved)
    assert not any(sign in line for line in lines for sign in "*:#?!")


def maps(text: str) -> dict[str, list[tuple[str, str]]]:
    """Return the maps of an nginx configuration, by variable: pattern and value of each line."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in text.splitlines():
        if head := re.fullmatch(r"map \$uri \$(\w+) \{", line):
            entries = found.setdefault(head[1], [])
        elif entry := re.fullmatch(r'    "(~[^"]*)" "([^"$]*)";', line):
            entries.append((entry[1], entry[2]))
        else:
            assert line in {'    default "";', "}", ""}, line
    return found


def asked(entries: list[tuple[str, str]], path: str) -> str:
    """Return what nginx finds for a path: the first pattern that matches its bytes."""
    for key, value in entries:
        flags = re.IGNORECASE if key.startswith("~*") else re.NOFLAG
        if re.search(key.lstrip("~*").encode(), path.encode(), flags):
            return value
    return ""


@law
@given(st.dictionaries(odd_paths, st.just("errors/Timeout/gateway/"), max_size=5))
def test_nginx_leads_every_old_path_on_and_no_page_of_the_site(moved: dict[str, str]) -> None:
    where = routes_of(**moved)
    entries = maps(nginx_maps(where))["errdocs_moved"]
    for path, target in where.redirects():
        assert asked(entries, f"/{path}") == f"/{target}"
        assert asked(entries, f"/{path.removesuffix('/')}") == f"/{target}"
    assert [asked(entries, f"/{page}") for page in where.all_pages if page] == [""] * (
        len(where.all_pages) - 1
    )


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/errors/timeout", "/errors/Timeout/"),
        ("/errors/TIMEOUT.html", "/errors/Timeout/"),
        ("/errors/timeout/index.html", "/errors/Timeout/"),
        ("/errors/Timeout/Gateway", "/errors/Timeout/gateway/"),
        ("/errors/timeout/gateway.html", "/errors/Timeout/gateway/"),
        ("/errors/rate-limited/", "/errors/RateLimited/"),
        ("/errors/RATE.LIMITED", "/errors/RateLimited/"),
        ("/errors/Unknown/", ""),
        ("/errors/Timeoutx/", ""),
        ("/Reading-Errors", ""),
    ],
)
def test_nginx_forgives_what_people_type(path: str, target: str) -> None:
    assert asked(maps(nginx_maps(routes_of()))["errdocs_meant"], path) == target


def test_lists_for_hosts_know_the_folder_that_a_site_is_in() -> None:
    where = routes_of("https://errors.example/docs/")
    assert host_redirects(where).splitlines() == [
        "/docs/errors/RateLimited/per-minute/ /docs/errors/RateLimited/ 301",
        "/docs/errors/rate_limited/ /docs/errors/RateLimited/ 301",
    ]
    entries = maps(nginx_maps(where))["errdocs_moved"]
    assert asked(entries, "/docs/errors/rate_limited/") == "/docs/errors/RateLimited/"


def test_a_file_that_moved_is_at_its_old_path_too() -> None:
    where = routes_of(**{"errors/Late.json": "errors/Timeout.json"})
    assert dict(moved_files(where, {"errors/Timeout.json": b"{}"})) == {"errors/Late.json": b"{}"}


def test_a_path_that_differs_from_a_page_by_case_alone_takes_nothing_of_it() -> None:
    """On a disk that ignores case the redirect would take the page's place."""
    where = routes_of(**{"errors/TimeOut/": "errors/Timeout/"})
    assert "errors/TimeOut/" not in redirect_pages(where)
    assert "/errors/TimeOut/ /errors/Timeout/ 301" in host_redirects(where)


@law
@given(strategies.registries())
def test_every_alias_and_every_only_case_has_one_redirect(registry: Registry) -> None:
    routes = Routes(registry, documents=frozenset())
    only = {e.permanent_path_of(e.only_case) for e in registry.errors if e.only_case}
    aliases = {f"errors/{alias.code}/" for error in registry.errors for alias in error.aliases}
    assert only <= set(routes.aliases) <= only | aliases
    assert dict(routes.redirects()) == dict(routes.aliases)


def a_page_that_leads_on(site: Path) -> tuple[str, str]:
    """Return the path of a redirect page and the path that it leads to; files have no such page."""
    lines = (site / "_redirects").read_text(encoding="utf-8").splitlines()
    return next((old, new) for old, new, _ in map(str.split, lines) if old.endswith("/"))


@pytest.mark.browser
def test_a_redirect_keeps_query_and_fragment_and_lets_the_reader_go_back(
    page: Tab, base_url: str, site: Path
) -> None:
    old, new = a_page_that_leads_on(site)
    page.goto(f"{base_url}errors/")
    page.goto(f"{base_url}{old[1:]}?limit=8192#fix")
    page.wait_for_url(f"{base_url}{new[1:]}?limit=8192#fix")
    page.go_back()
    page.wait_for_url(f"{base_url}errors/")


@pytest.mark.browser
def test_a_redirect_works_without_scripts(browser: Browser, base_url: str, site: Path) -> None:
    old, new = a_page_that_leads_on(site)
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{base_url}{old[1:]}")
    tab.wait_for_url(f"{base_url}{new[1:]}*")  # of an alias with the sentence about its spelling
    said = tab.locator("[data-held-spelling]:visible")
    assert said.count() == ("#spelling-" in tab.url)
    context.close()
