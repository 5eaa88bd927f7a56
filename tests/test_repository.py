"""The repository keeps its own rules: locks without addresses, documents that are true."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from errdocs.cli import main
from errdocs.cli.group import COMMANDS
from support import ROOT

LOCKS = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt"]
TRACKED = [
    Path(name)
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
]
TOP_LEVEL = {
    *("mkdocs.yml", "data", "templates", "generator", "docs", "tests", "benchmarks"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml"),
    *("requirements.txt", "requirements-dev.txt", "Containerfile", "container"),
    *("package.json", "package-lock.json", "tsconfig.json", "eslint.config.js"),
}


def test_the_top_level_holds_what_the_readme_names() -> None:
    found = {path.parts[0] for path in TRACKED if not path.parts[0].startswith(".")}
    assert found == TOP_LEVEL


def test_nothing_generated_is_committed() -> None:
    generated = {"site", "dist", "build", "__pycache__", "node_modules"}
    assert [path for path in TRACKED if generated & {*path.parts}] == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    packages = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)
    assert len(packages) > 20
    assert text.count("--hash=sha256:") >= len(packages)
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_the_locks_hold_everything_that_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    declared = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    declared += [
        name for extra in project["project"]["optional-dependencies"].values() for name in extra
    ]
    names = {re.split(r"[^A-Za-z0-9._-]", name)[0].lower() for name in declared}
    locked = {
        line.split("==")[0] for line in (ROOT / "requirements-dev.txt").read_text().split("\n")
    }
    assert names - locked == set()


def test_the_changelog_is_one_that_is_kept() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert text.startswith("# Changelog\n")
    assert "## [Unreleased]" in text or re.search(r"^## \[\d+\.\d+\.\d+\] - \d{4}", text, re.M)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "data/README.md"])
def test_a_document_links_only_to_files_that_exist(name: str) -> None:
    page = ROOT / name
    prose = re.sub(r"^```.*?^```|`[^`\n]+`", "", page.read_text(), flags=re.M | re.S)
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose)
    local = [target for target in targets if "://" not in target]
    missing = [target for target in local if not (page.parent / target).exists()]
    assert missing == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda file: file.name
)
def test_a_workflow_is_valid_and_asks_for_few_rights(file: Path) -> None:
    workflow = yaml.safe_load(file.read_text())
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]


def test_the_commands_page_has_a_section_for_each_command() -> None:
    text = (ROOT / "docs" / "commands.md").read_text()
    sections = re.findall(r"^### `errdocs ([a-z-]+)`", text, re.MULTILINE)
    assert sorted(sections) == sorted(COMMANDS)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_a_documented_command_takes_the_options_that_are_shown(page: Path) -> None:
    blocks = re.findall(r"^```(?:shell|sh|bash|console)\n(.*?)^```", page.read_text(), re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    calls = [match for line in lines for match in re.findall(r"\berrdocs ([a-z-]+)([^|&#]*)", line)]
    for name, rest in calls:
        assert name in COMMANDS, f"errdocs {name}"
        command = main.get_command(click.Context(main), name)
        assert command
        known = {
            option
            for parameter in command.params
            for option in [*parameter.opts, *parameter.secondary_opts]
        }
        used = {word.split("=")[0] for word in shlex.split(rest) if word.startswith("--")}
        assert used <= known | {"--help"}, f"errdocs {name}{rest}"
