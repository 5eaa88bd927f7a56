"""What a page asks for on its own, and what it only asks for when somebody wants it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from support import KeptHandler, serve, watch

pytestmark = pytest.mark.browser
INDEX = "/search/search_index.json"
WORKER = "/assets/javascripts/workers/search"
MOST_REQUESTS = 12
MAX_TOKENS = "Range of max_tokens should be [1, 8192]"


ASKED: list[str] = []
"""Every path that pages and their workers asked for, since the page was opened."""


class Noting(KeptHandler):
    """Notes what is asked for."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Note the path of a request that is answered."""
        ASKED.append(self.path)


@pytest.fixture
def fresh(browser: Browser, site: Path) -> Iterator[Page]:
    """Return a page of a reader who has been nowhere on the site yet."""
    ASKED.clear()
    for address in serve(site, Noting):
        context = browser.new_context(base_url=address)
        page = context.new_page()
        wrong = watch(page)
        yield page
        context.close()
        assert wrong == []


def test_a_home_page_is_usable_after_a_dozen_requests(fresh: Page) -> None:
    fresh.goto("")
    fresh.wait_for_selector("error-lookup[data-ready]")
    fresh.locator("[data-lookup-input]").fill(MAX_TOKENS)
    expect(fresh.locator("[data-lookup-match]").first).to_be_visible()
    before = [path for path in ASKED if "/errors/" not in path]  # the fix of the match
    assert len(before) <= MOST_REQUESTS, before
    assert len({*before}) == len(before), before
    scripts = [path for path in before if path.startswith("/assets/errdocs/") and ".js" in path]
    assert sorted(scripts) == [
        f"/assets/errdocs/{name}.js" for name in ("errdocs", "lookup-worker", "search-guard")
    ]


@pytest.mark.parametrize("path", ["", "errors/", "errors/InvalidParameter/", "reading-errors/"])
def test_nothing_is_fetched_for_a_search_that_nobody_makes(fresh: Page, path: str) -> None:
    fresh.goto(path)
    fresh.wait_for_load_state("networkidle")
    others = [asked for asked in ASKED if "search" in asked or "sitemap" in asked]
    assert others == ["/assets/errdocs/search-guard.js"]
    fresh.locator("[data-md-component=search-query]").click()
    fresh.keyboard.type("quota")
    expect(fresh.locator(".md-search-result__item a").first).to_be_visible()
    expect(fresh.locator(".md-search-result__meta")).to_contain_text("matching")
    assert INDEX in ASKED
    assert sum(asked.startswith(WORKER) for asked in ASKED) == 1


def test_a_query_in_the_address_searches_at_once(fresh: Page) -> None:
    fresh.goto("reading-errors/?q=quota")
    expect(fresh.locator(".md-search-result__meta")).to_contain_text("matching")
    assert ASKED.count(INDEX) == 1


def test_a_search_on_a_phone_starts_with_its_button(fresh: Page) -> None:
    fresh.set_viewport_size({"width": 390, "height": 844})
    fresh.goto("reading-errors/")
    fresh.wait_for_load_state("networkidle")
    assert INDEX not in ASKED
    fresh.locator(".md-header__button[for=__search]").click()
    fresh.keyboard.type("quota")
    expect(fresh.locator(".md-search-result__meta")).to_contain_text("matching")


SHIFTS = """() => {
    window.shift = 0;
    const add = ({ value }) => { window.shift += value; };
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(add));
    observer.observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("path", ["", "lookup/", "errors/", "errors/InvalidParameter/"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_when_the_scripts_of_a_page_come(fresh: Page, path: str, width: int) -> None:
    fresh.set_viewport_size({"width": width, "height": 800})
    fresh.add_init_script(f"({SHIFTS})()")
    fresh.goto(path)
    fresh.wait_for_load_state("networkidle")
    assert fresh.evaluate("window.shift") < 0.05


def test_a_text_that_comes_before_the_script_is_answered_once_it_came(fresh: Page) -> None:
    held: list[Route] = []
    fresh.route("**/errdocs.js", lambda route: held.append(route))
    fresh.goto("", wait_until="commit")
    fresh.locator("[data-lookup-input]").fill(MAX_TOKENS)
    said = "getComputedStyle(document.querySelector('[data-lookup-output]'), '::before').content"
    fresh.wait_for_function(f"{said}.includes('still loading')")
    held[0].continue_()
    expect(fresh.locator("[data-lookup-match]").first).to_be_visible()
    assert fresh.evaluate(said) == "none"


def test_a_filter_that_fits_hundreds_of_rows_shows_them_all(fresh: Page) -> None:
    sheet = 'data-facets data-facet-page="1" data-facet-pages="2" data-facet-total="440"'

    def several(route: Route) -> None:
        """Answer with the list as if it had a second page, which is empty."""
        text = route.fetch().text()
        route.fulfill(body=text.replace("data-facets ", f"{sheet} "), content_type="text/html")

    fresh.route("**/errors/", several)
    fresh.route("**/errors/2/", lambda route: route.fulfill(body="", content_type="text/html"))
    fresh.goto("errors/")
    rows, field = fresh.locator("[data-case-row]:visible"), fresh.locator("[data-facet=text]")
    count = fresh.locator("[data-case-row]").count()
    assert count > 200
    field.fill("zzz")
    expect(rows).to_have_count(0)
    field.fill("")
    expect(rows).to_have_count(count)
