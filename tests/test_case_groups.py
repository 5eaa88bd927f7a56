"""The page of an error with many cases: in groups by category, with filters that know them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect

from conftest import Shared
from errdocs.cli import main
from errdocs.registry.model import GROUPED_FROM, Registry
from large import large_project
from pagetext import shown
from sites import files_of, page_texts
from support import serve
from two_documents import PARTS, loaded_in, two_documents

GROUPS = [("request", 3 + PARTS // 3), ("quota", PARTS - PARTS // 3)]
"""Category and number of the cases, in the order of the registry's categories."""
browsing = pytest.mark.browser


@pytest.fixture(scope="module")
def registry() -> Registry:
    return two_documents()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return page_texts(loaded_in(tmp_path_factory.mktemp("registry")))


def build(folder: Path) -> None:
    large_project(folder, two_documents())
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(main, ["build"])
        assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def base_url(shared: Shared) -> Iterator[str]:
    """Return the address of a site with an error in groups, in place of that of the reference."""
    yield from serve(shared("groups", build) / "site")


def test_groups_follow_the_order_of_the_categories_and_of_the_file(registry: Registry) -> None:
    groups = registry.groups_of(registry.errors[0])
    assert [
        (category.key if category else None, len(cases)) for category, cases in groups
    ] == GROUPS
    parts = [case.id for case in groups[1][1]]
    assert parts == sorted(parts)


def test_few_cases_or_one_category_make_no_groups(registry: Registry) -> None:
    bad = registry.errors[0]
    few = dataclasses.replace(bad, cases=bad.cases[-GROUPED_FROM + 1 :])
    alike = tuple(dataclasses.replace(case, category=None) for case in bad.cases)
    for error in (few, dataclasses.replace(bad, cases=alike)):
        assert registry.groups_of(error) == ()


def test_cases_without_a_category_come_last(registry: Registry) -> None:
    bare = dataclasses.replace(registry.errors[0], category=None)
    assert [category and category.key for category, _ in registry.groups_of(bare)] == [
        "quota",
        None,
    ]


def test_each_group_has_a_heading_and_a_link_with_its_count(pages: dict[str, str]) -> None:
    (cases,) = shown(pages["errors/Bad/"])[1].all("section", id="cases")
    titles = ["Request 6", "Quota and rate limits 6"]
    assert [" ".join(text.split()) for text in cases.texts("h3")] == titles
    (jump,) = cases.all("nav", class_="errdocs-jump")
    assert [" ".join(text.split()) for text in jump.texts("a")] == titles
    ids = [f"#{group.attributes['id']}" for group in cases.all("section", class_="errdocs-group")]
    assert [link.attributes["href"] for link in jump.all("a")] == ids


def test_the_page_of_a_case_leads_to_the_others_of_its_group(pages: dict[str, str]) -> None:
    (section,) = shown(pages["errors/Bad/part-0/"])[1].all("section", id="siblings")
    assert section.texts("a")[:-2] == [f"It is about part-{at}" for at in (2, 3, 5, 6, 8)]


def test_markdown_has_the_same_groups_one_level_above_the_cases(registry: Registry) -> None:
    files = files_of(registry)
    text = files["errors/Bad.md"].decode()
    headings = [line for line in text.splitlines() if line.startswith("#")]
    assert headings[1:4] == ["## Request", "### It is about both", "#### What to do"]
    assert "## Quota and rate limits" in headings
    assert "## It is about bill" in files["errors/Overdue.md"].decode()


def test_an_only_category_of_a_case_is_its_own_everywhere(pages: dict[str, str]) -> None:
    for path in ("errors/category/quota/", "errors/Bad/part-0/"):
        assert "Part 0 is bad." in pages[path]
    assert "Part 0 is bad." not in pages["errors/category/request/"]
    assert "articleSection: Quota and rate limits" in pages["errors/Bad/part-0/"]


groups = partial(Page.locator, selector="[data-facet-group]:visible h3")
jumps = partial(Page.locator, selector="[data-facet-jump]:visible")


@browsing
def test_a_group_in_which_nothing_fits_vanishes_with_its_link(page: Page) -> None:
    page.goto("errors/Bad/")
    expect(groups(page)).to_have_text(["Request 6", "Quota and rate limits 6"])
    page.fill("[data-facet=text]", "part 3")
    expect(groups(page)).to_have_text(["Quota and rate limits 1"])
    expect(jumps(page)).to_have_text(["Quota and rate limits 1"])
    expect(page.locator("[data-facet-count]")).to_have_text("1 of 12 cases")
    page.fill("[data-facet=text]", "")
    page.select_option("[data-facet=category]", "request")
    expect(groups(page)).to_have_text(["Request 6"])
    page.locator("[data-facet-reset]").click()
    expect(groups(page)).to_have_count(2)


@browsing
def test_a_link_in_the_jump_list_leads_to_its_group(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto("errors/Bad/")
    jumps(page).last.locator("a").click()
    expect(groups(page).last).to_be_in_viewport()
    assert page.url.endswith("#group-quota")
