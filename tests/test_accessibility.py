"""Every kind of page, in both schemes and widths, holds nothing serious against its readers."""

from __future__ import annotations

from importlib.resources import files

import pytest
from playwright.sync_api import Browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
KINDS = {
    "home": "",
    "index": "errors/",
    "error": "errors/InvalidParameter/",
    "case": "errors/InvalidParameter/input-length/",
    "only-case": "errors/InvalidApiKey/",
    "category": "errors/category/quota/",
    "status": "errors/status/429/",
    "retired": "errors/retired/",
    "lookup": "lookup/",
    "changes": "errors/changes/",
    "by-hand": "reading-errors/",
    "guide": "checks/",
    "redirect": "errors/insufficient_quota/?stay",
    "missing": "no/such/page",
}
SIZES = {"wide": (1280, 900), "phone": (390, 844)}
GRAVE = {"serious", "critical"}


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_serious_finding(
    browser: Browser, base_url: str, kind: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        java_script_enabled=True,
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(base_url + KINDS[kind])
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE)
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    context.close()
    findings = [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in result["violations"]
        if found["impact"] in GRAVE
        for node in found["nodes"]
    ]
    assert findings == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_a_phone_without_scrolling_sideways(
    browser: Browser, base_url: str, kind: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto(base_url + KINDS[kind])
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.close()
    assert overflow <= 0


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_the_values_of_a_message_stand_below_each_other(
    browser: Browser, base_url: str, size: str
) -> None:
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(base_url + KINDS["case"])
    table = page.locator(".errdocs-parameters")
    caption = table.locator("caption").bounding_box()
    aligned = table.locator("th, td").evaluate_all(
        "cells => [...new Set(cells.map(cell => getComputedStyle(cell).textAlign))]"
    )
    page.close()
    assert aligned == ["left"]
    assert caption
    assert caption["height"] < 40, "the caption has one line"


@pytest.mark.browser
def test_the_fix_and_the_verdict_are_seen_on_a_phone_without_scrolling(
    browser: Browser, base_url: str
) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{base_url}errors/InvalidApiKey/")
    for part in ("#fix h2", "#fix [data-retry]", "#fix [data-actor]"):
        box = page.locator(part).first.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 844, part
    page.close()
