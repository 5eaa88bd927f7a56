"""The repository keeps its own rules: locks without URLs, documents that are true."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import click

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
DOCUMENTS = [*ROOT.glob("*.md"), ROOT / "data" / "README.md"]


def test_nothing_generated_is_committed() -> None:
    generated = {"site", "dist", "build", "__pycache__", "node_modules"}
    assert [path for path in TRACKED if generated & {*path.parts}] == []


def test_a_lock_holds_hashes_and_no_url() -> None:
    for lock in LOCKS:
        text = lock.read_text()
        packages = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)
        assert len(packages) > 20, lock
        assert text.count("--hash=sha256:") >= len(packages), lock
        assert [part for part in ("://", "--index", "--find-links") if part in text] == [], lock


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


def test_documents_link_only_to_files_that_exist() -> None:
    missing = []
    for page in DOCUMENTS:
        prose = re.sub(r"^```.*?^```|`[^`\n]+`", "", page.read_text(), flags=re.M | re.S)
        targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose)
        local = [target for target in targets if "://" not in target]
        missing += [(page, target) for target in local if not (page.parent / target).exists()]
    assert missing == []


def test_the_commands_page_has_a_section_for_each_command() -> None:
    text = (ROOT / "docs" / "commands.md").read_text()
    sections = re.findall(r"^### `errdocs ([a-z-]+)`", text, re.MULTILINE)
    assert sorted(sections) == sorted(COMMANDS)


def test_a_documented_command_takes_the_options_that_are_shown() -> None:
    wrong = [
        f"{page.name}: errdocs {name}{rest}"
        for page in sorted((ROOT / "docs").glob("*.md"))
        for name, rest in calls_in(page.read_text())
        if name not in COMMANDS or not options_in(rest) <= options_of(name)
    ]
    assert wrong == []


def calls_in(text: str) -> list[tuple[str, str]]:
    """Return the commands in the shell examples of a page, with what follows their names."""
    blocks = re.findall(r"^```(?:shell|sh|bash|console)\n(.*?)^```", text, re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines()]
    return [match for line in lines for match in re.findall(r"\berrdocs ([a-z-]+)([^|&#]*)", line)]


def options_in(rest: str) -> set[str]:
    own = shlex.split(rest.partition(" -- ")[0])  # then comes a command of somebody else
    return {word.split("=")[0] for word in own if word.startswith("--")}


@cache
def options_of(name: str) -> set[str]:
    command = main.get_command(click.Context(main), name)
    assert command
    options = [[*parameter.opts, *parameter.secondary_opts] for parameter in command.params]
    return {"--help"}.union(*options)
