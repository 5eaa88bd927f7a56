"""Problems in words: a line for people, JSON for programs, annotations for GitHub."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from errdocs.problems import Finding, Message, Place, Pointer, Rule
from errdocs.registry.loading import Loaded, load
from errdocs.reports import Format, report
from errdocs.reports.finding_formats import github_line

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
REMARK = Rule("remark", "{text}", "{text}", "{text}")
WORDS = Message("the title is `x`", "a better one", "write it")
FINDING = Finding(Place("data/errors/A.yml", 3, 8), "title-length", WORDS)

texts = st.text() | st.text("\x1b\r\n\x00\u202e\u2028%,:[]()`abc")


def base() -> Loaded:
    return load(BASE)


def test_a_line_begins_with_the_place_and_ends_with_the_rule() -> None:
    expected = (
        "data/errors/A.yml:3:8: the title is `x`; expected a better one; write it [title-length]"
    )
    assert FINDING.text_line() == expected


def test_the_json_report_holds_every_part_by_name() -> None:
    expected = {
        "path": "data/errors/A.yml",
        "line": 3,
        "column": 8,
        "rule": "title-length",
        "severity": "error",
        "found": "the title is `x`",
        "expected": "a better one",
        "fix": "write it",
    }
    assert json.loads("\n".join(report([FINDING, FINDING], Format.JSON, "check"))) == [
        expected,
        expected,
    ]


def test_a_warning_says_so_in_every_form() -> None:
    rule = Rule("remark", "a word", "another", "leave it", is_warning=True)
    [finding] = base().findings([rule.at(Place("a.yml", 2, 3))])
    assert finding.text_line().startswith("a.yml:2:3: warning: a word; expected another")
    assert github_line(finding).startswith("::warning file=a.yml,line=2,col=3,title=remark::")
    assert finding.data()["severity"] == "warning"


def test_no_problems_are_an_empty_json_list() -> None:
    assert json.loads("\n".join(report([], Format.JSON, "check"))) == []


def test_an_annotation_names_file_line_column_and_rule() -> None:
    expected = (
        "::error file=data/errors/A.yml,line=3,col=8,title=title-length"
        "::the title is `x`; expected a better one; write it"
    )
    assert github_line(FINDING) == expected


def test_an_annotation_escapes_what_would_end_a_property() -> None:
    finding = replace(FINDING, place=Place("a,b:c%d\r\n::error::.yml"))
    expected = "file=a%2Cb%3Ac%25d%0D%0A%3A%3Aerror%3A%3A.yml,line=1,"
    assert github_line(finding).startswith(f"::error {expected}")


def test_an_annotation_escapes_what_would_end_its_message() -> None:
    finding = replace(FINDING, message=Message("100 %", "one\r\nline", "a, b: c"))
    message = "100 %25; expected one%0D%0Aline; a, b: c"
    assert github_line(finding).endswith(f"title=title-length::{message}")


@given(path=texts, found=texts, expected=texts, fix=texts)
def test_an_annotation_is_one_command_whatever_its_texts_hold(
    path: str, found: str, expected: str, fix: str
) -> None:
    line = github_line(Finding(Place(path), "rule", Message(found, expected, fix)))
    assert "\r" not in line and "\n" not in line
    properties = line.removeprefix("::error ").split("::")[0].split(",")
    assert [item.split("=")[0] for item in properties] == ["file", "line", "col", "title"]
    assert re.fullmatch(r"(?:[^%]|%(?:25|0D|0A|3A|2C))*", line, re.DOTALL)


@given(path=texts, text=texts)
def test_a_terminal_obeys_nothing_that_a_report_holds(path: str, text: str) -> None:
    [line] = base().report([REMARK.at(Place(path), text=text)])
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", line)


def test_control_characters_are_shown_as_escapes() -> None:
    [finding] = base().findings([REMARK.at(Place("a\nb.yml"), text="\x1b[31mred\u202e")])
    assert finding.place.path == "a\\u000ab.yml"
    assert finding.message.found == "\\u001b[31mred\\u202e"


def test_texts_in_other_scripts_are_shown_as_they_are() -> None:
    [finding] = base().findings([REMARK.at(Place("a.yml"), text="配额 – été 🙂")])
    assert finding.message.found == "配额 – été 🙂"
    assert "配额 – été 🙂" in "\n".join(report([finding], Format.JSON, "check"))


def test_findings_are_in_the_order_of_files_lines_and_columns() -> None:
    places = [Place("b.yml", 1), Place("a.yml", 10, 2), Place("a.yml", 9, 9), Place("a.yml", 10, 1)]
    found = base().findings([REMARK.at(place, text="x") for place in places])
    assert [finding.place for finding in found] == sorted(places)


def test_a_pointer_becomes_the_place_of_its_value() -> None:
    path = (BASE / "errors" / "Timeout.yml").as_posix()
    pointer = Pointer(path, ("cases", 1, "parameters", "worker", "example"))
    [finding] = base().findings([REMARK.at(pointer, text="x")])
    assert finding.place == Place(path, 24, 60)


def test_a_pointer_to_what_is_not_there_becomes_the_place_around_it() -> None:
    path = (BASE / "errors" / "Timeout.yml").as_posix()
    pointer = Pointer(path, ("cases", 1, "removed", "reason"))
    [finding] = base().findings([REMARK.at(pointer, text="x")])
    assert finding.place == Place(path, 19, 5)
