"""`errdocs annotate`: what is recognised in a stream, and that nothing else changes."""

from __future__ import annotations

import json
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdocs.annotate import Annotator, Chunk, Recogniser, as_json, as_text
from errdocs.annotate.recogniser import clues_of, is_word
from errdocs.annotate.stream import ARROW, HOLD_LINES, LONGEST_LINE
from errdocs.registry.model import Registry
from errdocs.render.texts import printed_message
from lookup_texts import SHAPES, gateways, shapes, vectors
from sites import this_repository
from support import restore_interrupt
from wrappers import REQUEST

ROOT = Path(__file__).parents[1]
SITE = "https://errors.example/"
MESSAGE = b"Range of max_tokens should be [1, 8192]"
LINK = b" -> https://errors.example/errors/InvalidParameter/max-tokens-range/"
KEY_BODY = b"""{
  "error": {
    "message": "Invalid API-key provided. ",
    "code": "InvalidApiKey"
  }
}"""
KEY_LINK = b" -> https://errors.example/errors/InvalidApiKey/invalid-key/"
FRAGMENTS = (
    MESSAGE,
    KEY_BODY,
    KEY_BODY.replace(b"\n", b"\r\n"),
    b'{"code":"Throttling.RateQuota","message":"Requests rate limit exceeded, please try again"}',
    b'code="InvalidParameter" message="',
    b"Requests throttling triggered.",
    b"INFO ready",
    b" {",
    b"}",
    b'  "code": "InvalidApiKey",',
    b"\n",
    b"\r\n",
    b"\r",
    b"\x00\xff\xfe\xc3(",
    "错误：模型".encode(),
    LINK,
)


@cache
def registry() -> Registry:
    return this_repository().registry


@cache
def recogniser() -> Recogniser:
    return Recogniser(registry(), SITE)


def chunks(*data: bytes) -> Iterator[Chunk]:
    annotator = Annotator(recogniser())
    for piece in data:
        yield from annotator.feed(piece)
    yield from annotator.finish()


def annotated(*data: bytes) -> bytes:
    return b"".join(map(as_text, chunks(*data)))


def entries(*data: bytes) -> list[str]:
    return [m.entry for chunk in chunks(*data) if chunk.record for m in chunk.record.mentions]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges)]


streams = st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=12), max_size=14).map(b"".join)
cuts = st.lists(st.integers(0, 1_000_000), max_size=6)


def without_links(text: bytes) -> bytes:
    """Remove all links after lines, whoever put them there."""
    while (at := text.find(ARROW + SITE.encode())) >= 0:
        end = at + len(ARROW)
        while end < len(text) and text[end : end + 1] not in b"\r\n":
            end += 1
        text = text[:at] + text[end:]
    return text


@given(streams.map(without_links), cuts)
def test_what_is_passed_on_without_the_links_is_what_came_in(data: bytes, places: list[int]):
    assert without_links(annotated(*cut(data, places))) == data


@given(streams, cuts)
def test_every_byte_is_passed_on_once_and_in_order(data: bytes, places: list[int]):
    assert b"".join(chunk.data for chunk in chunks(*cut(data, places))) == data


@given(streams, cuts)
def test_the_answer_does_not_depend_on_how_the_stream_is_cut(data: bytes, places: list[int]):
    def records(found: Iterator[Chunk]) -> list[object]:
        return [chunk.record for chunk in found if chunk.record]

    assert records(chunks(*cut(data, places))) == records(chunks(data))


@given(st.binary(max_size=300) | streams)
def test_the_automaton_finds_what_a_plain_search_finds(data: bytes):
    lower = data.lower()
    found = {
        start
        for text in _anchors()
        for start in _places(text, lower)
        if _is_apart(lower, start, start + len(text))
    }
    hits = recogniser().hits(data)
    assert {start for start, end, _ in hits.found if is_word(hits.lower, start, end)} == found


@cache
def _anchors() -> frozenset[bytes]:
    codes = (text.lower().encode() for text in registry().by_spelling)
    return frozenset((*clues_of(registry()), *codes))


def _places(text: bytes, block: bytes) -> Iterator[int]:
    """Yield every place of a text in a block, also where it overlaps itself."""
    start = block.find(text)
    while start >= 0:
        yield start
        start = block.find(text, start + 1)


def _is_apart(block: bytes, start: int, end: int) -> bool:
    """Whether neither end of an anchor is in the middle of a word; an escape before it is none."""
    before = re.sub(rb"\\(?:u[0-9a-f]{4}|[nrtbf])\Z", b" ", block[:start])
    around = ((before[-1:], block[start : start + 1]), (block[end - 1 : end], block[end : end + 1]))
    return not any(one.isalnum() and other.isalnum() for one, other in around)


def test_every_case_is_recognised_in_a_line_and_in_a_body():
    missed = []
    for error, case in registry().cases():
        if not (case.message and error.has_code):
            continue
        message = printed_message(case)
        # Two cases of a code may differ by the status alone, which these bodies do not have.
        same = {
            f"{error.code}/{other.id}"
            for other in error.cases
            if (other.message or "").removesuffix(".") == case.message.removesuffix(".")
        }
        body = {"code": error.code, "message": message, "request_id": REQUEST}
        for text in (
            json.dumps(body, ensure_ascii=False),
            json.dumps({"error": body}, ensure_ascii=False, indent=2),
            json.dumps(json.dumps(body, ensure_ascii=False), ensure_ascii=False),
        ):
            data = f"INFO ready\nERROR call failed: {text}\n".encode()
            if same.isdisjoint(entries(data)):
                missed.append(data)
    assert missed == []


def test_a_link_is_put_between_a_line_and_its_end():
    for end in (b"\n", b"\r\n", b""):
        assert annotated(b"ERROR " + MESSAGE + end) == b"ERROR " + MESSAGE + LINK + end


def test_a_body_over_several_lines_gets_its_link_after_the_line_that_closes_it():
    for before in (b"", b"500 from upstream: "):
        text = before + KEY_BODY
        assert annotated(text + b"\nINFO next\n") == text + KEY_LINK + b"\nINFO next\n"


def test_a_prefix_before_each_line_does_not_hide_a_body():
    for prefix in (b"web-1  | ", b"[pod/web/app] ", b"2025-05-20T12:00:00.000000Z "):
        text = b"\n".join(prefix + line for line in KEY_BODY.split(b"\n"))
        assert annotated(text + b"\n") == text + KEY_LINK + b"\n"


def test_a_body_with_carriage_returns_is_recognised():
    text = KEY_BODY.replace(b"\n", b"\r\n")
    assert annotated(text + b"\r\n") == text + KEY_LINK + b"\r\n"


def test_a_body_that_breaks_off_is_reported_before_the_line_that_is_not_part_of_it():
    text = b"\n".join(KEY_BODY.split(b"\n")[:4])
    assert annotated(text + b"\nINFO next\n") == text + KEY_LINK + b"\nINFO next\n"
    assert annotated(text) == text + KEY_LINK


def test_nothing_but_an_unfinished_line_or_an_open_body_is_held_back():
    annotator = Annotator(recogniser())

    def feed(data: bytes) -> bytes:
        return b"".join(map(as_text, annotator.feed(data)))

    assert feed(b"INFO ready\nINFO un") == b"INFO ready\n"
    assert feed(b"finished\n") == b"INFO unfinished\n"
    head, _, tail = KEY_BODY.partition(b'    "message"')
    assert feed(head) == head
    assert feed(b'    "message"' + tail) == b""
    assert feed(b"\n") == b'    "message"' + tail + KEY_LINK + b"\n"


def test_a_body_that_never_closes_is_held_no_longer_than_the_limit():
    annotator = Annotator(recogniser())
    body = b'{\n  "message": "' + MESSAGE + b'",\n' + b'  "more": 1,\n' * (HOLD_LINES + 1)
    passed = b"".join(map(as_text, annotator.feed(body)))
    assert without_links(passed) == body
    assert passed.count(LINK) == 1


def test_codes_in_ordinary_lines_are_not_reported():
    for line in (
        b"INFO Throttling requests of tenant 7",
        b"DEBUG retry on InternalError, Throttling, Arrearage",
        b"class InvalidParameter(Exception): pass",
        b'{"code":"InvalidParameter","message":"unknown to us","host":"ark.volces.com"}',
    ):
        assert entries(line) == []


def test_a_code_in_a_field_for_codes_of_a_failure_is_reported():
    assert entries(b'{"code":"Arrearage","message":"in words that nobody knows"}') == ["Arrearage"]


def test_several_errors_of_a_line_get_several_links():
    line = MESSAGE + b"; then: Range of seed should be [0, 9]"
    assert entries(line) == ["InvalidParameter/max-tokens-range", "InvalidParameter/seed-range"]
    assert annotated(line).count(SITE.encode()) == 2


def test_a_stream_that_was_annotated_stays_as_it_is():
    once = annotated(b"ERROR " + MESSAGE + b"\n" + KEY_BODY + b"\n")
    assert annotated(once) == once


def test_times_and_ids_do_not_hide_values():
    lines = b"".join(
        b"2025-05-20 12:00:%02d [%016x] Range of max_tokens should be [1, %d]\n"
        % (number, number, 12345678 + number)
        for number in range(5)
    )
    values = [
        mention.match_in(chunk.record.text).parameters["maximum"]
        for chunk in chunks(lines)
        if chunk.record
        for mention in chunk.record.mentions
    ]
    assert values == [str(12345678 + number) for number in range(5)]


def test_an_overlong_line_is_passed_on_while_it_arrives():
    annotator = Annotator(recogniser())
    start = b"x" * (LONGEST_LINE + 1)
    assert b"".join(chunk.data for chunk in annotator.feed(start)) == start
    rest = [*annotator.feed(b" " + MESSAGE + b" " + b"y" * LONGEST_LINE + b"\r\nnext\n")]
    text = b"".join(map(as_text, [*rest, *annotator.finish()]))
    assert text == b" " + MESSAGE + b" " + b"y" * LONGEST_LINE + LINK + b"\r\nnext\n"


def test_lines_and_offsets_are_those_of_the_evidence():
    data = b"a\nb\n" + KEY_BODY + b"\n" + MESSAGE + b"\n"
    lines = [json.loads(as_json(c)) for c in chunks(*cut(data, [9, 50])) if c.record]
    assert [(line["line"], line["case"]) for line in lines] == [
        (5, "invalid-key"),
        (9, "max-tokens-range"),
    ]
    assert data[lines[0]["offset"] :].startswith(b"Invalid API-key")
    assert lines[1]["parameters"] == {"minimum": "1", "maximum": "8192"}


COMMAND = (sys.executable, "-m", "errdocs", "annotate", "--site", SITE)
LOG = b"INFO ready\n" + MESSAGE + b"\n" + KEY_BODY + b"\n" + MESSAGE + b"\r\nlast\xff"


def command(*arguments: str, data: bytes = LOG) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, input=data, capture_output=True, timeout=60, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command_copies_the_stream_with_links():
    assert command() == (0, annotated(LOG), b"")


def test_only_matches_leaves_out_all_other_lines():
    expected = b"\n".join([MESSAGE + LINK, KEY_BODY + KEY_LINK, MESSAGE + LINK, b""])
    assert command("--only-matches") == (0, expected, b"")


def test_json_has_a_line_for_each_error():
    code, output, _ = command("--format", "json")
    found = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [line["line"] for line in found] == [2, 5, 9]
    assert list(found[0]) == [
        "line", "offset", "code", "case", "confidence", "url", "parameters"
    ]  # fmt: skip


def test_a_summary_alone_is_all_that_is_written():
    code, output, errors = command("--summary")
    assert (code, errors) == (0, b"")
    assert [line.split()[:2] for line in output.splitlines()] == [
        [b"2", b"InvalidParameter/max-tokens-range"],
        [b"1", b"InvalidApiKey/invalid-key"],
    ]


def test_a_summary_beside_lines_goes_to_standard_error():
    code, output, errors = command("--format", "text", "--summary")
    assert (code, output) == (0, annotated(LOG))
    assert errors.split()[:2] == [b"2", b"InvalidParameter/max-tokens-range"]


def test_secrets_in_values_are_masked_in_json():
    key = "sk-" + "a1" * 12
    data = f"Range of max_tokens should be [{key}, 8192]".encode()
    code, output, _ = command("--format", "json", data=data)
    assert code == 0
    assert b"[masked]" in output
    assert key.encode() not in output


def test_a_line_is_written_before_the_next_one_arrives():
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(MESSAGE + b"\n")
            process.stdin.flush()
            assert process.stdout.readline() == MESSAGE + LINK + b"\n"
        process.stdin.close()
        assert process.wait(timeout=30) == 0


def test_a_reader_that_goes_away_ends_the_command_quietly():
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(MESSAGE + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write((MESSAGE + b"\n") * 1000)
        process.stdin.close()
        assert (process.wait(timeout=30), process.stderr.read()) == (0, b"")


def test_control_c_ends_the_command_quietly():
    with subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=restore_interrupt,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(MESSAGE + b"\n")
        process.stdin.flush()
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=30), process.stderr.read()) == (130, b"")


@pytest.mark.parametrize("line_end", [b"", b"\n"], ids=["one line", "many lines"])
def test_memory_does_not_grow_with_the_stream(line_end: bytes):
    """Two hundred megabytes have to pass through a process that may only have a half of that."""
    room = 100_000_000
    piece = b"x" * 999 + (line_end or b"x")
    with subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (room, room)),
    ) as process:
        assert process.stdin
        assert process.stderr
        block = piece * 1000
        for _ in range(200):
            process.stdin.write(block)
        process.stdin.close()
        assert (process.wait(timeout=60), process.stderr.read()) == (0, b"")


@pytest.mark.parametrize(
    "text", ["code: [", "code: Locked\ntitle: Locked\ncolour: red\ncases: []\n"]
)
def test_a_registry_with_mistakes_is_reported_and_nothing_passes(tmp_path: Path, text: str):
    (tmp_path / "errors").mkdir()
    for file in ("registry.yml", "errors/InvalidApiKey.yml"):
        (tmp_path / file).write_bytes((ROOT / "data" / file).read_bytes())
    (tmp_path / "errors" / "Locked.yml").write_text(text)
    code, output, errors = command("--data", str(tmp_path))
    assert (code, output) == (1, b"")
    assert f"{tmp_path}/errors/Locked.yml:".encode() in errors
    assert b"the registry cannot be read" in errors


def test_a_folder_without_a_registry_is_wrong_usage(tmp_path: Path):
    code, output, errors = command("--data", str(tmp_path))
    assert (code, output) == (2, b"")
    assert b"no registry" in errors


@cache
def shapes_recogniser() -> Recogniser:
    return Recogniser(shapes(), SITE)


def noted(text: str) -> list[str]:
    """Return the codes that are recognised in a text, of a registry with codes of many shapes."""
    return [mention.known.code for mention in shapes_recogniser().mentions(text.encode())]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ERROR 1045 (28000): my own words", "1045"),
        ('failed: {"code": 20003, "status": 401}', "20003"),
        ("MCP error -32601: my own words", "-32601"),
        ("SQLSTATE[23505]: my own words", "23505"),
        ("ERROR: my own words (SQLSTATE 42P01)", "42P01"),
        ("Exception from HRESULT: 0x80070005", "0x80070005"),
        ("ORA-00942: my own words", "ORA-00942"),
        ("error[E0382]: my own words", "E0382"),
        ("stopped with error (DW-101.7)", "DW-101.7"),
        ("request failed, code=S3/NoSuchKey", "S3/NoSuchKey"),
        ("[UNRESOLVED_COLUMN.WITH_SUGGESTION] my own words", "UNRESOLVED_COLUMN"),
        ("failed with sqlState=42K05", "PATH_NOT_FOUND"),
    ],
)
def test_a_code_of_any_shape_is_recognised_in_a_log(text: str, code: str):
    assert noted(text) == [code]


@pytest.mark.parametrize("name", ["numbers-that-are-no-codes", "common-words"])
def test_what_is_no_code_is_left_alone(name: str):
    texts = [item for item in vectors(SHAPES) if item.scenario.startswith(name) and not item.entry]
    assert len(texts) > 5
    assert {item.text: noted(f"failed: {item.text} failed") for item in texts} == {
        item.text: [] for item in texts
    }


def test_a_value_that_many_entries_share_gives_no_links():
    assert noted("the job failed with SQLSTATE: 42703") == []


def test_a_message_that_is_no_template_is_reported_and_nothing_passes(tmp_path: Path):
    copytree(SHAPES / "data", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "errors" / "42P01.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('relation "{name}"', 'relation "{name"'), encoding="utf-8")
    code, output, errors = command("--data", str(tmp_path))
    assert (code, output) == (1, b"")
    assert f"{file}:7:14: a single `{{`".encode() in errors


def test_a_line_that_links_to_the_help_of_the_service_is_recognised_by_its_anchor():
    annotator = Annotator(Recogniser(gateways(), SITE))
    lines = (
        b"ERROR new words. See https://docs.example/zh/error-codes#unpaid\n"
        b"ERROR new words. See https://docs.example/error-codes#rate-limit\n"
        b"INFO the guide is https://docs.example/error-codes#rate-limit\n"
        b"ERROR see https://docs.example/error-codes-of-others#unpaid\n"
        b"\x1b[31mNobody has this key for parcels.\x1b[0m\n"
    )
    found = [
        mention.entry
        for chunk in (*annotator.feed(lines), *annotator.finish())
        for mention in (chunk.record.mentions if chunk.record else ())
    ]
    assert found == ["Suspended/unpaid", "RateLimited", "InvalidKey/unknown"]
