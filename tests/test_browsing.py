"""Browsing the reference: facets, search, copying, and pages without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, TimeoutError, expect

pytestmark = pytest.mark.browser

ROWS = "[data-case-row]:visible"


SEARCHES = {
    "Throttling.AllocationQuota": "Throttling.AllocationQuota/",
    "AllocationQuota": "Throttling.AllocationQuota/",
    "throttling.ratequota": "Throttling.RateQuota/",
    "invalid_api_key": "InvalidApiKey/",
    "InvalidApiKey": "InvalidApiKey/",
    "insufficient_quota": "Throttling.AllocationQuota/",
    "arrearage": "Arrearage/",
    "Retrival": "RetrivalFailed/",
    "shoule be": "InvalidParameter/",
}
"""What people type into the theme's search, and the page that it has to offer."""
IS_AMONG_THE_FIRST = """path =>
    [...document.querySelectorAll(".md-search-result__item > a.md-search-result__link")]
        .slice(0, 3).some(link => link.href.includes(`/errors/${path}`))"""


def test_the_search_finds_an_error_by_code_alias_and_words(page: Page) -> None:
    page.goto("/")
    field = page.locator("input[data-md-component=search-query]")
    field.click()
    missing = {}
    for query, path in SEARCHES.items():
        field.fill("")
        expect(page.locator(".md-search-result__item")).to_have_count(0)
        field.fill(query)
        try:
            page.wait_for_function(IS_AMONG_THE_FIRST, arg=path)
        except TimeoutError:
            missing[query] = page.locator("a.md-search-result__link").all_inner_texts()[:3]
    assert missing == {}


def test_facets_filter_and_stay_in_the_address(page: Page) -> None:
    page.goto("/errors/")
    everything = page.locator(ROWS).count()
    page.select_option("[data-facet=status]", "429")
    expect(page.locator("[data-facet-count]")).to_contain_text(f"of {everything} cases")
    shown = page.locator(ROWS).count()
    assert 0 < shown < everything
    assert "status=429" in page.url
    page.reload()
    assert page.locator(ROWS).count() == shown
    assert page.input_value("[data-facet=status]") == "429"


def test_back_undoes_a_filter(page: Page) -> None:
    page.goto("/errors/")
    everything = page.locator(ROWS).count()
    page.select_option("[data-facet=retry]", "backoff")
    page.select_option("[data-facet=actor]", "provider")
    both = page.locator(ROWS).count()
    page.go_back()
    assert page.input_value("[data-facet=actor]") == ""
    assert page.locator(ROWS).count() >= both
    page.go_back()
    assert page.locator(ROWS).count() == everything


def test_facets_work_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/errors/")
    page.locator("[data-facet=text]").focus()
    page.keyboard.type("limit_burst_rate")
    expect(page.locator(ROWS)).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.locator("[data-facet=status]").evaluate("e => e === document.activeElement")
    assert "text=limit_burst_rate" in page.url


def test_a_filter_without_results_says_so_and_is_cleared_at_once(page: Page) -> None:
    page.goto("/errors/?text=nothing-has-these-words")
    expect(page.locator("[data-facet-empty]")).to_be_visible()
    page.locator("[data-facet-reset]").click()
    expect(page.locator("[data-facet-empty]")).to_be_hidden()
    assert "text=" not in page.url


def test_a_facet_with_an_unknown_value_filters_nothing(page: Page) -> None:
    page.goto("/errors/")
    everything = page.locator(ROWS).count()
    page.goto("/errors/?status=999&category=<script>")
    assert page.locator(ROWS).count() == everything


def test_the_copy_button_copies_the_message_as_printed(page: Page) -> None:
    page.goto("/errors/InvalidParameter/input-length/")
    holder = page.locator("[data-copy-text]").first
    holder.locator(".errdocs-copy").click()
    expect(page.locator("#errdocs-announcer")).to_contain_text("copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == holder.get_attribute("data-copy-text")


def test_every_page_of_the_menu_opens_without_an_error(page: Page) -> None:
    page.goto("/")
    hrefs = page.locator(".md-tabs__link").evaluate_all("links => links.map(link => link.href)")
    assert len(hrefs) >= 3
    for href in hrefs:
        page.goto(href)
        assert page.locator("h1").count() == 1, href


def test_a_page_is_complete_without_scripts(browser: Browser, base_url: str) -> None:
    with browser.new_context(base_url=base_url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/")
        assert page.locator("h1").is_visible()
        assert page.locator("a[href='errors/']").first.is_visible()
        page.goto("/errors/")
        assert page.locator("h1").is_visible()
        assert page.locator(ROWS).count() > 90
        assert page.locator("form[data-facets]").is_hidden()
        page.goto("/errors/WorkSpaceNotFound/")
        for part in ("h1", "#fix", "#cause", "#message", "#response"):
            assert page.locator(part).is_visible(), part


def test_a_redirect_of_an_alias_keeps_query_and_fragment(page: Page) -> None:
    page.goto("/errors/insufficient_quota/?from=alert#cases")
    page.wait_for_url("**/errors/Throttling.AllocationQuota/**")
    assert page.url.endswith("/errors/Throttling.AllocationQuota/?from=alert#cases")


def test_printing_leaves_out_what_only_a_screen_needs(page: Page) -> None:
    page.goto("/errors/WorkSpaceNotFound/")
    page.emulate_media(media="print")
    assert page.locator("#fix").is_visible()
    assert page.locator(".errdocs-copy").first.is_hidden()
    assert page.locator(".md-header").is_hidden()
