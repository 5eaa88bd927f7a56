"""Every rule of the registry, by scenario: what it refuses, where, and what it lets pass."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from shutil import copytree
from typing import Any

import pytest
import yaml

from errdocs import checks
from errdocs.checks import check, published_folders
from errdocs.problems import Finding, Problem, Rule
from errdocs.registry import reader
from errdocs.registry.loading import Loaded, load

SCENARIOS = Path(__file__).parent / "scenarios" / "checks"
BASE = SCENARIOS / "base"
FILES = sorted(file for file in SCENARIOS.glob("*/*.yml") if file.parent != BASE)
DOCUMENTS = frozenset({"reading-errors/"})
PREFIX = "errdocs.checks."
GUIDE = Path(__file__).parents[1] / "docs" / "checks.md"


def rules_of_checks() -> list[Rule]:
    """Return the rules that are constants of the modules of checks and of the reader."""
    modules = [import_module(item.name) for item in iter_modules(checks.__path__, PREFIX)]
    found = (value for module in (reader, *modules) for value in vars(module).values())
    return [value for value in found if type(value) is Rule]


def rules() -> set[str]:
    """Return the ids of all rules about a registry."""
    return {rule.id for rule in rules_of_checks()}


def scenario_of(file: Path) -> dict[str, Any]:
    """Return what a scenario changes in the base registry, and which problems it expects."""
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


def loaded_of(scenario: dict[str, Any], folder: Path) -> Loaded:
    """Return the registry of the working directory, `folder`, once a scenario has changed it."""
    copytree(BASE, folder, dirs_exist_ok=True)
    for path in scenario.get("remove", ()):
        (folder / path).unlink()
    for path, edits in scenario.get("replace", {}).items():
        text = (folder / path).read_text(encoding="utf-8")
        for old, new in edits.items():
            assert text.count(old) == 1, f"{old!r} has to be in {path} once"
            text = text.replace(old, new)
        (folder / path).write_bytes(text.encode())
    for path, content in scenario.get("files", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / path).write_bytes(raw * scenario.get("repeat", 1))
    for path, target in scenario.get("links", {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).symlink_to(target)
    return load(Path(scenario.get("folder", ".")))


def findings_of(scenario: dict[str, Any], folder: Path, *, is_strict: bool = True) -> list[Finding]:
    """Return what the checks find in a folder once a scenario has changed it."""
    loaded = loaded_of(scenario, folder)
    return loaded.findings(problems_of(loaded, scenario, is_strict=is_strict))


def problems_of(
    loaded: Loaded, scenario: dict[str, Any], *, is_strict: bool = True
) -> list[Problem]:
    """Return the problems of a registry, drafts among them if the scenario says so."""
    allows_drafts = scenario.get("allows_drafts", True)
    found = check(loaded, documents=DOCUMENTS, is_strict=is_strict, allows_drafts=allows_drafts)
    return [*found, *published_folders.check(Path("docs"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_scenario_has_exactly_the_problems_that_it_expects(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scenario = scenario_of(file)
    found = findings_of(scenario, tmp_path)
    assert [f"{item.place} {item.rule}" for item in found] == scenario["expect"]
    parts = [part for item in found for part in item.message]
    assert all(part and part == part.strip() and not part.endswith(".") for part in parts)


def expectations_of(rule: str) -> list[set[str]]:
    """Return the rules that each scenario of a rule expects to be broken."""
    expected = (scenario_of(file)["expect"] for file in FILES if file.parent.name == rule)
    return [{line.rpartition(" ")[2] for line in lines} for lines in expected]


@pytest.mark.parametrize("rule", sorted(rules()))
def test_a_rule_has_a_scenario_that_breaks_it_alone(rule: str) -> None:
    assert {rule} in expectations_of(rule)


@pytest.mark.parametrize("rule", sorted(rules()))
def test_a_rule_has_a_scenario_that_passes_by_a_hair(rule: str) -> None:
    assert set() in expectations_of(rule)


def test_each_message_is_shown_by_a_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = set()
    for number, file in enumerate(FILES):
        (tmp_path / str(number)).mkdir()
        monkeypatch.chdir(tmp_path / str(number))
        scenario = scenario_of(file)
        problems = problems_of(loaded_of(scenario, Path.cwd()), scenario)
        shown |= {problem.broken for problem in problems}
    assert [rule for rule in rules_of_checks() if rule not in shown] == []


def test_the_guide_lists_the_rules_that_a_build_skips(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = {file: {line.split()[-1] for line in scenario_of(file)["expect"]} for file in FILES}
    broken_alone = {
        file.parent.name: file for file in FILES if expected[file] == {file.parent.name}
    }
    skipped = []
    for rule, file in sorted(broken_alone.items()):
        (tmp_path / rule).mkdir()
        monkeypatch.chdir(tmp_path / rule)
        if not findings_of(scenario_of(file), Path.cwd(), is_strict=False):
            skipped.append(rule)
    section = re.search(r"\{ #what-a-build-skips \}(.+?)\n## ", GUIDE.read_text("utf-8"), re.DOTALL)
    assert section
    assert sorted(re.findall(r"^- \[`(.+?)`\]\(#\1\)$", section[1], re.MULTILINE)) == skipped


def test_no_scenario_is_about_a_rule_that_does_not_exist() -> None:
    assert {file.parent.name for file in FILES} <= rules()


def test_each_rule_has_one_section_of_the_guide_under_its_id_and_no_other_section_is_there() -> (
    None
):
    headings = re.findall(
        r"^#+ `(.+)` \{ ?#(.+?) ?\}$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted(headings) == [(rule, rule) for rule in sorted(rules())]


def test_each_section_of_the_guide_shows_an_example() -> None:
    sections = re.split(r"^#{2,} ", GUIDE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    without = [
        text.split("`")[1] for text in sections if text.startswith("`") and "```" not in text
    ]
    assert without == []
