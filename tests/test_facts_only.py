"""A registry with facts and hardly any advice: pages, exports and commands invent nothing."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from errdocs.checks import check
from errdocs.cli import main
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import Case, Error
from errdocs.registry.naming import UnknownEntry, find
from pagetext import Element, shown
from sites import files_of, page_texts, site_of

FACTS = Path(__file__).parent / "scenarios" / "facts"
PARENT = "errors/UNRESOLVED_COLUMN/"


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(FACTS)


@pytest.fixture(scope="module")
def pages(loaded: Loaded) -> dict[str, str]:
    return page_texts(loaded)


def page(pages: dict[str, str], path: str) -> Element:
    """Return the elements of a page."""
    return shown(pages[path])[1]


def test_facts_alone_are_a_registry_without_problems(loaded: Loaded) -> None:
    assert [*loaded.report(check(loaded))] == []


def test_no_page_speaks_of_what_nobody_knows(pages: dict[str, str]) -> None:
    for text in pages.values():
        for word in ("HTTP", "None", "Retry", "Who acts", "request"):
            assert word not in text.replace("data-retry", "")
    assert [path for path in pages if "/status/" in path or "/category/" in path] == []


def test_the_words_of_the_pages_fit_the_kind_of_service_or_are_the_registrys_own(
    pages: dict[str, str],
) -> None:
    assert "Your query stopped?" in pages[""]
    assert "The database no longer reports these errors." in pages["errors/retired/"]


def test_the_list_of_all_errors_is_filtered_by_what_entries_have(pages: dict[str, str]) -> None:
    index = page(pages, "errors/")
    facets = [element.attributes["data-facet"] for element in index.tree() if "data-facet" in
              element.attributes]  # fmt: skip
    assert facets == ["text", "field-sqlstate"]
    rows = list(index.all("tr", data_case_row=""))
    codes = ["E0382", "UNRESOLVED_COLUMN.WITH_SUGGESTION", "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION"]
    assert [row.texts("code")[0] for row in rows] == codes
    assert [row.texts("td")[-1].strip() for row in rows] == ["", "42703", "42703"]
    assert [row.attributes.get("data-field-sqlstate") for row in rows] == [None, "42703", "42703"]


def test_a_draft_shows_its_facts_and_where_its_advice_belongs(pages: dict[str, str]) -> None:
    draft = page(pages, f"{PARENT}without-suggestion/")
    (notice,) = draft.all("div", class_="errdocs-notice errdocs-draft")
    assert "Draft." in notice.text
    assert "UNRESOLVED_COLUMN.yml" in notice.text
    assert draft.texts("h2")[0] == "Examples"
    assert next(iter(draft.all("dd", data_field="sqlstate"))).text == "42703"


def test_examples_fail_and_work_with_marked_lines_and_a_tab_for_each_language(
    pages: dict[str, str],
) -> None:
    examples = page(pages, f"{PARENT}without-suggestion/")
    (labels,) = examples.all("div", class_="tabbed-labels")
    assert labels.texts("label") == ["sql", "python"]
    outcomes = [
        figure.attributes["data-outcome"]
        for figure in examples.all("figure", class_="errdocs-example")
    ]
    assert outcomes == ["fails", "works", "fails", "works"]
    (line, *_) = [*examples.all("span", class_="hll")]
    assert "nope" in line.text


def test_a_case_is_found_by_its_own_code_in_either_spelling(loaded: Loaded) -> None:
    for name in (
        "UNRESOLVED_COLUMN.WITH_SUGGESTION",
        "UNRESOLVED_COLUMN/WITH_SUGGESTION",
        "unresolved-column.with-suggestion",
        "UNRESOLVED_COLUMN/with-suggestion",
    ):
        case = find(loaded.registry, name).case
        assert case
        assert case.id == "with-suggestion"
    with pytest.raises(UnknownEntry) as unknown:
        find(loaded.registry, "UNRESOLVED_COLUMN.WITH_SUGESTION")
    assert "UNRESOLVED_COLUMN.WITH_SUGGESTION" in unknown.value.suggestions


def test_the_very_name_of_a_case_comes_before_an_own_code_that_is_like_it(loaded: Loaded) -> None:
    registry, name = loaded.registry, "UNRESOLVED_COLUMN/with-suggestion"
    parent = registry.by_spelling["UNRESOLVED_COLUMN"]
    alike = replace(parent.cases[0], code="UNRESOLVED_COLUMN.With.Suggestion")
    bare = replace(parent, cases=tuple(replace(case, code=None) for case in parent.cases))
    errors = (replace(parent, code="OTHER", cases=(alike,)), bare)
    found = find(replace(registry, errors=errors), name)
    assert (found.error, found.case) == (bare, bare.find_case("with-suggestion"))


def test_the_path_of_a_cases_own_code_leads_to_the_case(loaded: Loaded) -> None:
    redirects = dict(site_of(loaded).routes.redirects())
    own = "errors/UNRESOLVED_COLUMN.WITH_SUGGESTION/"
    assert redirects[own] == f"{PARENT}with-suggestion/"


def test_exports_have_own_codes_and_fields_and_pretend_no_status(loaded: Loaded) -> None:
    files = files_of(loaded.registry)
    rows = list(csv.DictReader(io.StringIO(files["errors.csv"].decode(), newline="")))
    assert [row["case_code"] for row in rows][1] == "UNRESOLVED_COLUMN.WITH_SUGGESTION"
    assert [row["field_sqlstate"] for row in rows] == ["", "42703", "42703"]
    assert {row["status"] for row in rows} == {""}
    markdown = files["errors/UNRESOLVED_COLUMN.md"].decode()
    assert "- SQLSTATE: 42703" in markdown
    assert "Up to 3\\.5." in markdown
    openapi = json.loads(files["errors.openapi.json"])
    assert openapi["components"]["responses"] == {}
    assert "/E0382.md" in files["llms.txt"].decode()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_explain_tells_the_facts(form: str) -> None:
    command = ["explain", "UNRESOLVED_COLUMN.WITHOUT_SUGGESTION", "--data", str(FACTS)]
    result = CliRunner().invoke(main, [*command, "--format", form])
    assert result.exit_code == 0
    assert "42703" in result.output
    assert "None" not in result.output


def test_check_counts_drafts_and_makes_them_problems_for_those_who_ask() -> None:
    command = ["check", "--data", str(FACTS), "--docs", "no-documents"]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.output) == (0, "2 errors, 2 cases, 3 drafts: no problems\n")
    result = CliRunner().invoke(main, [*command, "--no-drafts"])
    assert result.exit_code == 1
    assert result.output.count("[draft]") == 3


@pytest.mark.parametrize(
    ("code", "name", "heading"),
    [
        ("UNRESOLVED_COLUMN", None, "Unresolved column"),
        ("42P01", "undefined_table", "Undefined table"),
        ("E0382", None, "E0382"),
        ("Timeout", None, "Timeout"),
    ],
)
def test_an_error_without_a_title_is_called_by_its_words_or_its_code(
    code: str, name: str | None, heading: str
) -> None:
    cases = (Case(id="a", message="One."), Case(id="b", message="Two."))
    assert Error(code=code, name=name, cases=cases).heading == heading


def test_the_scripts_know_the_actors_that_the_registry_declares(loaded: Loaded) -> None:
    files = {file.path: file.content for file in site_of(loaded).files}
    assert b'ACTOR_LABELS = {"analyst": "Analyst"};' in files["assets/errdocs/constants.js"]


def test_lists_and_choices_that_hold_nothing_are_not_offered(tmp_path: Path) -> None:
    folder = copytree(FACTS.parent / "checks/base", tmp_path / "data")
    settings = folder / "registry.yml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace("categories:\n", "categories:\n  - {key: unused, title: Unused}\n")
    more = "surfaces:\n  - {key: nowhere, title: Nowhere, description: Prints nothing.}\n"
    settings.write_text(text.replace("surfaces:\n", more), encoding="utf-8")
    pages = page_texts(load(folder))
    for path in ("errors/retired/", "errors/changes/", "errors/category/unused/"):
        assert path in pages and f'href="{path}"' not in pages[""]
    assert 'href="errors/category/quota/"' in pages[""]
    offered = re.findall('<option value="([a-z]+)"', pages["errors/"])
    assert not {"unused", "nowhere", "none"} & {*offered} and {"quota", "gateway"} <= {*offered}
    removed = page_texts(load(FACTS.parent / "runbooks/data"))
    assert 'href="errors/retired/"' in removed[""] and 'href="errors/changes/"' in removed[""]
