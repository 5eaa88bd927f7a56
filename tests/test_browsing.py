"""Browsing the reference: facets, search, copying, and pages without a script."""

from __future__ import annotations

import pytest
import yaml
from playwright.sync_api import Browser, Page, TimeoutError, expect

from support import ROOT

pytestmark = pytest.mark.browser

ROWS = "[data-case-row]:visible"


QUERIES = yaml.safe_load((ROOT / "tests/vectors/header-search.yml").read_text(encoding="utf-8"))
POSTED = yaml.safe_load(
    (ROOT / "tests/vectors/lookup/posted-in-public.yml").read_text(encoding="utf-8")
)
IS_FIRST = """targets => {
    const links = [...document.querySelectorAll(".md-search-result__item > a")];
    const first = links.find(link => link.checkVisibility());
    return first && targets.some(target => first.pathname === `/errors/${target}`);
}"""


def pasted_bodies() -> dict[str, list[str]]:
    """Return the texts that people posted with the pages that explain them, a dozen of them."""
    told = [case for case in POSTED if isinstance(case.get("is"), str)][:12]
    return {case["text"]: [f"{case['is']}/", f"{case['is'].partition('/')[0]}/"] for case in told}


def test_the_header_search_puts_the_right_entry_first(page: Page) -> None:
    page.goto("/reading-errors/")
    field = page.locator("input[data-md-component=search-query]")
    field.click()
    wrong = {}
    for kind, queries in {**QUERIES, "bodies": pasted_bodies()}.items():
        for query, target in queries.items():
            field.fill("")
            expect(page.locator(".md-search-result__item")).to_have_count(0)
            field.fill(query)
            try:
                targets = [target] if isinstance(target, str) else target
                page.wait_for_function(IS_FIRST, arg=targets)
            except TimeoutError:
                wrong[kind, query] = page.locator(".md-search-result__item").all_inner_texts()[:2]
    assert wrong == {}


def test_one_key_leads_to_the_search_and_another_lists_all_keys(page: Page) -> None:
    field = page.locator("input[data-md-component=search-query]")
    box, keys = page.locator("[data-lookup-input]"), page.locator("dialog.errdocs-keys")
    for path in ("/reading-errors/", "/lookup/"):
        page.goto(path)
        expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_attached()
        page.keyboard.press("/")
        expect(field).to_be_focused()
        page.keyboard.type("?")  # typed, as in any field
        expect(field).to_have_value("?")
        page.keyboard.press("Escape")
    box.fill("what?")
    box.press("?")
    expect(keys).to_have_count(0)
    page.locator("h1").click()
    page.keyboard.press("Control+?")
    expect(keys).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    expect(keys).to_contain_text("In the lookup box")
    keys.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    page.keyboard.press("/")  # all single keys are off, those of the theme too
    expect(field).not_to_be_focused()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    keys.get_by_role("checkbox").check()
    keys.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    expect(field).to_be_focused()


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


def test_a_page_says_who_prints_the_spelling_that_led_to_it(page: Page) -> None:
    said = page.locator("[data-held-spelling]:visible")
    words = "You have invalid_parameter_error: that is this error as printed by"
    page.goto("/errors/")
    for path in ("errors/invalid_parameter_error/", "errors/Invalid_Parameter_Error.html"):
        page.goto(f"/{path}")
        page.wait_for_url("**/errors/InvalidParameter/")
        expect(said).to_contain_text(words)
        expect(page.locator("#errdocs-announcer")).to_contain_text(words)
        page.goto("/errors/")  # what led to a page is told once
        page.goto("/errors/InvalidParameter/")
        expect(said).to_have_count(0)
    page.reload()
    page.goto("/lookup/")
    page.fill("[data-lookup-input]", '{"code": "invalid_parameter_error"}')
    page.locator("[data-lookup-match] a").first.click()
    expect(said).to_contain_text(words)
    # Only a spelling of the page's own list is named.
    page.evaluate("""sessionStorage.setItem(
        "errdocs:held-spelling:/errors/Arrearage/", "<b>invalid_parameter_error</b>")""")
    page.goto("/errors/Arrearage/")
    page.wait_for_function("!sessionStorage.length || !document.querySelector('b')")
    expect(said).to_have_count(0)


BROKEN_WORDS = """() => {
    const found = [];
    for (const code of document.querySelectorAll(".md-content code")) {
        if (code.closest("pre") || !code.checkVisibility()) continue;
        const texts = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            for (const { 0: word, index } of text.data.matchAll(/[A-Za-z0-9]+/g)) {
                const range = document.createRange();
                range.setStart(text, index);
                range.setEnd(text, index + word.length);
                const lines = new Set([...range.getClientRects()].map(({ top }) => top));
                if (lines.size > 1) found.push(word);
            }
        }
    }
    return found;
}"""
"""The words of code that a line ends within."""


def test_a_phone_shows_whole_words_and_no_keys(browser: Browser, base_url: str) -> None:
    phone = {"width": 360, "height": 740}
    with browser.new_context(
        base_url=base_url, viewport=phone, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        for path in ("regions/", "runbooks/", "errors/BadRequest.VoiceNotFound/", "lookup/"):
            page.goto(path)
            page.wait_for_selector(".errdocs-keys-open", state="attached")
            assert page.evaluate(BROKEN_WORDS) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
            assert page.locator("kbd:visible, .errdocs-keys-open:visible").count() == 0, path


CUT_OFF = """() => [...document.querySelectorAll(".md-content :is(th, td)")]
    .filter(cell => {
        const { width, right } = cell.getBoundingClientRect();
        return !width || right > innerWidth || cell.scrollWidth > cell.clientWidth + 1;
    })
    .map(cell => cell.textContent)"""
"""The cells of tables that paper does not show, or only in part."""


def test_paper_shows_every_column(page: Page) -> None:
    page.set_viewport_size({"width": 688, "height": 1000})  # A4 without the margins
    page.emulate_media(media="print")
    for path in ("errors/", "errors/InvalidParameter/input-length/", "regions/", "reading-errors/"):
        page.goto(path)
        assert page.locator("th").count() > 2, path
        assert page.evaluate(CUT_OFF) == [], path


def test_printing_leaves_out_what_only_a_screen_needs(page: Page) -> None:
    page.goto("/errors/WorkSpaceNotFound/")
    page.emulate_media(media="print")
    assert page.locator("#fix").is_visible()
    assert page.locator(".errdocs-copy").first.is_hidden()
    assert page.locator(".md-header").is_hidden()
