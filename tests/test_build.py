"""`errdocs build`: one summary line, every problem, and a site that no failure destroys."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from click.testing import CliRunner

from errdocs.cli import main
from support import run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new project, as `errdocs init` makes it, that was built once."""
    folder = tmp_path_factory.mktemp("built") / "project"
    result = CliRunner().invoke(main, ["init", str(folder)])
    assert result.exit_code == 0, result.output
    done = run("errdocs", "build", folder=folder)
    assert done.returncode == 0, done.stderr
    (folder / "printed").write_text(done.stdout)
    assert done.stderr == ""
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the project that a test may change."""
    return copytree(built, tmp_path / "project")


def entry_of(project: Path) -> Path:
    return next((project / "data" / "errors").glob("*.yml"))


def test_a_build_says_in_one_line_what_it_made(built: Path) -> None:
    pages = len(list((built / "site").rglob("*.html")))
    said = (built / "printed").read_text()
    assert re.fullmatch(rf"Built {pages} pages in [0-9.]+ s: site/\n", said)


def test_a_build_replaces_the_site_as_a_whole(project: Path) -> None:
    stale = project / "site" / "errors" / "Gone" / "index.html"
    stale.parent.mkdir()
    stale.write_text("gone")
    assert run("errdocs", "build", folder=project).returncode == 0
    assert not stale.exists()
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".site")) == []


def test_a_failed_build_prints_every_problem_and_leaves_the_site(project: Path) -> None:
    before = contents(project / "site")
    entry = entry_of(project)
    text = entry.read_text()
    entry.write_text(text.replace("title:", "titel:", 1).replace("retry: ", "retry: often-", 1))
    done = run("errdocs", "build", folder=project)
    assert done.returncode == 1
    assert f"data/errors/{entry.name}:2:1: unknown key `titel`" in done.stderr
    assert "[choice]" in done.stderr
    assert done.stderr.endswith("the site was not built; site/ is as it was\n")
    assert "Traceback" not in done.stderr
    assert contents(project / "site") == before


def test_a_broken_link_of_a_page_fails_a_strict_build_only(project: Path) -> None:
    page = project / "docs" / "reading-errors.md"
    page.write_text(page.read_text() + "\n[nowhere](nowhere.md)\n")
    rmtree(project / "site")
    strict = run("errdocs", "build", folder=project)
    assert strict.returncode == 1
    assert "nowhere.md" in strict.stderr
    assert "nothing was written" in strict.stderr
    assert run("errdocs", "build", "--no-strict", folder=project).returncode == 0


def test_a_broken_template_is_named_without_a_traceback(project: Path) -> None:
    templates = project / "templates" / "pages"
    templates.mkdir(parents=True)
    (templates / "case.md.j2").write_text("{% if %}")
    settings = project / "mkdocs.yml"
    settings.write_text(
        settings.read_text().replace("registry: data", "registry: data\n      templates: templates")
    )
    done = run("errdocs", "build", folder=project)
    assert done.returncode == 1
    assert "a template is broken" in done.stderr
    assert "case.md.j2" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_template_of_the_project_replaces_the_built_in_one(project: Path) -> None:
    templates = project / "templates" / "pages"
    templates.mkdir(parents=True)
    (templates / "removed.md.j2").write_text("<h1>Our own words</h1>\n")
    settings = project / "mkdocs.yml"
    settings.write_text(
        settings.read_text().replace("registry: data", "registry: data\n      templates: templates")
    )
    assert run("errdocs", "build", folder=project).returncode == 0
    page = (project / "site" / "errors" / "retired" / "index.html").read_text()
    assert "Our own words" in page


def test_a_folder_that_is_not_a_site_is_not_replaced(project: Path) -> None:
    done = run("errdocs", "build", "--site-dir", "docs", folder=project)
    assert done.returncode == 2
    assert "choose another folder" in done.stderr
    assert (project / "docs" / "reading-errors.md").is_file()


def test_settings_that_inherit_are_built_into_a_folder_that_is_named(project: Path) -> None:
    (project / "mkdocs.yml").rename(project / "base.yml")
    (project / "mkdocs.yml").write_text("INHERIT: base.yml\n")
    done = run("errdocs", "build", "--site-dir", "public", folder=project)
    assert done.returncode == 0, done.stderr
    assert (project / "public" / "errors" / "index.html").is_file()


def test_a_project_without_settings_is_wrong_usage(tmp_path: Path) -> None:
    done = run("errdocs", "build", folder=tmp_path)
    assert done.returncode == 2
    assert "mkdocs.yml: cannot be read" in done.stderr


def test_plain_mkdocs_builds_the_same_files(project: Path) -> None:
    assert run("mkdocs", "build", "--strict", "-d", "plain", folder=project).returncode == 0
    assert contents(project / "site") == contents(project / "plain")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder; without those whose bytes hold the time of the build."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".gz"
    }
