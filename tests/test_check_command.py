"""`errdocs check`: exit codes, formats, and every problem of every file in one run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from errdocs.cli import main

ROOT = Path(__file__).parents[1]
BASE = Path(__file__).parent / "scenarios" / "checks" / "base"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a correct registry in `data/`, in which the command runs."""
    copytree(BASE, tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def break_everywhere(project: Path) -> None:
    """Put a problem into each file, and two of different kinds into one."""
    edit(project / "data/registry.yml", 'version: "1"', "version: 1")
    edit(project / "data/errors/RateLimited.yml", "category: quota", "category: quotas")
    edit(project / "data/errors/Timeout.yml", "title: The worker gave up", "title: Late.")
    edit(project / "data/sources/guide.yml", "Gateway timed out.", "Gateway was late.")
    (project / "data/errors/Broken.yml").write_text("code: [", encoding="utf-8")


EXPECTED = [
    "data/errors/Broken.yml:2:1 yaml",
    "data/errors/RateLimited.yml:4:11 unknown-reference",
    "data/errors/Timeout.yml:11:14 source-message",
    "data/errors/Timeout.yml:20:12 title-length",
    "data/errors/Timeout.yml:20:12 title-period",
    "data/registry.yml:4:10 type",
    "data/sources/guide.yml:13:9 source-complete",
]


def test_the_real_registry_has_no_problems(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    assert re.fullmatch(r"\d+ errors, \d+ cases: no problems\n", result.stdout)


def test_every_problem_of_every_file_is_reported_in_one_run(project: Path) -> None:
    break_everywhere(project)
    result = run()
    lines = [
        re.fullmatch(r"(\S+:\d+:\d+): .+; expected .+; .+ \[(\S+)\]", line)
        for line in result.stdout.splitlines()
    ]
    assert [f"{line[1]} {line[2]}" for line in lines if line] == EXPECTED
    assert result.stderr == "2 errors, 3 cases: 7 problems\n"
    assert result.exit_code == 1


def test_one_problem_is_counted_in_the_singular(project: Path) -> None:
    edit(project / "data/errors/RateLimited.yml", "category: quota", "category: quotas")
    assert run().stderr == "2 errors, 3 cases: 1 problem\n"


def test_json_is_a_list_with_the_same_problems(project: Path) -> None:
    break_everywhere(project)
    result = run("--format", "json")
    items = json.loads(result.stdout)
    found = [f"{item['path']}:{item['line']}:{item['column']} {item['rule']}" for item in items]
    assert found == EXPECTED
    assert all(item["found"] and item["expected"] and item["fix"] for item in items)
    assert result.exit_code == 1


def test_json_of_a_correct_registry_is_an_empty_list(project: Path) -> None:
    result = run("--format", "json")
    assert (json.loads(result.stdout), result.exit_code) == ([], 0)


def test_github_gets_an_annotation_for_each_problem(project: Path) -> None:
    break_everywhere(project)
    result = run("--format", "github")
    pattern = r"::error file=(.+),line=(\d+),col=(\d+),title=([a-z-]+)::.+"
    found = [re.fullmatch(pattern, line) for line in result.stdout.splitlines()]
    assert [f"{item[1]}:{item[2]}:{item[3]} {item[4]}" for item in found if item] == EXPECTED
    assert result.exit_code == 1


def test_github_gets_nothing_for_a_correct_registry(project: Path) -> None:
    result = run("--format", "github")
    assert (result.stdout, result.exit_code) == ("", 0)


def test_fix_brings_files_into_the_canonical_layout_and_says_which(project: Path) -> None:
    file = project / "data/errors/RateLimited.yml"
    wanted = file.read_text(encoding="utf-8")
    edit(file, "related: [Timeout]\n", "")
    edit(file, "    verified: 2025-05-20\n", "    verified: 2025-05-20  \n\nrelated: [Timeout]")
    assert run().exit_code == 1
    result = run("--fix")
    assert (result.exit_code, result.stderr) == (0, "data/errors/RateLimited.yml: formatted\n")
    assert file.read_text(encoding="utf-8").split() == wanted.split()


def test_fix_leaves_correct_files_untouched(project: Path) -> None:
    times = {file: file.stat().st_mtime_ns for file in project.rglob("*.yml")}
    assert (run("--fix").exit_code, run("--fix").stderr) == (0, "")
    assert {file: file.stat().st_mtime_ns for file in project.rglob("*.yml")} == times


def test_fix_leaves_what_is_not_yaml_and_reports_it(project: Path) -> None:
    file = project / "data/errors/Broken.yml"
    file.write_text("code: [", encoding="utf-8")
    result = run("--fix")
    assert result.exit_code == 1
    assert result.stdout.startswith("data/errors/Broken.yml:2:1: ")
    assert file.read_text(encoding="utf-8") == "code: ["


def test_a_missing_folder_is_a_problem(project: Path) -> None:
    result = run("--data", "nowhere")
    assert result.exit_code == 1
    assert result.stdout == (
        "nowhere:1:1: the folder does not exist; expected a readable file; "
        "create it or correct its path and rights [readable-file]\n"
    )


def test_links_to_hand_written_pages_are_checked_where_their_folder_exists(project: Path) -> None:
    edit(project / "data/errors/RateLimited.yml", "/errors/Timeout/", "/limits/plans/")
    assert run().exit_code == 0
    (project / "docs/limits").mkdir(parents=True)
    assert "[link-resolves]" in run().stdout
    (project / "docs/limits/plans.md").write_text("# Plans\n", encoding="utf-8")
    assert run().exit_code == 0


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--unknown"], ["surplus"]])
def test_wrong_usage_has_an_exit_code_of_its_own(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr


def test_the_help_shows_an_example() -> None:
    assert "Example: errdocs check" in run("--help").stdout


def test_hostile_texts_reach_the_terminal_as_escapes(project: Path) -> None:
    edit(
        project / "data/errors/RateLimited.yml",
        "category: quota",
        '"\\e]0;owned\\a": "\\e[2J"\ncategory: quota',
    )
    result = run()
    assert "\\u001b]0;owned\\u0007" in result.stdout
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", result.stdout + result.stderr)


def test_a_warning_fails_nothing(project: Path) -> None:
    edit(project / "data/registry.yml", "markers:\n  own: [parcel-post]\n", "")
    result = run()
    assert result.exit_code == 0
    assert "data/errors/Timeout.yml:1:7: warning: code `Timeout` is" in result.stdout
    assert "no problems, 1 warning" in result.stdout
    [item] = json.loads(run("--format", "json").stdout)
    assert (item["rule"], item["severity"]) == ("common-word", "warning")
    assert run("--format", "github").stdout.startswith("::warning ")
