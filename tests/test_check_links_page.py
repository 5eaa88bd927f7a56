"""The page for authors of runbooks: every example is valid, and every link in it arrives."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner

from errdocs.cli import main
from errdocs.linkcheck import Checker, SiteUrls, known_site, site_of_registry
from errdocs.linkcheck import checker as checking
from errdocs.linkcheck.scanning import Notation
from errdocs.problems import Rule
from errdocs.registry.loading import load
from errdocs.render.link_forms import Form, link
from errdocs.routes import Routes, read_ledger

ROOT = Path(__file__).parents[1]
SITE = "https://errors.example.com/"
PAGE = (ROOT / "docs" / "runbooks.md").read_text(encoding="utf-8")
EXAMPLES = {
    title: (language, text)
    for language, title, text in re.findall(
        r'^```(\w+) title="(.+?)"\n(.*?)^```', PAGE, re.M | re.S
    )
}


def example(title: str) -> Any:
    language, text = EXAMPLES[title]
    return {"yaml": yaml.safe_load, "json": json.loads, "text": str}[language](text)


def checker() -> Checker:
    data = ROOT / "data"
    site = site_of_registry(Routes(load(data).registry, read_ledger(data).ledger))
    return Checker(site, SiteUrls([SITE]))


@pytest.mark.parametrize("title", EXAMPLES)
def test_an_example_is_valid_and_its_links_arrive(title: str) -> None:
    assert example(title)
    problems = checker().check(EXAMPLES[title][1], Notation.TEXT, title).problems
    assert [problem.rule for problem in problems if title != "What it prints"] == []


def test_an_alert_names_its_page_and_builds_it_from_a_label() -> None:
    rules = example("alerts.yml")["groups"][0]["rules"]
    links = [rule["annotations"]["runbook_url"] for rule in rules]
    assert links[:2] == [f"{SITE}errors/Throttling.RateQuota/", SITE + "errors/{{ $labels.code }}/"]
    filled = links[1].replace("{{ $labels.code }}", "insufficient_quota")
    (problem,) = checker().check(filled, Notation.TEXT, "filled").problems
    assert problem.target == f"{SITE}errors/Throttling.AllocationQuota/"


def test_what_slack_and_confluence_show_is_written_as_the_command_writes_it() -> None:
    slack = example("alertmanager.yml")["receivers"][0]["slack_configs"][0]["text"]
    assert link("what to do", f"{SITE}errors/InvalidApiKey/", Form.SLACK) in slack
    jira = link("what to do", f"{SITE}errors/Throttling.RateQuota/#fix", Form.JIRA)
    assert jira in example("page.txt")


def test_an_event_has_its_link_where_pagerduty_looks_for_it() -> None:
    event = example("event.json")
    assert event["payload"]["severity"] in {"critical", "error", "warning", "info"}
    assert [set(item) for item in event["links"]] == [{"href", "text"}]


def test_each_format_is_shown_as_the_command_prints_it() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \| (`+) ?(.+?) ?\2 \|$", PAGE, re.MULTILINE)
    options = ["--data", str(ROOT / "data"), "--site", SITE, "--format", "json"]
    done = CliRunner().invoke(main, ["link", "Throttling.RateQuota", *options])
    assert {key: text for key, _, text in rows} == json.loads(done.stdout)["links"]


def test_the_output_is_shown_as_the_command_prints_it(tmp_path: Path) -> None:
    folder = tmp_path / "runbooks"
    folder.mkdir()
    (folder / "quota.md").write_text("\n" * 11 + f"Look at {SITE}errors/insufficient_quota/.\n")
    options = ["--data", str(ROOT / "data"), "--site", SITE]
    done = CliRunner().invoke(main, ["check-links", str(folder), *options])
    assert done.stdout == f"{tmp_path}/" + EXAMPLES["What it prints"][1]


def test_every_rule_is_in_the_table() -> None:
    values = (*vars(checking).values(), *vars(known_site).values())
    rules = {value.id for value in values if isinstance(value, Rule)} - {checking.READABLE_FILE.id}
    assert set(re.findall(r"^\| `(link-[a-z]+)`\{ #\1 \} \|", PAGE, re.MULTILINE)) == rules


def test_the_configurations_name_the_hook_and_the_command() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (used,) = example(".pre-commit-config.yaml")["repos"][0]["hooks"]
    assert used["id"] == hook["id"]
    (shown,) = re.findall(r"^(errdocs check-links .+)", PAGE.split("{ #in-ci }")[1], re.MULTILINE)
    for words in (shown.split(), ["errdocs", "check-links", ".", *used["args"]]):
        command = main.get_command(click.Context(main), words[1])
        assert command
        assert command.make_context(words[1], words[2:]).params["against"]


@pytest.mark.parametrize("name", ["links", "reference"])
def test_a_workflow_gives_the_action_inputs_that_it_has(name: str) -> None:
    steps = example(f".github/workflows/{name}.yml")["jobs"][name]["steps"]
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    (step,) = [step for step in steps if step["uses"].startswith("errdocs/errdocs@")]
    assert {*step["with"]} <= {*action["inputs"]}
    section = PAGE.split("{ #in-ci }")[1]
    (table,) = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    first_cells = "".join(line.split("|")[1] for line in table.splitlines())
    assert {*re.findall(r"`(\w+)`", first_cells)} == {*action["inputs"]}
