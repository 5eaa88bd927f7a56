"""The guide for programs: each example is run, or read by what it is meant for."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sphobjinv
import yaml
from click.testing import CliRunner
from openapi_spec_validator import OpenAPIV31SpecValidator

from errdocs.cli import main
from errdocs.registry.model import Registry
from sites import files_of, this_repository
from support import ROOT, listings, serve

SITE = "https://errors.example.com/"
GUIDE = (ROOT / "docs" / "programs.md").read_text(encoding="utf-8")
LISTINGS = listings("programs.md")


@pytest.fixture(scope="module")
def registry() -> Registry:
    return this_repository().registry


@pytest.fixture(scope="module")
def address(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the exports of this repository's registry."""
    folder = tmp_path_factory.mktemp("exports")
    for path, content in files_of(registry).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    yield from serve(folder)


def printed_by(name: str) -> str:
    """Return what the guide says that a program prints."""
    return next(
        body
        for title, body in LISTINGS.items()
        if re.search(rf"(^| and ){re.escape(name)} (and .* )?prints?$", title)
    )


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "name", ["fetch.py", "link.py", "link.mjs", "service_error.py", "service-error.mjs"]
)
def test_a_program_prints_what_the_guide_says(name: str, address: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(LISTINGS[name].replace(SITE, address), encoding="utf-8")
    command = sys.executable if name.endswith(".py") else "node"
    assert run([command, name], tmp_path).replace(address, SITE) == printed_by(name)


def test_the_table_is_read_as_the_guide_reads_it(
    registry: Registry, address: str, tmp_path: Path
) -> None:
    (tmp_path / "table.py").write_text(LISTINGS["table.py"].replace(SITE, address))
    messages = [case.message for _, case in registry.cases() if case.status == 401]
    assert run([sys.executable, "table.py"], tmp_path).splitlines() == messages


def test_the_java_program_compiles_and_prints_what_the_guide_says(tmp_path: Path) -> None:
    """Where no Java is installed, only its brackets and names are looked at."""
    name = "ServiceException.java"
    source = LISTINGS[name]
    (tmp_path / name).write_text(source, encoding="utf-8")
    if shutil.which("javac") and shutil.which("java"):
        run(["javac", "-Xlint:all,-serial", "-Werror", name], tmp_path)
        assert run(["java", "-cp", ".", "ServiceException"], tmp_path) == printed_by(name)
    code = re.sub(r'"(\\.|[^"\\])*"', "", source)
    for opening, closing in ("()", "{}"):
        assert code.count(opening) == code.count(closing) > 0
    assert "public class ServiceException " in code


def test_the_description_refers_to_responses_that_are_there(address: str, tmp_path: Path) -> None:
    export = CliRunner().invoke(
        main, ["export", "openapi", "--data", str(ROOT / "data"), "-o", str(tmp_path)]
    )
    assert export.exit_code == 0
    document = yaml.safe_load(LISTINGS["openapi.yaml"])
    base = (tmp_path / "openapi.yaml").as_uri()
    OpenAPIV31SpecValidator(document, base_uri=base).validate()
    components = json.loads((tmp_path / "errors.openapi.json").read_text(encoding="utf-8"))
    responses = document["paths"]["/chat"]["post"]["responses"]
    references = [item["$ref"] for item in responses.values() if "$ref" in item]
    assert len(references) == 2
    for reference in references:
        file, _, pointer = reference.partition("#/")
        assert file == "errors.openapi.json"
        assert resolved(components, pointer)["content"]


def resolved(document: Any, pointer: str) -> Any:
    for step in pointer.split("/"):
        document = document[step]
    return document


def test_the_type_of_the_problem_is_the_address_of_its_case(registry: Registry) -> None:
    problem = json.loads(LISTINGS["problem.json"])
    error = registry.by_code[problem["code"]]
    case = error.find_case(problem["type"].rstrip("/").rpartition("/")[2])
    assert case
    assert problem["type"] == SITE + error.path_of(case)
    assert (problem["title"], problem["status"]) == (case.title, case.status)
    assert problem["detail"] == case.message


def test_the_names_that_other_sites_link_to_are_in_the_inventory(registry: Registry) -> None:
    inventory = sphobjinv.Inventory(zlib=files_of(registry)["objects.inv"])
    known = {item.name for item in inventory.objects}
    linked = re.findall(r":ref:`(?:[^`]*<)?([^`<>]+)>?`", LISTINGS["guide.rst"])
    assert linked == ["InvalidApiKey", "Throttling.AllocationQuota/free-quota-exhausted"]
    assert set(linked) <= known
    settings: dict[str, Any] = {}
    exec(LISTINGS["conf.py"], settings)
    assert settings["intersphinx_mapping"] == {"errors": (SITE, None)}
    (plugin,) = yaml.safe_load(LISTINGS["mkdocs.yml"])["plugins"]
    inventories = plugin["mkdocstrings"]["handlers"]["python"]["inventories"]
    assert inventories == [{"url": f"{SITE}objects.inv", "domains": ["std"]}]


def test_every_file_of_the_guide_is_published(registry: Registry) -> None:
    published = files_of(registry, SITE)
    table = re.findall(r"^\| `([^`]+)` \|", GUIDE, re.MULTILINE)
    assert len(table) == 15
    names = {"<Code>": "InvalidApiKey", "<case-id>": "invalid-key"}
    meant = (re.sub("<[^>]+>", lambda part: names[part[0]], name) for name in table)
    assert set(meant) <= set(published)
