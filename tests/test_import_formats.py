"""Catalogues of every format: what `errdocs import` makes of small ones, and what it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from errdocs.checks import check
from errdocs.imports import CannotImport, Import, import_catalogue, new_registry, read_mapping
from errdocs.imports.mapping import PlaceholderStyle
from errdocs.imports.placeholder_styles import converted
from errdocs.messages import parse
from errdocs.registry.loading import load

SCENARIOS = sorted((Path(__file__).parent / "scenarios" / "imports").iterdir())
REFUSALS = yaml.safe_load(
    (Path(__file__).parent / "scenarios" / "refused_imports.yml").read_text("utf-8")
)
MESSAGES = yaml.safe_load(
    (Path(__file__).parent / "vectors" / "placeholders.yml").read_text("utf-8")
)


def write(result: Import, folder: Path) -> None:
    for path, (_, text) in result.files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.name)
def test_a_catalogue_becomes_these_files(scenario: Path, tmp_path: Path) -> None:
    result = new_registry(read_mapping(scenario / "mapping.yml"), tmp_path)
    found = {path: text for path, (_, text) in result.files.items()}
    expected = scenario / "expected"
    if "UPDATE_SCENARIOS" in os.environ:
        write(result, expected)
    wanted = {
        file.relative_to(expected).as_posix(): file.read_text("utf-8")
        for file in expected.rglob("*")
        if file.is_file()
    }
    assert found == wanted


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda path: path.name)
def test_what_was_imported_passes_the_checks_and_stays(scenario: Path, tmp_path: Path) -> None:
    read = read_mapping(scenario / "mapping.yml")
    write(new_registry(read, tmp_path), tmp_path)
    loaded = load(tmp_path)
    assert list(loaded.report(check(loaded))) == []
    assert import_catalogue(read, loaded).files == {}


@pytest.mark.parametrize("refused", REFUSALS, ids=lambda item: str(item["name"]))
def test_what_a_mapping_cannot_mean_is_refused(refused: dict[str, str], tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yml"
    mapping.write_text(refused["mapping"], "utf-8")
    for name, text in refused.get("files", {}).items():  # type: ignore[attr-defined]
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(CannotImport) as caught:
        new_registry(read_mapping(mapping), tmp_path / "data")
    lines = [finding.text_line() for finding in caught.value.findings]
    assert [line.removeprefix(f"{tmp_path.as_posix()}/") for line in lines] == refused["problems"]


@pytest.mark.parametrize("vector", MESSAGES, ids=lambda item: str(item["message"]))
def test_placeholders_of_each_style_become_names(vector: dict[str, str]) -> None:
    styles = [PlaceholderStyle(name) for name in vector["styles"]]
    found = converted(vector["message"], styles)
    assert found.template == vector["template"]
    assert sorted(found.collisions) == vector.get("collisions", [])
    parse(found.template)
