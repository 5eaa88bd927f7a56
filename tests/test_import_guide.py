"""The guide to imports: it names every key of a mapping, in order, and its examples are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from errdocs.imports import mapping as records
from errdocs.imports.document_rows import read_document
from errdocs.registry.formats import fields_of
from errdocs.registry.reader import parse_yaml
from support import ROOT

GUIDE = (ROOT / "docs" / "importing.md").read_text("utf-8")
TABLES = re.findall(r"<!-- keys of (\w+) -->\n\n(.*?)\n\n", GUIDE, re.DOTALL)
EXAMPLES = re.findall(r"^( *)```yaml\n(.*?)^\1```$", GUIDE, re.MULTILINE | re.DOTALL)
FENCED = re.MULTILINE | re.DOTALL
WORKFLOW = (ROOT / ".github" / "workflows" / "upstream.yml").read_text("utf-8")
SOURCE = "source: {key: list, title: The list}\n"


def test_each_record_of_a_mapping_has_a_table() -> None:
    assert [name for name, _ in TABLES] == [
        "Value",
        "Mapping",
        "Input",
        "ErrorFields",
        "CaseFields",
        "RowFields",
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


def test_the_workflow_of_the_guide_is_the_one_of_this_project() -> None:
    shown = re.search(
        r'^```yaml title="\.github/workflows/upstream\.yml"\n(.*?)^```$', GUIDE, FENCED
    )
    assert shown is not None
    page = re.search(r"PAGE: (\S+)", WORKFLOW)
    assert page is not None
    names = {
        "https://example.com/error-codes.md": page[1],
        "upstream/error-codes.md": "data/upstream/error-code.md",
        "upstream/parcel.yml": "data/upstream/model-studio.yml",
        "pip install errdocs": "make .venv/running",
        "  errdocs import": "  .venv/bin/errdocs import",
    }
    text = shown[1]
    for generic, own in names.items():
        text = text.replace(generic, own)
    assert text == WORKFLOW


def test_a_workflow_pins_the_actions_that_it_uses() -> None:
    used = re.findall(r"uses: (\S+)", WORKFLOW)
    assert [name for name in used if not re.search("@[0-9a-f]{40}$", name)] == []


def test_the_mapping_of_the_guide_reads_the_page_of_the_guide(tmp_path: Path) -> None:
    mapping = next(text for _, text in EXAMPLES if "\nrows:" in text)
    page = re.search(r"^```markdown\n(.*?)^```$", GUIDE, FENCED)
    assert page is not None
    file = tmp_path / "parcel.yml"
    file.write_text(mapping, "utf-8")
    (tmp_path / "error-codes.md").write_text(page[1], "utf-8")
    read = records.read_mapping(file)
    assert read.value is not None
    rows = read_document(read.value, read.path, is_strict=False).rows
    assert [(found.row.status, found.row.codes, found.row.messages) for found in rows] == [
        (
            429,
            ("Burst", "burst_limit"),
            ("Too many requests.", "Limit of xxx requests reached."),
        )
    ]
