"""Rules that Python and the scripts both follow: each example is asked of both."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from errdocs.lookup.constants import constants_script
from errdocs.lookup.index import build_index, index_json
from errdocs.lookup.secrets import masked, masked_values
from errdocs.registry.loading import load
from errdocs.render.first_steps import first_sentence, first_step
from errdocs.render.link_previews import first_sentence_of_fix
from errdocs.routes import Ledger, Permalink, Routes
from errdocs.routes.paths import ForgivingPaths
from errdocs.routes.redirects import nginx_maps
from lookup_texts import shapes
from secret_corpus import SAMPLES, WRAPPERS, as_base64, seen, wrapped
from sites import this_repository
from support import ROOT

VECTORS = ROOT / "tests/vectors"
SENTENCES: list[dict[str, Any]] = yaml.safe_load((VECTORS / "first-sentences.yml").read_text())
PATHS: dict[str, Any] = yaml.safe_load((VECTORS / "paths.yml").read_text(encoding="utf-8"))
SECRETS: dict[str, dict[str, str]] = yaml.safe_load(
    (ROOT / "tests/scenarios/secrets.yml").read_text(encoding="utf-8")
)
SHOW = """async ([assets, texts]) => {
    const { withCode } = await import(assets + "markdown.js");
    return texts.map((text) => {
        const place = document.createElement("p");
        place.append(...withCode({ sentence: text }));
        const code = Array.from(place.querySelectorAll("code"), (part) => part.textContent);
        return { shown: place.textContent, code };
    });
}"""
MEAN = """async ([assets, published, asked]) => {
    const { publishedTarget } = await import(assets + "paths.js");
    return asked.map((path) => publishedTarget(path, published));
}"""
FIND = """async ([assets, document, asked]) => {
    const { prepare } = await import(assets + "lookup/index.js");
    const { meantPath } = await import(assets + "paths.js");
    const index = prepare(JSON.parse(document));
    return asked.map((path) => meantPath(path, {}, index));
}"""
MASK = """async ([assets, texts]) => {
    const { masked } = await import(assets + "secrets.js");
    return texts.map((text) => masked(text));
}"""

MASK_VALUES = """async ([assets, asked]) => {
    const { findSecrets, maskedValues } = await import(assets + "secrets.js");
    return asked.map(([values, text]) => maskedValues(values, text, findSecrets(text)));
}"""


@pytest.fixture
def ask(plain_page: Page, base_url: str) -> Any:
    """Return a function that runs a script in a page, with the address of the site's scripts."""
    scripts = f"{base_url}assets/errdocs/"
    return lambda script, *about: plain_page.evaluate(script, [scripts, *about])


def test_previews_show_the_first_sentence() -> None:
    case = next(case for _, case in this_repository().registry.cases())
    found = [first_sentence_of_fix(replace(case, fix=item["text"])) for item in SENTENCES]
    assert found == [item["shown"] for item in SENTENCES]


@pytest.mark.browser
def test_scripts_show_the_same_sentence_and_its_code(ask: Any) -> None:
    found = ask(SHOW, [first_sentence(item["text"]) for item in SENTENCES])
    assert found == [{"shown": item["shown"], "code": item.get("code", [])} for item in SENTENCES]


@pytest.mark.browser
def test_scripts_show_the_first_step_of_every_fix_as_previews_do(ask: Any) -> None:
    cases = [case for _, case in this_repository().registry.cases()]
    found = ask(SHOW, [first_step(case) for case in cases])
    assert [item["shown"] for item in found] == [first_sentence_of_fix(case) for case in cases]


def test_the_link_checker_forgives_paths() -> None:
    paths = ForgivingPaths(PATHS["published"])
    assert {path: paths.meant(path) for path in PATHS["paths"]} == PATHS["paths"]


@pytest.mark.browser
def test_the_page_for_wrong_paths_forgives_the_same_and_knows_what_is_published(ask: Any) -> None:
    known = {path: {"target": target} for path, target in PATHS["published"].items()}
    expected = PATHS["paths"] | PATHS["published"]
    assert dict(zip(expected, ask(MEAN, known, list(expected)), strict=True)) == expected


def test_nginx_never_leads_elsewhere() -> None:
    """It forgives less, since each spelling costs it a pattern."""
    for path, target in PATHS["paths"].items():
        assert meant_by_nginx(path) in ("", f"/{target}")
    assert meant_by_nginx("errors/old_name.html") == "/errors/Timeout/"


def meant_by_nginx(path: str) -> str:
    """Return where nginx leads a path of a site with some of the published pages."""
    moved = Permalink(since=datetime.date(2026, 11, 24), target="errors/Timeout/")
    registry = load(ROOT / "tests/scenarios/checks/base").registry
    ledger = Ledger(paths={"errors/Old.Name/": moved})
    text = nginx_maps(Routes(registry, ledger, documents=frozenset({"reading-errors/"})))
    patterns = re.findall(r'"~\*([^"]*)" "([^"]*)";', text.partition("$errdocs_meant")[2])
    found = (to for key, to in patterns if re.search(key.encode(), f"/{path}".encode(), re.I))
    return next(found, "")


@pytest.mark.browser
def test_scripts_mask_the_same_secrets(ask: Any) -> None:
    texts = [example["text"] for example in SECRETS.values()]
    texts += [wrapped(wrapper, one.text) for one in SAMPLES for wrapper in WRAPPERS]
    texts += [as_base64(one.text) for one in SAMPLES]
    assert ask(MASK, texts) == [masked(text) for text in texts]


@pytest.mark.browser
def test_scripts_mask_the_same_values_of_a_text(ask: Any) -> None:
    """Also values that end or start within a secret, as quotes may make them."""
    asked = [
        ({"all": one.text, "start": one.text[:-2], "end": one.text[one.start + 2 :]}, one.text)
        for one in SAMPLES
    ]
    shown = [masked_values(*question) for question in asked]
    assert ask(MASK_VALUES, asked) == shown
    told = zip(SAMPLES, shown, strict=True)
    assert [found for one, values in told for found in seen([one], " ".join(values.values()))] == []


def test_the_types_of_the_constants_name_what_the_build_writes() -> None:
    typed = (ROOT / "templates/assets/constants.d.ts").read_text(encoding="utf-8")
    names = [re.findall(r"export const (\w+)", text) for text in (typed, constants_script())]
    assert names[0] == names[1]


def test_every_constant_is_a_value_that_scripts_can_hold() -> None:
    for line in constants_script().splitlines()[1:]:
        _, _, value = line.removesuffix(";").partition(" = ")
        assert json.loads(value) is not None


@pytest.mark.browser
def test_a_wrong_path_finds_codes_of_any_shape(ask: Any) -> None:
    wanted = {
        "errors/42p01": "errors/42P01/",
        "errors/UndefinedTable/": "errors/42P01/",
        "errors/sqlstate[23505]": "errors/23505/",
        "errors/-32601/": "errors/minus-32601/",
        "errors/S3/NoSuchKey": "errors/S3-NoSuchKey/",
        "errors/dw-101-7.html": "errors/DW-101.7/",
        "errors/ORA_00942/": "errors/ORA-00942/",
        "errors/UNRESOLVED_COLUMN.WITH_SUGGESTION/": "errors/UNRESOLVED_COLUMN/with-suggestion/",
        "errors/UNRESOLVED_COLUMN/with_suggestion": "errors/UNRESOLVED_COLUMN/with-suggestion/",
        "errors/nothing-like-it/": None,
    }
    assert ask(FIND, index_json(build_index(shapes())), [*wanted]) == [*wanted.values()]
