"""The schemas that editors use: current, kept by every file, and as strict as the loader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from jsonschema import Draft202012Validator

import strategies
from errdocs.cli import main
from errdocs.registry.canonical import write_record
from errdocs.registry.model import Registry
from errdocs.registry.schema import SCHEMAS, field_texts, schema_of, schema_texts

ROOT = Path(__file__).parents[1]
DATA = ROOT / "data"
BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
PARTS = ("registry.yml", "errors/*.yml", "sources/*.yml")
FILES = sorted(file for folder in (DATA, BASE) for part in PARTS for file in folder.glob(part))


class Loader(yaml.SafeLoader):
    """Reads a YAML file as an editor does: days are texts."""


Loader.yaml_implicit_resolvers = {
    sign: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for sign, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def schema_name(file: Path) -> str:
    kind = {"errors": "error", "sources": "source"}.get(file.parent.name, "registry")
    return f"{kind}.schema.json"


def mistakes(text: str, name: str) -> list[str]:
    """Return what an editor marks in a text, as the paths of the values."""
    read = yaml.load(text, Loader)
    return [error.json_path for error in validator_of(name).iter_errors(read)]


@cache
def validator_of(name: str) -> Draft202012Validator:
    """Return what checks by a schema: making the schema costs more than most files."""
    return Draft202012Validator(json.loads(schema_texts()[name]))


def schema(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["schema", *arguments])


def test_the_schemas_of_the_repository_are_current() -> None:
    texts = {file.name: file.read_text(encoding="utf-8") for file in (DATA / "schema").iterdir()}
    assert texts == schema_texts()
    assert schema("--check", str(DATA / "schema")).exit_code == 0


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_valid_itself(name: str) -> None:
    Draft202012Validator.check_schema(json.loads(schema_texts()[name]))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_keeps_its_schema(file: Path) -> None:
    assert mistakes(file.read_text(encoding="utf-8"), schema_name(file)) == []


@settings(max_examples=20)
@given(strategies.registries())
def test_whatever_is_written_keeps_its_schema(registry: Registry) -> None:
    assert mistakes(write_record(registry.settings), "registry.schema.json") == []
    for error in registry.errors:
        assert mistakes(write_record(error), "error.schema.json") == []
    for rows in registry.source_rows:
        assert mistakes(write_record(rows), "source.schema.json") == []


@pytest.mark.parametrize(
    ("name", "old", "new", "place"),
    [
        ("errors/RateLimited.yml", "retry: backoff", "retry: sometimes", "$.cases[0].retry"),
        ("errors/RateLimited.yml", "status: 429", "status: 42", "$.cases[0].status"),
        ("errors/RateLimited.yml", "status: 429", 'status: "429"', "$.cases[0].status"),
        ("errors/RateLimited.yml", "status: 429", "colour: red", "$.cases[0]"),
        ("errors/RateLimited.yml", "id: per-minute", "id: Per Minute", "$.cases[0].id"),
        ("errors/RateLimited.yml", "code: RateLimited", "code: no", "$.code"),
        ("errors/RateLimited.yml", "code: RateLimited", 'code: " a"', "$.code"),
        ("errors/RateLimited.yml", "surfaces: [api]", "surfaces: []", "$.surfaces"),
        ("errors/RateLimited.yml", "surfaces: [api]", "surfaces: api", "$.surfaces"),
        ("errors/RateLimited.yml", "{document: guide, row: 1}", "[]", "$.cases[0].source"),
        ("errors/RateLimited.yml", "row: 1", "row: 0", "$.cases[0].source"),
        ("errors/RateLimited.yml", "2025-05-20", "20 May", "$.cases[0].verified"),
        ("errors/RateLimited.yml", "summary: ", "sumary: ", "$"),
        ("registry.yml", "format: json", "format: xml", "$.surfaces[0].envelope.format"),
        ("registry.yml", 'version: "1"', "version: 1", "$.version"),
        ("registry.yml", "key: quota", "key: Quota", "$.categories[0].key"),
        ("sources/guide.yml", "document: guide", "document: a/b", "$.document"),
        ("sources/guide.yml", "  - row: 1\n", "  - number: 1\n", "$.rows[0]"),
    ],
)
def test_a_broken_file_is_marked_at_its_mistake(name: str, old: str, new: str, place: str) -> None:
    text = (BASE / name).read_text(encoding="utf-8")
    assert old in text
    found = mistakes(text.replace(old, new, 1), schema_name(BASE / name))
    assert place in found


def test_every_field_is_described_and_every_rule_has_words() -> None:
    for record in SCHEMAS.values():
        for part in (schema_of(record), *schema_of(record)["$defs"].values()):
            for field in part["properties"].values():
                assert field["description"].endswith(".")
            patterns = walk(part, lambda item: "pattern" in item and "format" not in item)
            assert all(item["patternErrorMessage"].startswith("Expected ") for item in patterns)


def walk(item: Any, accepts: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """Return every mapping within one that is accepted, except lists of fields."""
    values = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    found = [part for value in values for part in walk(value, accepts)]
    is_schema = isinstance(item, dict) and isinstance(item.get("type"), str)
    return [item, *found] if is_schema and accepts(item) else found


def test_a_description_is_the_literal_under_its_field() -> None:
    texts = field_texts(SCHEMAS["error.schema.json"])
    properties = schema_of(SCHEMAS["error.schema.json"])["properties"]
    assert {name: item["description"] for name, item in properties.items()} == texts


def test_outdated_schemas_are_named_and_brought_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    assert schema("--check", str(folder)).exit_code == 1
    assert not folder.exists()
    assert "3 schemas, 3 written" in schema(str(folder)).output
    (folder / "error.schema.json").write_text("{}", encoding="utf-8")
    outdated = schema("--check", str(folder))
    assert outdated.exit_code == 1
    assert re.search(r"error\.schema\.json: out of date; run `errdocs schema", outdated.stderr)
    assert "registry.schema.json" not in outdated.stderr
    assert "3 schemas, 1 written" in schema(str(folder)).output
    assert "3 schemas, current" in schema("--check", str(folder)).output


def test_the_editor_settings_of_the_repository_assign_every_schema() -> None:
    for folder in (ROOT / ".vscode", ROOT / "generator" / "errdocs" / "starter" / "dot-vscode"):
        assigned = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
        assert assigned["yaml.schemas"] == {
            "data/schema/error.schema.json": "data/errors/*.yml",
            "data/schema/registry.schema.json": "data/registry.yml",
            "data/schema/source.schema.json": "data/sources/*.yml",
        }
