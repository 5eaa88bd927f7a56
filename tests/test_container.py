"""What the container serves: every page works under a policy without exceptions for scripts."""

from __future__ import annotations

import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support import ROOT, Handler, serve, watch

POLICY = runpy.run_path(str(ROOT / ".container" / "policy.py"))["policy"]
PAGES = ("", "errors/", "errors/InvalidApiKey/", "errors/InvalidParameter/", "reading-errors/")


@pytest.fixture(scope="module")
def guarded_url(site: Path) -> Iterator[str]:
    """Return the address of the reference as a server with the policy serves it."""
    policy = POLICY(site)

    class GuardedHandler(Handler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    yield from serve(site, GuardedHandler)


def test_the_policy_names_every_inline_script_and_excepts_none(site: Path) -> None:
    policy = POLICY(site)
    assert "unsafe" not in policy
    assert policy.count("'sha256-") == len({*policy.split("'sha256-")[1:]})
    assert 3 <= policy.count("'sha256-") <= 12
    assert '"' not in policy
    assert "\n" not in policy


@pytest.mark.browser
@pytest.mark.parametrize("path", [*PAGES, "no/such/page"])
def test_a_page_works_under_the_policy(browser: Browser, guarded_url: str, path: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(10_000)
    wrong = watch(page)
    page.goto(guarded_url + path)
    page.wait_for_function("document.readyState === 'complete'")
    query = page.locator("input[data-md-component=search-query]")
    query.click()
    query.press_sequentially("quota")
    page.wait_for_selector(".md-search-result__item")
    page.close()
    assert wrong == []


def test_a_script_that_a_page_smuggles_in_is_not_allowed(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text("<script>good()</script>")
    before = POLICY(tmp_path)
    (tmp_path / "two.html").write_text("<script>good()</script><p onclick='bad()'>")
    assert POLICY(tmp_path) == before
    (tmp_path / "data.html").write_text("<script type='application/json'>{}</script>")
    assert POLICY(tmp_path) == before
