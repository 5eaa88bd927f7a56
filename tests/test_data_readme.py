"""The data reference documents the model: every field, in order, with an example that loads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from errdocs.checks import check
from errdocs.registry import model
from errdocs.registry.formats import fields_of
from errdocs.registry.loading import load
from errdocs.registry.reader import MISSING_KEY, parse_yaml
from errdocs.registry.schema import SCHEMAS, schema_of

README = Path(__file__).parents[1] / "data" / "README.md"
CHECKS = Path(__file__).parents[1] / "docs" / "checks.md"
TEXT = README.read_text(encoding="utf-8")
HEADINGS = {"Source reference": "SourceRef"}
"""Sections whose records are not called as their headings are."""
ERROR_FILE = "errors/Throttling.Burst.yml"


class Field(NamedTuple):
    """A row of a table of fields."""

    name: str
    required: bool
    example: str


def documented() -> dict[str, list[Field]]:
    """Return the fields that each section of the reference explains, by the record's name."""
    sections = re.split(r"^### (.+)$", TEXT, flags=re.MULTILINE)[1:]
    found = {}
    for heading, text in zip(sections[::2], sections[1::2], strict=True):
        rows = re.findall(r"^\| `(\w+)`( \*)? \| .+ \| (.+) \|$", text, flags=re.MULTILINE)
        name = HEADINGS.get(heading, heading.title().replace(" ", ""))
        found[name] = [Field(key, bool(star), example) for key, star, example in rows]
    return found


def records() -> dict[str, Any]:
    """Return every record that a file of a registry may hold, by name."""
    names = {name for record in SCHEMAS.values() for name in schema_of(record)["$defs"]}
    names |= {record.__name__ for record in SCHEMAS.values()}
    return {name: getattr(model, name) for name in names}


def blocks() -> list[tuple[str, str]]:
    """Return the first comment of each YAML example and the example."""
    found = re.findall(r"^```yaml\n# (.+?)\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)
    return [(title, text) for title, text in found if text]


def test_every_record_of_the_model_has_a_section_and_no_other_is_there() -> None:
    assert set(documented()) == set(records())


@pytest.mark.parametrize("name", sorted(records()))
def test_a_section_explains_the_fields_of_its_record_in_canonical_order(name: str) -> None:
    fields = fields_of(records()[name])
    assert [(field.name, field.required) for field in documented()[name]] == [
        (key, field.required) for key, field in fields.items()
    ]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        pytest.param(name, field, id=f"{name}.{field.name}")
        for name, fields in documented().items()
        for field in fields
    ],
)
def test_an_example_of_a_field_is_accepted_by_the_loader(name: str, field: Field) -> None:
    if link := re.fullmatch(r"see \[(\w+)\]\(#(\w+)\)", field.example):
        assert documented()[link[1]], "an example elsewhere has to exist"
        return
    example = re.fullmatch(r"`(.+)`", field.example)
    assert example, field.example
    read = parse_yaml(example[1], "README.md", records()[name])
    assert isinstance(read.root, yaml.MappingNode), read.problems
    assert [key.value for key, _ in read.root.value] == [field.name]
    others = [problem for problem in read.problems if problem.rule != MISSING_KEY.id]
    lacking = {problem.facts["key"] for problem in read.problems if problem.broken is MISSING_KEY}
    required = {item.name for item in documented()[name] if item.required}
    assert ([problem.message() for problem in others], lacking) == ([], required - {field.name})


def example_files(extra: str, title: str) -> dict[str, str]:
    """Return the files of the example registry, with an example added where its title says."""
    files = {name: text for name, text in blocks() if name.endswith(".yml")}
    if not title.endswith(".yml"):
        content: dict[str, Any] = yaml.safe_load(files[ERROR_FILE])
        added = yaml.safe_load(extra)
        {"in the error": content, "in the case": content["cases"][0]}[title].update(added)
        if added.keys() & {"aliases"}:
            spelling = f"codes: [Throttling.Burst, {added['aliases'][0]['code']}]"
            files["sources/guide.yml"] = files["sources/guide.yml"].replace(
                "codes: [Throttling.Burst]", spelling
            )
        files[ERROR_FILE] = yaml.safe_dump(content, sort_keys=False)
    return files


@pytest.mark.parametrize(
    ("title", "text"), [pytest.param(*block, id=block[0]) for block in blocks()]
)
def test_an_example_loads_in_a_registry_without_problems(
    title: str, text: str, tmp_path: Path
) -> None:
    files = example_files(text, title)
    for name, content in files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    loaded = load(tmp_path)
    assert {file.relative_to(tmp_path).as_posix() for file in tmp_path.rglob("*.yml")} == {
        "registry.yml",
        ERROR_FILE,
        "sources/guide.yml",
    }
    is_whole = title.endswith(".yml")
    problems = check(loaded, documents=frozenset(), is_strict=is_whole)
    assert list(loaded.report(problems)) == []


def test_every_yaml_example_says_where_it_belongs() -> None:
    titles = {title for title, _ in blocks()}
    assert {title for title in titles if not title.endswith(".yml")} == {
        "in the case",
        "in the error",
    }
    # The one example that is a comment and nothing else assigns a schema.
    assert TEXT.count("```yaml\n") == len(blocks()) + 1


def test_links_of_the_reference_lead_to_sections_that_exist() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, flags=re.MULTILINE)
    own = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
    rules = set(re.findall(r"\{ #([\w-]+) \}", CHECKS.read_text(encoding="utf-8")))
    links = re.findall(r"\]\(([^)]+)\)", re.sub(r"^```.*?^```", "", TEXT, flags=re.M | re.S))
    for link in links:
        file, _, anchor = link.partition("#")
        if file:
            target = (README.parent / file).resolve()
            assert target.is_file()
            if target != CHECKS.resolve():
                assert f"{{ #{anchor} }}" in target.read_text(encoding="utf-8")
                continue
        assert not anchor or anchor in (rules if file else own), link
