"""Data never turns into markup, a formula or an order to a terminal, wherever it is shown."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from errdocs.checks.site_links import check_markdown
from errdocs.cli import main
from errdocs.escaping import visible
from errdocs.exports.catalogue import data_files
from errdocs.exports.kits import KITS
from errdocs.problems import Pointer
from errdocs.registry.loaded import Loaded
from errdocs.registry.loading import load
from errdocs.registry.model import Error
from errdocs.registry.reader import parse_yaml
from errdocs.render.markdown import is_allowed_link, links
from errdocs.routes import Routes
from hostile import (
    CODE,
    GROUPS,
    NAMES,
    REFUSED,
    SURROGATE,
    apart,
    base,
    marked_fields,
    poisoned,
    texts_of_model,
    write_hostile_registry,
)
from pageparts import PageParts
from support import PUBLISHED_AT, ROOT

ORDERS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Characters that a terminal obeys or that hide others."""
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
FOREIGN = frozenset(
    ("u", "s", "i", "b", "iframe", "base", "math", "sub", "sup", "mark", "ins", "dfn", "abbr")
)
"""Elements that only Markdown or markup of the data could make."""
VALUES = apart()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a registry with an entry for each value."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    write_hostile_registry(folder, VALUES)
    return folder


@pytest.fixture(scope="module")
def loaded(folder: Path) -> Loaded:
    found = load(folder)
    assert found.problems == ()
    return found


@pytest.fixture(scope="module")
def files(loaded: Loaded) -> dict[str, bytes]:
    """Return every file for programs, those of kits too."""
    routes = Routes(loaded.registry, site_url=PUBLISHED_AT)
    kits = {
        f"{name}/{path}": text.encode()
        for name, kit in KITS.items()
        for path, text in kit.make(routes)
    }
    return {path: make() for path, make in data_files(routes)} | kits


def strings(data: Any) -> Iterator[str]:
    """Yield the texts of plain data, keys too."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, item in data.items():
            yield from (*strings(key), *strings(item))
    elif isinstance(data, list):
        for item in data:
            yield from strings(item)


def test_every_text_of_the_model_is_hostile_somewhere() -> None:
    """A new field has to be added to `tests/scenarios/hostile`, or to the names in `hostile.py`."""
    assert {*texts_of_model()} - {*marked_fields()} - NAMES == set()


@pytest.mark.parametrize("value", [*REFUSED.values(), SURROGATE], ids=[*REFUSED, "surrogate"])
def test_what_cannot_be_shown_is_refused_at_its_place(value: str) -> None:
    text = f"code: A\ntitle: {json.dumps(value)}\nsurfaces: [api]\n"
    problems = parse_yaml(text, "A.yml", Error).problems
    assert [problem.where.line for problem in problems] == [2]  # type: ignore[union-attr]
    assert not any(ORDERS.search(part) for part in problems[0].message())


def test_data_for_programs_has_every_text_letter_for_letter(files: dict[str, bytes]) -> None:
    for number, value in enumerate(VALUES):
        code = f"E{number}" if number else CODE
        entry = poisoned(base("errors/Base.yml"), value)
        written = {text for text in strings(entry) if value in text}
        assert written <= {*strings(json.loads(files[f"errors/{code}.json"]))}, value


def test_every_file_can_be_read_as_what_it_is(files: dict[str, bytes]) -> None:
    for path, content in files.items():
        text = content.decode() if not path.endswith(".inv") else ""
        assert not CONTROLS.search(text), path
        if path.endswith(".json"):
            json.loads(text)
        elif path.endswith(".xml"):
            ElementTree.fromstring(text)
        elif path.endswith((".md", ".txt", ".xml")):
            assert not ORDERS.search(text), path


def test_no_cell_of_a_table_is_a_formula(files: dict[str, bytes]) -> None:
    rows = list(csv.reader(io.StringIO(files["errors.csv"].decode(), newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@＝＋－＠\t\r"))]
    titles = {re.sub("^'", "", row[rows[0].index("title")]) for row in rows}
    assert titles >= {*VALUES}


def test_markdown_has_no_markup_of_the_data(files: dict[str, bytes]) -> None:
    parser = MarkdownIt("commonmark").enable("table")
    for path, content in files.items():
        if not path.endswith(("/first.md", "llms.txt")):  # what an error's file has too
            continue
        for block in parser.parse(content.decode()):
            for token in (block, *(block.children or ())):
                assert not token.type.startswith("html"), (path, token.content)


def test_links_that_lead_into_a_script_are_refused(loaded: Loaded) -> None:
    """Pages show them as characters; a build does not come that far."""
    refused = {
        problem.where.path
        for problem in check_markdown(loaded, None)
        if isinstance(problem.where, Pointer) and problem.where.keys[-1] == "fix"
    }
    for number, value in enumerate(VALUES):
        name = f"E{number}" if number else CODE
        is_bad = any(link.is_image or not is_allowed_link(link.href) for link in links(value))
        assert any(path.endswith(f"/{name}.yml") for path in refused) == is_bad, value


def test_an_inventory_has_a_line_for_each_name(files: dict[str, bytes]) -> None:
    head, packed = files["objects.inv"].split(b"zlib.\n")
    lines = zlib.decompress(packed).decode().split("\n")
    assert head.count(b"\n") == 3
    assert all(re.fullmatch(r"\S+ std:label 1 \S+ .*", line) for line in lines if line)


def test_no_element_comes_from_the_data(hostile_site: Path) -> None:
    pages = hostile_site.rglob("*.html")
    assert [found for page in pages for found in unsafe_elements(page)] == []


def unsafe_elements(page: Path) -> Iterator[tuple[Path, str, dict[str, str]]]:
    """Yield the elements of a page that no template makes, with their attributes."""
    for tag, attributes in PageParts.of(page).elements:
        if (
            any(name.startswith("on") for name in attributes)
            or not is_safe(attributes.get("href", "") or attributes.get("src", ""))
            or tag in FOREIGN
            or "fixed" in attributes.get("style", "")
        ):
            yield page, tag, attributes


def is_safe(url: str) -> bool:
    """Whether a link leads to the web, to a mailbox or into the site."""
    scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", url)
    return url != "x" and (not scheme or scheme[1].lower() in {"http", "https", "mailto"})


def test_nothing_on_a_page_turns_a_text_around(hostile_site: Path) -> None:
    for page in hostile_site.rglob("*.html"):
        assert not ORDERS.search(page.read_text(encoding="utf-8")), page
    index = (hostile_site / "search" / "search_index.json").read_text(encoding="utf-8")
    assert not ORDERS.search(index)


@pytest.mark.parametrize("number", range(1, len(GROUPS)))
def test_a_page_shows_every_text_letter_for_letter(hostile_site: Path, number: int) -> None:
    parts = PageParts.of(hostile_site / f"errors/E{number}/first/index.html")
    value, words = GROUPS[number], " ".join(visible(GROUPS[number]).split())
    body = " ".join(parts.texts["body"][0].split())
    assert words in " ".join(parts.texts["h1"][0].split())
    assert words in " ".join(parts.texts["title"][0].split())
    assert body.count(words) >= 10
    copied = [item["data-copy-text"] for item in parts.all("div") if "data-copy-text" in item]
    assert any(value in text for text in copied)
    for path in ("errors/", "errors/category/quota/", "errors/status/400/", f"errors/E{number}/"):
        listing = PageParts.of(hostile_site / path / "index.html")
        assert words in " ".join(listing.texts["body"][0].split()), path


def test_no_order_of_a_registry_reaches_a_terminal(folder: Path) -> None:
    data = str(folder)
    clean = str(ROOT / "tests/scenarios/checks/base")
    for arguments in (
        ["check", "--data", data],
        ["diff", clean, data],
        *(["diff", data, clean, "--format", form] for form in ("markdown", "comment")),
        ["explain", "--data", data, CODE],
        *(["explain", "--data", data, f"E{number}/first"] for number in range(1, len(VALUES), 9)),
        ["link", "--data", data, "--site", PUBLISHED_AT, f"{CODE}/first"],
    ):
        assert_orderly(arguments, "")


def test_what_commands_print_as_json_is_whole_and_holds_no_order(folder: Path) -> None:
    data, clean = str(folder), str(ROOT / "tests/scenarios/checks/base")
    name, site = f"{CODE}/first", ["--site", PUBLISHED_AT]
    title = load(folder).registry.by_spelling[CODE].cases[0].title
    for arguments, is_titled in {
        ("check", "--data", data, "--format", "json"): False,
        ("check", "--data", data, "--format", "sarif"): False,
        ("diff", clean, data, "--format", "json"): True,
        ("explain", "--data", data, name, "--format", "json"): True,
        ("link", "--data", data, *site, name, "--format", "json"): True,
    }.items():
        output = assert_orderly([*arguments], "")
        texts = texts_in(json.loads(output))
        assert any(title in text for text in texts) or not is_titled, arguments


def texts_in(found: Any) -> set[str]:
    """Return every text of data."""
    match found:
        case dict():
            return {*found}.union(*map(texts_in, found.values()))
        case list():
            return set[str]().union(*map(texts_in, found))
    return {found} if isinstance(found, str) else set()


def test_what_a_run_program_is_told_holds_no_order(folder: Path, tmp_path: Path) -> None:
    printed = tmp_path / "printed"
    text = "\n".join(f"{CODE}: Second {value}" for value in (*VALUES, *REFUSED.values()))
    printed.write_text(f"{text}\n", encoding="utf-8", errors="replace")
    command = ["sh", "-c", f"cat '{printed}' >&2"]
    done = subprocess.run(
        [sys.executable, "-m", "errdocs", "run", "--data", str(folder), "--", *command],
        capture_output=True,
        check=False,
    )
    own = printed.read_bytes()
    assert done.returncode == 0
    assert done.stderr.startswith(own)
    told = done.stderr.removeprefix(own).decode()
    assert CODE in told
    assert not ORDERS.search(told), ascii(told)


COMMANDS = {
    "lookup": ["-"], "explain": ["-"], "misses": ["-"], "annotate": ["--format", "json"],
    "annotate summary": ["--summary"],
}  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_order_of_a_paste_reaches_a_terminal(folder: Path, command: str) -> None:
    """What is annotated is passed on as it is; only what is added must be orderly."""
    arguments = [command.split()[0], "--data", str(folder), *COMMANDS[command]]
    text = "\n".join(f"Second {value}" for value in (*VALUES, *REFUSED.values()))
    assert_orderly(arguments, text)


def assert_orderly(arguments: list[str], text: str) -> str:
    """Run a command and return what it prints, in which nothing is an order to a terminal."""
    done = CliRunner().invoke(main, arguments, input=text.encode())
    assert done.exception is None or isinstance(done.exception, SystemExit), arguments
    assert done.exit_code in {0, 1}, done.output[:500]
    found = ORDERS.search(done.output)
    assert not found, (arguments, ascii(done.output[max(0, found.start() - 80) :][:120]))
    return done.stdout
