"""The summary of a log, and the errors as members of JSON lines."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from errdocs.annotate import (
    Summary,
    as_json_lines,
    as_json_matches,
    as_json_text,
    as_openmetrics,
    table_lines,
)
from errdocs.annotate.summary import Tally
from errdocs.annotate.times import time_of
from test_annotate import KEY_BODY, MESSAGE, SITE, chunks, command

URL = SITE + "errors/InvalidParameter/max-tokens-range/"
FOUND = {
    "code": "InvalidParameter",
    "case": "max-tokens-range",
    "url": URL,
    "confidence": "exact",
}


def summed_up(data: bytes) -> Summary:
    summary = Summary(2025)
    for chunk in chunks(data):
        if chunk.record:
            summary.add(chunk.record)
    return summary


def with_members(data: bytes) -> bytes:
    return b"".join(map(as_json_lines, chunks(data)))


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2025-05-20T12:00:01Z ERROR", "2025-05-20T12:00:01+00:00"),
        ("2025-05-20 12:00:01,250 ERROR", "2025-05-20T12:00:01.250000+00:00"),
        ("[2025-05-20T14:00:01.5+02:00] ERROR", "2025-05-20T12:00:01.500000+00:00"),
        ("2025-05-20 14:00:01 +0200 ERROR", "2025-05-20T12:00:01+00:00"),
        ("May 20 12:00:01 host app[17]: ERROR", "2025-05-20T12:00:01+00:00"),
        ("May  2 12:00:01 host app: ERROR", "2025-05-02T12:00:01+00:00"),
        ('{"ts": 1747742401, "msg": ""}', "2025-05-20T12:00:01+00:00"),
        ('{"ts":1747742401.25,"msg":""}', "2025-05-20T12:00:01.250000+00:00"),
        ('{"time":1747742401250}', "2025-05-20T12:00:01.250000+00:00"),
        ('{"msg":"","timestamp":"1747742401250000000"}', "2025-05-20T12:00:01.250000+00:00"),
        ('{"time":"2025-05-20T12:00:01.000000001Z"}', "2025-05-20T12:00:01+00:00"),
        ("2025-13-20T12:00:01Z ERROR", None),
        ("Feb 31 12:00:01 ERROR", None),
        ("12:00:01 ERROR", None),
        ('{"ts": 17}', None),
        ("", None),
    ],
)
def test_the_time_of_a_line_is_read_in_the_forms_of_logs(line: str, time: str | None):
    expected = datetime.fromisoformat(time) if time else None
    assert time_of(line.encode(), 2025) == expected


def test_a_summary_has_count_first_and_last_of_each_entry():
    data = b"".join(
        b"2025-05-20T12:00:%02dZ ERROR %s\n" % (second, MESSAGE) for second in (7, 3, 9)
    )
    (tally,) = summed_up(data).ranked()
    assert (tally.count, tally.first_line, tally.last_line) == (3, 1, 3)
    assert [str(tally.first_time), str(tally.last_time)] == [
        "2025-05-20 12:00:03+00:00",
        "2025-05-20 12:00:09+00:00",
    ]


def test_a_table_has_lines_where_no_line_tells_a_time():
    table = "\n".join(table_lines(summed_up(b"INFO\n" + MESSAGE + b"\n" + KEY_BODY + b"\n")))
    key = f"1 InvalidApiKey/invalid-key line 5 line 5 {SITE}errors/InvalidApiKey/invalid-key/"
    assert table.split() == [
        *key.split(),
        *f"1 InvalidParameter/max-tokens-range line 2 line 2 {URL}".split(),
    ]
    assert [*table_lines(Summary(2025))] == []


def test_a_summary_as_json_has_the_same():
    (found,) = json.loads(as_json_text(summed_up(MESSAGE)))["errors"]
    assert found == {
        "code": "InvalidParameter",
        "case": "max-tokens-range",
        "url": URL,
        "count": 1,
        "first_line": 1,
        "last_line": 1,
        "first_seen": None,
        "last_seen": None,
    }


def test_a_summary_is_valid_openmetrics_whatever_a_registry_holds():
    summary = summed_up(b"2025-05-20T12:00:01Z ERROR " + MESSAGE + b"\n" + KEY_BODY)
    hostile = 'a"b\\n\\c\nd}'
    summary.tallies[hostile, None] = Tally(hostile, None, hostile, 7, 1, 1, None, None)
    for text in (as_openmetrics(summary), as_openmetrics(Summary())):
        assert text.endswith("# EOF\n")
    families = {
        found.name: found for found in text_string_to_metric_families(as_openmetrics(summary))
    }
    counts = {
        sample.labels["code"]: sample.value for sample in families["errdocs_known_errors"].samples
    }
    assert counts == {"InvalidParameter": 1, "InvalidApiKey": 1, hostile: 7}
    (seen,) = families["errdocs_known_errors_first_seen_timestamp_seconds"].samples
    assert (seen.labels["url"], seen.value) == (URL, 1747742401.0)
    assert [*text_string_to_metric_families(as_openmetrics(Summary()))] != []


def test_a_json_line_gets_a_member_and_keeps_its_bytes():
    for line in (
        b'{"b": 1,"a":"%s" , "x": 1e2 }' % MESSAGE,
        b'{"log":"{\\"message\\": \\"%s\\"}\\n","stream":"stderr"}' % MESSAGE,
    ):
        for end in (b"\n", b"\r\n", b"", b" \n"):
            found = with_members(line + end)
            assert found.startswith(line[:-1] + b',"errdocs":[')
            assert found.endswith(b"}]}" + end)
            added = json.loads(found)
            assert added.pop("errdocs") == [FOUND]
            assert added == json.loads(line)
            assert [*json.loads(found)] == [*json.loads(line), "errdocs"]


def test_what_is_no_json_line_is_passed_on_as_it_is():
    for data in (
        MESSAGE + b"\n",
        b'{"a": "%s"\n' % MESSAGE,
        b'["%s"]\n' % MESSAGE,
        b"{%s}\n" % MESSAGE,
        KEY_BODY + b"\n",
        b'{"a":"ready"}\n',
        b'{"a":"%s","b":"%s"}\n' % (MESSAGE, b"x" * 70_000),
    ):
        assert with_members(data) == data


def test_json_lines_that_have_their_errors_stay_as_they_are():
    once = with_members(b'{"a":"%s"}\n' % MESSAGE)
    assert with_members(once) == once


def test_only_matches_of_json_lines_are_json_lines():
    data = b'{"a":"ready"}\n' + MESSAGE + b'\n{"a":"%s"}\n' % MESSAGE
    found = b"".join(map(as_json_matches, chunks(data)))
    assert [json.loads(line)["errdocs"] for line in found.splitlines()] == [[FOUND]]


def test_the_command_adds_members_and_sums_up_in_a_form_of_choice():
    data = b'{"time":1747742401,"a":"%s"}\n' % MESSAGE
    code, output, errors = command("--json-lines", "--summary-format", "openmetrics", data=data)
    assert (code, json.loads(output)["errdocs"]) == (0, [FOUND])
    assert errors.endswith(b"# EOF\n")
    code, output, errors = command("--summary-format", "json", data=data)
    assert (code, errors) == (0, b"")
    assert json.loads(output)["errors"][0]["first_seen"] == "2025-05-20T12:00:01.000Z"
    assert command("--json-lines", "--format", "json", data=data)[0] == 2
