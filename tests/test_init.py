"""`errdocs init`: a project for another service that works before a word of it is changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings

import strategies
from errdocs.checks import check
from errdocs.cli import main
from errdocs.engines.project import read_project
from errdocs.registry.loading import load
from errdocs.registry.schema import schema_texts
from errdocs.routes import document_paths
from support import ROOT, run

SERVICE = re.compile(r"model.?studio|dashscope|alibaba|aliyun|bailian|tongyi|qwen", re.IGNORECASE)


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", str(folder), *arguments])


def problems(folder: Path) -> list[str]:
    loaded = load(folder / "data")
    return list(loaded.report(check(loaded, documents=document_paths(folder / "docs"))))


def test_a_new_project_passes_the_checks_and_builds_strictly(tmp_path: Path) -> None:
    folder = tmp_path / "parcels"
    result = init(folder)
    assert result.exit_code == 0, result.output
    assert problems(folder) == []
    built = run("mkdocs", "build", "--strict", folder=folder)
    assert built.returncode == 0, built.stderr
    assert "WARNING" not in built.stderr
    site = folder / "site"
    for page in ("", "errors/", "errors/rate_limited/", "errors/invalid_tracking_number/"):
        assert (site / page / "index.html").is_file()
    # An alias redirects, and a case of several has a page of its own.
    assert "rate_limited" in (site / "errors/RateLimitError/index.html").read_text("utf-8")
    assert (site / "errors/invalid_tracking_number/unknown-number/index.html").is_file()


def test_a_new_project_shows_how_an_error_is_made(tmp_path: Path) -> None:
    init(tmp_path)
    registry = load(tmp_path / "data").registry
    assert 2 <= len(registry.errors) <= 3
    assert max(len(error.cases) for error in registry.errors) > 1
    assert any(error.aliases for error in registry.errors)
    assert any(case.parameters for _, case in registry.cases())
    assert registry.source_rows
    assert read_project(tmp_path / "mkdocs.yml").options.data == tmp_path / "data"


def test_a_new_project_has_the_current_schemas_and_hidden_files(tmp_path: Path) -> None:
    init(tmp_path)
    texts = {file.name: file.read_text("utf-8") for file in (tmp_path / "data/schema").iterdir()}
    assert texts == schema_texts()
    assert (tmp_path / ".gitignore").is_file()
    assert (tmp_path / ".vscode" / "settings.json").is_file()
    assert not list(tmp_path.rglob("dot-*"))


def test_the_next_steps_lead_into_the_folder(tmp_path: Path) -> None:
    output = init(tmp_path / "my errors").output
    assert f"cd '{tmp_path}/my errors'" in output
    assert "errdocs serve" in output


def test_the_name_of_the_service_stands_everywhere(tmp_path: Path) -> None:
    init(tmp_path, "--service", "Ferry: API #1")
    assert load(tmp_path / "data").registry.settings.service.name == "Ferry: API #1"
    texts = {
        file.relative_to(tmp_path).as_posix(): file.read_text("utf-8")
        for file in tmp_path.rglob("*")
        if file.is_file()
    }
    assert [path for path, text in texts.items() if "Parcel API" in text] == []
    assert yaml.safe_load(texts["mkdocs.yml"].split("theme:")[0])["site_name"] == (
        "Ferry: API #1 errors"
    )
    assert problems(tmp_path) == []


@settings(max_examples=25)
@given(strategies.lines)
def test_any_name_of_a_service_gives_a_correct_project(
    tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    folder = tmp_path_factory.mktemp("project")
    result = (
        init(folder, "--service", name)
        if not name.startswith("-")
        else init(folder, f"--service={name}")
    )
    assert result.exit_code == 0, result.output
    assert problems(folder) == []
    assert load(folder / "data").registry.settings.service.name == name
    read_project(folder / "mkdocs.yml")


@pytest.mark.parametrize("name", ["", " padded", "two\nlines", "bell \x07", "\u2028"])
def test_a_name_that_is_not_a_line_is_refused(tmp_path: Path, name: str) -> None:
    assert init(tmp_path / "new", "--service", name).exit_code == 2
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_text("mine", encoding="utf-8")
    result = init(tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not empty; nothing was written" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == [".hidden"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    for folder in (file, file / "below"):
        result = init(folder)
        assert result.exit_code in {1, 2}
        assert result.exception is None or isinstance(result.exception, SystemExit)
    assert file.read_text("utf-8") == "mine"


def test_the_generator_knows_nothing_about_any_service_of_its_own() -> None:
    files = [
        file
        for folder in ("generator", "templates")
        for file in sorted((ROOT / folder).rglob("*"))
        # Names of a hundred services stand before their secrets.
        if file.is_file() and "__pycache__" not in file.parts and file.stem != "secret_kinds"
    ]
    assert len(files) > 50
    named = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in files
        for match in SERVICE.finditer(f"{file.name}\n{file.read_text('utf-8', 'replace')}")
    ]
    assert named == []
