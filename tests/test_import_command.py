"""`errdocs import` and `errdocs init --from` as commands: what they write, print and refuse."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from html import unescape
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result

from conftest import Shared
from errdocs.checks import check
from errdocs.cli import main
from errdocs.imports import bounded_matching, new_registry, read_mapping
from errdocs.lookup import Confidence, Lookup, Match
from errdocs.messages import as_printed
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.routes import document_paths
from sites import page_texts
from support import run

CATALOGUES = Path(__file__).parent / "catalogues"
SCENARIO = Path(__file__).parent / "scenarios" / "imports" / "csv-with-categories"


def call(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)])


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def problems(folder: Path) -> list[str]:
    loaded = load(folder / "data")
    found = check(loaded, documents=document_paths(folder / "docs"))
    # The words of upstream may be warned of: no import can change them.
    return list(loaded.report(problem for problem in found if not problem.broken.is_warning))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of a project that was made from a small catalogue."""
    result = call("init", tmp_path / "parcels", "--from", SCENARIO / "mapping.yml")
    assert result.exit_code == 0, result.output
    return tmp_path / "parcels"


def edit(project: Path) -> None:
    sheet = project / "upstream" / "errors.csv"
    text = sheet.read_text("utf-8").replace("Method {0:s} does not exist", "No method {0:s}")
    text += "20006,E_NEW,Access control,LOW,400,3.2,N,,A new one,\n"
    sheet.write_text(re.sub("^20004.*\n", "", text, flags=re.MULTILINE), "utf-8")


def import_it(project: Path, *options: str) -> Result:
    return call("import", project / "upstream/mapping.yml", "--data", project / "data", *options)


def test_a_project_from_a_catalogue_passes_the_checks_and_builds_strictly(project: Path) -> None:
    assert problems(project) == []
    assert not (project / "docs" / "reading-errors.md").exists()
    assert "upstream/mapping.yml" in (project / "README.md").read_text("utf-8")
    built = run("errdocs", "build", folder=project)
    assert built.returncode == 0, built.stderr
    page = (project / "site/errors/20003/index.html").read_text("utf-8")
    assert "Make a new key, and send it." in page
    assert (project / "site/about/index.html").is_file()


def test_a_second_run_changes_what_the_catalogue_changed_and_says_so(project: Path) -> None:
    edit(project)
    result = import_it(project)
    assert result.exit_code == 0, result.output
    assert result.stderr.splitlines() == [
        "added: 20006",
        "changed: -32601",
        "removed: 20004",
        "4 errors: 1 added, 1 changed, 1 removed, 1 unchanged; 1 entries left out",
    ]
    registry = load(project / "data").registry
    assert registry.by_code["20004"].removed
    [case] = registry.by_code["-32601"].cases
    assert [wording.message for wording in case.former_messages] == [
        "Method {value_0} does not exist"
    ]
    assert problems(project) == []
    assert import_it(project, "--check").exit_code == 0


def test_a_check_writes_nothing_and_fails_where_the_two_differ(project: Path) -> None:
    assert import_it(project, "--check").exit_code == 0
    edit(project)
    before = contents(project)
    result = import_it(project, "--check")
    assert result.exit_code == 1
    assert "files differ; run `errdocs import`" in result.stderr
    assert contents(project) == before


def test_a_dry_run_shows_a_diff_that_no_terminal_obeys(project: Path) -> None:
    edit(project)
    mapping = project / "upstream" / "mapping.yml"
    text = mapping.read_text("utf-8").replace(
        'message: "{text}"',
        'message: {value: "{text}", replace: [{pattern: new, by: "\u202egood"}]}',
    )
    mapping.write_text(text, "utf-8")
    before = contents(project)
    result = import_it(project, "--dry-run")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert "--- errors/32601.yml" in lines
    assert "-    message: Method {value_0} does not exist" in lines
    assert "+    message: No method {value_0}" in lines
    assert "--- /dev/null" in lines
    assert "\u202e" not in result.output
    assert contents(project) == before


def test_a_registry_with_problems_is_not_touched(project: Path) -> None:
    edit(project)
    (project / "data/errors/20003.yml").write_text("code: [20003\n", "utf-8")
    before = contents(project)
    result = import_it(project)
    assert result.exit_code == 1
    assert "errors/20003.yml:" in result.stderr
    assert contents(project) == before


def test_a_mapping_with_problems_writes_nothing(project: Path, tmp_path: Path) -> None:
    mapping = project / "upstream" / "mapping.yml"
    mapping.write_text(mapping.read_text("utf-8").replace("{number}", "{nummer}"), "utf-8")
    before = contents(project)
    result = import_it(project)
    assert result.exit_code == 1
    assert "upstream/errors.csv:2:1: the entry has no code" in result.stderr
    assert "nothing was written" in result.stderr
    assert contents(project) == before
    made = call("init", tmp_path / "other", "--from", mapping)
    assert made.exit_code == 1
    assert not (tmp_path / "other").exists()


def test_wrong_usage_ends_with_2(project: Path, tmp_path: Path) -> None:
    assert call("import", tmp_path / "missing.yml").exit_code == 2
    made = call("init", project, "--from", SCENARIO / "mapping.yml")
    assert made.exit_code == 2
    assert "is not empty" in made.stderr
    both = call("init", tmp_path / "x", "--from", SCENARIO / "mapping.yml", "--service", "X")
    assert both.exit_code == 2


def test_nothing_is_written_where_one_file_cannot_be(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(project)
    before = contents(project)
    write = Path.write_bytes

    def fail(file: Path, content: bytes) -> int:
        if b"document: sheet" in content:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(file, content)

    monkeypatch.setattr(Path, "write_bytes", fail)
    result = import_it(project)
    assert "No space left on device" in result.output
    assert result.exit_code == 1
    assert contents(project) == before


def test_a_pattern_that_takes_for_ever_ends_the_import(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("errdocs.imports.bounded_matching.PATIENCE", 0.1)
    found = bounded_matching.search("b+", "abb")
    assert found is not None and found.group() == "bb"
    with pytest.raises(bounded_matching.TooSlow):
        bounded_matching.search("(a+)+$", "a" * 60 + "!")
    mapping = project / "upstream" / "mapping.yml"
    slow = "leave_out:\n  - {value: '" + "a" * 60 + "!', match: (a+)+$}\n"
    mapping.write_text(mapping.read_text("utf-8").replace("leave_out:\n", slow, 1))
    before = contents(project)
    result = import_it(project)
    assert result.exit_code == 1
    assert "the pattern `(a+)+$` of the mapping takes more than 0.1 seconds" in result.stderr
    assert contents(project) == before


def test_a_catalogue_outside_of_the_folder_of_its_mapping_is_not_copied(tmp_path: Path) -> None:
    copytree(SCENARIO, tmp_path / "a")
    mapping = tmp_path / "a" / "mapping.yml"
    (tmp_path / "a" / "errors.csv").rename(tmp_path / "errors.csv")
    mapping.write_text(mapping.read_text("utf-8").replace("errors.csv", "../errors.csv"), "utf-8")
    result = call("init", tmp_path / "project", "--from", mapping)
    assert result.exit_code == 2
    assert "is not below the folder of the mapping" in result.stderr


@pytest.fixture(scope="session")
def imported(shared: Shared) -> Callable[[str], Path]:
    """Return a function that gives the folder of a project made from a real catalogue, to read."""

    def project(name: str) -> Path:
        return shared(name, partial(make_from, CATALOGUES / name / "mapping.yml"))

    return project


def make_from(mapping: Path, folder: Path) -> None:
    assert len(mapping.read_text("utf-8").splitlines()) < 40
    result = call("init", folder, "--from", mapping)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("name", ["spark", "postgresql"])
def test_a_real_catalogue_passes_the_checks_and_a_second_run_finds_nothing(
    imported: Callable[[str], Path], name: str
) -> None:
    project = imported(name)
    assert import_it(project, "--check").exit_code == 0
    before = contents(project)
    # The files are in the canonical form at once, and so they stay. Upstream's own words may be
    # warned of: no import can change them.
    checked = call("check", "--data", project / "data", "--docs", project / "docs", "--fix")
    assert checked.exit_code == 0, checked.output
    assert contents(project) == before


def test_the_reference_of_spark_is_built(imported: Callable[[str], Path], tmp_path: Path) -> None:
    site = str(tmp_path / "site")
    built = run("errdocs", "build", "--site-dir", site, folder=imported("spark"))
    assert built.returncode == 0, built.stderr
    own = tmp_path / "site/errors/UNRESOLVED_COLUMN/with-suggestion/index.html"
    assert "UNRESOLVED_COLUMN.WITH_SUGGESTION" in own.read_text("utf-8")


def texts_of(name: str) -> list[dict[str, str]]:
    """Return errors that the real program printed, each with the code that it reported."""
    lines = (CATALOGUES / name / "texts.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize(("name", "share"), [("spark", 0.97), ("postgresql", 0.95)])
def test_what_the_real_program_printed_finds_its_entry_first(name: str, share: float) -> None:
    registry, texts = real(name), texts_of(name)
    lookup = Lookup(registry)

    def codes_of_first(text: str) -> set[str | None]:
        for match in lookup(text, limit=1):
            case = registry.by_code[match.code].find_case(match.case or "")
            return {match.code, case and case.code}
        return set()

    missed = [item["id"] for item in texts if item["code"] not in codes_of_first(item["text"])]
    assert len(missed) <= (1 - share) * len(texts), missed


@pytest.mark.parametrize(("name", "other"), [("spark", "postgresql"), ("postgresql", "spark")])
def test_of_another_program_only_sentences_that_both_print_are_claimed(
    name: str, other: str
) -> None:
    own, foreign = Lookup(real(name)), Lookup(real(other))

    def sure(lookup: Lookup, text: str) -> list[Match]:
        found = lookup(text)
        return [match for match in found if match.confidence is not Confidence.SUGGESTION]

    claimed = 0
    for item in texts_of(other):
        printed = [match.span for match in sure(foreign, item["text"])]
        for match in sure(own, item["text"]):
            claimed += 1
            start, end = match.span
            assert match.message, item  # a sentence, not a code
            assert any(start < last and first < end for first, last in printed), item
    assert claimed <= 4


@cache
def real(name: str) -> Registry:
    read = read_mapping(CATALOGUES / name / "mapping.yml")
    result = new_registry(read, Path("data"))
    return Registry(settings=result.settings, errors=result.errors)


def test_every_condition_of_spark_is_there_under_its_own_code() -> None:
    registry = real("spark")
    catalogue = json.loads((CATALOGUES / "spark" / "error-conditions.json").read_text("utf-8"))
    conditions = {k: v for k, v in catalogue.items() if not k.startswith("_LEGACY_ERROR_TEMP_")}
    assert registry.by_code.keys() == conditions.keys()
    whole = {
        f"{code}.{sub}" for code, entry in conditions.items() for sub in entry.get("subClass", ())
    }
    assert {case.code for _, case in registry.cases() if case.code} == whole
    for code, entry in conditions.items():
        assert registry.by_code[code].fields == {"sqlstate": entry["sqlState"]}
        for sub, found in entry.get("subClass", {}).items():
            _, case = registry.case_by_code[f"{code}.{sub}"]
            text = " ".join("\n".join(part["message"]) for part in (entry, found)).strip()
            assert _literals(as_printed(case.message or "")) == _literals_of_angle(text)


def _literals(printed: str) -> str:
    return re.sub(r"\{\w+\}", "{}", printed)


def _literals_of_angle(text: str) -> str:
    text = text.replace("<docroot>", "https://spark.apache.org/docs/4.0.0")
    return re.sub(r"<[A-Za-z]\w*>", "{}", text)


def test_every_message_of_postgresql_is_in_its_reference() -> None:
    registry = real("postgresql")
    catalogue = json.loads((CATALOGUES / "postgresql" / "messages.json").read_text("utf-8"))
    lines = (CATALOGUES / "postgresql" / "errcodes.txt").read_text("utf-8").splitlines()
    codes = {found[2]: found[0] for line in lines if len(found := line.split()) > 2}
    printed = {
        (error.code, as_printed(message))
        for error, case in registry.cases()
        for message in case.wordings
    }
    conversion = re.compile(r"(?<!%)%[-+0#]*[\d.*]*(?:ll|l|z)?[a-zA-Z]")
    expected = {
        (codes[macro], _literals(conversion.sub("{}", message).replace("%%", "%")))
        for macro, messages in catalogue.items()
        for message in messages
    }
    assert {(code, _literals(message)) for code, message in printed} == expected
    assert sum(map(len, catalogue.values())) == 3242
    assert len(registry.errors) == 260


def test_the_messages_of_postgresql_are_on_the_pages_of_its_reference(
    imported: Callable[[str], Path],
) -> None:
    """A quarter of its errors shows it: their pages are made alike."""
    loaded = load(imported("postgresql") / "data")
    registry = replace(loaded.registry, errors=loaded.registry.errors[::4])
    pages = page_texts(replace(loaded, registry=registry))
    missing = [
        message
        for error, case in registry.cases()
        for message in map(as_printed, case.wordings)
        if message not in _shown(pages[error.path_of(case)])
    ]
    assert missing == []


def _shown(page: str) -> list[str]:
    """Return the messages that a page shows, as its copy buttons copy them."""
    texts = re.findall(r'data-copy-text="([^"]*)"', page)
    return [unescape(text) for text in texts]


def test_the_ids_of_cases_are_words_of_their_messages() -> None:
    ids = {case.id for _, case in real("postgresql").cases()}
    assert max(map(len, ids)) <= 64
    numbered = [name for name in ids if re.search(r"-\d$", name)]
    assert len(numbered) < len(ids) // 20
