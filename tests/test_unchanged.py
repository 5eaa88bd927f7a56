"""A build of what has not changed touches nothing, and every change is seen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from errdocs.cli import main
from errdocs.engines import mkdocs_runs
from errdocs.engines.project import read_project
from errdocs.engines.unchanged import KnownBuild

NOTHING = "Nothing has changed since the last build: site/"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new project with templates of its own and a setting from the environment."""
    folder = tmp_path_factory.mktemp("unchanged") / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    settings = folder / "mkdocs.yml"
    text = settings.read_text().replace(
        "registry: data", "registry: data\n      templates: templates"
    )
    settings.write_text(f'{text}\nextra: {{team: !ENV [ERRDOCS_TEAM, "parcels"]}}\n')
    (folder / "templates" / "pages").mkdir(parents=True)
    (folder / "templates" / "pages" / "removed.md.j2").write_text("<h1>Gone</h1>\n")
    return folder


@pytest.fixture
def project(fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the project that was made an hour ago, and work in it."""
    folder = copytree(fresh, tmp_path / "project")
    age(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    return folder


def age(folder: Path) -> None:
    """Let all files of a folder be an hour older: what was just written is not trusted."""
    for file in (file for file in folder.rglob("*") if file.is_file()):
        then = file.stat().st_mtime - 3600
        os.utime(file, (then, then))


def build(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["build", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def known() -> KnownBuild | None:
    settings = Path("mkdocs.yml")
    return KnownBuild.of(read_project(settings), settings, Path("site"))


def times(folder: Path) -> dict[str, int]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file): file.stat().st_mtime_ns for file in files}


def test_a_second_build_touches_no_file_until_something_changes(project: Path) -> None:
    assert build().startswith("Built ")
    before = times(project)
    assert build().startswith(NOTHING)
    assert times(project) == before
    (project / "site" / "index.html").write_text("changed by hand")
    assert build().startswith("Built ")
    assert build().startswith(NOTHING)
    entry = min((project / "data" / "errors").glob("*.yml"))
    entry.write_text(entry.read_text().replace("title: ", "title: Newly ", 1))
    os.utime(entry, (time.time() - 60, time.time() - 60))
    assert build().startswith("Built ")
    changed = {path for path, when in times(project / "site").items() if before[path] != when}
    assert str(project / "site" / "reading-errors" / "index.html") not in changed
    assert any(path.endswith(f"{entry.stem}/index.html") for path in changed)


def test_what_a_build_warned_of_is_told_again(project: Path) -> None:
    page = project / "docs" / "reading-errors.md"
    page.write_text(page.read_text() + "\n[nowhere](nowhere.md)\n")
    age(project)
    for _ in range(2):
        done = CliRunner().invoke(main, ["build", "--no-strict"])
        assert "nowhere.md" in done.stderr
        assert done.stdout.startswith("Built ")


def written(path: str, text: str = "new\n") -> Callable[[Path, pytest.MonkeyPatch], None]:
    def change(folder: Path, _: pytest.MonkeyPatch) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)

    return change


@pytest.mark.parametrize(
    "change",
    [
        written("data/errors/New.yml"),
        written("data/registry.yml"),
        written("docs/new.md"),
        written("docs/images/new.png"),
        written("templates/pages/removed.md.j2"),
        written("templates/assets/errdocs.css"),
        written("site/new.html"),
        lambda folder, _: (folder / "docs" / "reading-errors.md").unlink(),
        lambda folder, _: (folder / "site" / "index.html").unlink(),
        lambda folder, patch: patch.setenv("ERRDOCS_TEAM", "another"),
        lambda folder, patch: patch.setenv("SOURCE_DATE_EPOCH", "1800000000"),
    ],
)
def test_every_change_is_seen(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path, pytest.MonkeyPatch], None],
) -> None:
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("page")
    first = known()
    assert first
    assert not first.is_current
    first.keep()
    again = known()
    assert again
    assert again.is_current
    change(project, monkeypatch)
    age(project / "docs")
    age(project / "data")
    age(project / "templates")
    now = known()
    assert now
    assert not now.is_current


@pytest.mark.parametrize(
    "setting",
    [
        "hooks: [hooks.py]",
        "INHERIT: base.yml",
        "markdown_extensions: [pymdownx.snippets]",
        "markdown_extensions: [own.extension]",
        "plugins: [search, errdocs, macros]",
        "plugins: {errdocs: {}, macros: {}}",
    ],
)
def test_a_project_that_may_read_more_is_always_built(project: Path, setting: str) -> None:
    assert known()
    settings = project / "mkdocs.yml"
    key = setting.partition(":")[0]
    text = settings.read_text().replace(f"\n{key}:", f"\nformer_{key}:")
    settings.write_text(f"{text}\n{setting}\n")
    age(project)
    assert known() is None


def test_what_was_just_saved_is_not_trusted(project: Path) -> None:
    (project / "docs" / "new.md").write_text("new")
    assert known() is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"0 0\n"])
def test_a_damaged_record_is_no_reason_not_to_build(project: Path, content: bytes) -> None:
    found = known()
    assert found
    found.keep()
    found.record.write_bytes(content)
    assert not found.is_current


def test_a_failed_build_is_not_remembered(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build().startswith("Built ")

    def fail(*_: object, **__: object) -> None:
        raise mkdocs_runs.FailedBuild

    (project / "docs" / "new.md").write_text("# New\n")
    age(project)
    monkeypatch.setattr(mkdocs_runs, "build", fail)
    for _ in range(2):
        assert CliRunner().invoke(main, ["build"]).exit_code == 1
