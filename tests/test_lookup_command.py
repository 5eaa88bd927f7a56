"""`errdocs lookup`, and `errdocs explain` with a text in place of a code."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from click import UsageError
from click.testing import CliRunner, Result

from errdocs.cli import main
from errdocs.cli.batch_answers import Answering, answer_batch
from errdocs.lookup import Lookup
from errdocs.registry.loading import load

ROOT = Path(__file__).parents[1]
MESSAGE = "Range of max_tokens should be [1, 8192]"
ENTRY = "InvalidParameter/max-tokens-range"
PATH = "errors/InvalidParameter/max-tokens-range/"


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in the repository, whose registry is in `data/`, without an address of its site."""
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("ERRDOCS_SITE_URL", raising=False)


def run(*arguments: str, text: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=text)


def first_of(result: Result) -> dict[str, object]:
    first: dict[str, object] = json.loads(result.stdout)["matches"][0]
    return first


def test_a_text_from_a_pipe_is_looked_up_without_an_argument():
    for arguments in (("lookup",), ("lookup", "-")):
        result = run(*arguments, text=MESSAGE)
        assert result.exit_code == 0
        assert result.stdout.startswith(ENTRY)
        assert "maximum: 8192" in result.stdout


def test_a_sure_result_says_what_to_do_and_where_to_read_on():
    lines = run("lookup", text=MESSAGE).stdout.splitlines()
    assert lines[0] == f"{ENTRY}  The value of max_tokens is out of range  (exact match)"
    assert lines[1].startswith("  Set `max_tokens` to ")
    assert lines[2:4] == ["  Do not retry. Caller acts.", f"  errdocs explain {ENTRY}"]
    site = run("lookup", "--site", "https://errors.example", text=MESSAGE).stdout.splitlines()
    assert [*site[:3], *site[4:]] == [*lines[:3], *lines[4:]]
    assert site[3] == f"  https://errors.example/{PATH}"


def test_no_guess_stands_beside_an_exact_match():
    text = f"{MESSAGE}\nThe temperature must be lower than 2 for this model, or so"
    assert "exact match" in (told := run("lookup", text=text).stdout)
    assert "guess" not in told


def test_of_an_unknown_message_the_code_is_told_with_its_nearest_cases():
    text = '{"code": "InvalidParameter", "message": "The temperature must be lower than 2"}'
    told = run("lookup", text=text)
    assert told.exit_code == 0
    assert "  InvalidParameter is known; this message is not in the reference.\n" in told.stdout
    assert re.search(r"  Do not retry \(\d+ of \d+\)\n  Caller acts \(\d+ of \d+\)\n", told.stdout)
    assert "\n    InvalidParameter/temperature-range  " in told.stdout
    assert "errdocs explain InvalidParameter\n" in told.stdout
    data = json.loads(run("lookup", "--format", "json", text=text).stdout)
    assert data["codes"][0]["nearest"][0]["case"] == "temperature-range"
    assert {match["confidence"] for match in data["matches"]} <= {"code", "suggestion"}


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ("HTTP 429", "status", "429  Errors with this status: "),
        ("418", "status", "418  No error in this reference has this status."),
        ("quota", "found", "quota  "),
    ],
)
def test_a_status_or_a_word_is_answered_and_claims_nothing(text: str, key: str, told: str):
    result = run("lookup", text=text)
    assert (result.exit_code, result.stdout.startswith(told)) == (1, True)
    assert "errdocs " in result.stdout.splitlines()[-1]
    data = json.loads(run("lookup", "--format", "json", text=text).stdout)
    assert (data["matches"], [*data]) == ([], ["matches", key])


def test_a_text_in_a_file_is_looked_up(tmp_path: Path):
    file = tmp_path / "error.log"
    file.write_bytes(b"\xff\x00 " + MESSAGE.encode())
    assert run("lookup", str(file)).stdout.startswith(ENTRY)


def test_json_has_the_fields_that_programs_rely_on():
    match = first_of(run("lookup", "--format", "json", text=MESSAGE))
    assert list(match) == [
        "code", "case", "title", "url", "confidence", "score", "message", "parameters", "span"
    ]  # fmt: skip
    assert (match["url"], match["confidence"]) == (PATH, "exact")
    assert match["span"] == [0, len("Range of max_tokens should be")]


def test_links_are_whole_where_the_site_is_known(tmp_path: Path):
    url = f"https://errors.example/{PATH}"
    assert (
        first_of(
            run("lookup", "--format", "json", "--site", "https://errors.example", text=MESSAGE)
        )["url"]
        == url
    )
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "mkdocs.yml").write_text("site_url: https://errors.example/\n")
    data = str(tmp_path / "data")
    assert first_of(run("lookup", "--format", "json", "--data", data, text=MESSAGE))["url"] == url


@pytest.mark.parametrize("setting", ["!ENV SITE_URL", "!ENV [SITE_URL, '']", "null", "''", "~"])
def test_an_address_that_is_known_only_to_the_build_is_no_address(tmp_path: Path, setting: str):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "mkdocs.yml").write_text(f"site_url: {setting}\n")
    data = ("--data", str(tmp_path / "data"))
    assert first_of(run("lookup", "--format", "json", *data, text=MESSAGE))["url"] == PATH
    assert run("annotate", *data, text=f"{MESSAGE}\n").stdout == f"{MESSAGE} -> {PATH}\n"


def test_the_limit_holds():
    text = f"{MESSAGE}\nRange of seed should be [0, 9]\nRange of n should be [1, 4]"
    result = run("lookup", "--limit", "2", "--format", "json", text=text)
    assert len(json.loads(result.stdout)["matches"]) == 2


def test_nothing_found_is_said_and_ends_with_1():
    result = run("lookup", text="the quick brown fox")
    assert result.exit_code == 1
    assert "No error" in result.stdout
    assert "errdocs export csv" in result.stdout
    result = run("lookup", "--format", "json", text="")
    assert (result.exit_code, json.loads(result.stdout)) == (1, {"matches": []})


def test_a_batch_answers_line_by_line():
    lines = [
        json.dumps({"id": 1, "text": MESSAGE}),
        "",
        json.dumps({"id": "b", "text": "\ud800 unknown"}),
    ]
    result = run("lookup", "--batch", "-", text="\n".join(lines))
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [answer["id"] for answer in answers] == [1, "b"]
    assert answers[0]["matches"][0]["case"] == "max-tokens-range"


@pytest.mark.parametrize("line", ["{", "[]", '{"id": 1}', "[" * 100_000])
def test_a_broken_line_of_a_batch_is_wrong_usage(line: str):
    result = run("lookup", "--batch", "-", text=line)
    assert result.exit_code == 2
    assert "line 1 is not a JSON object" in result.stderr


@pytest.mark.parametrize("wrong", [(), (70,)], ids=["right", "one-line-wrong"])
def test_several_cores_answer_a_batch_as_one_does(
    tmp_path: Path, wrong: tuple[int, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """In the order of the lines, and up to the same wrong one."""
    texts = (MESSAGE, "", "unknown", "InvalidApiKey", f"InvalidParameter: {MESSAGE}")
    lines = [json.dumps({"id": n, "text": texts[n % len(texts)]}) for n in range(90)]
    lines = [line if n not in wrong else "{" for n, line in enumerate(lines, 1)]
    file = tmp_path / "batch.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    make = partial(Answering, Lookup(load(ROOT / "data").registry), 2)
    printed = []
    for jobs in (1, 2):
        with file.open(encoding="utf-8") as batch, suppress(UsageError):
            answer_batch(batch, make, jobs=jobs, much=0, most_lines=3)
            assert not wrong
        printed.append(capsys.readouterr().out)
    answers = [json.loads(line) for line in printed[0].splitlines()]
    assert printed[1] == printed[0]
    assert [answer["id"] for answer in answers] == list(range(69 if wrong else 90))
    assert answers[0]["matches"][0]["case"] == "max-tokens-range"


def test_a_file_and_a_batch_together_are_wrong_usage():
    assert run("lookup", "--batch", "-", "-", text="").exit_code == 2


def test_a_terminal_without_a_text_gets_help():
    terminal, stdin = pty.openpty()
    command = [sys.executable, "-m", "errdocs", "lookup"]
    done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, timeout=60)
    os.close(stdin)
    os.close(terminal)
    assert done.returncode == 2
    assert "there is no text" in done.stderr


def test_secrets_in_values_are_masked():
    key = "sk-" + "a1" * 12
    result = run("lookup", text=f"Range of max_tokens should be [{key}, 8192]")
    assert result.stdout.startswith(ENTRY)
    assert key not in result.stdout


def test_a_text_over_the_limit_is_said_to_be_cut():
    result = run("lookup", text=MESSAGE + "\n" + "x\n" * 600_000)
    assert result.stdout.startswith(ENTRY)
    assert "are left out" in result.stderr


def test_colours_are_for_terminals_only():
    done = subprocess.run(
        [sys.executable, "-m", "errdocs", "lookup"],
        cwd=ROOT,
        input=MESSAGE,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "\x1b" not in done.stdout


def test_a_whole_message_is_explained_as_its_case():
    result = run("explain", f"openai.BadRequestError: {MESSAGE}")
    assert result.exit_code == 0
    assert "- Case: `max-tokens-range`" in result.stdout


def test_a_text_that_only_suggests_an_entry_is_not_explained():
    result = run("explain", "the quick brown fox jumps over sk-0123456789abcdef")
    assert result.exit_code == 1
    assert "no entry is called" in result.stderr
    assert "with `errdocs lookup`" in result.stderr
    assert "0123456789" not in result.stderr


def test_a_misspelt_code_still_gets_its_suggestions():
    result = run("explain", "Throtling")
    assert result.exit_code == 1
    assert "did you mean" in result.stderr


SHAPES = Path(__file__).parent / "vectors" / "shapes" / "data"


def test_entries_that_share_a_value_are_listed_and_counted():
    result = run("lookup", "--data", str(SHAPES), "--limit", "1", text="SQLSTATE: 42703")
    assert result.stdout.startswith("UNRESOLVED_COLUMN  Unresolved column  (known code)")
    assert result.stdout.endswith("2 entries have this value; the first 1 are shown.\n")
    found = run("lookup", "--data", str(SHAPES), "--format", "json", text="SQLSTATE: 42703")
    matches = json.loads(found.stdout)["matches"]
    assert [(match["code"], match["sharing"]) for match in matches] == [
        ("UNRESOLVED_COLUMN", 2),
        ("UNRESOLVED_FIELD", 2),
    ]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Return a registry of which one message is no template."""
    folder = tmp_path / "data"
    shutil.copytree(SHAPES, folder)
    file = folder / "errors" / "42P01.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('relation "{name}"', 'relation "{name"'), encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", [["lookup"], ["explain", "no such code at all"]])
def test_a_message_that_is_no_template_is_reported_with_its_place(broken: Path, command: list[str]):
    result = run(*command, "--data", str(broken), text="relation x does not exist")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{broken}/errors/42P01.yml:7:14: a single `{{`" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", [["lookup"], ["explain", "TIMEOUT"]])
def test_a_file_that_cannot_be_read_is_reported_with_its_place(broken: Path, command: list[str]):
    (broken / "errors" / "TIMEOUT.yml").write_text("code: [")
    result = run(*command, "--data", str(broken), text="code 20003")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{broken}/errors/TIMEOUT.yml:2:1:" in result.stderr


def test_a_folder_without_a_registry_is_wrong_usage(tmp_path: Path):
    result = run("lookup", "--data", str(tmp_path / "none"), text="code 20003")
    assert result.exit_code == 2
    assert "--data" in result.stderr
