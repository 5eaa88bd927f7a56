"""`errdocs write`: the same pages for any engine, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from errdocs.cli import main
from support import run


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project that was built."""
    folder = tmp_path_factory.mktemp("origin") / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    done = run("errdocs", "build", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def written(origin: Path) -> Path:
    """Return the same project as a folder for other engines."""
    folder = origin.parent / "plain"
    done = write(str(folder), "--config-file", str(origin / "mkdocs.yml"))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("Wrote ")
    return folder


def write(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["write", *arguments])


def pages(site: Path) -> set[str]:
    """Return the paths of the pages of a built site."""
    return {page.relative_to(site).as_posix() for page in site.rglob("*.html")}


def test_the_folder_needs_no_plugin(written: Path) -> None:
    text = (written / "mkdocs.yml").read_text()
    assert "errdocs:" not in text
    assert "search" in text
    assert (written / "docs" / "errors" / "rate_limited" / "index.md").is_file()


def test_no_page_of_the_folder_leads_to_markdown_that_engines_do_not_publish(
    written: Path,
) -> None:
    pages = [*(written / "docs" / "errors").rglob("index.md")]
    assert [page for page in pages if "text/markdown" in page.read_text()] == []


def test_mkdocs_builds_the_folder_to_the_same_pages(written: Path, origin: Path) -> None:
    done = run("mkdocs", "build", "--strict", "--site-dir", "built", folder=written)
    assert done.returncode == 0, done.stderr
    assert pages(written / "built") == pages(origin / "site")


def test_zensical_builds_the_folder_to_the_same_pages(written: Path, origin: Path) -> None:
    own = written / "zensical.yml"
    own.write_text((written / "mkdocs.yml").read_text() + "\nsite_dir: zensical\n")
    done = run("zensical", "build", "--config-file", str(own), folder=written)
    own.unlink()
    assert done.returncode == 0, done.stderr + done.stdout
    assert pages(written / "zensical") == pages(origin / "site")


def test_check_says_whether_a_folder_is_current(project: Path) -> None:
    assert write("plain").exit_code == 0
    current = write("plain", "--check")
    assert current.exit_code == 0
    assert "is current" in current.stdout
    entry = min((project / "data" / "errors").glob("*.yml"))
    entry.write_text(entry.read_text().replace("\ntitle: ", "\ntitle: Newly ", 1))
    (project / "plain" / "docs" / "stray.md").write_text("stray")
    stale = write("plain", "--check")
    assert stale.exit_code == 1
    assert f"plain/docs/errors/{entry.stem}/index.md: out of date" in stale.stdout
    assert "plain/docs/stray.md: no longer part of the reference" in stale.stdout
    assert write("plain").exit_code == 0
    assert write("plain", "--check").exit_code == 0


def test_a_folder_with_other_files_is_left_alone(project: Path) -> None:
    other = project / "other"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    done = write("other")
    assert done.exit_code == 2
    assert "did not write" in done.stderr
    assert (other / "mine.txt").read_text() == "mine"


def test_a_broken_registry_leaves_the_folder_as_it_was(project: Path) -> None:
    write("plain")
    before = {path: path.read_bytes() for path in (project / "plain").rglob("*") if path.is_file()}
    entry = min((project / "data" / "errors").glob("*.yml"))
    entry.write_text(entry.read_text().replace("\ntitle: ", "\ntitel: ", 1))
    done = write("plain")
    after = {path: path.read_bytes() for path in (project / "plain").rglob("*") if path.is_file()}
    assert done.exit_code == 1
    assert "unknown key `titel`" in done.stderr
    assert before == after


def test_own_settings_and_comments_survive(project: Path) -> None:
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text() + "\n# our own\nextra:\n  team: parcels\n")
    write("plain")
    text = (project / "plain" / "mkdocs.yml").read_text()
    assert "# our own" in text
    assert yaml.safe_load(text)["extra"] == {"team": "parcels"}


def test_one_command_builds_the_site_with_zensical(project: Path, origin: Path) -> None:
    done = CliRunner().invoke(main, ["build", "--engine", "zensical", "-d", "other"])
    assert done.exit_code == 0, done.output
    assert "Built " in done.output
    assert pages(project / "other") == pages(origin / "site")
    assert (project / "other" / "lookup.json").is_file()
    assert "errors/" in (project / "other" / "search.json").read_text()


def test_what_zensical_refuses_leaves_the_site(project: Path) -> None:
    page = project / "docs" / "reading-errors.md"
    before = page.read_text()
    assert CliRunner().invoke(main, ["build", "--engine", "zensical"]).exit_code == 0
    built = pages(project / "site")
    page.write_text(f"{before}\n[nowhere](nowhere.md)\n")
    done = CliRunner().invoke(main, ["build", "--engine", "zensical"])
    assert done.exit_code == 1
    assert "nowhere.md" in done.output
    assert "Traceback" not in done.output
    assert "\x1b" not in done.output
    assert pages(project / "site") == built


def test_a_site_without_the_plugin_says_so(project: Path) -> None:
    done = run("zensical", "build", folder=project)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "The errdocs plugin did not run" in (project / "site" / "index.html").read_text()


def test_the_plugin_replaces_the_page_that_says_so(origin: Path, written: Path) -> None:
    assert "did not run" not in (origin / "site" / "index.html").read_text()
    assert "did not run" not in (written / "docs" / "index.md").read_text()
    assert "did not run" in (origin / "docs" / "index.md").read_text()


def test_a_page_of_the_project_is_never_replaced(project: Path) -> None:
    (project / "docs" / "index.md").write_text("# Our own\n")
    done = CliRunner().invoke(main, ["build"])
    assert done.exit_code == 1
    assert "`index.md` is made from the registry; rename yours" in done.output
