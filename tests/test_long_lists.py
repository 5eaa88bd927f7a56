"""Long lists: pages of bounded size that are complete without a script, and filters over all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect

from conftest import Shared
from errdocs.cli import main
from errdocs.registry.loading import Loaded, load
from errdocs.render import views
from errdocs.routes import Page as Route
from errdocs.routes import PageKind, Routes, paths
from large import large_project, large_registry
from sites import page_texts
from strategies import write_registry
from support import serve

SIZES = (1, 1, 9, 1, 1, 1, 3, 1, 1, 1)  # cases of each error
LINK = re.compile(r'href="([^"#?]+)')


def shorten(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(paths, "PAGE_ENTRIES", 6)
    patch.setattr(paths, "LONG_LIST", 5)
    patch.setattr(views, "MOST_SIBLINGS", 4)


def loaded_of(folder: Path, sizes: tuple[int, ...]) -> Loaded:
    write_registry(large_registry(sizes), folder)
    loaded = load(folder)
    assert loaded.problems == ()
    return loaded


def lists_of(routes: Routes) -> dict[str, list[Route]]:
    """Return the pages of each list by its path."""
    found: dict[str, list[Route]] = {}
    for page in routes.pages.values():
        if page.kind in {PageKind.INDEX, PageKind.CATEGORY, PageKind.STATUS}:
            found.setdefault(page.sheet.list_path if page.sheet else page.path, []).append(page)
    return found


@pytest.mark.parametrize("count", [1, 499, 500, 501, 1000, 1001])
def test_each_entry_of_a_list_is_on_one_of_its_pages_in_order(count: int) -> None:
    routes = Routes(large_registry((1,) * count))
    for first, pages in lists_of(routes).items():
        shown = [entry.path for page in pages for entry in page.entries]
        wanted = [entry.path for entry in routes.listings.current if entry.path in {*shown}]
        assert shown == wanted
        assert pages[0].path == first
        assert all(len(page.entries) == paths.PAGE_ENTRIES for page in pages[:-1])
        assert {page.total for page in pages} == {len(shown)}
    index = lists_of(routes)["errors/"]
    assert len(index) == -(-count // paths.PAGE_ENTRIES)
    assert sum(len(page.entries) for page in index) == count


def test_a_list_that_fits_a_page_has_no_other_page_and_no_links_between_pages(
    tmp_path: Path,
) -> None:
    loaded = loaded_of(tmp_path, (1,) * paths.LONG_LIST)
    texts = page_texts(loaded)
    assert not any(re.search(r"/[0-9]+/$", path) for path in texts if "status" not in path)
    assert not any("data-facet-page" in text or "errdocs-pages" in text for text in texts.values())
    assert [path for path, text in texts.items() if "data-facets" in text] == ["errors/"]


def test_further_pages_of_a_list_are_not_permanent_and_lead_to_the_list_once_they_are_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shorten(monkeypatch)
    routes = Routes(large_registry(SIZES), documents=frozenset())
    assert routes.has("errors/index/4/")
    assert "errors/" in routes.targets
    assert [path for path in routes.targets if paths.list_of(path)] == []
    for path in ("errors/index/99/", "errors/status/400/99/"):
        assert routes.resolve(path) == paths.list_of(path)
    assert routes.resolve("errors/category/no-such/2/") is None


def test_every_page_of_a_long_list_can_be_reached_by_links(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shorten(monkeypatch)
    loaded = loaded_of(tmp_path, (1,) * 100)
    texts, reached = page_texts(loaded), {"errors/"}
    todo = ["errors/"]
    while todo:
        path = todo.pop()
        text = texts[path].partition("errdocs-pages")[2]
        linked = {from_page(path, link) for link in LINK.findall(text)}
        assert len(linked) <= 6  # however many pages there are
        todo += linked - reached
        reached |= linked
    assert reached == {path for path in texts if path == "errors/" or "errors/index/" in path}


def from_page(path: str, link: str) -> str:
    """Return the path from the site's root that a link on a page leads to."""
    found = paths.without_dot_segments(f"{path}{link}")
    assert found is not None
    return found


def test_a_page_of_a_case_has_the_nearest_others_and_a_way_to_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shorten(monkeypatch)
    loaded = loaded_of(tmp_path, SIZES)
    texts = page_texts(loaded)
    error = loaded.registry.errors[2]
    for at, case in enumerate(error.cases):
        text = texts[error.path_of(case)].partition('id="siblings"')[2].partition("</section>")[0]
        shown = [other.id for other in error.cases if f'/{other.id}/"' in text]
        start = min(max(0, at - 2), 4)
        wanted = [other.id for other in error.cases[start : start + 5] if other is not case]
        assert shown == wanted
        ways = {f"../../../{error.path}#cases", "../../../errors/?text=E00002"}
        assert ways <= set(re.findall(r'href="([^"]+)"', text))
    few = loaded.registry.errors[6]
    assert "nearest" not in texts[few.path_of(few.cases[0])]


def test_pages_do_not_grow_with_the_number_of_cases_of_an_error(tmp_path: Path) -> None:
    largest = []
    for count in (100, 400):
        loaded = loaded_of(tmp_path / str(count), (count,))
        texts = page_texts(loaded)
        error = loaded.registry.errors[0]
        largest.append(max(len(texts[error.path_of(case)]) for case in error.cases))
    assert largest[1] < 1.02 * largest[0]


def build_large(folder: Path) -> None:
    """Build a site whose lists have several pages although it is small."""
    large_project(folder, large_registry(SIZES))
    with pytest.MonkeyPatch.context() as patch:
        shorten(patch)
        patch.chdir(folder)
        result = CliRunner().invoke(main, ["build"])
        assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def base_url(shared: Shared) -> Iterator[str]:
    """Return the address of a site with long lists, in place of that of the reference."""
    yield from serve(shared("large", build_large) / "site")


rows = partial(Page.locator, selector="[data-case-row]:visible")
browsing = pytest.mark.browser


@browsing
def test_a_filter_finds_the_entries_of_all_pages_and_links_to_them(page: Page) -> None:
    page.goto("errors/index/2/")
    count, wanted = page.locator("[data-facet-count]"), "E00009"
    expect(count).to_have_text("20 cases")
    expect(rows(page)).to_have_count(6)
    expect(page.locator("[data-facet-nav]")).to_be_visible()
    page.fill("[data-facet=text]", wanted)
    expect(count).to_have_text("1 of 20 cases")
    expect(page.locator("[data-facet-nav]")).to_be_hidden()
    page.fill("[data-facet=text]", "e0000")
    expect(rows(page)).to_have_count(20)
    codes = page.locator("[data-case-row] td[data-label=Code]").all_inner_texts()
    assert codes == sorted(codes)
    page.fill("[data-facet=text]", "")
    expect(rows(page)).to_have_count(6)
    page.fill("[data-facet=text]", wanted)
    rows(page).locator("a").click()
    expect(page.locator("h1")).to_have_text("Trouble of kind 9")


@browsing
def test_a_filter_in_the_address_looks_at_all_pages(page: Page) -> None:
    page.goto("errors/?status=500")
    expect(page.locator("[data-facet-count]")).to_have_text("4 of 20 cases")
    expect(rows(page)).to_have_count(4)


@browsing
def test_a_sort_looks_at_all_pages_and_shows_as_many_as_a_page_has(page: Page) -> None:
    page.goto("errors/index/2/?sort=-code")
    expect(page.locator("[data-facet-nav]")).to_be_visible()
    codes = page.locator("[data-case-row]:visible td[data-label=Code]")
    wanted = [f"E{at:05}" for at, count in enumerate(SIZES) for _ in range(count)][::-1]
    expect(codes).to_have_text(wanted[6:12])
    page.locator("[data-facet-nav]").get_by_label("Page 4").click()
    expect(codes).to_have_text(wanted[18:])
    page.get_by_role("button", name="Code", exact=True).click()
    expect(codes).to_have_text(wanted[:2][::-1])


@browsing
def test_a_filter_says_which_entries_it_could_not_look_at(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url)
    page = context.new_page()
    page.route("**/errors/index/3/", lambda route: route.fulfill(status=503))
    page.goto("errors/")
    page.fill("[data-facet=text]", "E00000")
    told = "1 of 6 cases of this page; the other pages could not be loaded"
    expect(page.locator("[data-facet-count]")).to_have_text(told)
    context.close()


@browsing
def test_long_lists_of_cards_have_a_filter(page: Page) -> None:
    for path, total in (("errors/E00002/", 9), ("errors/status/400/", 12)):
        page.goto(path)
        expect(page.locator("[data-facet-count]")).to_have_text(f"{total} cases")
        page.fill("[data-facet=text]", "no such words")
        expect(page.locator("[data-facet-empty]")).to_be_visible()
        page.fill("[data-facet=text]", "cannot locked")
        expect(rows(page)).not_to_have_count(0)


@browsing
def test_pages_of_a_list_are_complete_without_a_script(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("errors/")
    seen = rows(page).count()
    for number in (2, 3, 4):
        page.locator("[data-facet-nav]").get_by_label(f"Page {number}").click()
        expect(page.locator("h1")).to_contain_text(f"page {number}")
        seen += rows(page).count()
    assert seen == sum(SIZES)
    context.close()
