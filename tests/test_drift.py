"""Pages that are watched: the rows of a page, and the drift report of `errdocs import`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from errdocs.cli import main
from errdocs.imports import Drift, drift, import_catalogue, read_mapping
from errdocs.imports import drift_report as report
from errdocs.imports.document_rows import numbered, read_document
from errdocs.imports.drift import Difference, Item, Kind
from errdocs.imports.expressions import plain
from errdocs.imports.mapping import Mapping
from errdocs.messages import escape as escape_braces
from errdocs.problems import Place
from errdocs.registry.loading import Loaded, load
from errdocs.registry.model import (
    NO_RESPONSE,
    Alias,
    Case,
    Error,
    Registry,
    Source,
    SourceRow,
    SourceRows,
)
from errdocs.registry.reader import ReadYaml
from support import ROOT

MAPPING = r"""
source: {key: page, title: Error codes, date: 2026-03-01, url: "https://example.com/codes"}
read: {file: page.md, entries: "headings[*]"}
leave_out: [{value: "{text}", match: ^Ask }]
rows:
  section: {value: "{above.2}", otherwise: "{text}"}
  status:
    - {value: "{above.2}", otherwise: "{text}", match: '^\d{3}'}
    - {value: "{above.2}", match: ^Streams, words: {Streams: none}}
  codes:
    - {value: "{above.2} > {text}", match: '^Streams > ([A-Z]+_[A-Z_]+)$'}
    - {value: "{above.2}", otherwise: "{text}", match: '^\d{3}-(.*)$', split: /}
  messages:
    value: "{above.2} > {title}"
    match: '^(?!Streams > [A-Z\\_*]+$).*? > (.*)$'
    replace: [{pattern: '\*{4}/\*\*', by: ' // '}]
    style: plain
    split: '\s//\s|\s/\s'
"""
PAGE = r"""---
title: Codes
---
# Error codes

## Ask the assistant

## **400-**TooLarge/too\_large

### **The parcel is larger than xxx cm.****/**A parcel of 0 kg is not sent.

Make it smaller.

```sh
# not a heading
```

### `size` must be \[1, 9\] / **length** must be [positive](https://example.com/length).

## 404- Missing.Address

## Streams

### **LINE\_LOST**

### The line is busy.
"""
ROWS = (
    SourceRow(
        row=1,
        section="400-TooLarge/too_large",
        status=400,
        codes=("TooLarge", "too_large"),
        messages=("The parcel is larger than xxx cm.", "A parcel of 0 kg is not sent."),
    ),
    SourceRow(
        row=2,
        section="400-TooLarge/too_large",
        status=400,
        codes=("TooLarge", "too_large"),
        messages=("size must be [1, 9]", "length must be positive."),
    ),
    SourceRow(row=3, section="404- Missing.Address", status=404, codes=("Missing.Address",)),
    SourceRow(row=4, section="Streams", status=NO_RESPONSE, codes=("LINE_LOST",)),
    SourceRow(row=5, section="Streams", status=NO_RESPONSE, messages=("The line is busy.",)),
)
REGISTRY = {
    "registry.yml": """
service: {name: Parcels, description: An example.}
version: "1"
surfaces: [{key: api, title: API, description: The API.}]
""",
    "errors/TooLarge.yml": """
code: TooLarge
surfaces: [api]
aliases: [{code: too_large, surface: api}]
cases:
  - id: size
    status: 400
    message: The parcel is larger than {limit} cm.
    other_messages:
      - {message: "size must be [{least}, {most}]", source: {document: page, row: 2}}
    former_messages: ["The parcel is too big."]
    source: {document: page, row: 1}
  - id: nothing
    status: 400
    message: A parcel of 0 kg is not sent.
    source: {document: page, row: 1}
  - id: length
    status: 400
    message: length must be positive.
    source: {document: page, row: 2}
""",
    "errors/Missing.Address.yml": "code: Missing.Address\ntitle: No address\n",
    "errors/LINE_LOST.yml": "code: LINE_LOST\ntitle: The line was lost\n",
    "errors/busy.yml": """
code: busy
has_code: false
cases:
  - id: busy
    status: null
    message: The line is busy.
    source: {document: page, row: 5}
""",
}


class Project:
    """A folder with a page, its mapping and a registry that knows all of the page."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        files = {f"data/{path}": text for path, text in REGISTRY.items()}
        for path, text in {**files, "mapping.yml": MAPPING, "page.md": PAGE}.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.lstrip("\n"), "utf-8")
        self.call()

    def call(self, *options: str) -> Result:
        """Run `errdocs import`."""
        arguments = ["import", str(self.folder / "mapping.yml"), "--data", str(self.data)]
        return CliRunner().invoke(main, [*arguments, *options])

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace texts that a file has."""
        file = self.folder / name
        text = file.read_text("utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, "utf-8")

    def lines(self) -> list[str]:
        """Return the lines of a drift report, without the path of the folder."""
        text = self.call("--drift").stdout.replace(f"{self.folder.as_posix()}/", "")
        return text.splitlines()

    def texts(self) -> dict[str, str]:
        """Return all files of the registry."""
        files = (file for file in self.data.rglob("*") if file.is_file())
        return {file.name: file.read_text("utf-8") for file in files}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def mapping_of(file: Path) -> Mapping:
    read = read_mapping(file)
    assert [*read.problems] == []
    assert read.value is not None
    return read.value


def rows_of(file: Path) -> list[SourceRow]:
    document = read_document(mapping_of(file), file.as_posix())
    assert [problem.message() for problem in document.problems] == []
    return [found.row for found in document.rows]


def test_a_heading_becomes_a_row_with_its_section_status_codes_and_messages(
    project: Project,
) -> None:
    assert tuple(rows_of(project.folder / "mapping.yml")) == ROWS


def test_an_import_of_rows_writes_the_rows_and_declares_the_document_and_no_entry(
    project: Project,
) -> None:
    loaded = load(project.data)
    assert loaded.registry.rows_of("page") == ROWS
    assert [source.key for source in loaded.registry.settings.sources] == ["page"]
    errors = {name: text.lstrip("\n") for name, text in REGISTRY.items() if "errors/" in name}
    assert {f"errors/{file.name}": file.read_text() for file in project.data.glob("errors/*")} == (
        errors
    )
    assert project.call("--check").exit_code == 0


def test_rows_keep_their_numbers_when_a_newer_page_is_imported(project: Project) -> None:
    project.edit(
        "page.md",
        ("## 404- Missing.Address\n", "## 400-Fresh\n\n### Not fresh.\n"),
        ("kg is not sent", "kg is never sent"),
        ("### The line is busy.", "### The line is very busy.\n\n### The line is busy."),
        ("## **400-**TooLarge", "## **413-**TooLarge"),
    )
    result = project.call()
    rows = load(project.data).registry.rows_of("page")
    assert [(row.row, row.status, row.messages[-1:] or row.codes) for row in rows] == [
        (1, 413, ("A parcel of 0 kg is never sent.",)),
        (2, 413, ("length must be positive.",)),
        (3, 404, ("Missing.Address",)),  # what is gone stays: entries may cite it
        (4, NO_RESPONSE, ("LINE_LOST",)),
        (5, NO_RESPONSE, ("The line is busy.",)),
        (6, 400, ("Not fresh.",)),
        (7, NO_RESPONSE, ("The line is very busy.",)),
    ]
    assert result.stderr.splitlines()[-1].startswith("6 rows: 2 added, 2 changed, 0 removed")


def test_rows_of_the_same_words_keep_their_order() -> None:
    known = [SourceRow(row=at, codes=("A",), messages=("Twice.",)) for at in (4, 7)]
    found = [replace(known[0], row=at) for at in (1, 2, 3)]
    assert [row.row for row in numbered(found, known)] == [4, 7, 8]


def test_a_registry_that_gives_every_message_back_has_no_drift(project: Project) -> None:
    result = project.call("--drift")
    assert (result.output, result.exit_code) == ("no drift\n", 0)


CASE = "data/errors/TooLarge.yml"
DRIFTS: dict[str, tuple[str, str, list[str]]] = {
    "another value of a parameter": ("than xxx cm", "than 300 cm", ["no drift"]),
    "a new message": (
        "\nMake it smaller.",
        "\n### Parcels float.",
        [
            "page.md:12: new: 400 `TooLarge`, `too_large`: `Parcels float.`; see `TooLarge` "
            f"({CASE}:1)",
            "1 new",
        ],
    ),
    "a former message": (
        "\nMake it smaller.",
        "\n### The parcel is too big.",
        [
            "page.md:12: new: 400 `TooLarge`, `too_large`: `The parcel is too big.`; see "
            f"`TooLarge/size` ({CASE}:10)",
            "1 new",
        ],
    ),
    "a new code": (
        "## Streams",
        "## 409-Busy\n\n## Streams",
        ["page.md:22: new: 409 `Busy`; no entry has this code", "1 new"],
    ),
    "a message without a code": (
        "### The line is busy.",
        "### The line is busy.\n\n### No signal",
        ["page.md:28: new: under `Streams`: `No signal`", "1 new"],
    ),
    "a message again under another code": (
        "## Streams",
        "## 404-TooLarge\n\n### length must be positive.\n\n## Streams",
        [
            "page.md:24: new: 404 `TooLarge`: `length must be positive.`; see `TooLarge` "
            f"({CASE}:1)",
            "1 new",
        ],
    ),
    "other words": (
        "0 kg is not sent",
        "0 kg is never sent",
        [
            "page.md:10: reworded: 400 `TooLarge`, `too_large`: `A parcel of 0 kg is never sent.`; "
            f"was `A parcel of 0 kg is not sent.` in `TooLarge/nothing` ({CASE}:14)",
            "1 reworded",
        ],
    ),
    "another status": (
        "### `size`",
        "## 413-TooLarge/too\\_large\n\n### `size`",
        [
            "page.md:20: moved: 413 `TooLarge`, `too_large`: `size must be [1, 9]`; was 400 "
            f"`TooLarge`, `too_large` in `TooLarge/size` ({CASE}:9)",
            "page.md:20: moved: 413 `TooLarge`, `too_large`: `length must be positive.`; was 400 "
            f"`TooLarge`, `too_large` in `TooLarge/length` ({CASE}:18)",
            "2 moved",
        ],
    ),
    "another code": (
        "### `size`",
        "## 400-Wrong\n\n### `size`",
        [
            "page.md:20: moved: 400 `Wrong`: `size must be [1, 9]`; was 400 `TooLarge`, "
            f"`too_large` in `TooLarge/size` ({CASE}:9)",
            "page.md:20: moved: 400 `Wrong`: `length must be positive.`; was 400 `TooLarge`, "
            f"`too_large` in `TooLarge/length` ({CASE}:18)",
            "2 moved",
        ],
    ),
    "another spelling": (
        "## 404- Missing.Address",
        "## 400-too\\_long/too\\_large\n\n### length must be positive.",
        [
            "page.md:22: moved: 400 `too_long`, `too_large`: `length must be positive.`; was 400 "
            f"`TooLarge`, `too_large` in `TooLarge/length` ({CASE}:18)",
            "data/sources/page.yml:17: gone: 404 `Missing.Address`; see `Missing.Address` "
            "(data/errors/Missing.Address.yml:1)",
            "1 moved, 1 gone",
        ],
    ),
    "a message that is gone": (
        "### The line is busy.\n",
        "",
        [
            "data/sources/page.yml:25: gone: under `Streams`: `The line is busy.`; see `busy/busy` "
            "(data/errors/busy.yml:6)",
            "1 gone",
        ],
    ),
}


@pytest.mark.parametrize("name", DRIFTS)
def test_a_report_lists_what_the_page_says_with_the_entry_concerned(
    name: str, project: Project
) -> None:
    old, new, expected = DRIFTS[name]
    before = project.texts()
    project.edit("page.md", (old, new))
    assert project.lines() == expected
    assert project.call("--drift").exit_code == (expected != ["no drift"])
    assert project.texts() == before


def test_a_registry_without_the_rows_of_a_page_knows_what_its_cases_say(project: Project) -> None:
    (project.data / "sources" / "page.yml").unlink()
    for file in project.data.glob("errors/*.yml"):
        file.write_text(re.sub(r"\n    source: .*", "", file.read_text()))
    assert project.lines() == ["no drift"]


def test_a_case_that_cites_a_page_as_a_whole_is_gone_with_its_message(project: Project) -> None:
    project.edit("data/errors/busy.yml", ("{document: page, row: 5}", "{document: page}"))
    (project.data / "sources" / "page.yml").unlink()
    project.edit("page.md", ("### The line is busy.\n", ""))
    assert project.lines() == [
        "data/errors/busy.yml:6: gone: `The line is busy.`; see `busy/busy` "
        "(data/errors/busy.yml:6)",
        "1 gone",
    ]


def test_what_the_registry_calls_removed_is_not_reported_as_gone_but_as_new_if_it_is_back(
    project: Project,
) -> None:
    removed = "    message: The line is busy.\n    removed: {date: 2026-03-02, reason: No lines.}\n"
    project.edit("data/errors/busy.yml", ("    message: The line is busy.\n", removed))
    assert project.lines() == ["no drift"]  # the page is older than the removal
    project.edit("mapping.yml", ("2026-03-01", "2026-04-01"))
    assert project.lines()[-1] == "1 new"
    project.edit("page.md", ("### The line is busy.\n", ""))
    assert project.lines() == ["no drift"]
    project.edit("mapping.yml", ("2026-04-01", "2026-03-01"))
    assert project.lines() == ["no drift"]


def test_a_status_that_changed_since_is_no_drift_where_the_case_cites_the_row(
    project: Project,
) -> None:
    project.edit(CASE, ("status: 400", "status: 413"))
    assert project.lines() == ["no drift"]


def test_a_former_message_is_no_drift_from_an_older_page_whose_row_the_case_cites(
    project: Project,
) -> None:
    newer = 'message: The line is used.\n    former_messages: ["The line is busy."]'
    project.edit("data/errors/busy.yml", ("message: The line is busy.", newer))
    assert project.lines() == ["no drift"]
    project.edit("data/errors/busy.yml", ("row: 5", "row: 4"))
    assert project.lines()[-1] == "1 reworded"


def test_a_report_in_json_has_a_list_for_each_kind(project: Project) -> None:
    project.edit("page.md", ("0 kg is not sent", "0 kg is never sent"))
    found = json.loads(project.call("--drift", "--format", "json").stdout)
    assert {name: len(found[name]) for name in Kind} == {
        "new": 0, "reworded": 1, "moved": 0, "gone": 0,
    }  # fmt: skip
    page, file = (f"{project.folder.as_posix()}/{name}" for name in ("page.md", CASE))
    facts = {"status": 400, "codes": ["TooLarge", "too_large"]}
    assert found["reworded"] == [
        {
            "section": "400-TooLarge/too_large",
            **facts,
            "message": "A parcel of 0 kg is never sent.",
            "place": {"path": page, "line": 10},
            "entry": "TooLarge/nothing",
            "entry_place": {"path": file, "line": 14},
            "before": {**facts, "message": "A parcel of 0 kg is not sent."},
        }
    ]


def test_a_report_in_markdown_is_a_list_to_tick_off(project: Project) -> None:
    project.edit("page.md", ("\nMake it smaller.", "\n### Parcels <b>`float`</b>."))
    text = project.call("--drift", "--format", "markdown").stdout
    blocks = text.replace(f"{project.folder.as_posix()}/", "").rstrip().split("\n\n")
    assert blocks[:2] == [
        "[Error codes](https://example.com/codes) and this registry differ: 1 new.",
        "## New (1)",
    ]
    assert blocks[3:] == [
        "- [ ] page.md:12: 400 `TooLarge`, `too_large`: `Parcels <b>float</b>.`; see `TooLarge` "
        f"({CASE}:1)"
    ]


def test_a_report_fits_an_issue_and_says_what_it_leaves_out() -> None:
    item = Item("s", 400, ("Code",), "x" * 1000, Place("page.md"), 1)
    found = Drift(Source(key="page", title="Codes"), (Difference(Kind.NEW, item),) * 100)
    text = report.markdown_text(found)
    shown = text.count("- [ ]")
    assert len(text) < 65_536
    assert 40 < shown < 60
    assert text.endswith(f"{100 - shown} more are left out.")


REFUSED: dict[str, tuple[tuple[str, str], list[str], str]] = {
    "a page that is missing": (("page.md, ", "other.md, "), ["--drift"], "cannot be read"),
    "a page without headings": (("headings[*]", "sections.none"), ["--drift"], "no entry was"),
    "a mapping of entries": (("rows:", "error: {code: x}\nrows:"), ["--drift"], "both `error`"),
    "two modes": (("rows:", "rows:"), ["--drift", "--check"], "exclude each other"),
    "a format of nothing": (("rows:", "rows:"), ["--format", "json"], "--format needs --drift"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_compared_is_wrong_usage_and_no_drift(name: str, project: Project) -> None:
    change, options, message = REFUSED[name]
    project.edit("mapping.yml", change)
    result = project.call(*options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        (
            "## 999-Far\n",
            "`999` cannot be a `rows.status`; expected a whole number from 100 to 599",
        ),
        ("## Far\n", "the entry gives neither a code nor a message"),
        ("## 400-Far\n\n### A\x01b\n", "`A\\u0001b` cannot be a `rows.messages`"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_line(
    page: str, problem: str, project: Project
) -> None:
    (project.folder / "page.md").write_text(f"## Streams\n### Ok\n{page}", "utf-8")
    for options, code in ((["--drift"], 2), ([], 1)):
        result = project.call(*options)
        line = 5 if "### A" in page else 3
        assert f"page.md:{line}:1: {problem}" in result.stderr
        assert result.exit_code == code


def test_a_rule_of_the_mapping_may_be_about_a_heading_that_a_newer_page_no_longer_has(
    project: Project,
) -> None:
    project.edit("page.md", ("### **LINE\\_LOST**\n", ""))
    assert project.lines()[-1] == "1 gone"
    assert "mapping-unused" in project.call().stderr


def test_another_file_is_read_in_place_of_the_one_that_the_mapping_names(project: Project) -> None:
    other = project.folder / "elsewhere" / "newer.md"
    other.parent.mkdir()
    other.write_text(PAGE.lstrip("\n") + "\n### No signal\n", "utf-8")
    result = project.call("--drift", "--file", str(other))
    assert result.stdout.startswith(f"{other.as_posix()}:28: new: under `Streams`: `No signal`\n")


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("**a****/**b", "a/b"),
        (r"file-\*\*\*\* \[1, 2\] a\_b \\n", r"file-**** [1, 2] a_b \n"),
        ("`a*b` ``c`d``", "a*b c`d"),
        ("[text](https://example.com/) ![image](x.png)", "text image"),
        ('<a id="x"></a>Title {#anchor}', "Title"),
        ("<400> &lt;x&gt; &amp; AT&T &copy", "<400> <x> & AT&T &copy"),
        ("non**e** _x_ __init__", "none _x_ __init__"),
    ],
)
def test_markdown_becomes_the_text_that_people_read(markdown: str, text: str) -> None:
    assert plain(markdown) == text


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"))).map(str.strip))
def test_escaped_markdown_is_the_text_that_was_escaped(text: str) -> None:
    assert plain(re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)) == text


# The pages that this repository watches, rebuilt from their rows.


def headings_page(rows: list[SourceRow]) -> Iterator[str]:
    """Yield the lines of a page with a heading for each status and each message."""
    for section, group in groupby(rows, key=lambda row: row.section or ""):
        yield f"## **{escape(section)}**\n"
        for row in group:
            said = "****/**".join(map(escape, row.messages))
            code = escape(row.codes[0]) if row.codes and row.codes[0] not in section else ""
            if code == "InvalidParameter" and said:
                said = f"{code}: {said}"
            elif code and not section.startswith(("4", "5")):
                said = f"{code}**\\-**{said}" if said else code
            if said:
                yield f"### **{said}**\n"


def escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]])", r"\\\1", text)


def paragraphs_page(rows: list[SourceRow]) -> Iterator[str]:
    """Yield the paragraphs of a page that is a table without its lines."""
    yield "HTTP status code\n\nCode\n\nMessage\n\nDescription\n"
    for row in rows:
        is_client = row.codes == ("NetworkError", "network_error")
        cells = [] if is_client else [str(row.status or "-")]
        said = "\n\nor\n\n".join(row.messages)
        yield "\n\n".join((*cells, *(row.codes or ("-",)), said, "Why this is so.\n"))


REBUILT: dict[str, Callable[[list[SourceRow]], Iterator[str]]] = {
    "model-studio": headings_page,
    "model-studio-2025": paragraphs_page,
}


@cache
def registry() -> Loaded:
    return load(ROOT / "data")


def test_every_mapping_of_a_page_is_rebuilt_here() -> None:
    mappings = (ROOT / "data" / "upstream").glob("*.yml")
    assert sorted(file.stem for file in mappings) == sorted(REBUILT)


def rebuilt(name: str, folder: Path) -> tuple[ReadYaml[Any], list[SourceRow]]:
    """Return a mapping that reads a page made of the rows of its document, and these rows."""
    read = read_mapping(ROOT / "data" / "upstream" / f"{name}.yml")
    assert read.value is not None
    assert [*read.problems] == []
    rows = [*registry().registry.rows_of(read.value.source.key)]
    page = folder / "page.md"
    page.write_text("\n".join(REBUILT[name](rows)), "utf-8")
    inputs = (replace(read.value.read[0], file=page.as_posix()),)
    return replace(read, value=replace(read.value, read=inputs)), rows


@pytest.mark.parametrize("name", REBUILT)
def test_the_page_of_a_documents_rows_is_imported_as_these_rows(name: str, tmp_path: Path) -> None:
    read, rows = rebuilt(name, tmp_path)
    document = read_document(read.value, read.path, is_strict=False)
    assert [found.row for found in document.rows] == rows
    assert [problem.message() for problem in document.problems] == []


@pytest.mark.parametrize("name", REBUILT)
def test_a_page_is_all_new_to_an_empty_registry_and_nothing_to_one_that_has_its_messages(
    name: str, tmp_path: Path
) -> None:
    read, rows = rebuilt(name, tmp_path)
    facts = {(row.status, row.codes, text) for row in rows for text in row.messages or (None,)}
    found = drift(read, registry_of((), ()))
    assert ({one.kind for one in found.differences}, len(found.differences)) == (
        {Kind.NEW},
        len(facts),
    )
    document = SourceRows(document=found.source.key, rows=tuple(rows))
    assert drift(read, registry_of(errors_of(rows), (document,))).differences == ()


def registry_of(errors: tuple[Error, ...], rows: tuple[SourceRows, ...]) -> Loaded:
    paths = tuple(f"{error.code}.yml" for error in errors)
    lines = {(error.code, None): Place(path) for path, error in zip(paths, errors, strict=True)}
    found = Registry(registry().registry.settings, errors, rows)
    return Loaded(found, "", paths, ("rows.yml",) * len(rows), lines=lines)


def errors_of(rows: list[SourceRow]) -> tuple[Error, ...]:
    """Return an error for each first code of rows, with a case for each message."""
    return tuple(
        error_of(code or f"without-code-{at}", code != "", [*group])
        for at, (code, group) in enumerate(groupby(sorted(rows, key=first_code), first_code))
    )


def error_of(code: str, has_code: bool, rows: list[SourceRow]) -> Error:
    cases = (
        Case(id=f"case-{row.row}-{n}", status=row.status, message=escape_braces(message))
        for row in rows
        for n, message in enumerate(row.messages)
    )
    others = dict.fromkeys(other for row in rows for other in row.codes[1:])
    aliases = tuple(Alias(code=other, surface="own") for other in others)
    own: Any = {"surfaces": ("own",), "aliases": aliases, "has_code": has_code}
    return Error(code=code, cases=tuple(cases), **own)


def first_code(row: SourceRow) -> str:
    return "".join(row.codes[:1])


@pytest.mark.parametrize("name", REBUILT)
def test_this_registry_has_no_drift_from_the_pages_that_it_cites(name: str, tmp_path: Path) -> None:
    read, _ = rebuilt(name, tmp_path)
    found = drift(read, registry())
    assert [*report.text_lines(found)] == ["no drift"]


@pytest.mark.parametrize("name", REBUILT)
def test_a_mapping_declares_the_document_as_the_registry_does(name: str) -> None:
    source = mapping_of(ROOT / "data" / "upstream" / f"{name}.yml").source
    known = registry().registry.source_by_key[source.key]
    assert replace(known, compared=None) == replace(source, compared=None)


def test_an_import_of_rows_that_are_known_changes_nothing(tmp_path: Path) -> None:
    read, _ = rebuilt("model-studio-2025", tmp_path)
    assert import_catalogue(read, registry()).files == {}
