"""Finding an entry by what people type, and showing it where they typed it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from errdocs.cli import main
from errdocs.exports.errors_json import error_data
from errdocs.registry.loading import load
from errdocs.registry.model import Registry, split_name
from errdocs.registry.naming import AmbiguousEntry, Found, UnknownEntry, find

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
DATA = Path(__file__).parents[1] / "data"
ERROR = """\
code: {code}
title: An error for the tests
summary: Something went wrong.
category: quota
surfaces: [api]
cases:
  - id: {case}
    title: A case for the tests
    status: null
    message: {message}
    cause: Unknown.
    fix: Nothing.
    retry: never
    actor: caller
    source: {{document: guide}}
"""


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(BASE).registry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the base registry."""
    for file in BASE.rglob("*.yml"):
        copy = tmp_path / file.relative_to(BASE)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return tmp_path


def explain(*arguments: str, data: Path = BASE, width: int = 80) -> Result:
    environment = {"COLUMNS": str(width), "LINES": "50"}
    return CliRunner().invoke(main, ["explain", "--data", str(data), *arguments], env=environment)


def add(folder: Path, code: str, case: str = "only", message: str = "Broken.") -> None:
    text = ERROR.format(code=json.dumps(code), case=case, message=json.dumps(message))
    (folder / "errors" / f"{abs(hash(code))}.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "code", "case"),
    [
        ("RateLimited", "RateLimited", None),
        ("rate_limited", "RateLimited", None),
        ("RATE-limited", "RateLimited", None),
        ("rate.limited", "RateLimited", None),
        ("ratel", "RateLimited", None),
        ("Timeout/gateway", "Timeout", "gateway"),
        ("time_out/GATE-way", "Timeout", "gateway"),
        ("t/w", "Timeout", "worker"),
        ("Timeout/", "Timeout", None),
    ],
)
def test_an_entry_is_found_by_code_alias_or_unique_prefix(
    registry: Registry, name: str, code: str, case: str | None
) -> None:
    found = find(registry, name)
    assert (found.error.code, found.case and found.case.id) == (code, case)


def test_an_entry_that_moved_is_found_by_its_old_name(folder: Path) -> None:
    (folder / "permalinks.yml").write_text(
        "paths:\n  errors/TooOld/: {since: 2026-01-01, target: errors/Timeout/gateway/}\n"
    )
    for name in ("TooOld", "/errors/TooOld/"):
        done = CliRunner().invoke(main, ["explain", name, "--data", str(folder)])
        assert done.exit_code == 0, done.output
        assert "TooOld has moved: it is Timeout/gateway now" in done.stderr
        assert done.stdout.startswith("The gateway gave up")
    link = ["link", "TooOld", "--data", str(folder), "--site", "https://e.test/"]
    assert CliRunner().invoke(main, link).stdout == "https://e.test/errors/Timeout/gateway/\n"


def test_an_old_name_comes_before_one_that_is_only_like_it(folder: Path) -> None:
    (folder / "permalinks.yml").write_text(
        "paths:\n  errors/Time/: {since: 2026-01-01, target: errors/RateLimited/}\n"
    )
    done = CliRunner().invoke(main, ["explain", "Time", "--data", str(folder)])
    assert "Time has moved: it is RateLimited/per-minute now" in done.stderr
    assert done.stdout.startswith("Too many requests per minute")


def test_the_name_in_a_refusal_is_the_one_that_was_given(folder: Path) -> None:
    done = CliRunner().invoke(main, ["explain", "a/b/c", "--data", str(folder)])
    assert "no entry is called `a/b/c`" in done.stderr


def test_an_exact_name_beats_a_forgiving_one_and_that_beats_a_prefix(folder: Path) -> None:
    for code in ("Quota", "quota.", "Quota.Daily"):
        add(folder, code)
    registry = load(folder).registry
    assert find(registry, "quota.").error.code == "quota."
    assert find(registry, "Quota").error.code == "Quota"
    assert find(registry, "quota-daily").error.code == "Quota.Daily"


def test_a_code_with_a_slash_is_found_whole(folder: Path) -> None:
    add(folder, "storage/not-found")
    assert find(load(folder).registry, "storage/not-found/only").error.code == "storage/not-found"
    assert find(load(folder).registry, "Storage/Not-Found").error.code == "storage/not-found"


def test_every_way_to_a_code_with_slashes_splits_its_name_alike(folder: Path) -> None:
    add(folder, "S3/NoSuchKey", case="no-bucket")
    registry = load(folder).registry
    error = registry.by_code["S3/NoSuchKey"]
    assert split_name("S3/NoSuchKey", registry.by_code) == ("S3/NoSuchKey", None)
    assert split_name("S3/NoSuchKey/no-bucket", registry.by_code) == ("S3/NoSuchKey", "no-bucket")
    for name, found in (("S3/NoSuchKey", None), ("S3/NoSuchKey/no-bucket", error.cases[0])):
        assert registry.find_entry(name) == (error, found)
        assert find(registry, name) == find(registry, name.lower()) == Found(error, found)
    with pytest.raises(UnknownEntry) as caught:
        find(registry, "S3/NoSuchKye")
    assert caught.value.suggestions == ("S3/NoSuchKey",)


def test_an_ambiguous_prefix_lists_what_it_may_mean(folder: Path) -> None:
    add(folder, "Time.Skew")
    with pytest.raises(AmbiguousEntry) as caught:
        find(load(folder).registry, "time")
    assert caught.value.candidates == ("Time.Skew", "Timeout")


@pytest.mark.parametrize(
    ("name", "suggestions"),
    [
        ("RateLimted", ("RateLimited",)),
        ("Timeout/worked", ("Timeout/worker",)),
        ("Timeout/zzz", ("Timeout",)),
        ("zzz", ()),
        ("", ()),
        ("._-", ()),
        ("/", ()),
    ],
)
def test_a_near_miss_gets_suggestions(
    registry: Registry, name: str, suggestions: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownEntry) as caught:
        find(registry, name)
    assert caught.value.suggestions == suggestions


@given(st.text())
def test_any_name_is_found_or_refused(name: str) -> None:
    try:
        find(load_once(), name)
    except (UnknownEntry, AmbiguousEntry) as error:
        assert isinstance(error.name, str)


@given(st.sampled_from(sorted(load(DATA).registry.by_spelling)))
def test_every_spelling_finds_its_error(spelling: str) -> None:
    registry = load_once(DATA)
    assert find(registry, spelling).error is registry.by_spelling[spelling]


@cache
def load_once(folder: Path = BASE) -> Registry:
    return load(folder).registry


def test_a_case_is_explained_in_the_order_a_reader_needs() -> None:
    output = explain("ratelimited").output
    expected = [
        "Too many requests per minute",
        "`RateLimited`",
        "`rate_limited` (Gateway)",
        "429 Too Many Requests",
        "The requests came faster than the limit allows.",
        "What to do",
        "Wait a minute. If that does not help, see Timeout.",
        "Retry with backoff.",
        "Caller acts.",
        "Why it happens",
        "You sent more requests than the plan allows.",
        "    Limit of 60 requests per minute reached for acme.",
        "    Too many requests.",
        "`limit`: Requests allowed; here `60`",
        "`Timeout`: The answer took too long",
        "Guide to errors, 2025-05-20, row 1",
        "Checked 2025-05-20",
    ]
    places = [output.index(text) for text in expected]
    assert places == sorted(places)


def test_an_error_with_several_cases_lists_them() -> None:
    result = explain("Timeout")
    assert "`gateway`, 504 Gateway Timeout: The gateway gave up" in result.output
    assert "    Worker 7 timed out." in result.output
    assert "errdocs explain Timeout/gateway" in result.output
    assert "What to do" not in result.output


@pytest.mark.parametrize("width", [30, 60, 100, 300])
def test_lines_fit_the_terminal_unless_a_word_or_a_literal_is_longer(width: int) -> None:
    lines = explain("RateLimited", width=width).output.splitlines()
    prose = [line for line in lines if not line.startswith("    ")]
    assert max(map(len, prose)) <= min(width, 100)


def test_colours_are_for_terminals_only() -> None:
    assert "\x1b" not in explain("RateLimited").output
    arguments = ["explain", "--data", str(BASE), "RateLimited"]
    on_a_terminal = CliRunner().invoke(main, arguments, env={"FORCE_COLOR": "1"})
    assert "\x1b[" in on_a_terminal.output


def test_json_is_the_form_of_the_export(registry: Registry) -> None:
    whole = json.loads(explain("Timeout", "--format", "json").stdout)
    assert whole == error_data(registry.by_code["Timeout"])
    one = json.loads(explain("Timeout/worker", "--format", "json").stdout)
    assert one == {**whole, "cases": [whole["cases"][1]]}


def test_markdown_holds_every_case_in_full() -> None:
    markdown = explain("Timeout", "--format", "markdown").stdout
    assert markdown.startswith("# The answer took too long\n")
    assert markdown.count("### What to do") == 2
    assert "```text\nGateway timed out.\n```" in markdown


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_control_characters_never_reach_the_terminal_raw(folder: Path, form: str) -> None:
    message = "Bell \x07 escape \x1b[31m CSI \x9b and \u202e reversed."
    for name in ("Timeout", "RateLimited"):
        file = folder / "errors" / f"{name}.yml"
        text = file.read_text(encoding="utf-8").replace("guide, row: 2", "guide")
        file.write_text(text.replace("The service needed", "&#x202e; &#x1b;[31m The service"))
    add(folder, "Evil\x1b[31mCode", message=message)
    for name in ("Timeout/gateway", "Evil", "Evi\x1b[31m", "\x9b"):
        output = explain(name, "--format", form, data=folder).output
        assert not set("\x07\x1b\x9b\u202e") & set(output)


@pytest.mark.parametrize("name", ["nothing-like-it", "Timeout/zzz", ""])
def test_an_unknown_name_ends_with_code_1(name: str) -> None:
    result = explain(name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: no entry is called")


def test_a_folder_without_a_registry_is_wrong_usage(tmp_path: Path) -> None:
    result = explain("Timeout", data=tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "--data" in result.stderr


@pytest.mark.parametrize("command", [["explain"], ["link", "--site", "https://a.test/"]])
def test_a_registry_without_settings_is_refused_with_its_problems(
    folder: Path, command: list[str]
) -> None:
    (folder / "registry.yml").unlink()
    done = CliRunner().invoke(main, [*command, "Timeout", "--data", str(folder)])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "registry.yml" in done.stderr


def test_a_link_to_an_entry_with_gaps_is_refused(folder: Path) -> None:
    file = folder / "errors" / "Timeout.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("status: 504", "status: gone"))
    link = ["link", "--data", str(folder), "--site", "https://a.test/"]
    done = CliRunner().invoke(main, [*link, "Timeout/worker"])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "errors/Timeout.yml:10:13" in done.stderr
    assert CliRunner().invoke(main, [*link, "RateLimited"]).exit_code == 0


def test_an_entry_with_gaps_is_refused_and_others_are_shown(folder: Path) -> None:
    file = folder / "errors" / "Timeout.yml"
    text = file.read_text(encoding="utf-8").replace("status: 504", "status: gone")
    file.write_text(text, encoding="utf-8")
    broken = explain("Timeout/worker", data=folder)
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert "errors/Timeout.yml:10:13: `gone` is text" in broken.stderr
    assert explain("RateLimited", data=folder).exit_code == 0


def test_a_message_that_is_no_template_is_shown_as_it_is(folder: Path) -> None:
    add(folder, "Braces", message="Expected } here.")
    assert "    Expected } here." in explain("Braces", data=folder).output


SHAPES = Path(__file__).parent / "vectors" / "shapes" / "data"


def test_a_value_of_a_field_gives_the_entries_that_have_it() -> None:
    shown = explain("42703", data=SHAPES)
    assert (shown.exit_code, shown.output.splitlines()) == (
        0,
        [
            "SQLSTATE 42703: 2 entries",
            "",
            "  UNRESOLVED_COLUMN: Unresolved column",
            "  UNRESOLVED_FIELD: Unresolved field",
        ],
    )
    document = json.loads(explain("42703", "--format", "json", data=SHAPES).output)
    assert document["value"] == "42703"
    assert document["entries"][0] == {
        "code": "UNRESOLVED_COLUMN",
        "case": None,
        "title": "Unresolved column",
        "path": "errors/UNRESOLVED_COLUMN/",
    }
    listed = explain("42703", "--format", "markdown", data=SHAPES).output
    assert "- `UNRESOLVED_FIELD`: Unresolved field" in listed


def test_a_value_of_one_entry_explains_it_and_a_code_comes_before_values() -> None:
    assert "No path fits the pattern" in explain("42K05", data=SHAPES).output
    assert "Undefined table" in explain("42P01", data=SHAPES).output
