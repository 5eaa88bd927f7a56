"""Data never turns into markup, wherever it is shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from hostile import CODE, MESSAGE, TITLE
from pageparts import PageParts
from support import serve, watch

PAGE = f"errors/{CODE}/first/"


@pytest.fixture(scope="module")
def hostile_url(hostile_site: Path) -> Iterator[str]:
    yield from serve(hostile_site)


def test_no_element_comes_from_the_data(hostile_site: Path) -> None:
    wrong = [
        (page.relative_to(hostile_site), tag, attributes)
        for page in hostile_site.rglob("*.html")
        for tag, attributes in PageParts.of(page).elements
        if any(name.startswith("on") for name in attributes)
        or attributes.get("href", "").startswith("javascript:")
        or attributes.get("src") == "x"
        or tag in {"u", "s", "i", "b"}
    ]
    assert wrong == []


def test_the_page_shows_the_message_letter_for_letter(hostile_site: Path) -> None:
    parts = PageParts.of(hostile_site / PAGE / "index.html")
    assert any(MESSAGE in text for text in parts.texts["code"])
    assert TITLE in parts.texts["h1"][0]
    assert TITLE in parts.texts["title"][0]
    assert any(
        MESSAGE in holder["data-copy-text"]
        for holder in parts.all("div")
        if "data-copy-text" in holder
    )


def test_lists_show_the_message_letter_for_letter(hostile_site: Path) -> None:
    for path in ("errors/", f"errors/{CODE}/", "errors/status/400/", "errors/category/request/"):
        parts = PageParts.of(hostile_site / path / "index.html")
        body = " ".join(parts.texts["body"][0].split())
        assert MESSAGE in body, path


def test_the_json_holds_the_message_letter_for_letter(hostile_site: Path) -> None:
    document = json.loads((hostile_site / "errors.json").read_text())
    (error,) = (error for error in document["errors"] if error["code"] == CODE)
    assert error["title"] == TITLE
    assert MESSAGE.replace("{", "{{").replace("}", "}}") in error["cases"][0]["message"]


@pytest.mark.browser
def test_nothing_of_the_data_runs_in_a_browser(browser: Browser, hostile_url: str) -> None:
    wrong: list[str] = []
    with browser.new_context(base_url=hostile_url) as context:
        for path in ("", "errors/", f"errors/{CODE}/", PAGE):
            page = context.new_page()
            wrong += [f"{path}: {problem}" for problem in problems_on(page, f"/{path}")]
    assert wrong == []


def problems_on(page: Page, path: str) -> list[str]:
    """Open a page, and return what goes wrong there, dialogs included."""
    wrong = watch(page)
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(path)
    page.wait_for_timeout(300)  # what an image's or a script's error runs comes after the page
    return wrong


@pytest.mark.browser
def test_a_search_result_shows_the_title_letter_for_letter(
    browser: Browser, hostile_url: str
) -> None:
    page = browser.new_page()
    page.set_default_timeout(10_000)
    wrong = watch(page)
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(hostile_url)
    query = page.locator("input[data-md-component=search-query]")
    query.click()
    query.press_sequentially("hostile")
    result = page.locator(f".md-search-result__link[href*='{PAGE}']").first
    result.wait_for()
    assert TITLE in " ".join(result.inner_text().split())
    page.close()
    assert wrong == []
