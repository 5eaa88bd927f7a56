"""The built reference: every page that the design names, and what each page holds."""

from __future__ import annotations

import json
from pathlib import Path

import html5lib
import pytest

from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import Case, Error
from errdocs.routes import paths
from pageparts import PageParts
from support import ROOT, run

LOADED: Loaded = load(ROOT / "data")
REGISTRY = LOADED.registry
CASES = list(REGISTRY.cases())


def name_of(value: object) -> str:
    """Return the name of an entry or the text itself, for the id of a test."""
    return value.code if isinstance(value, Error) else getattr(value, "id", str(value))


def case_page(site: Path, error: Error, case: Case) -> Path:
    return site / paths.case_path(error, case) / "index.html"


@pytest.mark.parametrize(("error", "case"), CASES, ids=name_of)
def test_a_case_page_answers_in_the_order_of_the_design(
    site: Path, error: Error, case: Case
) -> None:
    parts = PageParts.of(case_page(site, error, case))
    order = [name for name in parts.ids if name in {"fix", "cause", "message", "response"}]
    assert order == ["fix", "cause", "message", "response"]
    assert [text.strip() for text in parts.texts["h1"]] == [
        error.title if len(error.cases) == 1 else case.title
    ]
    assert parts.all("span", **{"class": "errdocs-badge", "data-retry": case.retry.value})
    assert parts.all("span", **{"class": "errdocs-badge", "data-actor": case.actor.value})
    assert error.code in parts.texts["title"][0]
    assert parts.all("meta", name="description")[0]["content"]


@pytest.mark.parametrize(("error", "case"), CASES, ids=name_of)
def test_a_case_page_has_its_way_back_its_neighbours_and_its_line(
    site: Path, error: Error, case: Case
) -> None:
    parts = PageParts.of(case_page(site, error, case))
    place = LOADED.lines[error.code, case.id]
    assert parts.all("nav", **{"aria-label": "Breadcrumb"})
    assert len(parts.all("a", rel="prev")) + len(parts.all("a", rel="next")) in {1, 2}
    edits = [link["href"] for link in parts.all("a", rel="edit")]
    assert edits == [
        "https://github.com/errdocs/errdocs/edit/main/"
        f"data/errors/{Path(place.path).name}#L{place.line}"
    ]


def test_previous_and_next_lead_through_every_case_once(site: Path) -> None:
    first = next(
        case_page(site, error, case)
        for error, case in CASES
        if not PageParts.of(case_page(site, error, case)).all("a", rel="prev")
    )
    seen = [first]
    while following := PageParts.of(seen[-1]).all("a", rel="next"):
        page = (seen[-1].parent / following[0]["href"] / "index.html").resolve()
        assert page not in seen
        seen.append(page)
    assert len(seen) == len(CASES)


@pytest.mark.parametrize("error", [e for e in REGISTRY.errors if len(e.cases) > 1], ids=name_of)
def test_the_page_of_an_error_with_several_cases_leads_to_each(site: Path, error: Error) -> None:
    folder = site / paths.error_path(error)
    targets = {
        (folder / link["href"]).resolve()
        for link in PageParts.of(folder / "index.html").all("a")
        if "://" not in link.get("href", "")
    }
    assert targets >= {case_page(site, error, case).parent.resolve() for case in error.cases}


def test_the_index_holds_every_case_without_a_script(site: Path) -> None:
    rows = [
        attributes
        for tag, attributes in PageParts.of(site / "errors" / "index.html").elements
        if "data-case-row" in attributes
    ]
    assert len(rows) == len(CASES)
    assert {row["data-retry"] for row in rows} == {case.retry.value for _, case in CASES}


@pytest.mark.parametrize("category", REGISTRY.settings.categories, ids=lambda c: c.key)
def test_each_category_has_a_listing(site: Path, category: object) -> None:
    assert (site / paths.category_path(category.key) / "index.html").is_file()  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", sorted({case.status for _, case in CASES if case.status}))
def test_each_status_has_a_listing(site: Path, status: int) -> None:
    assert (site / paths.status_path(status) / "index.html").is_file()


@pytest.mark.parametrize(
    ("spelling", "error"),
    [(alias.code, error) for error in REGISTRY.errors for alias in error.aliases],
    ids=name_of,
)
def test_an_alias_leads_to_its_error_without_a_script(
    site: Path, spelling: str, error: Error
) -> None:
    page = site / "errors" / spelling / "index.html"
    parts = PageParts.of(page)
    refresh = parts.all("meta", **{"http-equiv": "refresh"})[0]["content"]
    target = refresh.partition("url=")[2].strip("'\"")
    expected = (site / paths.error_path(error)).resolve()
    assert (page.parent / target).resolve() == expected
    assert any((page.parent / link["href"]).resolve() == expected for link in parts.all("a"))


def test_related_errors_link_both_ways(site: Path) -> None:
    links: set[tuple[str, str]] = set()
    for error in REGISTRY.errors:
        links |= {(error.code, other) for other in error.related}
    assert links == {(other, code) for code, other in links}


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    for page in site.rglob("*.html"):
        for tag, attributes in PageParts.of(page).elements:
            asked = attributes.get("src", "") if tag != "link" else attributes.get("href", "")
            if tag == "link" and attributes.get("rel") in {"canonical", "alternate"}:
                continue
            assert not asked.startswith(("http:", "https:", "//")), (page, asked)


def test_every_page_is_html_without_errors(site: Path) -> None:
    """Redirects and the hand-written pages too, as the parser of the HTML standard reads them."""
    wrong = []
    for page in site.rglob("*.html"):
        parser = html5lib.HTMLParser()
        parser.parse(page.read_text(encoding="utf-8"))
        wrong += [(page.relative_to(site), *error) for error in parser.errors]
    assert wrong == []


def test_no_id_is_used_twice_on_a_page(site: Path) -> None:
    for page in site.rglob("*.html"):
        ids = PageParts.of(page).ids
        assert len(ids) == len({*ids}), page


def test_leaf_pages_stay_out_of_the_navigation(site: Path) -> None:
    parts = PageParts.of(site / "errors" / "index.html")
    in_navigation = [
        link["href"] for link in parts.all("a") if "md-nav__link" in link.get("class", "")
    ]
    assert not [href for href in in_navigation if href.startswith("Invalid")]


def test_the_search_index_has_one_entry_for_each_page_of_an_error(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text())
    places = [entry["location"] for entry in index["docs"]]
    leaves = {paths.case_path(error, case) for error, case in CASES}
    assert len(places) == len({*places})
    assert leaves <= {*places}
    assert not [place for place in places if place.startswith("errors/") and "#" in place]


def test_two_builds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = run("errdocs", "build", "--site-dir", str(tmp_path / name))
        assert done.returncode == 0, done.stderr
    one, two = (contents(tmp_path / name) for name in ("one", "two"))
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
