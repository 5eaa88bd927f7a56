"""The files for programs: the same in every build, and in the form that was promised."""

from __future__ import annotations

import csv
import dataclasses
import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from markdown_it import MarkdownIt

import strategies
from errdocs.cli import main
from errdocs.exports.errors_json import errors_schema, registry_data
from errdocs.exports.text_files import COLUMNS, GUARD, guarded
from errdocs.registry import model
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.render.entry_markdown import rooted
from errdocs.routes.paths import FILES
from lookup_texts import gateways
from sites import files_of

SCENARIOS = Path(__file__).parent / "scenarios" / "exports"
DATA = SCENARIOS / "registry"
PUBLISHED = SCENARIOS / "published"
SITE = "https://errors.example.com/"
law = settings(max_examples=15)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(DATA).registry


@pytest.fixture(scope="module")
def files(registry: Registry) -> dict[str, bytes]:
    return files_of(registry, SITE)


def export(*arguments: str, data: Path = DATA) -> Result:
    folders = ("--data", str(data), "--docs", "no-documents")
    return CliRunner().invoke(main, ["export", *folders, *arguments])


def closed(schema: Any) -> Any:
    """Return a schema that refuses fields which it does not describe."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(item) for name, item in schema.items()}
    is_open = "properties" in schema and "$ref" not in schema and "required" in schema
    return {**inner, "additionalProperties": False} if is_open else inner


def readable(name: str, content: bytes) -> str:
    """Return a file as a person compares it: JSON indented, its order kept."""
    text = content.decode()
    return json.dumps(json.loads(text), indent=1) if name.endswith(".json") else text


def test_the_files_are_those_that_were_promised(files: dict[str, bytes]) -> None:
    """After a wanted change: `errdocs export all --data tests/scenarios/exports/registry
    --docs no-documents --site https://errors.example.com/ -o tests/scenarios/exports/published`.
    """  # noqa: D205
    promised = {
        file.relative_to(PUBLISHED).as_posix(): file.read_bytes()
        for file in PUBLISHED.rglob("*.*")
        if file.is_file() and file.name != "objects.inv"  # compressed: test_exports_formats.py
    }
    assert {
        name: readable(name, content) for name, content in files.items() if name != "objects.inv"
    } == {name: readable(name, content) for name, content in promised.items()}


def test_another_process_writes_the_same_bytes(files: dict[str, bytes], tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "errdocs", "export", "all"),
            *("--data", str(DATA), "--docs", "no-documents"),
            *("--site", SITE, "--output", str(tmp_path)),
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    written = {
        file.relative_to(tmp_path).as_posix(): file.read_bytes()
        for file in tmp_path.rglob("*")
        if file.is_file()
    }
    assert written == files


@law
@given(strategies.registries())
def test_every_registry_gives_data_that_its_schema_describes_to_the_last_field(
    registry: Registry,
) -> None:
    files = files_of(registry)
    schema = json.loads(files["errors.schema.json"])
    Draft202012Validator.check_schema(schema)
    strict = Draft202012Validator(closed(schema), format_checker=FormatChecker())
    strict.validate(json.loads(files["errors.json"]))
    one = Draft202012Validator({"$ref": "#/$defs/error_file", "$defs": schema["$defs"]})
    for error in registry.errors:
        document = json.loads(files[f"errors/{error.path_segment}.json"])
        one.validate(document)
        without = {name: value for name, value in document.items() if "version" not in name}
        assert without in json.loads(files["errors.json"])["errors"]
    case_file = {"$ref": "#/$defs/case_file", "$defs": schema["$defs"]}
    small = Draft202012Validator(closed(case_file), format_checker=FormatChecker())
    for error, case in registry.cases():
        document = json.loads(files[error.file_path(".json", case)])
        small.validate(document)
        assert (document["code"], document["case"]) == (error.code, case.id)


def test_the_schema_refuses_what_breaks_the_format(files: dict[str, bytes]) -> None:
    validator = Draft202012Validator(json.loads(files["errors.schema.json"]))
    breaks: list[Callable[[Any], object]] = [
        lambda data: data.pop("schema_version"),
        lambda data: data.update(schema_version=3),
        lambda data: data["errors"][0].pop("code"),
        lambda data: data["errors"][0].update(cases=None),
        lambda data: data["errors"][0]["cases"][0].update(retry="sometimes"),
        lambda data: data["errors"][0]["cases"][0].update(status="429"),
        lambda data: data["sources"][0].pop("date"),
    ]
    for change in breaks:
        data = json.loads(files["errors.json"])
        assert validator.is_valid(data)
        change(data)
        assert not validator.is_valid(data)


def test_every_field_of_the_model_is_in_the_data(registry: Registry) -> None:
    data = registry_data(registry)
    cases = {name for error in data["errors"] for case in error["cases"] for name in case}
    errors = {name for error in data["errors"] for name in error}
    assert field_names(model.Case) - {"code", "help_anchors", "fields"} <= cases
    assert field_names(model.Error) - {"name", "has_code", "help_anchors", "fields"} <= errors
    unused = {"version", "kind", "words", "statuses", "families", "actors", "fields"}
    assert field_names(model.Settings) - unused <= set(data)
    assert field_names(model.Surface) - {"spellings", "status"} == set(data["surfaces"][0])
    assert field_names(model.Source) == set(data["sources"][0])
    assert data["registry_version"] == registry.settings.version
    assert data["sources"][0]["date"] == "2025-05-20"


def test_what_only_some_registries_use_is_in_their_data_and_obeys_the_schema() -> None:
    dba = model.Actor(key="dba", title="DBA", description="The administrator can fix this.")
    sqlstate = model.DeclaredField(key="sqlstate", title="SQLSTATE", kind=model.FieldKind.CODE)
    surface = model.Surface(
        key="psql", title="psql", description="A client.", status=200, spellings=("{Camel}",)
    )
    members = (
        model.FamilyMember(entry="42P01/named", tell="It names the table."),
        model.FamilyMember(entry="42P02"),
    )
    settings = model.Settings(
        service=model.Service(name="A database", description="It stores rows."),
        kind=model.ServiceKind.DATABASE,
        words={"lead": "Your import failed?"},
        version="15",
        surfaces=(surface,),
        statuses=(model.StatusMeaning(status=503, about="It starts."),),
        families=(model.Family(key="tables", title="Tables", members=members),),
        actors=(dba,),
        fields=(sqlstate,),
    )
    cases = (
        model.Case(
            id="named", code="42P01.named", message="no {what}", fields={"sqlstate": "42P01"}
        ),
        model.Case(id="fixed", title="Fixed", fix="Do it.", actor="dba", status=model.NO_RESPONSE),
    )
    error = model.Error(code="42P01", name="undefined_table", cases=cases)
    bare = model.Error(code="42P02", title="Only its title is known", surfaces=("psql",))
    data = registry_data(Registry(settings=settings, errors=(error, bare)))
    Draft202012Validator(json.loads(errors_schema())).validate(data)
    assert [data[key] for key in ("kind", "words")] == ["database", {"lead": "Your import failed?"}]
    assert data["actors"][0]["key"] == "dba"
    assert data["schema_version"] == 2
    assert (data["surfaces"][0]["spellings"], data["surfaces"][0]["status"]) == (["{Camel}"], 200)
    assert data["statuses"] == [{"status": 503, "about": "It starts."}]
    told = [{"entry": "42P01/named", "tell": "It names the table."}, {"entry": "42P02"}]
    assert data["families"][0]["members"] == told
    first, second = data["errors"]
    assert (first["name"], first["title"]) == ("undefined_table", "Undefined table")
    assert (second["cases"], second["draft"], second["summary"]) == ([], True, None)
    named, fixed = first["cases"]
    assert (named["code"], named["title"], named["draft"]) == ("42P01.named", "no …", True)
    assert (named["fields"], named["cause"], named["status"]) == ({"sqlstate": "42P01"}, None, None)
    assert (fixed["message"], fixed["actor"], fixed["status"]) == (None, "dba", None)
    assert "draft" not in fixed


def test_help_anchors_are_in_the_data_where_they_are_declared() -> None:
    data = registry_data(gateways())
    Draft202012Validator(json.loads(errors_schema())).validate(data)
    errors = {error["code"]: error for error in data["errors"]}
    assert errors["RateLimited"]["help_anchors"] == ["error-codes#rate-limit"]
    assert "help_anchors" not in errors["Suspended"]
    assert [case.get("help_anchors") for case in errors["Suspended"]["cases"]] == [
        ["error-codes#unpaid", "billing.html#overdue"],
        None,
    ]


def field_names(record: Any) -> set[str]:
    return {field.name for field in dataclasses.fields(record)}


def test_addresses_are_relative_until_the_site_has_one(registry: Registry) -> None:
    for site_url in ("", SITE):
        data = json.loads(files_of(registry, site_url)["errors.json"])
        assert data["errors"][1]["url"] == f"{site_url}errors/RateLimited/"


@law
@given(strategies.registries())
def test_the_table_has_a_row_a_case_and_gives_each_text_back(registry: Registry) -> None:
    text = files_of(registry)["errors.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert text.endswith("\r\n")
    assert [
        (cell(row, "code"), cell(row, "case"), cell(row, "message"), cell(row, "fix"))
        for row in rows
    ] == [
        (error.code, case.id if case else "", *_texts(case))
        for error in registry.errors
        for case in error.rows
    ]
    for row in rows:
        assert tuple(row)[: len(COLUMNS)] == COLUMNS
        assert None not in row.values()


def _texts(case: model.Case | None) -> tuple[str, str]:
    return (case.message or "", case.fix or "") if case else ("", "")


def cell(row: dict[str, str], column: str) -> str:
    """Return the text of a cell, as the documentation tells programs to."""
    return row[column].removeprefix(GUARD)


@given(st.text())
def test_no_cell_is_a_formula_and_every_cell_can_be_read_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋"))
    assert guarded(text).removeprefix(GUARD) == text


@law
@given(strategies.registries())
def test_the_texts_for_agents_hold_no_html_and_only_the_links_that_were_meant(
    registry: Registry,
) -> None:
    files = files_of(registry, SITE)
    for path in ("llms.txt", *(error.file_path(".md") for error in registry.errors)):
        blocks = MarkdownIt("commonmark").parse(files[path].decode())
        tokens = [token for block in blocks for token in (block, *(block.children or ()))]
        assert not [token for token in tokens if token.type in {"html_block", "html_inline"}]
        links = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
        assert not [
            link for link in links if not link.startswith(("http://", "https://", "mailto:"))
        ]
        if path == "llms.txt":
            assert sum(link.endswith(".md") for link in links) == len(registry.errors)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[a](/errors/)", "[a](../errors/)"),
        ("[a](</errors/>)", "[a](<../errors/>)"),
        ("[a]: /errors/", "[a]: ../errors/"),
        ("[a](//example.com/)", "[a](//example.com/)"),
        ("[a](https://example.com/)", "[a](https://example.com/)"),
        ("`[a](/errors/)`", "`[a](/errors/)`"),
        ("`` ` `` [a](/errors/)", "`` ` `` [a](../errors/)"),
        ("```\n[a](/errors/)\n```", "```\n[a](/errors/)\n```"),
        ("    [a](/errors/)", "    [a](/errors/)"),
        ("1. x\n\n   ```\n   [a](/b)\n   ```\n", "1. x\n\n   ```\n   [a](/b)\n   ```\n"),
    ],
)
def test_links_from_the_root_lead_from_where_the_file_is(written: str, expected: str) -> None:
    assert rooted(written, "../") == expected


def test_the_command_prints_what_the_site_publishes(files: dict[str, bytes]) -> None:
    for name, item in FILES.items():
        done = export(name, "--site", SITE)
        assert (done.exit_code, done.stdout_bytes) == (0, files[item.path])
    done = export("errors/Timeout.md", "--site", "https://errors.example.com")
    assert (done.exit_code, done.stdout_bytes) == (0, files["errors/Timeout.md"])


def test_the_command_writes_a_file_or_into_a_folder(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    target = tmp_path / "new" / "table.csv"
    assert export("csv", "--site", SITE, "-o", str(target)).exit_code == 0
    assert target.read_bytes() == files["errors.csv"]
    assert export("errors/Timeout.json", "--site", SITE, "-o", str(tmp_path)).exit_code == 0
    assert (tmp_path / "errors/Timeout.json").read_bytes() == files["errors/Timeout.json"]


def test_a_folder_that_is_not_there_is_made_where_it_is_named_as_one(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    site = SITE.replace("https", "HTTPS")
    assert export("json", "--site", site, "-o", f"{tmp_path}/new/").exit_code == 0
    assert (tmp_path / "new/errors.json").read_bytes() == files["errors.json"]


def test_a_dash_is_the_standard_output(files: dict[str, bytes]) -> None:
    assert export("permalinks", "--site", SITE, "-o", "-").stdout_bytes == files["permalinks.json"]
    assert export("lookup", "--site", SITE).stdout_bytes == files["lookup.json"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "Disk full"), "the output: Disk full"),
        (OSError(errno.EACCES, "Not yours", "a.json"), "a.json: Not yours"),
        (OSError("no font at all"), "no font at all"),
    ],
)
def test_what_the_system_refuses_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, error: OSError, words: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("errdocs.cli.permalinks.differences", fail)
    done = CliRunner().invoke(main, ["diff", str(DATA), str(DATA)])
    assert (done.exit_code, done.stderr) == (1, f"Error: {words}\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["jsn"], "did you mean `json`?"),
        (["errors/Timeuot.md"], "did you mean `errors/Timeout.md`?"),
        (["../../etc/passwd"], "there is no export"),
        (["opensearch", "--site", ""], "needs the URL"),
        (["opensearch.xml", "--site", ""], "needs the URL"),
        (["json", "--output", ""], "--output is empty"),
        (["json", "--site", "errors.example.com"], "is not a site URL"),
        (["json", "--site", "https://a.test/docs?x=1"], "is not a site URL"),
        (["json", "--site", "https://a.test/#top"], "is not a site URL"),
        (["json", "--site", "https:///"], "is not a site URL"),
        (["json", "--site", 'https://a"b/'], "expected a URL"),
        (["all"], "--output"),
    ],
)
def test_wrong_wishes_end_with_two_and_a_reason(arguments: list[str], words: str) -> None:
    done = export(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_broken_registry_is_exported_to_nowhere(tmp_path: Path) -> None:
    done = export("all", "--output", str(tmp_path / "out"), data=tmp_path)
    assert done.exit_code == 1
    assert "registry.yml" in done.stderr
    assert not (tmp_path / "out").exists()
