"""`errdocs new`: a valid entry at once, and never in the place of something else."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs.checks import check
from errdocs.cli import main
from errdocs.messages import escape
from errdocs.registry.canonical import write_record
from errdocs.registry.loading import load
from errdocs.registry.model import RESERVED, Registry
from errdocs.registry.placeholders import CASE_ID, CAUSE, FIX, SUMMARY, TITLE
from errdocs.registry.scaffold import Refused, name_owners, scaffold
from sites import files_of, page_texts
from support import ROOT

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the base registry."""
    return copytree(BASE, tmp_path / "data")


def new(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["new", "--data", str(folder), *arguments])


def problems(folder: Path) -> list[str]:
    """Return the problems of a registry but for placeholder text and warnings."""
    loaded = load(folder)
    found = (problem for problem in check(loaded) if not problem.broken.is_warning)
    return [line for line in loaded.report(found) if not line.endswith("[placeholder]")]


def unwritten(folder: Path) -> list[str]:
    """Return the places of placeholder text."""
    loaded = load(folder)
    lines = loaded.report(check(loaded))
    return [line.split(": ")[0] for line in lines if line.endswith("[placeholder]")]


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.rglob("*.yml")}


def test_a_new_entry_is_valid_with_placeholder_text(folder: Path) -> None:
    result = new(folder, "Quota.Daily", "--status", "429", "--message", "Quota of {model} is used.")
    assert result.exit_code == 0, result.output
    assert problems(folder) == []
    (case,) = load(folder).registry.by_code["Quota.Daily"].cases
    assert (case.status, case.message) == (429, "Quota of {{model}} is used.")
    places = unwritten(folder)
    assert [place.removeprefix(f"{folder}/errors/") for place in places] == [
        f"Quota.Daily.yml:{place}"
        for place in ("2:8", "3:10", "4:11", "7:9", "8:12", "11:12", "13:10")
    ]
    assert check(load(folder), is_strict=False) == []


def test_a_new_entry_has_the_category_and_surface_that_were_asked_for(folder: Path) -> None:
    assert new(folder, "Slow", "--category", "network", "--surface", "gateway").exit_code == 0
    error = load(folder).registry.by_code["Slow"]
    assert (error.category, error.surfaces) == ("network", ("gateway",))


def test_a_category_that_was_not_asked_for_is_never_guessed(folder: Path) -> None:
    new(folder, "Slow")
    loaded = load(folder)
    error = loaded.registry.by_code["Slow"]
    assert (error.category, error.category_of(None)) == ("choose-a-category", None)
    keys = ", ".join(f"`{key}`" for key in sorted(loaded.registry.category_by_key))
    assert [line for line in loaded.report(check(loaded)) if f"expected one of {keys};" in line]
    texts = [*page_texts(loaded).values(), *map(str, files_of(loaded.registry).values())]
    assert not [text for text in texts if "choose-a-category" in text]  # people look at it already


def test_a_new_entry_says_what_to_do_next(folder: Path) -> None:
    output = new(folder, "Slow").output
    assert output.startswith(f"Wrote {folder / 'errors' / 'Slow.yml'}\n")
    assert f"errdocs permalinks --data {folder} --update" in output
    assert f"errdocs check --data {folder}" in output


def test_the_steps_of_the_readme_work_to_the_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Add an error\n")[2]
    blocks = re.findall(r"```shell\n(.*?)```", section.partition("\n## ")[0], re.DOTALL)
    first, rest = ([shlex.split(line)[1:] for line in block.splitlines()] for block in blocks)
    assert [CliRunner().invoke(main, command).exit_code for command in first] == [0]
    file = tmp_path / "data/errors/Throttling.Burst.yml"
    text, written = (
        file.read_text(encoding="utf-8"),
        {
            CASE_ID: "burst",
            TITLE: "Too many requests at once",
            SUMMARY: "More requests arrived at once than the service takes.",
            CAUSE: "The service limits bursts.",
            FIX: "Wait a second and send the request again.",
        },
    )
    for placeholder, words in written.items():
        assert placeholder in text
        text = text.replace(placeholder, words)
    ledger = (tmp_path / "data/permalinks.yml").read_text(encoding="utf-8")
    assert "Burst" not in CliRunner().invoke(main, rest[0]).stdout  # nothing is finished yet
    assert (tmp_path / "data/permalinks.yml").read_text(encoding="utf-8") == ledger
    file.write_text(text, encoding="utf-8")
    for command in rest:
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, done.output
    added = (tmp_path / "data/permalinks.yml").read_text(encoding="utf-8").removeprefix(ledger)
    assert "errors/Throttling.Burst/burst/" in added and CASE_ID not in added


def test_a_new_entry_whose_text_is_replaced_is_reported_where_it_breaks_a_rule(
    folder: Path,
) -> None:
    new(folder, "Slow")
    file = folder / "errors" / "Slow.yml"
    text = file.read_text(encoding="utf-8")
    for old, replacement in (
        ("title: Say what happened here\nsummary", "title: TODO\nsummary"),
        ("summary: One sentence says what happened, and leaves", "summary: TODO, and leaves"),
        ("    title: Say what happened here", "    title: TODO"),
        ("message: The message as the service prints it.", "message: Model {model} is slow."),
    ):
        assert text.count(old) == 1
        text = text.replace(old, replacement)
    file.write_text(text, encoding="utf-8")
    found = [line.removeprefix(f"{folder}/errors/") for line in problems(folder)]
    assert [line.split(": ", 1)[0] + " " + line.rsplit(" ", 1)[1] for line in found] == [
        "Slow.yml:2:8 [title-length]",
        "Slow.yml:8:12 [title-length]",
    ]


@pytest.mark.parametrize(
    "name",
    ["RateLimited", "RATELIMITED", "rate_limited", "Rate_Limited", "Timeout", "timeout"],
)
def test_a_code_or_alias_that_is_there_is_refused(folder: Path, name: str) -> None:
    before = contents(folder)
    result = new(folder, name)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"`{name}` is already a name of the error" in result.stderr
    assert contents(folder) == before


@pytest.mark.parametrize(
    "code", ["", " Slow", "Slow ", "a\nb", "a\tb\x07", "\x1b[31mRed", "\u2028", "\ufeff", "\udc80"]
)
def test_a_code_that_no_entry_may_hold_is_refused(folder: Path, code: str) -> None:
    before = contents(folder)
    result = new(folder, code)
    assert result.exit_code == 2, result.output
    assert not set("\x1b\x07") & set(result.output)
    assert contents(folder) == before


@pytest.mark.parametrize(
    "options",
    [
        ("--status", "42"),
        ("--status", "teapot"),
        ("--category", "quotas"),
        ("--surface", "none"),
        ("--message", ""),
        ("--message", " padded "),
        ("--message", "bell \x07"),
    ],
)
def test_a_request_that_no_entry_can_fulfil_is_refused(
    folder: Path, options: tuple[str, str]
) -> None:
    before = contents(folder)
    result = new(folder, "Slow", *options)
    assert result.exit_code == 2, result.output
    assert contents(folder) == before


def test_a_wrong_category_gets_a_suggestion(folder: Path) -> None:
    assert "did you mean `quota`?" in new(folder, "Slow", "--category", "qouta").stderr.lower()


def test_a_code_that_cannot_stand_in_a_path_gets_a_slug(folder: Path) -> None:
    for code in ("storage/not-found", "../../escape", "status", "配额", "RateLimited.json", "a b"):
        result = new(folder, "--", code)
        assert result.exit_code == 0, result.output
    registry = load(folder).registry
    assert problems(folder) == []
    assert registry.by_code["storage/not-found"].slug == "storage-not-found"
    assert {file.parent for file in folder.parent.rglob("*.yml")} == {
        folder,
        folder / "errors",
        folder / "sources",
    }


@pytest.mark.parametrize("code", ["no", "0123", "1e3", "12:30", "null", "2025-05-20", "~", "yes"])
def test_a_code_that_yaml_reads_as_something_else_stays_that_code(folder: Path, code: str) -> None:
    assert new(folder, code).exit_code == 0
    assert code in load(folder).registry.by_code
    assert problems(folder) == []


def test_a_file_that_is_there_is_never_overwritten(folder: Path) -> None:
    file = folder / "errors" / "Slow.yml"
    file.write_text("code: [\n", encoding="utf-8")
    result = new(folder, "Slow")
    assert result.exit_code == 2
    assert file.read_text(encoding="utf-8") == "code: [\n"
    other = folder / "errors" / "Late.yml"
    other.write_bytes(file.read_bytes().replace(b"code: [", b"code: Early\ntitle: a"))
    before = other.read_bytes()
    assert new(folder, "Late").exit_code == 2
    assert other.read_bytes() == before


def test_a_folder_without_vocabularies_is_refused(tmp_path: Path, folder: Path) -> None:
    assert new(tmp_path / "nowhere", "Slow").exit_code == 2
    settings_file = folder / "registry.yml"
    text = settings_file.read_text(encoding="utf-8").replace("key: quota", "key: Quota!")
    settings_file.write_text(text, encoding="utf-8")
    result = new(folder, "Slow")
    assert result.exit_code == 2
    line = text.split("key: Quota!")[0].count("\n") + 1
    assert f"registry.yml:{line}:10: `Quota!` is refused" in result.stderr
    assert not (folder / "errors" / "Slow.yml").exists()


def test_a_folder_that_cannot_be_written_is_refused(folder: Path) -> None:
    rmtree(folder / "errors")
    (folder / "errors").write_text("not a folder", encoding="utf-8")
    result = new(folder, "Slow")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


@settings(max_examples=25)
@given(
    registry=strategies.registries(),
    code=strategies.lines | strategies.slugs | st.sampled_from(sorted(RESERVED)),
    status=strategies.statuses,
    message=strategies.texts,
)
def test_any_code_and_message_make_a_correct_entry(
    tmp_path_factory: pytest.TempPathFactory,
    registry: Registry,
    code: str,
    status: int | None,
    message: str,
) -> None:
    folder = tmp_path_factory.mktemp("registry")
    strategies.write_registry(registry, folder)
    try:
        error = scaffold(registry, code, status=status, message=message)
    except Refused:
        assert code.casefold() in name_owners(registry)
        return
    assert (error.code, error.cases[0].message) == (code, escape(message))
    file = folder / "errors" / f"{error.path_segment}.yml"
    assert not file.exists()
    file.write_text(write_record(error), encoding="utf-8")
    assert problems(folder) == []
