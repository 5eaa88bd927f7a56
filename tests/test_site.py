"""The built reference: every page that the design names, and what each page holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import html5lib

from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error
from errdocs.routes import FRAGMENTS, paths
from pageparts import PageParts
from sites import this_repository
from support import run

LOADED: Loaded = this_repository()
REGISTRY = LOADED.registry
CASES = list(REGISTRY.cases())
REPOSITORY = "https://github.com/errdocs/errdocs"
ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
BADGE = {"class": "errdocs-badge"}


@cache
def parts_of(page: Path) -> PageParts:
    """Return the parts of a page; several laws read each."""
    return PageParts.of(page)


def case_page(site: Path, error: Error, case: Case) -> Path:
    return site / error.path_of(case) / "index.html"


def test_a_case_page_answers_in_the_order_of_the_design_and_leads_on(site: Path) -> None:
    def gaps(page: PageParts, error: Error, case: Case) -> list[str]:
        place = LOADED.lines[error.code, case.id]
        edit = f"{REPOSITORY}/edit/main/data/errors/{Path(place.path).name}#L{place.line}"
        neighbours = [*page.all("a", rel="prev"), *page.all("a", rel="next")]
        sections = [name for name in page.ids if name in {"fix", "cause", "message", "response"}]
        is_right = {
            "sections": sections == ["fix", "cause", "message", "response"],
            "heading": [text.strip() for text in page.texts["h1"]] == [error.title_of(case)],
            "retry": page.all("span", **BADGE, **{"data-retry": case.retry.value}),
            "actor": page.all("span", **BADGE, **{"data-actor": case.actor}),
            "title": (case.code or error.code) in page.texts["title"][0],
            "description": any(meta["content"] for meta in page.all("meta", name="description")),
            "breadcrumb": page.all("nav", **{"aria-label": "Breadcrumb"}),
            "neighbours": len(neighbours) in {1, 2},
            "edit": [link["href"] for link in page.all("a", rel="edit")] == [edit],
            "fragments": {*FRAGMENTS} <= {*page.ids},
        }
        return [name for name, right in is_right.items() if not right]

    assert offenders(site, gaps) == {}


def offenders(
    site: Path, gaps: Callable[[PageParts, Error, Case], list[str]]
) -> dict[str, list[str]]:
    """Return what is wrong with the pages of cases, by the names of the cases."""
    found = {
        error.name_of(case): gaps(parts_of(case_page(site, error, case)), error, case)
        for error, case in CASES
    }
    return {name: wrong for name, wrong in found.items() if wrong}


def test_previous_and_next_lead_through_every_case_once(site: Path) -> None:
    first = next(
        case_page(site, error, case)
        for error, case in CASES
        if not parts_of(case_page(site, error, case)).all("a", rel="prev")
    )
    seen = [first]
    while following := parts_of(seen[-1]).all("a", rel="next"):
        page = (seen[-1].parent / following[0]["href"] / "index.html").resolve()
        assert page not in seen
        seen.append(page)
    assert len(seen) == len(CASES)


def test_the_page_of_an_error_answers_every_fragment_and_leads_to_each_of_its_cases(
    site: Path,
) -> None:
    missing: dict[str, object] = {}
    for error in REGISTRY.errors:
        folder = site / error.path
        page = parts_of(folder / "index.html")
        if not {*FRAGMENTS} <= {*page.ids}:
            missing[error.code] = {*FRAGMENTS} - {*page.ids}
        targets = {
            (folder / link["href"]).resolve()
            for link in page.all("a")
            if "://" not in link.get("href", "")
        }
        own = {case_page(site, error, case).parent.resolve() for case in error.cases}
        if len(error.cases) > 1 and not own <= targets:
            missing[error.code] = own - targets
    assert missing == {}


def test_the_index_holds_every_case_without_a_script(site: Path) -> None:
    rows = [
        attributes
        for tag, attributes in parts_of(site / "errors" / "index.html").elements
        if "data-case-row" in attributes
    ]
    assert len(rows) == len(CASES)
    assert {row["data-retry"] for row in rows} == {case.retry.value for _, case in CASES}


def test_each_category_and_each_status_has_a_listing(site: Path) -> None:
    statuses = {case.status for _, case in CASES if case.status}
    listings = [
        *(paths.category_path(category.key) for category in REGISTRY.settings.categories),
        *(paths.status_path(status) for status in sorted(statuses)),
    ]
    assert [path for path in listings if not (site / path / "index.html").is_file()] == []


def test_an_alias_leads_to_its_error_without_a_script(site: Path) -> None:
    targets = {alias.code: error.path for error in REGISTRY.errors for alias in error.aliases}
    arrivals = {}
    for spelling in targets:
        page = site / "errors" / spelling / "index.html"
        refresh = parts_of(page).all("meta", **{"http-equiv": "refresh"})[0]["content"]
        ways = [refresh.partition("url=")[2].strip("'\"").partition("#")[0]]
        ways += [link["href"] for link in parts_of(page).all("a")]
        arrivals[spelling] = {(page.parent / way).resolve() for way in ways}
    assert arrivals == {spelling: {(site / path).resolve()} for spelling, path in targets.items()}


def test_related_errors_link_both_ways(site: Path) -> None:
    links: set[tuple[str, str]] = set()
    for error in REGISTRY.errors:
        links |= {(error.code, other) for other in error.related}
    assert links == {(other, code) for code, other in links}


def some_pages(site: Path) -> list[Path]:
    """Return all pages that are not of errors, and every sixth of those, redirects included."""
    pages = sorted(site.rglob("*.html"))
    own = {page for page in pages if page.is_relative_to(site / "errors")}
    return [*(page for page in pages if page not in own), *sorted(own)[::6]]


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    asked = []
    for page in some_pages(site):
        for tag, attributes in parts_of(page).elements:
            url = attributes.get("src", "") if tag != "link" else attributes.get("href", "")
            is_named_only = tag == "link" and attributes.get("rel", "").strip() in {
                "canonical",
                "alternate",
            }
            if url.startswith(("http:", "https:", "//")) and not is_named_only:
                asked.append((page, url))
    assert asked == []


def test_pages_are_html_without_errors(site: Path) -> None:
    """Redirects and the hand-written pages too, as the parser of the HTML standard reads them.

    What the theme puts around an entry is the same on each page: it is read with the other pages.
    """
    wrong = []
    for page in some_pages(site):
        parser = html5lib.HTMLParser()
        text = page.read_text(encoding="utf-8")
        article = ARTICLE.search(text) if page.is_relative_to(site / "errors") else None
        parser.parseFragment(article[0]) if article else parser.parse(text)
        wrong += [(page.relative_to(site), *error) for error in parser.errors]
    assert wrong == []


def test_no_id_is_used_twice_on_a_page(site: Path) -> None:
    pages = {page: parts_of(page).ids for page in some_pages(site)}
    assert [page for page, ids in pages.items() if len(ids) != len({*ids})] == []


def test_leaf_pages_stay_out_of_the_navigation(site: Path) -> None:
    parts = parts_of(site / "errors" / "index.html")
    in_navigation = [
        link["href"] for link in parts.all("a") if "md-nav__link" in link.get("class", "")
    ]
    assert not [href for href in in_navigation if href.startswith("Invalid")]


def test_the_search_index_has_one_entry_for_each_page_of_an_error(site: Path) -> None:
    index = json.loads((site / "search" / "search_index.json").read_text())
    places = [entry["location"] for entry in index["docs"]]
    leaves = {error.path_of(case) for error, case in CASES}
    assert len(places) == len({*places})
    assert leaves <= {*places}
    assert not [place for place in places if place.startswith("errors/") and "#" in place]


def test_two_builds_are_the_same_byte_for_byte(tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert run("errdocs", "init", str(project)).returncode == 0
    for name in ("one", "two"):
        done = run("errdocs", "build", "--site-dir", str(tmp_path / name), folder=project)
        assert done.returncode == 0, done.stderr
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []


def contents(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }
