"""The lookup in the browser: the box, its results, the header search and the page for 404."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from support import close, serve, watch

pytestmark = pytest.mark.browser

MAX_TOKENS = (
    'Error code: 400 - {"error":{"code":"invalid_parameter_error","param":null,"message":'
    '"Range of max_tokens should be [1, 8192]","type":"invalid_request_error"},"id":"chatcmpl-1"}'
)
RATE_LIMIT = "Requests rate limit exceeded, please try again later."
BAD_KEY = '{"code":"InvalidApiKey","message":"Invalid API-key provided.","request_id":"1"}'
UNKNOWN = (
    'HTTP 418 {"error": {"code": "teapot_overheated", "message": "The kettle is far too hot to '
    'brew for bob@example.com with key sk-abcdef1234567890abcd"}}'
)


@pytest.fixture(scope="module")
def home(context_of: Callable[[str], BrowserContext], base_url: str) -> Iterator[Page]:
    """Return a page that is loaded once, for the tests that only put texts into its box."""
    page = context_of(base_url).new_page()
    wrong = watch(page)
    open_box(page)
    yield page
    close(page)
    assert wrong == []


@pytest.fixture
def box(home: Page) -> Page:
    """Return the page at home with an empty box, whatever an earlier test looked up in it."""
    home.locator("[data-lookup-input]").fill("")
    expect(home.locator("[data-lookup-output]")).to_be_empty()
    return home


def open_box(page: Page, path: str = "") -> None:
    """Open a page and wait until its box is ready."""
    page.goto(path)
    page.wait_for_selector("error-lookup[data-ready]")


def paste(page: Page, text: str) -> None:
    """Paste a text anywhere on the page, instead of what the box holds, and await the answer."""
    page.evaluate("document.activeElement.blur()")
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")
    expect(page.locator("[data-lookup-input]")).to_have_value(text.replace("\r", ""))
    expect(page.locator("error-lookup [role=status]")).to_have_text(re.compile(r"\.$"))


def focused_in_box(page: Page) -> bool:
    """Whether the caret is in the lookup box."""
    return page.evaluate("document.activeElement.matches('[data-lookup-input]')") is True


def test_a_pasted_body_leads_to_its_case(page: Page) -> None:
    open_box(page, "lookup/")
    paste(page, MAX_TOKENS)
    first = page.locator("[data-lookup-match]").first
    expect(first).to_have_attribute("data-code", "InvalidParameter")
    expect(first).to_have_attribute("data-confidence", "exact")
    case = first.get_attribute("data-case")
    expect(first.locator("a")).to_have_attribute(
        "href", re.compile(rf"/errors/InvalidParameter/{case}/$")
    )
    assert focused_in_box(page)


def test_a_result_says_why_what_to_do_and_who_acts(box: Page) -> None:
    paste(box, MAX_TOKENS)
    first = box.locator("[data-lookup-match]").first
    assert focused_in_box(box)
    expect(first.locator("mark")).to_contain_text("Range of max_tokens should be")
    expect(first).to_contain_text("Exact match")
    expect(first).to_contain_text("Do not retry")
    expect(first).to_contain_text("Caller")
    expect(first.locator(".errdocs-match-fix")).to_have_text(re.compile(r"^Set max_tokens .*\.$"))
    expect(first).to_contain_text("Your message: Range of max_tokens should be [1, 8192]")


def test_several_errors_in_one_paste_give_several_results(box: Page) -> None:
    paste(box, f"10:01 ERROR dashscope {RATE_LIMIT}\n10:02 ERROR {BAD_KEY}")
    sure = box.locator('[data-lookup-match]:not([data-confidence="suggestion"])')
    expect(sure).to_have_count(2)
    codes = {sure.nth(place).get_attribute("data-code") for place in range(2)}
    assert codes == {"Throttling.RateQuota", "InvalidApiKey"}


def test_a_screen_reader_hears_the_number_of_results(box: Page) -> None:
    paste(box, BAD_KEY)
    expect(box.locator("error-lookup [role=status]")).to_have_text(re.compile(r"^1 result\b"))


def test_typing_answers_without_a_button(box: Page) -> None:
    box.locator("[data-lookup-input]").focus()
    box.keyboard.type("Invalid API-key provided.")
    expect(box.locator("[data-lookup-match]").first).to_have_attribute("data-code", "InvalidApiKey")


def test_enter_opens_the_first_result_even_before_it_is_shown(page: Page) -> None:
    open_box(page)
    page.locator("[data-lookup-input]").fill(MAX_TOKENS)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/errors/InvalidParameter/[^/]+/$"), wait_until="commit")


def test_shift_enter_makes_a_new_line(box: Page) -> None:
    box.locator("[data-lookup-input]").focus()
    box.keyboard.type("a")
    box.keyboard.press("Shift+Enter")
    expect(box.locator("[data-lookup-input]")).to_have_value("a\n")


def test_arrows_move_among_the_results_and_escape_clears(box: Page) -> None:
    paste(box, f"10:01 ERROR dashscope {RATE_LIMIT}\n10:02 ERROR {BAD_KEY}")
    links = box.locator("[data-lookup-match] a")
    box.keyboard.press("ArrowDown")
    expect(links.nth(0)).to_be_focused()
    box.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    box.keyboard.press("ArrowUp")
    box.keyboard.press("ArrowUp")
    assert focused_in_box(box)
    box.keyboard.press("Escape")
    expect(box.locator("[data-lookup-input]")).to_have_value("")
    expect(links).to_have_count(0)


def test_an_unknown_error_gets_an_honest_answer_and_a_masked_report(box: Page) -> None:
    paste(box, UNKNOWN)
    unknown = box.locator("[data-lookup-unknown]")
    expect(unknown).to_contain_text("418")
    expect(box.locator('[data-lookup-match]:not([data-confidence="suggestion"])')).to_have_count(0)
    unknown.get_by_role("button", name="Copy the report").click()
    report = box.evaluate("navigator.clipboard.readText()")
    assert "kettle" in report
    assert "418" in report
    assert "bob@" not in report
    assert "abcdef1234567890" not in report


def test_of_a_known_code_the_nearest_cases_are_told_and_the_rest_is_a_link_away(
    page: Page,
) -> None:
    open_box(page)
    paste(page, '{"code":"InvalidParameter","message":"The temperature must be lower than 2"}')
    first = page.locator("[data-lookup-match]").first
    expect(first).to_have_attribute("data-confidence", "code")
    expect(first).to_contain_text(
        "InvalidParameter is known; this message is not in the reference."
    )
    expect(first.locator("[data-retry=never]")).to_contain_text(re.compile(r"^\d+ of \d+: Do not"))
    near = first.locator("[data-lookup-hint]")
    expect(near.first).to_have_attribute("data-case", "temperature-range")
    expect(near.first.locator(".errdocs-match-fix")).to_contain_text("Set temperature to ")
    assert near.count() <= 3
    expect(page.locator("[data-lookup-report]")).to_have_count(1)
    first.get_by_role("link", name=re.compile("^See all")).click()
    page.wait_for_url("**/errors/?text=InvalidParameter", wait_until="commit")


def test_a_status_a_word_and_nonsense_end_in_links(page: Page) -> None:
    open_box(page)
    page.locator("[data-lookup-input]").fill("HTTP 429")
    status = page.locator("[data-lookup-status]")
    expect(status.locator("h2 a")).to_have_attribute("href", re.compile(r"/errors/status/429/$"))
    expect(page.locator("error-lookup [role=status]")).to_have_text(
        re.compile(r"^\d+ cases with the status 429\.$")
    )
    page.locator("[data-lookup-input]").fill("max_tokens")
    expect(page.locator("[data-lookup-found] [data-lookup-hint]").first).to_have_attribute(
        "data-case", "max-tokens-range"
    )
    page.locator("[data-lookup-input]").fill("xyzzy")
    expect(page.locator("[data-lookup-unknown] a[href$='/errors/']")).to_be_visible()
    page.locator("[data-lookup-input]").fill("quota")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/errors/[^/]*Quota[^/]*/$"), wait_until="commit")


def test_the_way_back_leads_to_the_text_and_its_results(page: Page) -> None:
    key = "sk-0123456789abcdef0123"
    open_box(page)
    paste(page, f"{MAX_TOKENS} {key}")
    page.locator("[data-lookup-match] a").first.click()
    page.wait_for_url(re.compile(r"/errors/InvalidParameter/[^/]+/$"), wait_until="commit")
    for come_back in (page.go_back, page.reload):
        come_back()
        expect(page.locator("[data-lookup-match]").first).to_have_attribute(
            "data-case", "max-tokens-range"
        )
        expect(page.locator("[data-lookup-input]")).to_have_value(re.compile("max_tokens"))
    assert key not in page.evaluate("JSON.stringify({...sessionStorage})")
    page.goto("reading-errors/")
    open_box(page)
    expect(page.locator("[data-lookup-input]")).to_have_value("")


def test_an_error_of_another_service_is_named_as_such(box: Page) -> None:
    paste(box, "openai.com: You exceeded your current quota, please check your plan.")
    expect(box.locator("[data-lookup-unknown]")).to_contain_text("another service (openai.com)")


def test_secrets_are_not_shown_outside_the_box(box: Page) -> None:
    key = "sk-0123456789abcdef0123"
    paste(box, f'dashscope api_key={key} for jane@example.org: "Invalid API-key provided." {key}')
    expect(box.locator("[data-lookup-match] mark").first).to_be_visible()
    shown = box.locator("[data-lookup-output]").inner_html()
    assert "0123456789abcdef" not in shown
    assert "jane@" not in shown
    assert "[masked]" in shown


def test_masking_takes_linear_time(plain_page: Page) -> None:
    pieces = ["a", "eyJ", "sk-", "key=", "key: ", "?a", "a@", "a.", "://a:", "\\"]
    spent = plain_page.evaluate(
        """async pieces => {
            const {masked} = await import("/assets/errdocs/secrets.js");
            return pieces.map(piece => {
                const start = performance.now();
                masked(piece.repeat(1_000_000 / piece.length));
                return performance.now() - start;
            });
        }""",
        pieces,
    )
    slow = {piece: time for piece, time in zip(pieces, spent, strict=True) if time >= 3000}
    assert slow == {}


def test_pasted_text_leaves_the_page_in_no_way(page: Page) -> None:
    open_box(page)
    page.wait_for_load_state("networkidle")
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    paste(page, UNKNOWN)
    paste(page, MAX_TOKENS)
    expect(page.locator(".errdocs-match-fix").first).not_to_be_empty()
    page.wait_for_timeout(300)
    # The entry that was found is fetched under its own name: no part of the text is in that.
    found = re.compile(r"/errors/InvalidParameter/max-tokens-range\.json$")
    assert [r.url for r in requests if not found.search(r.url) or r.method != "GET"] == []
    assert page.evaluate("location.search + location.hash") == ""
    assert "8192" not in page.evaluate("JSON.stringify({...localStorage})")
    assert page.evaluate("document.cookie") == ""


def test_the_page_of_a_case_shows_the_reader_s_own_values(page: Page) -> None:
    open_box(page)
    paste(page, MAX_TOKENS.replace("8192", "4711"))
    page.keyboard.press("Enter")
    own = page.locator("#message [data-own-message]")
    expect(own).to_contain_text("Range of max_tokens should be [1, 4711]")
    assert "4711" not in page.evaluate("JSON.stringify({...localStorage}) + location.href")
    own.get_by_role("button", name="Dismiss").click()
    expect(own).to_have_count(0)
    page.reload()
    expect(page.locator("#message")).not_to_contain_text("4711")


def test_an_example_fills_the_box(box: Page) -> None:
    box.locator("[data-lookup-example]").first.click()
    expect(box.locator("[data-lookup-match]").first).to_be_visible()
    expect(box.locator("[data-lookup-example]").first).to_be_hidden()


@pytest.mark.parametrize("path", ["lookup/?q=InvalidApiKey", "?q=InvalidApiKey"])
def test_a_query_of_the_url_is_answered_and_stays(page: Page, path: str) -> None:
    open_box(page, path)
    expect(page.locator("[data-lookup-input]")).to_have_value("InvalidApiKey")
    expect(page.locator("error-lookup [data-lookup-match]").first).to_have_attribute(
        "data-code", "InvalidApiKey"
    )
    assert page.evaluate("location.search") == "?q=InvalidApiKey"
    assert page.locator("[data-md-toggle=search]").is_checked() is False
    page.locator("[data-lookup-input]").fill(RATE_LIMIT)
    expect(page.locator("error-lookup [data-lookup-match]").first).to_have_attribute(
        "data-code", "Throttling.RateQuota"
    )
    assert page.evaluate("location.search") == "?q=InvalidApiKey"


def test_a_secret_in_the_query_does_not_stay_in_the_url(page: Page) -> None:
    open_box(page, "lookup/?q=sk-0123456789abcdef0123")
    assert page.evaluate("location.search") == ""


OF_THE_THEME = ".md-search-result__item:not([data-lookup-match], [hidden])"
"""The results of the theme's search, but for pages that stand above them."""


def search(page: Page, text: str) -> None:
    """Type a text into the search of the header, as a paste would, and press a key."""
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.insert_text(text)
    page.keyboard.press("End")


def test_the_header_search_shows_the_match_above_its_pages(page: Page) -> None:
    page.goto("reading-errors/")
    search(page, MAX_TOKENS)
    first = page.locator(".md-search-result__item").first
    expect(first).to_have_attribute("data-code", "InvalidParameter")
    expect(page.locator(OF_THE_THEME).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/errors/InvalidParameter/[^/?]+/$"), wait_until="commit")
    expect(page.locator("[data-own-message]")).to_contain_text("[1, 8192]")


SIGNS = ("a:b^", "quota:", "quota^", "~quota~", "quota ^ : ~", 'say "quota', "foo:quota^x", "*^")


def test_signs_never_break_the_header_search(page: Page) -> None:
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text))
    page.goto("reading-errors/")
    meta = page.locator(".md-search-result__meta")
    told = re.compile(r"matching document")
    for query in SIGNS:
        search(page, query)
        expect(meta, query).to_have_text(told)
        if "quota" in query:
            expect(page.locator(".md-search-result__item").first, query).to_contain_text(
                re.compile("quota", re.IGNORECASE)
            )
        page.locator("[data-md-component=search-query]").fill("")
        expect(meta).not_to_have_text(told)
    assert warnings == []


def test_ordinary_words_still_find_pages(page: Page) -> None:
    page.goto("reading-errors/")
    search(page, "moderation")
    expect(page.locator(".md-search-result__item a").first).to_have_attribute(
        "href", re.compile(r"/errors/")
    )


def test_text_pasted_into_the_header_search_enters_no_link(page: Page) -> None:
    page.goto("reading-errors/")
    search(page, f"{MAX_TOKENS} key sk-0123456789abcdef0123")
    expect(page.locator(OF_THE_THEME).first).to_be_visible()
    links = page.evaluate("[...document.querySelectorAll('.md-search [href]')].map(a => a.href)")
    assert not [link for link in links if re.search(r"[?&][qh]=", link)]
    assert "0123456789abcdef" not in page.locator("[data-md-component=search-result]").inner_html()


WRONG_PATHS = {
    "errors/invalidapikey/": "errors/InvalidApiKey/",
    "errors/Invalid-Api_Key.html": "errors/InvalidApiKey/",
    "errors/throttling_allocationquota": "errors/Throttling.AllocationQuota/",
    "InvalidApiKey": "errors/InvalidApiKey/",
    "ERRORS/throttling.allocationquota/index.html": "errors/Throttling.AllocationQuota/",
    "RUNBOOKS": "runbooks/",
    "reading_errors.html": "reading-errors/",
    "errors/category/Quota.html": "errors/category/quota/",
    "errors/Retired": "errors/retired/",
    "errors/invalidapikey/invalid_key": "errors/InvalidApiKey/invalid-key/",
    "errors/workspacenotfound/unknown_workspace": "errors/WorkSpaceNotFound/",
}


def test_a_slightly_wrong_path_means_its_page(page: Page) -> None:
    page.goto("404.html")
    meant = page.evaluate(
        """async paths => {
            const { meantPath } = await import("/assets/errdocs/paths.js");
            const { entries } = await import("/assets/errdocs/answers.js");
            const published = (await (await fetch("/permalinks.json")).json()).paths;
            const known = await entries();
            return paths.map(path => meantPath(path, published, known));
        }""",
        [*WRONG_PATHS],
    )
    assert dict(zip(WRONG_PATHS, meant, strict=True)) == WRONG_PATHS


def test_a_slightly_wrong_path_leads_to_its_page(page: Page) -> None:
    for wrong, right in {
        "InvalidApiKey?x=1#fix": "errors/InvalidApiKey/?x=1#fix",
        "ERRORS/throttling.allocationquota/index.html": "errors/Throttling.AllocationQuota/",
    }.items():
        page.goto(wrong)
        page.wait_for_url(f"**/{right}", wait_until="commit")


def test_an_old_path_is_forgiven_too(page: Page, site: Path) -> None:
    published = json.loads((site / "permalinks.json").read_text(encoding="utf-8"))
    moved = {"since": "2026-01-01", "target": "errors/Throttling/", "status": "redirect"}
    published["paths"]["errors/Too.Many/at-once/"] = moved
    page.route("**/permalinks.json", lambda route: route.fulfill(json=published))
    page.goto("errors/too_many/AT-ONCE.html?limit=1#fix")
    page.wait_for_url("**/errors/Throttling/?limit=1#fix", wait_until="commit")


def test_the_very_path_that_was_published_wins_over_a_likely_one(page: Page, site: Path) -> None:
    published = json.loads((site / "permalinks.json").read_text(encoding="utf-8"))
    published["paths"]["errors/INVALIDAPIKEY/"] = {"target": "errors/Throttling/"}
    page.route("**/permalinks.json", lambda route: route.fulfill(json=published))
    page.goto("errors/INVALIDAPIKEY/")
    page.wait_for_url("**/errors/Throttling/", wait_until="commit")
    page.goto("errors/INVALIDAPIKEY.html")  # which of the two is meant is not known: the current
    page.wait_for_url("**/errors/InvalidApiKey/", wait_until="commit")


def test_a_wrong_path_leads_on_without_the_list_of_what_was_published(page: Page) -> None:
    page.route("**/permalinks.json", lambda route: route.fulfill(body="{"))
    page.goto("errors/invalidapikey/")
    page.wait_for_url("**/errors/InvalidApiKey/", wait_until="commit")


def test_the_path_of_a_case_is_forgiven_too(page: Page) -> None:
    open_box(page)
    paste(page, MAX_TOKENS)
    case = page.locator("[data-lookup-match]").first.get_attribute("data-case") or ""
    page.goto(f"errors/invalid_parameter/{case.replace('-', '_').upper()}.html")
    page.wait_for_url(f"**/errors/InvalidParameter/{case}/", wait_until="commit")


def test_a_wrong_path_offers_the_nearest_errors_and_the_box(page: Page) -> None:
    page.goto("errors/InvalidApiKye/")
    expect(page.locator("[data-not-found] a").first).to_have_attribute(
        "href", re.compile(r"/errors/InvalidApiKey/$")
    )
    paste(page, RATE_LIMIT)
    expect(page.locator("[data-lookup-match]").first).to_have_attribute(
        "data-code", "Throttling.RateQuota"
    )


def test_a_path_that_ends_in_a_status_or_a_word_leads_to_its_errors(page: Page) -> None:
    page.goto("errors/429/")
    expect(page.locator("[data-not-found] h2 a")).to_have_attribute(
        "href", re.compile(r"/errors/status/429/$")
    )
    page.goto("help/moderation.html")
    expect(page.locator("[data-not-found] [data-lookup-hint]").first).to_be_visible()


def test_a_hopeless_path_keeps_the_link_to_all_errors(page: Page) -> None:
    page.goto("no/such/%E0%A4%A/zzzzzzzzzzz")
    expect(page.get_by_role("link", name="See all errors")).to_have_attribute("href", "/errors/")
    expect(page.locator("[data-not-found]")).to_be_empty()


def test_the_lookup_works_below_a_folder(browser: Browser, site: Path, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "site").symlink_to(site)
    for base_url in serve(tmp_path):
        with browser.new_context(base_url=base_url) as context:
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            page = context.new_page()
            open_box(page, "deep/site/lookup/")
            paste(page, BAD_KEY)
            expect(page.locator("[data-lookup-match] a").first).to_have_attribute(
                "href", f"{base_url}deep/site/errors/InvalidApiKey/invalid-key/"
            )


def test_without_workers_the_page_answers_itself(page: Page) -> None:
    page.add_init_script("delete window.Worker; window.Worker = undefined")
    page.goto("lookup/")
    page.wait_for_selector("error-lookup[data-ready]")
    paste(page, BAD_KEY)
    expect(page.locator("[data-lookup-match]").first).to_have_attribute(
        "data-code", "InvalidApiKey"
    )


def test_without_scripts_the_box_gives_way_to_the_index(browser: Browser, base_url: str) -> None:
    with browser.new_context(base_url=base_url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("")
        assert page.locator(".errdocs-find :is([name], button, [type=submit])").count() == 0
        page.locator(".errdocs-find").get_by_role("link", name="list of all errors").click()
        page.wait_for_url("**/errors/", wait_until="commit")


def test_a_slow_answer_says_that_it_is_under_way(page: Page) -> None:
    held: list[Route] = []
    page.route("**/lookup.json", lambda route: held.append(route))
    page.goto("lookup/")
    page.wait_for_selector("error-lookup[data-ready]")
    page.locator("[data-lookup-input]").fill(MAX_TOKENS)
    expect(page.locator("error-lookup [role=status]")).to_have_text("Looking it up…")
    for route in held:
        route.continue_()
    expect(page.locator("error-lookup [role=status]")).to_have_text("1 result.")


def test_text_pasted_without_a_key_reaches_the_theme_s_search_too(page: Page) -> None:
    open_box(page)
    page.locator(".md-search__input").fill("quota")
    expect(page.locator(".md-search-result__meta")).to_contain_text("matching")


def test_the_first_result_is_above_the_fold_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_box(page)
    paste(page, MAX_TOKENS)
    expect(page.locator(".errdocs-match-fix").first).not_to_be_empty()
    expect(page.locator(".errdocs-match-fix").first).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_megabyte_of_text_does_not_block_typing(box: Page) -> None:
    text = "lorem ipsum dolor [ { ^ " * 50_000 + MAX_TOKENS
    paste(box, text)
    box.keyboard.type("ok")
    expect(box.locator("[data-lookup-input]")).to_have_value(f"{text}ok")
    expect(box.locator("[data-lookup-match]").first).to_be_visible()
    expect(box.locator("[data-lookup-output]")).to_contain_text("were not searched")


def test_markup_in_a_text_stays_text(box: Page) -> None:
    paste(box, f'<img src=x onerror="alert(1)"> dashscope {RATE_LIMIT} <b>now</b>')
    expect(box.locator("[data-lookup-match] mark").first).to_be_visible()
    assert box.locator("[data-lookup-output] :is(img, b)").count() == 0
