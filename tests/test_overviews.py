"""Pages to look at: the map, tables that tell similar errors apart, what a status means."""

from __future__ import annotations

import datetime
import html
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Page, expect

from errdocs.registry import find
from errdocs.registry.families import DecisionTable, decision_table
from errdocs.registry.loading import load
from errdocs.registry.model import (
    Case,
    Category,
    DeclaredField,
    Error,
    Family,
    FamilyMember,
    Registry,
    Retry,
)
from errdocs.render.entry_markdown import entry_markdown
from errdocs.routes import Ledger, Permalink, Routes, paths
from large import large_registry
from pageparts import PageParts
from pagetext import shown
from sites import page_texts, this_repository
from strategies import write_registry

REFERENCE = this_repository().registry
browsing = pytest.mark.browser
KEEP = "found => sessionStorage.setItem('errdocs:recent:/', JSON.stringify(found))"


def listed(site: Path) -> list[dict[str, str]]:
    """Return the attributes of each row of the list of all errors."""
    index = PageParts.of(site / paths.INDEX / "index.html")
    return [row for _, row in index.elements if "data-case-row" in row]


def matches(row: dict[str, str], query: str) -> bool:
    """Whether a filter of the list lets a row pass."""
    asked = dict(parse_qsl(query))
    return all(
        ("" if value == "-" else value) in row.get(f"data-{name}", "").split(" ")
        for name, value in asked.items()
    )


def test_each_number_of_the_map_is_that_of_the_list_it_opens(site: Path) -> None:
    source = (site / paths.MAP / "index.html").read_text(encoding="utf-8")
    table = source.partition('<table class="errdocs-map">')[2].partition("</table>")[0]
    cells = [part.partition("</a>")[0] for part in table.split("<td data-label=")[1:]]
    rows, wrong, total = listed(site), [], 0
    for cell in cells:
        href = html.unescape(cell.partition('href="')[2].partition('"')[0])
        count = int(cell.partition("<span>")[2].partition("</span>")[0])
        query = urlsplit(href).query
        if sum(matches(row, query) for row in rows) != count:
            wrong.append((query, count))
        total += count * (len(parse_qsl(query)) == 2)
    assert wrong == []
    assert total == len(rows) == len(list(REFERENCE.cases()))


def registry_of(*entries: tuple[str | None, int | None, str | None]) -> Registry:
    """Return a registry with an error for each category, status and level, four times over."""
    base = large_registry((1,))
    errors = [
        Error(
            code=f"E{number}",
            category=category,
            fields={"level": level} if level else {},
            cases=(Case(id="only", title="It failed", status=status),),
        )
        for number, (category, status, level) in enumerate(entries * 4)
    ]
    settings = replace(
        base.settings,
        categories=(Category(key="a", title="A"), Category(key="b", title="B")),
        fields=(DeclaredField(key="level", title="Level", facet=True),),
    )
    return Registry(settings=settings, errors=tuple(errors))


@pytest.mark.parametrize(
    ("entries", "axes"),
    [
        ((("a", 400, None), ("b", 500, None), ("b", None, None)), ("category", "status")),
        (
            (("a", None, "high"), ("b", None, "low"), ("b", None, "low")),
            ("category", "field-level"),
        ),
        (((None, 400, "high"), (None, 500, "low"), (None, 0, "low")), ("field-level", "status")),
        (((None, None, "high"), (None, None, "low"), (None, None, None)), None),
        ((("a", 400, None), ("a", 500, None), ("a", 500, None)), None),
    ],
)
def test_a_map_has_the_properties_that_a_registry_knows(
    entries: tuple[tuple[str | None, int | None, str | None], ...], axes: tuple[str, str] | None
) -> None:
    routes = Routes(registry_of(*entries))
    found = routes.error_map
    assert (found and (found.rows.facet, found.columns.facet)) == axes
    assert (paths.MAP in routes.pages) == bool(axes)
    if found:
        assert sum(cell.count for cell in found.cells.values()) == len(routes.listings.current)


def test_a_map_without_advice_has_counts_alone_and_its_words_stay_words(tmp_path: Path) -> None:
    registry = registry_of(("a", 400, None), ("b", 500, None), ("b", None, None))
    title = 'A "<b>" & {x}'
    categories = (Category(key="a", title=title), Category(key="b", title="B"))
    write_registry(
        replace(registry, settings=replace(registry.settings, categories=categories)), tmp_path
    )
    (table,) = shown(page_texts(load(tmp_path))[paths.MAP])[1].all("table", class_="errdocs-map")
    assert table.texts("th", scope="row") == [title, "B", "All"]
    assert [[cell.text for cell in row.all("td")] for row in table.all("tr")] == [
        [""],
        ["4", "", "", "4"],
        ["", "4", "4", "8"],
        ["4", "4", "4", "12"],
    ]
    assert next(table.all("a", href="../../errors/?status=-&category=b")).attributes[
        "aria-label"
    ] == ("B, Not known: 4 cases")
    assert not [element for element in table.tree() if element.tag == "svg"]


def test_a_few_cases_have_no_map() -> None:
    registry = registry_of(("a", 400, None), ("b", 500, None), ("b", None, None))
    few = replace(registry, errors=registry.errors[:11])
    assert (Routes(registry).error_map is None, Routes(few).error_map is None) == (False, True)


def test_links_to_overviews_that_are_gone_lead_on() -> None:
    registry = registry_of(("a", 400, None), ("a", 400, None), ("a", 400, None))
    family = Family(key="one", title="One", members=(FamilyMember(entry="E0"),))
    with_one = replace(registry, settings=replace(registry.settings, families=(family,)))
    published = ("errors/map/", "errors/similar/", "errors/similar/two/")
    since = datetime.date(2026, 1, 1)
    ledger = Ledger(paths={path: Permalink(since=since, target=path) for path in published})
    gone, kept = Routes(registry, ledger), Routes(with_one, ledger)
    assert [gone.resolve(path) for path in published] == ["errors/"] * 3
    assert [kept.resolve(path) for path in published] == ["errors/", *["errors/similar/"] * 2]
    assert kept.resolve("errors/similar/never/") is None


def table_of(*cases: Case, fields: tuple[DeclaredField, ...] = ()) -> DecisionTable:
    """Return the table of a family of cases of one error."""
    error = Error(code="Busy", cases=cases)
    members = tuple(FamilyMember(entry=f"Busy/{case.id}") for case in cases)
    family = Family(key="busy", title="Busy", members=members)
    settings = replace(large_registry(()).settings, fields=fields, families=(family,))
    return decision_table(Registry(settings=settings, errors=(error,)), family)


def test_a_table_shows_what_differs_and_says_once_what_is_alike() -> None:
    table = table_of(
        Case(id="a", message="Slow down.", status=429, retry=Retry.WAIT, fields={"level": "low"}),
        Case(
            id="b", message="Too fast.", status=429, retry=Retry.BACKOFF, fields={"level": "high"}
        ),
        fields=(DeclaredField(key="level", title="Level"),),
    )
    assert table.differing == ("message", "retry", "field-level")
    assert table.shared == {"code": ("Busy",), "status": ("429",)}
    assert list(table.alike()) == []


def test_what_only_some_members_have_differs() -> None:
    table = table_of(Case(id="a", title="It is full", status=429), Case(id="b", title="It is shut"))
    assert table.differing == ("status",)
    assert list(table.alike()) == []


def test_advice_does_not_tell_what_looks_the_same() -> None:
    cases = [
        Case(id=key, message="Busy.", retry=retry) for key, retry in zip("ab", Retry, strict=False)
    ]
    assert [(at, other.case) for at, other in table_of(*cases).alike()] == [(1, cases[0])]


def test_each_member_has_its_table_and_its_row_is_marked(site: Path) -> None:
    wrong = []
    for family in REFERENCE.settings.families:
        for member in decision_table(REFERENCE, family).members:
            page = PageParts.of(site / member.path / "index.html")
            marked = [attributes for tag, attributes in page.elements if "data-here" in attributes]
            links = [link["href"] for link in page.all("a")]
            if not marked or not any(f"similar/{family.key}/" in link for link in links):
                wrong.append((family.key, member.path))
    assert wrong == []


def test_texts_for_terminals_and_agents_tell_the_others_of_the_family() -> None:
    def told(name: str) -> str:
        text = entry_markdown(REFERENCE, find(REFERENCE, name))
        return text.partition("## Similar errors")[2]

    access = told("Model.AccessDenied")
    assert "- `Workspace.AccessDenied`: The key belongs to another workspace." in access
    assert "`Model.AccessDenied`" not in access
    assert told("Throttling.AllocationQuota") == ""


def test_a_status_says_what_hides_behind_another_one(site: Path) -> None:
    def said(status: int) -> str:
        page = PageParts.of(site / paths.status_path(status) / "index.html")
        return " ".join("".join(page.texts[".errdocs-status-overview"]).split())

    full = said(429)
    assert "Not always a rate limit." in full
    assert "Same code, other status: Throttling.AllocationQuota 400" in full
    assert "The service is at full capacity 503" in full
    assert "Task result: the answer there has status 200, not 400." in said(400)
    assert "Task result: every answer there has status 200" in said(200)


@browsing
def test_the_list_sorts_by_its_head_and_remembers_filters_and_order_in_the_tab(page: Page) -> None:
    rows = page.locator("[data-case-row]:visible")
    page.goto("/errors/")
    codes = rows.locator("[data-label=Code]")
    listed = codes.all_inner_texts()
    button = page.locator("th[data-sort=status] button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Status")
    assert rows.first.locator("[data-label=Status]").inner_text() == "200"
    button.click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Status")
    button.click()
    expect(page.locator("th[aria-sort]")).to_have_count(0)
    assert codes.all_inner_texts() == listed
    page.get_by_role("button", name="Code", exact=True).click()
    page.select_option("[data-facet=status]", "429")
    shown = rows.count()
    page.goto("/")
    page.goto("/errors/")
    expect(rows).to_have_count(shown)
    assert page.url.endswith("?status=429&sort=code")
    page.evaluate("scrollTo(0, 900)")
    expect(button).to_be_in_viewport()
    page.locator("[data-facet-reset]").click()
    expect(rows).to_have_count(len(listed))
    assert page.url.endswith("?sort=code")
    page.goto("/errors/?status=503")
    expect(page.locator("th[aria-sort]")).to_have_count(0)


@browsing
def test_errors_that_were_viewed_are_offered_until_they_are_cleared(page: Page) -> None:
    recent = page.locator("[data-recent]")
    page.goto("/")
    expect(recent).to_be_hidden()
    for path in ("InvalidApiKey/", "Throttling.BurstRate/", "InvalidApiKey/"):
        page.goto(f"/errors/{path}")
    page.goto("/errors/")
    expect(recent.locator("code")).to_have_text(["InvalidApiKey", "Throttling.BurstRate"])
    page.goto("/")
    recent.locator("a").last.click()
    expect(page.locator("h1")).to_have_text("The request rate rose too fast")
    page.wait_for_load_state()  # the page has added itself
    page.evaluate(KEEP, [{"path": "javascript:1", "code": "a", "title": "b"}, 1])
    page.goto("/errors/")
    expect(recent).to_be_hidden()
    page.goto("/errors/InvalidApiKey/")
    page.goto("/")
    recent.get_by_role("button").click()
    expect(recent).to_be_hidden()
    page.reload()
    expect(recent).to_be_hidden()
