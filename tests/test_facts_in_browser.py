"""A registry of facts in the browser: the lookup, the filters and the tabs without any advice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from playwright.sync_api import Page, expect

from conftest import Shared
from support import run, serve

pytestmark = pytest.mark.browser

FACTS = Path(__file__).parent / "scenarios" / "facts"
SETTINGS = (
    "site_name: Spark errors\ntheme: {name: material, font: false}\nplugins: [search, errdocs]\n"
)


def build(folder: Path) -> None:
    """Build the site of the registry in a folder."""
    copytree(FACTS, folder / "data")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    built = run("errdocs", "build", folder=folder)
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="module")
def base_url(shared: Shared) -> Iterator[str]:
    """Return the address of the served site of facts, in place of that of the reference."""
    yield from serve(shared("facts", build) / "site")


@pytest.mark.parametrize(
    ("text", "code", "case"),
    [
        ("E0382", "E0382", ""),
        ("error[E0382]: borrow of moved value", "E0382", ""),
        ("[UNRESOLVED_COLUMN.WITH_SUGGESTION] what?", "UNRESOLVED_COLUMN", "with-suggestion"),
        ("SQLSTATE: 42703", "UNRESOLVED_COLUMN", ""),
    ],
)
def test_a_code_of_any_shape_finds_its_entry_and_says_that_advice_is_missing(
    page: Page, text: str, code: str, case: str
) -> None:
    page.goto("")
    page.locator("[data-lookup-input]").fill(text)
    first = page.locator("[data-lookup-match]").first
    expect(first).to_have_attribute("data-code", code)
    expect(first).to_have_attribute("data-case", case)
    advice = first.locator(".errdocs-match-fix")
    if code == "E0382":
        expect(advice).to_have_text("Nobody has written a fix yet; the page has the facts.")
    else:
        expect(advice).not_to_be_empty()


def test_the_list_is_filtered_by_a_declared_field(page: Page) -> None:
    page.goto("errors/")
    page.locator("[data-facet='field-sqlstate']").select_option("42703")
    expect(page.locator("[data-facet-count]")).to_have_text("2 of 3 cases")
    expect(page.locator("[data-case-row]:visible")).to_have_count(2)


def test_each_language_of_an_example_has_a_tab(page: Page) -> None:
    page.goto("errors/UNRESOLVED_COLUMN/without-suggestion/")
    python = page.locator(".tabbed-block").nth(1)
    expect(python).to_be_hidden()
    page.locator(".tabbed-labels label", has_text="python").click()
    expect(python).to_be_visible()
    expect(python.locator(".errdocs-badge")).to_have_text(["Fails", "Works"])
