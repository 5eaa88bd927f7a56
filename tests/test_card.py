"""The card on somebody else's page: another origin, with styles and a policy of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from support import KeptHandler, close, serve, watch

Open = Callable[..., Page]
NUMBERS = count(1)
CASE = "free-quota-exhausted"
NARROW = {"width": 240, "height": 700}
SCRIPTS = {
    "classic": '<script src="{site}assets/errdocs/card.js"></script>',
    "deferred": '<script src="{site}assets/errdocs/card.js" async></script>',
    "module": '<script type="module" src="{site}assets/errdocs/card.js"></script>',
}
WIKI = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A wiki</title>
<meta http-equiv="Content-Security-Policy"
 content="default-src 'none'; script-src {site}; connect-src {site}; style-src 'self'">
<link rel="stylesheet" href="wiki.css">
{script}</head><body><main>{cards}</main></body></html>
"""
LOUD = "* { color: red !important; font: 40px serif; display: inline; } p { margin: 3em; }"


class SharingHandler(KeptHandler):
    """Serves a site as hosts of static files do: other origins may read it."""

    def end_headers(self) -> None:
        """Let every origin read the answer."""
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()


@pytest.fixture(scope="module")
def site_url(site: Path) -> Iterator[str]:
    """Return the address of the reference, as other origins see it."""
    yield from serve(site, SharingHandler)


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of another site."""
    folder = tmp_path_factory.mktemp("wiki")
    (folder / "wiki.css").write_text(LOUD)
    (folder / "dark.css").write_text(":root { color-scheme: dark; }")
    return folder


@pytest.fixture(scope="module")
def wiki_url(wiki: Path) -> Iterator[str]:
    """Return the address of the other site."""
    yield from serve(wiki)


@pytest.fixture(scope="module")
def new_page(browser: Browser) -> Callable[..., Page]:
    """Return a function that opens pages: those with the same options share what was fetched."""
    contexts: dict[str, BrowserContext] = {}

    def opened(**options: object) -> Page:
        name = json.dumps(options)
        if name not in contexts:
            contexts[name] = browser.new_context(**options)  # type: ignore[arg-type]
            contexts[name].new_page()  # stays open, and with it the process
        return contexts[name].new_page()

    return opened


@pytest.fixture
def open_wiki(
    new_page: Callable[..., Page], wiki: Path, wiki_url: str, site_url: str
) -> Iterator[Open]:
    """Return a function that opens a page of another origin, with cards on it."""
    pages: list[Page] = []
    # A page of its own for each test, which no browser has kept from an earlier one.
    address = f"{wiki_url}?{next(NUMBERS)}"

    def opened(cards: str, script: str = SCRIPTS["module"], **context: object) -> Page:
        text = WIKI.format(site=site_url, script=script.format(site=site_url), cards=cards)
        (wiki / "index.html").write_text(text, encoding="utf-8")
        page = new_page(**context)
        pages.append(page)
        return page

    def opened_and_loaded(*arguments: str, **context: object) -> Page:
        page = opened(*arguments, **context)
        page.goto(address)
        return page

    opened_and_loaded.address = address  # type: ignore[attr-defined]
    opened_and_loaded.only = opened  # type: ignore[attr-defined]
    yield opened_and_loaded
    for page in pages:
        close(page)


def element(code: str, case: str = "", inside: str = "<a href='/mine'>my link</a>") -> str:
    """Return the card's element as people write it."""
    chosen = f' case="{case}"' if case else ""
    return f'<error-card code="{code}"{chosen}>{inside}</error-card>'


def card_of(page: Page) -> Locator:
    """Return the card that is shown."""
    return page.locator("error-card article")


@pytest.mark.browser
@pytest.mark.parametrize("kind", SCRIPTS)
def test_a_page_of_another_origin_shows_the_card(open_wiki: Open, site_url: str, kind: str) -> None:
    page = open_wiki(element("WorkSpaceNotFound"), SCRIPTS[kind])
    card, address = card_of(page), f"{site_url}errors/WorkSpaceNotFound/"
    expect(card.get_by_role("link")).to_have_text("The workspace does not exist")
    expect(card.get_by_role("link")).to_have_attribute("href", address)
    expect(card).to_contain_text("Correct the workspace ID in the base URL")
    for words in ("WorkSpaceNotFound", "404", "Do not retry", "Caller acts"):
        expect(card.get_by_text(words, exact=True)).to_be_visible()
    expect(page.get_by_text("my link")).to_be_hidden()


@pytest.mark.browser
def test_nothing_goes_wrong_on_a_strict_page(open_wiki: Open) -> None:
    page = open_wiki.only(element("InvalidApiKey") * 2)  # type: ignore[attr-defined]
    wrong, asked = watch(page), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(open_wiki.address)  # type: ignore[attr-defined]
    expect(card_of(page)).to_have_count(2)
    assert wrong == []
    assert sum(url.endswith("errors/InvalidApiKey.json") for url in asked) == 1
    assert page.context.cookies() == []


@pytest.mark.browser
def test_a_case_is_chosen_and_changed(open_wiki: Open) -> None:
    page = open_wiki(element("Throttling.AllocationQuota", CASE))
    card = card_of(page)
    expect(card).to_contain_text("The free quota is used up")
    expect(card.get_by_text("Do not retry")).to_be_visible()
    page.evaluate("document.querySelector('error-card').removeAttribute('case')")
    expect(card).to_contain_text(re.compile("[0-9]+ messages come with this code"))
    page.evaluate("document.querySelector('error-card').setAttribute('code', 'Arrearage')")
    expect(card).to_contain_text("The account is not in good standing")


@pytest.mark.browser
def test_another_spelling_finds_the_error(open_wiki: Open) -> None:
    spellings = ("invalid_api_key", "invalidapikey", "INVALID-API-KEY")
    cards = card_of(open_wiki("".join(map(element, spellings))))
    expect(cards).to_have_text([re.compile("The API key is not accepted")] * len(spellings))


@pytest.mark.browser
def test_another_spelling_finds_the_case(open_wiki: Open) -> None:
    spellings = (
        (f"Throttling.AllocationQuota/{CASE}", ""),
        ("Throttling.AllocationQuota", "Free_Quota-Exhausted"),
        ("insufficient_quota", CASE),
        ("insufficient_quota/" + CASE.upper(), ""),
    )
    cards = card_of(open_wiki("".join(element(*spelling) for spelling in spellings)))
    expect(cards).to_have_text([re.compile("The free quota is used up")] * len(spellings))


@pytest.mark.browser
def test_an_entry_that_moved_is_shown_where_it_is_now(open_wiki: Open, site: Path) -> None:
    moved = (("Old", ""), ("Old", "was-only"), ("Throttling.RateQuota", "was-moved"))
    target = {"target": f"errors/Throttling.AllocationQuota/{CASE}/"}
    old = ("errors/Old/", "errors/Old/was-only/", "errors/Throttling.RateQuota/was-moved/")
    page = open_wiki.only("".join(element(*names) for names in moved))  # type: ignore[attr-defined]
    page.route("**/permalinks.json", lambda route: route.fulfill(json={"paths": {
        "errors/Throttling.RateQuota/": {"target": "errors/Throttling.RateQuota/"},
        **dict.fromkeys(old, target),
    }}))  # fmt: skip
    # The file of the error that it moved to is at the old path too.
    file = site / "errors" / "Throttling.AllocationQuota.json"
    page.route("**/errors/Old.json", lambda route: route.fulfill(path=file))
    page.goto(open_wiki.address)  # type: ignore[attr-defined]
    expect(card_of(page)).to_have_text([re.compile("The free quota is used up")] * len(moved))


@pytest.mark.browser
def test_of_names_that_look_alike_the_very_one_is_shown_or_none(open_wiki: Open) -> None:
    page = open_wiki.only(element("foo_bar") + element("FOO.BAR"))  # type: ignore[attr-defined]
    page.route("**/permalinks.json", lambda route: route.fulfill(json={"paths": {
        "errors/FooBar/": {"target": "errors/Throttling/"},
        "errors/foo_bar/": {"target": "errors/InvalidApiKey/"},
    }}))  # fmt: skip
    page.goto(open_wiki.address)  # type: ignore[attr-defined]
    expect(card_of(page)).to_have_text([re.compile("The API key is not accepted")])
    expect(page.locator("error-card[data-failed]")).to_have_attribute("code", "FOO.BAR")


@pytest.mark.browser
def test_an_unknown_code_leaves_the_link(open_wiki: Open) -> None:
    unknown = ("NoSuchCode", "../../x", "retired", "__proto__", "")
    page = open_wiki("".join(map(element, unknown)))
    expect(page.locator("error-card[data-failed]")).to_have_count(len(unknown))
    links = page.get_by_role("link", name="my link")
    expect(links).to_have_count(len(unknown))
    assert all(link.is_visible() for link in links.all())
    expect(card_of(page)).to_have_count(0)


@pytest.mark.browser
def test_an_unknown_case_leaves_the_link(open_wiki: Open) -> None:
    page = open_wiki(element("InvalidApiKey", "no-such-case"))
    expect(page.locator("error-card[data-failed]")).to_have_count(1)
    expect(page.get_by_role("link", name="my link")).to_be_visible()


@pytest.mark.browser
def test_a_card_without_a_link_gets_one(open_wiki: Open, site_url: str) -> None:
    page = open_wiki(element("NoSuchCode", inside=""))
    link = page.get_by_role("link", name="NoSuchCode")
    expect(link).to_have_attribute("href", f"{site_url}errors/NoSuchCode/")


@pytest.mark.browser
@pytest.mark.parametrize("missing", ["**/*.json", "**/error-card.js", "**/card.js"])
def test_the_link_stays_where_something_cannot_be_loaded(open_wiki: Open, missing: str) -> None:
    page = open_wiki.only(element("InvalidApiKey"))  # type: ignore[attr-defined]
    page.route(missing, lambda route: route.abort())
    page.goto(open_wiki.address)  # type: ignore[attr-defined]
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name="my link")).to_be_visible()
    expect(card_of(page)).to_have_count(0)


@pytest.mark.browser
def test_without_scripts_the_link_is_shown(open_wiki: Open) -> None:
    page = open_wiki(element("InvalidApiKey"), java_script_enabled=False)
    expect(page.get_by_role("link", name="my link")).to_be_visible()


@pytest.mark.browser
def test_hostile_data_is_text(open_wiki: Open) -> None:
    bad = "<img src=x onerror=\"document.title='got you'\"><script>document.title='x'</script>"
    case = {"id": "a", "title": bad, "url": "javascript:document.title='got you'", "status": bad}
    case |= {"fix": f"{bad} `{bad}`. [x](javascript:1)", "retry": bad, "actor": "__proto__"}
    data = {"code": bad, "slug": "Any", "title": bad, "summary": bad, "url": "javascript:1"}
    data |= {"cases": [case]}

    def answer(route: Route) -> None:
        route.fulfill(body=json.dumps(data), headers={"Access-Control-Allow-Origin": "*"})

    page = open_wiki.only(element("Any"))  # type: ignore[attr-defined]
    page.route("**/errors/*.json", answer)
    page.goto(open_wiki.address)  # type: ignore[attr-defined]
    card = card_of(page)
    expect(card.get_by_role("link")).to_have_text(bad)
    assert card.locator("img, script").count() == 0
    assert (card.get_by_role("link").get_attribute("href") or "").startswith("http://127.0.0.1")
    assert page.title() == "A wiki"


@pytest.mark.browser
def test_the_page_around_it_does_not_style_the_card(open_wiki: Open) -> None:
    page = open_wiki(element("InvalidApiKey"))
    title = card_of(page).locator(".title")
    expect(title).to_have_css("font-size", "16px")
    expect(title).to_have_css("display", "block")
    expect(title).not_to_have_css("color", "rgb(255, 0, 0)")


@pytest.mark.browser
def test_the_card_fits_from_280_pixels_up(open_wiki: Open) -> None:
    codes = ("InvalidApiKey", "Throttling.AllocationQuota", "InvalidParameter.DataInspection")
    page = open_wiki("".join(map(element, codes)))
    expect(card_of(page)).to_have_count(len(codes))
    for width in (280, 320, 700):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_a_narrow_card_breaks_a_code_between_its_words(open_wiki: Open) -> None:
    page = open_wiki(element("BadRequest.UnsupportedFileFormat"), viewport=NARROW)
    code = card_of(page).locator(".head .code")
    lines_of_words = code.evaluate(
        """code => [...code.childNodes].filter(node => node instanceof Text).map(node => {
            const range = document.createRange();
            range.selectNode(node);
            return range.getClientRects().length;
        })"""
    )
    expect(code).to_have_text("BadRequest.UnsupportedFileFormat")
    assert lines_of_words == [1, 1, 1, 1, 1]
    assert (code.bounding_box() or {})["height"] > 20, "the code fits on one line"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page_scheme", "is_dark"),
    [
        ("", {"light": False, "dark": True}),
        ("light", {"dark": False}),
        ("dark", {"light": True}),
        ("light dark", {"dark": True}),
        ("dark.css", {"light": True}),
    ],
)
def test_the_card_follows_the_page_and_then_the_system(
    open_wiki: Open, page_scheme: str, is_dark: dict[Literal["light", "dark"], bool]
) -> None:
    says = f"<meta name='color-scheme' content='{page_scheme}'>" if page_scheme else ""
    if page_scheme.endswith(".css"):
        says = f"<link rel='stylesheet' href='{page_scheme}'>"
    page = open_wiki(says + element("InvalidApiKey"))
    for system, dark in is_dark.items():
        page.emulate_media(color_scheme=system)
        ground = "rgb(18, 24, 31)" if dark else "rgb(255, 255, 255)"
        expect(card_of(page)).to_have_css("background-color", ground)


@pytest.mark.browser
def test_the_demo_shows_its_cards(page: Page) -> None:
    page.goto("embedding/")
    cards = page.locator("error-card")
    expect(page.locator("error-card article")).to_have_count(3)
    for card in cards.all():
        expect(card.locator("article").get_by_role("link")).to_be_visible()
