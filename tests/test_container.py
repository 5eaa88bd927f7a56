"""What the container serves: its own nginx configuration, driven in a real nginx."""

from __future__ import annotations

import http.client
import runpy
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser

from nginx import HOW_TO, find_nginx, serve_as_container
from support import ROOT, watch

POLICY = runpy.run_path(str(ROOT / "container" / "policy.py"))["policy"]
PAGES = ("", "errors/", "errors/InvalidApiKey/", "errors/InvalidParameter/", "reading-errors/")
LEDGER = yaml.safe_load((ROOT / "data" / "permalinks.yml").read_text(encoding="utf-8"))["paths"]


class Answer(NamedTuple):
    """What the server says to one request; nothing is followed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@pytest.fixture(scope="module")
def container_url(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the reference as the container serves it."""
    nginx = find_nginx()
    if not nginx:
        pytest.fail(HOW_TO)
    yield from serve_as_container(nginx, site, POLICY(site), tmp_path_factory.mktemp("nginx"))


def ask(url: str, path: str, **headers: str) -> Answer:
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)) as connection:
        connection.request("GET", f"/{path}", headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


def test_the_policy_names_every_inline_script_and_excepts_none(site: Path) -> None:
    policy = POLICY(site)
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == len({*policy.split("'sha256-")[1:]})
    assert 3 <= policy.count("'sha256-") <= 12
    assert '"' not in policy
    assert "\n" not in policy


@pytest.mark.browser
def test_pages_work_under_the_policy(browser: Browser, container_url: str) -> None:
    with browser.new_context(base_url=container_url) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        wrong = watch(page)
        for path in (*PAGES, "no/such/page"):
            response = page.goto(f"/{path}")
            assert response
            assert response.headers["content-security-policy"], path
            query = page.locator("input[data-md-component=search-query]")
            query.click()
            query.fill("quota")
            page.wait_for_selector(".md-search-result__item")
    assert wrong == []


def test_a_script_that_a_page_smuggles_in_is_not_allowed(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text("<script>good()</script>")
    before = POLICY(tmp_path)
    (tmp_path / "two.html").write_text("<script>good()</script><p onclick='bad()'>")
    assert POLICY(tmp_path) == before
    (tmp_path / "data.html").write_text("<script type='application/json'>{}</script>")
    assert POLICY(tmp_path) == before


@pytest.mark.parametrize(
    ("asked", "target"),
    [
        ("errors/invalid_api_key/", "/errors/InvalidApiKey/"),
        ("errors/invalid_api_key", "/errors/InvalidApiKey/"),
        ("errors/invalid_api_key/?limit=8192&a=%20b", "/errors/InvalidApiKey/?limit=8192&a=%20b"),
        ("errors/InvalidApiKey", "/errors/InvalidApiKey/"),
        ("errors/InvalidApiKey?limit=8192", "/errors/InvalidApiKey/?limit=8192"),
        ("errors/InvalidApiKey.html", "/errors/InvalidApiKey/"),
        ("errors/InvalidApiKey/index.htm", None),
        ("errors/invalidapikey/index.html", "/errors/InvalidApiKey/"),
        ("errors/INVALIDAPIKEY/?a=1", "/errors/InvalidApiKey/?a=1"),
        ("errors/invalid-api-key/", "/errors/InvalidApiKey/"),
        ("errors/throttling_ratequota", "/errors/Throttling.RateQuota/"),
        ("Errors/", "/errors/"),
        ("LOOKUP", "/lookup/"),
        ("errors/NoSuchError/", None),
    ],
)
def test_the_server_forgives_with_a_real_redirect(
    container_url: str, asked: str, target: str | None
) -> None:
    answer = ask(container_url, asked)
    assert answer.headers["Location"] == target
    assert answer.status == (301 if target else 404)


def test_every_published_path_arrives(container_url: str) -> None:
    wrong = {
        path: trouble
        for path, entry in LEDGER.items()
        if (trouble := trouble_on_the_way(container_url, path, entry["target"]))
    }
    assert wrong == {}


def trouble_on_the_way(url: str, path: str, target: str) -> str:
    """Return what is wrong with the way from a published path to its target, if anything."""
    answer = ask(url, quote(path))
    if answer.status == 301:
        location = answer.headers["Location"]
        if path == target or location != f"/{quote(target)}":
            return f"leads to {location}"
        answer = ask(url, quote(target))
    return "" if answer.status == 200 and answer.body else f"answers {answer.status}"


def test_what_is_missing_gets_the_page_that_offers_the_nearest(container_url: str) -> None:
    answer = ask(container_url, "errors/InvalidApiKeyy/")
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"data-not-found" in answer.body


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("errors.json", "Content-Type", "application/json; charset=utf-8"),
        ("errors.json", "Access-Control-Allow-Origin", "*"),
        ("errors.csv", "Content-Type", "text/csv; charset=utf-8"),
        ("errors/InvalidApiKey.md", "Content-Type", "text/markdown; charset=utf-8"),
        ("assets/errdocs/card.js", "Access-Control-Allow-Origin", "*"),
        ("errors/InvalidApiKey/", "Access-Control-Allow-Origin", None),
        ("errors/InvalidApiKey/", "Cache-Control", "no-cache"),
        ("errors/InvalidApiKey/", "X-Content-Type-Options", "nosniff"),
        ("no-such-page", "X-Content-Type-Options", "nosniff"),
        ("errors/InvalidApiKey/", "Server", "nginx"),
    ],
)
def test_headers_say_how_a_file_may_be_used(
    container_url: str, path: str, name: str, value: str | None
) -> None:
    assert ask(container_url, path).headers[name] == value


def test_data_travels_compressed(container_url: str) -> None:
    whole = ask(container_url, "errors.json")
    packed = ask(container_url, "errors.json", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(whole.body) / 3
