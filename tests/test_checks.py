"""Every rule of the registry, by scenario: what it refuses, where, and what it lets pass."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from errdocs.checks import check
from errdocs.loading import load
from errdocs.problems import Problem
from errdocs.reports import findings

SCENARIOS = Path(__file__).parent / "scenarios" / "checks"
BASE = SCENARIOS / "base"
FILES = sorted(file for file in SCENARIOS.glob("*/*.yml") if file.parent != BASE)
DOCUMENTS = frozenset({"reading-errors/"})
GUIDE = Path(__file__).parents[1] / "docs" / "checks.md"


def rules(kind: type[Problem] = Problem) -> set[str]:
    """Return the ids of all rules of the package."""
    below = {rule for child in kind.__subclasses__() for rule in rules(child)}
    is_own = kind.__module__.startswith("errdocs.") and hasattr(kind, "rule")
    return below | ({kind.rule} if is_own else set())


def scenario_of(file: Path) -> dict[str, Any]:
    """Return what a scenario changes in the base registry, and which problems it expects."""
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_scenario_has_exactly_the_problems_that_it_expects(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = scenario_of(file)
    copytree(BASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    for path in scenario.get("remove", ()):
        Path(path).unlink()
    for path, edits in scenario.get("replace", {}).items():
        text = Path(path).read_text(encoding="utf-8")
        for old, new in edits.items():
            assert text.count(old) == 1, f"{old!r} has to be in {path} once"
            text = text.replace(old, new)
        Path(path).write_bytes(text.encode())
    for path, content in scenario.get("files", {}).items():
        raw = content if isinstance(content, bytes) else content.encode()
        Path(path).write_bytes(raw * scenario.get("repeat", 1))
    loaded = load(Path(scenario.get("folder", ".")))
    found = findings(check(loaded, documents=DOCUMENTS), loaded)
    assert [f"{item.place} {item.rule}" for item in found] == scenario["expect"]
