"""The benchmarks: made-up registries are sound and repeatable, and their tables are complete."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from support import run

CASES = 300
"""A size of which every kind of error has its share."""


def make(folder: Path, seed: int) -> Path:
    """Return the folder of a made-up project."""
    size = ("--cases", str(CASES), "--seed", str(seed))
    done = run("benchmarks.registries", str(folder), *size)
    assert done.returncode == 0, done.stderr
    return folder


def check(project: Path) -> subprocess.CompletedProcess[str]:
    """Return what `errdocs check` says of a project."""
    return run("errdocs", "check", "--data", "data", folder=project)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path in it."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a made-up project."""
    return make(tmp_path_factory.mktemp("made-up") / "project", seed=7)


def test_a_seed_gives_the_same_registry_again(project: Path, tmp_path: Path) -> None:
    assert contents(make(tmp_path / "again", seed=7)) == contents(project)


def test_another_seed_gives_another_registry(project: Path, tmp_path: Path) -> None:
    assert contents(make(tmp_path / "other", seed=8)) != contents(project)


def test_a_made_up_registry_passes_every_check(project: Path) -> None:
    done = check(project)
    assert re.fullmatch(rf"[0-9]+ errors, {CASES} cases: no problems\n", done.stdout), done.stdout


def test_a_made_up_registry_uses_what_pages_have_to_show(project: Path) -> None:
    text = b"\n".join(contents(project / "data" / "errors").values()).decode()
    keys = set(re.findall(r"^[ -]*([a-z_]+):", text, re.MULTILINE))
    asked = {"aliases", "related", "parameters", "examples", "other_messages", "see", "tags"}
    assert asked | {"removed", "deprecated", "since", "verified"} <= keys
    assert {"```json", "](/errors/"} <= set(re.findall(r"```json|\]\(/errors/", text))


def test_a_made_up_project_never_overwrites_a_folder(project: Path) -> None:
    done = run("benchmarks.registries", str(project))
    assert done.returncode == 2
    assert "is not empty" in done.stderr


@pytest.mark.slow
def test_the_benchmark_compares_builds_and_stages_of_each_size() -> None:
    sizes = ("--cases", "10", "20")
    done = run("benchmarks.build", *sizes, "--rounds", "1")
    assert done.returncode == 0, done.stderr
    builds, stages = done.stdout.split("\n\n")
    rows = [re.split(r" {2,}", line.strip()) for line in builds.splitlines()[3:]]
    assert [row[:2] for row in rows[::2]] == [["10", "errdocs"], ["20", "errdocs"]]
    assert [row[0] for row in rows[1::2]] == ["MkDocs + Material"] * 2
    for ours, plain in zip(rows[::2], rows[1::2], strict=True):
        assert ours[2] == plain[1], "both sites have the same pages"
        assert float(ours[4]) > 0
    names = [re.split(r" {2,}", line.strip()) for line in stages.splitlines()[3:]]
    assert [name for row in names for name in row if name.isalpha()] == [
        *("load", "check", "pages", "files", "all"),
        *("load", "check", "pages", "files", "all"),
    ]


@pytest.mark.browser
@pytest.mark.slow
def test_the_benchmark_of_the_lookup_asks_every_engine_the_same_questions() -> None:
    sizes = ("--cases", "20", "--large", "20", "--questions", "3")
    done = run("benchmarks.lookup", *sizes, "--engines", "errdocs", "lunr")
    assert done.returncode == 0, done.stderr
    targets, *tables = done.stdout.strip().split("\n\n")
    measured = [re.split(r" {2,}", line) for line in targets.splitlines()[3:]]
    assert len(measured) == 6
    assert all(float(row[1].split()[0]) > 0 for row in measured)
    assert re.match("This registry, [0-9]+ cases;.*\nengine", tables[0])
    assert re.match("Made up, 20 cases;.*\nengine", tables[1])
    for table in tables:
        ours, theme = (re.split(r" {2,}", line) for line in table.splitlines()[3:])
        assert [ours[0], theme[0]] == ["errdocs", "Material (lunr)"]
        assert ours[1:5] == ["100%"] * 4, "each kind of text leads to its page"
        assert ours[10] == theme[10] == "12"
