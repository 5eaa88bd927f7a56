"""Every kind of page, in both schemes and widths, has no serious accessibility problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page

from support import close

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
KINDS = {
    "home": "",
    "index": "errors/?text=throttling",
    "error": "errors/InternalError.Algo/",
    "case": "errors/InvalidParameter/input-length/",
    "category": "errors/category/quota/",
    "status": "errors/status/429/",
    "retired": "errors/retired/",
    "lookup": "lookup/",
    "answer": "lookup/?q=InvalidParameter+with+a+temperature",
    "changes": "errors/changes/",
    "map": "errors/map/",
    "similar": "errors/similar/",
    "family": "errors/similar/rate-limits/",
    "by-hand": "reading-errors/",
    "redirect": "errors/insufficient_quota/?stay",
    "missing": "no/such/page",
}
LAST = {
    "home": "[data-ready]",
    "lookup": "[data-ready]",
    "answer": ".errdocs-match-fix:not(:empty)",
}
"""What comes after the load of a page."""
SIZES = {"wide": (1280, 900), "phone": (390, 844)}
GRAVE = {"serious", "critical"}
FIND = """rules => axe.run(
    document, {resultTypes: ['violations'], preload: false, ...(rules && {runOnly: rules})}
)"""
CHANGING = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
"""The rules about what a scheme or a size changes; the others are asked once."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def calm_page(context_of: Callable[[str], BrowserContext], base_url: str) -> Iterator[Page]:
    """Return a page without motion, whose size and scheme the tests change."""
    page = context_of(base_url).new_page()
    page.emulate_media(reduced_motion="reduce")
    yield page
    close(page)


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_serious_finding_and_fits_a_phone(calm_page: Page, kind: str) -> None:
    """Both sizes and both schemes are read, but not each pair of them."""
    visit(calm_page, kind, "wide", "light")
    wrong = findings(calm_page, None, "wide, light")
    visit(calm_page, kind, "phone", "dark")
    wrong += findings(calm_page, CHANGING, "phone, dark")
    for width in (390, 320):
        calm_page.set_viewport_size({"width": width, "height": 700})
        if calm_page.evaluate(OVERFLOW) > 0:
            wrong.append(f"{width} pixels: scrolls sideways")
    assert wrong == []


def visit(page: Page, kind: str, size: str, scheme: Literal["light", "dark"]) -> None:
    """Open a page in its size: scripts of the theme follow a new size only after a while."""
    resize(page, size)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/{KINDS[kind]}")
    page.wait_for_selector(LAST.get(kind, "h1"))
    page.evaluate(AXE)


def resize(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})


def findings(page: Page, rules: list[str] | None, name: str) -> list[str]:
    """Return what axe finds that is grave."""
    return [
        f"{name}: {found['id']}: {node['target']} {node['failureSummary']}"
        for found in page.evaluate(FIND, rules)["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]


@pytest.mark.browser
def test_the_values_of_a_message_stand_below_each_other(calm_page: Page) -> None:
    calm_page.goto(f"/{KINDS['case']}")
    for size in SIZES:
        resize(calm_page, size)
        table = calm_page.locator(".errdocs-parameters")
        caption = table.locator("caption").bounding_box()
        aligned = table.locator("th, td").evaluate_all(
            "cells => [...new Set(cells.map(cell => getComputedStyle(cell).textAlign))]"
        )
        assert aligned == ["left"], size
        assert caption
        assert caption["height"] < 40, f"{size}: the caption has one line"


@pytest.mark.browser
def test_the_fix_and_the_verdict_are_seen_on_a_phone_without_scrolling(calm_page: Page) -> None:
    resize(calm_page, "phone")
    calm_page.goto("/errors/WorkSpaceNotFound/")
    for part in ("#fix h2", "#fix [data-retry]", "#fix [data-actor]"):
        box = calm_page.locator(part).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844, part
