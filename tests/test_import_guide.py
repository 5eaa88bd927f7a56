"""The guide to imports: it names every key of a mapping, in order, and its examples are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from errdocs.imports import mapping as records
from errdocs.registry.formats import fields_of
from errdocs.registry.reader import parse_yaml

GUIDE = (Path(__file__).parents[1] / "docs" / "importing.md").read_text("utf-8")
TABLES = re.findall(r"<!-- keys of (\w+) -->\n\n(.*?)\n\n", GUIDE, re.DOTALL)
EXAMPLES = re.findall(r"^( *)```yaml\n(.*?)^\1```$", GUIDE, re.MULTILINE | re.DOTALL)
SOURCE = "source: {key: list, title: The list}\n"


def test_each_record_of_a_mapping_has_a_table() -> None:
    assert [name for name, _ in TABLES] == [
        "Value",
        "Mapping",
        "Input",
        "ErrorFields",
        "CaseFields",
    ]


@pytest.mark.parametrize(("name", "table"), TABLES, ids=[name for name, _ in TABLES])
def test_a_table_lists_the_keys_in_their_order(name: str, table: str) -> None:
    keys = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert keys == list(fields_of(getattr(records, name)))


@pytest.mark.parametrize("choices", [records.PlaceholderStyle, records.InputFormat, records.Style])
def test_the_guide_names_every_choice(choices: type[records.Style]) -> None:
    assert [choice for choice in choices if f"`{choice}`" not in GUIDE] == []


@pytest.mark.parametrize("example", [text for _, text in EXAMPLES])
def test_an_example_is_a_valid_mapping(example: str) -> None:
    lines = example.splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    text = "\n".join(line[indent:] for line in lines) + "\n"
    text = text if "source:" in text else SOURCE + text
    read = parse_yaml(text, "mapping.yml", records.Mapping)
    assert [problem.message() for problem in read.problems] == []


def test_the_walk_through_shows_the_mapping_that_the_tests_import() -> None:
    file = Path(__file__).parent / "catalogues" / "spark" / "mapping.yml"
    shown = "".join(f"    {line}" for line in file.read_text("utf-8").splitlines(keepends=True))
    assert shown in GUIDE
