"""Pages run under a strict content security policy, whatever their data and whatever is pasted."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page

from errdocs.lookup.secrets import masked
from hostile import ACCEPTED, CODE, LONG, REFUSED, SURROGATE, TITLE
from support import ROOT, KeptHandler, serve, watch

POLICY = runpy.run_path(str(ROOT / "container" / "policy.py"))["policy"]
PAGES = (
    "", "lookup/", "errors/", f"errors/{CODE}/", f"errors/{CODE}/first/", "errors/Gone/",
    "errors/category/request/", "errors/status/400/", "errors/map/", "errors/similar/",
    "errors/similar/alike/", "errors/retired/", "errors/changes/", "errors/base_alias/",
    "reading-errors/", "no/such/page", "errors/base-frist/",
)  # fmt: skip
"""One page of each kind: overviews, entries, a redirect, a hand-written page, wrong paths."""
WIDTHS = {"phone": 390, "wide": 1400}
PUT = """(field, text) => {
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}"""
REPORTS = """() => {
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
    });
    window.alert = (text) => window.violations.push(`alert ${text}`);
}"""


@pytest.fixture(scope="module")
def strict_url(hostile_site: Path) -> Iterator[str]:
    """Return the address of the hostile site as a server with our policy sends it."""
    policy = POLICY(hostile_site)

    class StrictHandler(KeptHandler):
        """Adds the policy to every answer."""

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    yield from serve(hostile_site, StrictHandler)


@pytest.fixture(params=WIDTHS)
def strict_page(
    browser: Browser, strict_url: str, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """Return a page on which every violation, dialog and console error is noted."""
    size = {"width": WIDTHS[request.param], "height": 900}
    context = browser.new_context(base_url=strict_url, viewport=size)  # type: ignore[arg-type]
    context.add_init_script(f"({REPORTS})()")
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong = watch(page)
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield page
    context.close()
    assert wrong == []


def assert_quiet(page: Page) -> None:
    """Hold that nothing was refused and nothing of the data ran."""
    assert page.evaluate("window.violations") == [], page.url


@pytest.mark.browser
def test_no_kind_of_page_breaks_the_policy(strict_page: Page) -> None:
    for path in PAGES:
        strict_page.goto(f"/{path}")
        strict_page.wait_for_load_state("networkidle")
        assert_quiet(strict_page)


@pytest.mark.browser
def test_what_people_open_on_a_page_breaks_no_policy(strict_page: Page) -> None:
    page = strict_page
    page.goto(f"/errors/{CODE}/first/")
    page.locator("[data-link-menu] button[aria-haspopup], [data-link-menu] button").last.click()
    page.locator(".errdocs-request textarea").fill('{"text": "<img src=x onerror=alert(1)>\u202e"}')
    page.locator(".errdocs-request-output > *").first.wait_for()
    page.locator("button.errdocs-report-toggle").click()
    fill_report(page)
    assert_quiet(page)
    query = page.locator("input[data-md-component=search-query]")
    query.focus()  # the theme opens the search, on a phone too
    query.press_sequentially("alert")
    result = page.locator(f".md-search-result__link[href*='errors/{CODE}/']").first
    result.wait_for()
    assert " ".join(TITLE.split())[:40] in " ".join(result.inner_text().split())
    assert_quiet(page)


def fill_report(page: Page) -> None:
    """Paste hostile texts into an open report, and hold that its link says what its fields do."""
    form = page.locator("[data-report]")
    link = form.locator("a")
    for value in (*ACCEPTED.values(), *REFUSED.values(), SURROGATE, LONG):
        form.locator("input").evaluate(PUT, value[:100])
        form.locator("textarea").evaluate(PUT, value)
        url = urlsplit(link.get_attribute("href") or "")
        assert (url.scheme, url.netloc, url.path) == ("https", "example.com", "/new")
        sent = parse_qs(url.query, keep_blank_values=True)
        assert sent.keys() == {"t", "b", "c", "p", "v"}
        if value != LONG:  # a URL has a limit, and no half characters
            body = masked(form.locator("textarea").input_value())
            assert sent["b"] == [re.sub("[\ud800-\udfff]", "?", body)]


@pytest.mark.browser
def test_no_paste_breaks_the_policy_or_is_shown_turned_around(strict_page: Page) -> None:
    page = strict_page
    page.goto("/lookup/")
    field = page.locator("[data-lookup-input]").first
    for value in (*ACCEPTED.values(), *REFUSED.values(), SURROGATE, LONG):
        text = f"Second {value}"
        field.evaluate(PUT, text)
    page.locator("[data-lookup-match], .errdocs-unknown-facts").first.wait_for()
    shown = page.locator("[data-lookup-output]").first
    for value in ("\u202egpj.exe\u202c", '<img src=x onerror="window.alert(1)">'):
        field.fill(f"Second safe {value} file")
        page.wait_for_timeout(400)
        assert "\u202e" not in shown.inner_text()
        assert shown.locator("img").count() == 0
    assert_quiet(page)
