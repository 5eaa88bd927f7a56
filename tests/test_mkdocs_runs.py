"""MkDocs within a command: each warning is passed on once, however often a process builds."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.livereload import LiveReloadServer

from errdocs.cli import main

WARNING = "contains a link 'nowhere.md'"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a new project with a broken link, and work in it."""
    folder = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    page = folder / "docs" / "reading-errors.md"
    page.write_text(page.read_text() + "\n[nowhere](nowhere.md)\n")
    monkeypatch.chdir(folder)
    for name in ("NO_MKDOCS_2_WARNING", "SOURCE_DATE_EPOCH"):
        monkeypatch.setenv(name, "1")  # the commands set them: afterwards they are as before


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_each_build_of_a_process_reports_a_warning_once() -> None:
    for _ in range(2):
        done = run("build", "--no-strict")
        assert done.exit_code == 0, done.output
        assert done.stderr.count(WARNING) == 1
        assert done.stdout.startswith("Built ")


def test_each_rebuild_by_mkdocs_reports_a_warning_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def serve(server: LiveReloadServer, **_: object) -> None:
        with Path("docs", "reading-errors.md").open("a") as page:
            page.write("\nMore.\n")
        server.builder()
        raise KeyboardInterrupt

    monkeypatch.setattr(LiveReloadServer, "serve", serve)
    done = run("serve")
    assert done.exit_code == 0, done.output
    first, second = done.stderr.split("Change seen, building again")
    assert (first.count(WARNING), second.count(WARNING)) == (1, 1)
    assert "Built in " in second
    assert second.endswith("Stopped\n")
