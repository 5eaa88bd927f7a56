"""The code of clients on the pages of the reference, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from errdocs.render.code_samples import CodeSamples
from sites import this_repository

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def paths() -> list[str]:
    """Return the pages of two cases whose requests are shown as code of several clients."""
    registry = this_repository().registry
    samples = CodeSamples(registry)
    found = [
        error.path_of(case)
        for error, case in registry.cases()
        if len({*(sample.client.key for sample in samples.requests(case))}) > 2
    ]
    return found[:1] + found[-1:]


def tabs(page: Page) -> Locator:
    return page.locator(".errdocs-requests .tabbed-set")


def test_the_client_that_was_chosen_is_chosen_on_every_page(page: Page, paths: list[str]) -> None:
    for path in paths:
        page.goto(path)
        first, *_, last = tabs(page).locator(".tabbed-block").all()
        expect(first).to_be_visible()
        expect(last).not_to_be_visible()
    tabs(page).locator("label", has_text="curl").click()
    for path in paths:
        page.goto(path)
        shown = tabs(page).locator(".tabbed-block:visible")
        expect(shown).to_have_count(1)
        expect(shown).to_contain_text("curl --request POST")


def test_without_scripts_the_first_client_is_shown_and_the_others_can_be_chosen(
    browser: Browser, base_url: str, paths: list[str]
) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(paths[0])
    blocks = tabs(page).locator(".tabbed-block").all()
    assert [block.is_visible() for block in blocks] == [True] + [False] * (len(blocks) - 1)
    tabs(page).locator("label").last.click()
    assert [block.is_visible() for block in blocks] == [False] * (len(blocks) - 1) + [True]
    context.close()


def test_what_fails_stands_beside_what_works_where_there_is_room(
    page: Page, paths: list[str]
) -> None:
    page.goto(paths[0])
    fails = page.locator('.errdocs-pair [data-outcome="fails"]').first
    works = page.locator('.errdocs-pair [data-outcome="works"]').first
    places = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        one, two = fails.bounding_box(), works.bounding_box()
        assert one and two
        places.append((one["y"] == two["y"], one["x"] == two["x"]))
    assert places == [(True, False), (False, True)]


def test_boxes_of_code_open_without_the_pencil_of_the_theme(page: Page, paths: list[str]) -> None:
    page.goto(paths[0])
    box = page.locator("details.errdocs-program").first
    expect(box.locator("pre").first).not_to_be_visible()
    box.locator("summary").click()
    expect(box.locator("pre").first).to_be_visible()
    style = "element => getComputedStyle(element, '::before').display"
    assert box.locator("summary").evaluate(style) == "none"


def test_code_that_is_generated_is_not_searched(site: Path, paths: list[str]) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    texts = [item["text"] for item in index["docs"] if item["location"].split("#")[0] in paths]
    assert texts
    assert [text for text in texts if "--data" in text or "HttpClient" in text] == []
