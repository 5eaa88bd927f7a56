"""`errdocs misses`: what counts as an error text, what is one, and what is told of the others."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from errdocs import Lookup
from errdocs.cli import main
from errdocs.misses import Group, Outcome, Tally, files_of, reading, shape_of, tally
from errdocs.misses.error_texts import is_error_text
from errdocs.misses.reading import ErrorText
from errdocs.misses.records import LONGEST, MOST_LINES, Line, records
from lookup_texts import GATEWAYS, gateways

DATA = GATEWAYS / "data"
KEY = "sk-abcdefghijklmnop1234567890"
ID = "4f1c9a52-7d1e-9b60-8a35-0c2f6e1d7b84"
UNKNOWN = "The length of parcel 'AB-1' is above 30 cm"
SHAPE = "The length of parcel '…' is above … cm"
WRAPPED = (
    UNKNOWN,
    f"2025-03-09 17:13:12.901 | ERROR    | app.orders:send:260 - call failed: {UNKNOWN}",
    json.dumps({"error": {"message": f"{UNKNOWN} (request id: {ID})", "code": "x"}}),
    json.dumps({"detail": json.dumps({"error": {"message": UNKNOWN}})}),
    f"parcels.ApiError: Error code: 400 - {{'code': 'x', 'message': \"{UNKNOWN}\"}}",
    f"com.example.ApiException: <400> Internal.InvalidRequest: {UNKNOWN} (requestId: {ID})\n"
    "\tat com.example.Client.send(Client.java:17)",
    "The length of parcel 'other' is above 7.5 cm. For details, see: https://docs.example/e#x",
    f"request_id: {ID}\ncode: InvalidRequest\nmessage: {UNKNOWN}",
    f"data: {json.dumps({'error': {'message': UNKNOWN}})}",
    f"│ ✖ API Error: 400 The length of parcel      │\n│ 'AB-1' is above 30 cm {' ' * 12}│",
)
TRACEBACK = """Traceback (most recent call last):
  File "/srv/app/llm.py", line 31, in ask
    return client.call()
parcels.ApiError: it broke

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/app/llm.py", line 33, in ask
RuntimeError: giving up
"""
JAVA = """06:49:45.207 [main] ERROR c.t.s.Impl - cannot send
com.example.ApiException: {"message":"it broke"}
\tat com.example.Client.send(Client.java:173)
Caused by: java.io.IOException: broken pipe
\t... 12 more
"""
BODY = """{
  "error": {
    "message": "it broke",
    "details": ["a", "b"]
  }
}
"""
EVENT = """id:1
event:error
:HTTP_STATUS/429
data:{"code":"RateLimited","message":"it broke"}
"""


def texts(log: str) -> list[str]:
    lines = (Line(number, text) for number, text in enumerate(log.splitlines(), start=1))
    return [record.text for record in records(lines)]


def tallied(*found: str, only_own: bool = False) -> Tally:
    counted = Tally(gateways(), Lookup(gateways()), only_own=only_own)
    for number, text in enumerate(found, start=1):
        counted.add(ErrorText(text, "app.log", number))
    return counted


def group_of(*found: str) -> Group:
    (group,) = tallied(*found).groups
    return group


def misses(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(main, ["misses", "--data", str(DATA), *arguments], input=text)


def misses_json(*arguments: str, text: str | None = None) -> dict[str, object]:
    found: dict[str, object] = json.loads(misses("--format", "json", *arguments, text=text).stdout)
    return found


@pytest.mark.parametrize("record", [TRACEBACK, JAVA, BODY, EVENT], ids=lambda text: text[:12])
def test_what_belongs_together_is_one_text(record: str) -> None:
    log = f"2025-03-09 17:13:11 INFO before\n{record}2025-03-09 17:13:12 INFO after\n"
    assert texts(log) == [
        "2025-03-09 17:13:11 INFO before",
        record.strip(),
        "2025-03-09 17:13:12 INFO after",
    ]


def test_a_traceback_belongs_to_the_line_that_logs_it() -> None:
    log = f"2025-03-09 17:13:11 ERROR call failed\n{TRACEBACK}"
    assert texts(log) == [log.strip()]


def test_what_containers_put_before_lines_hides_no_body() -> None:
    assert texts("".join(f"api-1  | {line}\n" for line in BODY.splitlines())) == [BODY.strip()]


def test_lines_of_a_log_are_texts_of_their_own_after_a_body_that_breaks_off() -> None:
    log = '2025-03-09 17:13:11 ERROR {"error": {"message": "it br\n2025-03-09 17:13:12 INFO on\n'
    assert texts(log) == log.splitlines()


def test_no_text_grows_without_bound() -> None:
    long = texts("ERROR it broke\n" + "  and on\n" * (3 * MOST_LINES))
    assert max(text.count("\n") for text in long) < MOST_LINES
    assert max(map(len, texts("ERROR it broke\n" + f"  {'a' * 9_000}\n" * 9))) <= LONGEST + 10


@pytest.mark.parametrize(
    "text",
    [
        "ERROR it broke",
        "time=1 level=error msg=broke",
        '{"level": "fatal", "msg": "it broke"}',
        '{"error": {"message": "it broke"}}',
        "{'error': 'it broke'}",
        '"{\\"error\\":{\\"message\\":\\"it broke\\"}}"',
        '{"code": "InvalidThing", "message": "it broke"}',
        "ValueError: it broke",
        "INFO retrying after error: it broke",
        "panic: it broke",
        "connection refused",
        "E0512 12:00:00.000000 1 main.go:5] it broke",
        "调用失败：坏了",
        TRACEBACK,
        JAVA,
        EVENT,
    ],
)
def test_a_text_that_speaks_of_an_error_counts(text: str) -> None:
    assert is_error_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "INFO done with 0 errors, error=null",
        '{"level": "info", "msg": "done", "error": "", "errors": []}',
        '{"code": 0, "message": "ok"}',
        '{"code": "200", "message": "accepted"}',
        "INFO GET /errors/InvalidKey/ 200 12ms",
        "see https://docs.example/errors/failed",
        "no errors, no failures",
        "DEBUG an invalid option is left out",
        "Terror in the encoder",
        "error_rate=0.5",
    ],
)
def test_a_text_that_only_mentions_errors_does_not_count(text: str) -> None:
    assert not is_error_text(text)


def test_texts_of_one_message_are_one_group_whatever_wraps_them() -> None:
    group = group_of(*WRAPPED)
    assert (group.count, group.shape.text) == (len(WRAPPED), SHAPE)
    assert (group.file, group.line) == ("app.log", 1)


def test_other_words_are_another_group() -> None:
    groups = tallied(UNKNOWN, UNKNOWN, UNKNOWN.replace("above", "below")).groups
    assert [group.count for group in groups] == [2, 1]


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("port 8080 of 10.0.0.1 is closed", "port … of … is closed"),
        ("the model qwen-max-2025-01-25 is gone", "the model … is gone"),
        (f"the job {ID} is gone", "the job … is gone"),
        ("file /srv/data/a.txt is gone", "file … is gone"),
        ("open https://a.example/b?c=d again", "open … again"),
        (f"the key {KEY} is gone", "the key … is gone"),
        ("one of 'a', 'b' and 'c' is wanted", "one of '…' is wanted"),
        ('disable the "use free tier only" mode', 'disable the "use free tier only" mode'),
        ("invalid base64 string", "invalid base64 string"),
        ("[InvalidThing] <400> A.InvalidThing: it broke again", "it broke again"),
        ("<html><title>502 Bad Gateway</title><p>It broke</p></html>", "Bad Gateway It broke"),
        ("ERROR 12345", "ERROR …"),
    ],
)
def test_a_shape_keeps_words_and_leaves_values_open(text: str, shape: str) -> None:
    assert shape_of(text).text == shape


def test_samples_show_no_secrets_and_no_ids() -> None:
    sample = shape_of(f"call {ID} with {KEY} of a@example.com: it broke").sample
    assert sample == "call … with sk-[masked] of [masked]: it broke"
    long = shape_of("word " * 200 + 'Error: {"error": {"message": "it broke in the middle"}} ' * 9)
    assert "it broke in the middle" in long.sample
    assert len(long.sample) < 420


def test_each_text_counts_by_what_the_reference_says() -> None:
    counted = tallied(
        "The weight of a parcel has to be a number.",
        "RateLimited: words that nobody knows",
        "Some parcels of your plan for this day are gone",
        UNKNOWN,
        f"other.example: {UNKNOWN}",
        "see https://docs.example/error-codes#unpaid",
    )
    assert counted.counts == {
        Outcome.ANSWERED: 2,
        Outcome.CODE: 1,
        Outcome.GUESS: 1,
        Outcome.NONE: 1,
        Outcome.FOREIGN: 1,
    }
    assert [(group.outcome, group.nearest and group.nearest.code) for group in counted.groups] == [
        (Outcome.GUESS, "RateLimited"),
        (Outcome.NONE, None),
        (Outcome.CODE, "RateLimited"),
    ]


def test_a_group_tells_the_best_that_is_said_of_its_texts() -> None:
    group = group_of(UNKNOWN, f"RateLimited: {UNKNOWN}", UNKNOWN)
    assert (group.outcome, group.nearest and group.nearest.code) == (
        Outcome.CODE,
        "RateLimited",
    )


def test_numbers_that_may_be_codes_are_told() -> None:
    group = group_of('{"code": 50021, "message": "it broke in the middle"}')
    assert [*group.codes] == ["50021"]


def test_texts_in_which_nothing_speaks_for_the_service_can_be_left_out() -> None:
    counted = tallied(UNKNOWN, f"POST parcels.example: {UNKNOWN}", only_own=True)
    assert (counted.left_out, [group.count for group in counted.groups]) == (1, [1])


def test_of_too_many_groups_the_frequent_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MOST_GROUPS", 10)
    letters = "abcdefghijklmnopqrstuvwxyz"
    rare = [f"it broke in the {letter}{letter} of it" for letter in letters]
    counted = tallied(*[UNKNOWN] * 3, *rare)
    assert (counted.groups[0].shape.text, counted.groups[0].count) == (SHAPE, 3)
    assert len(counted.groups) <= 10
    assert sum(group.count for group in counted.groups) + counted.dropped == 3 + len(rare)


def test_a_folder_is_read_with_everything_below_it_but_what_is_no_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1_000)
    (tmp_path / "b/c").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name, content in {
        "b/c/deep.log": b"ERROR it broke again\n",
        "a.txt": b"ERROR it broke again\n",
        "a.bin": b"ERROR\0it broke",
        "b/large.log": b"ERROR it broke again\n" * 100,
        ".git/hidden.log": b"ERROR it broke again\n",
    }.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "link.log").symlink_to(tmp_path / "a.txt")
    files, skipped = files_of([tmp_path])
    assert files == [tmp_path / "a.txt", tmp_path / "b/c/deep.log"]
    assert [(each.path, each.reason) for each in skipped] == [
        (tmp_path / "a.bin", "it is not text"),
        (tmp_path / "b/large.log", "it has more than 0 MB; name the file itself to read it"),
    ]
    result = misses(str(tmp_path))
    assert "2 error texts in 2 files" in result.stdout
    assert f"{tmp_path}/a.bin: skipped, it is not text" in result.stderr
    assert files_of([tmp_path / "b/large.log"]) == ([tmp_path / "b/large.log"], [])


def test_json_lines_with_texts_hold_one_error_each(tmp_path: Path) -> None:
    file = tmp_path / "reports.jsonl"
    lines = [{"text": f"报告\n{UNKNOWN}"}, {"text": "it is gone"}, {"msg": "done"}]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines) + "ERROR it broke again\n")
    found = misses_json(str(file))
    assert found["texts"] == 3
    groups = found["groups"]
    assert isinstance(groups, list)
    assert [(group["line"], group["count"]) for group in groups] == [(4, 1), (2, 1), (1, 1)]


def test_the_command_prints_the_most_frequent_groups_first() -> None:
    log = f"ERROR {UNKNOWN}\n" * 2 + "ERROR RateLimited: nobody knows it\nINFO done\n"
    result = misses("-", "--site", "https://errors.example/", text=log)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "3 error texts in 1 file\n"
        "      0  answered by a case\n"
        "      1  answered by the code only\n"
        "      0  only a guess\n"
        "      2  not answered\n"
        "\n"
        f"      2  {SHAPE}\n"
        f"         standard input:1: ERROR {UNKNOWN}\n"
        "\n"
        "      1  nobody knows it\n"
        "         nearest: RateLimited (known code)\n"
        "         standard input:3: ERROR RateLimited: nobody knows it\n"
    )


def test_the_rest_of_the_groups_is_counted() -> None:
    log = f"ERROR {UNKNOWN}\n" * 2 + "ERROR nobody knows it\n"
    assert (
        "1 more text in 1 group; --top shows more groups"
        in misses("-", "--top", "1", text=log).stdout
    )
    found = misses_json("-", "--top", "1", text=log)
    assert found["more"] == {"groups": 1, "texts": 1}


def test_json_has_all_that_is_known_of_a_group() -> None:
    found = misses_json("-", "--site", "https://errors.example/", text="ERROR RateLimited: gone it")
    assert found == {
        "files": 1,
        "skipped": [],
        "texts": 1,
        "outcomes": {"answered": 0, "code": 1, "guess": 0, "unanswered": 0, "foreign": 0},
        "left_out": 0,
        "groups": [
            {
                "count": 1,
                "shape": "gone it",
                "outcome": "code",
                "codes": ["RateLimited"],
                "nearest": {
                    "code": "RateLimited",
                    "case": None,
                    "title": "Too many requests",
                    "url": "https://errors.example/errors/RateLimited/",
                    "confidence": "code",
                },
                "sample": "ERROR RateLimited: gone it",
                "file": "standard input",
                "line": 1,
            }
        ],
        "more": {"groups": 0, "texts": 0},
    }


@pytest.mark.parametrize("arguments", [(), ("no-such.log",), ("-", "--top", "0"), ("-", "--best")])
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    assert misses(*arguments, text="").exit_code == 2


def test_bytes_that_are_no_text_are_read_as_far_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_bytes(b"\xff\xfe ERROR it broke again \xc3(\r\n" + b"ERROR it broke again\n")
    assert "2 error texts" in misses(str(file)).stdout


UNITS: dict[str, Callable[[int], str]] = {
    unit: lambda count, unit=unit: unit * count  # type: ignore[misc]
    for unit in ("\\", '"', "'", "(", "( ", "a.", "Abc.", "a1-", '"message": "', "{", "Error:", "│")
}


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_long(unit: str) -> None:
    text = UNITS[unit](64_000 // len(unit))
    start = time.process_time()
    shape_of(text, ("a", "RateLimited"))
    is_error_text(f"error {text}")
    texts(text)
    assert time.process_time() - start < 2


def test_a_log_of_any_size_takes_little_memory(tmp_path: Path) -> None:
    """Only the groups are kept, and of these as many as there are shapes."""
    import tracemalloc

    counted = Tally(gateways(), Lookup(gateways()))
    counted.add(ErrorText(UNKNOWN, "app.log", 1))
    tracemalloc.start()
    for number in range(300):
        counted.add(ErrorText(f"{UNKNOWN} at 2025-03-09 17:13:12.{number}", "app.log", number))
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert used < 200_000
    assert len(counted.groups) == 2
