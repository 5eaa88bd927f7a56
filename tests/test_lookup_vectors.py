"""The lookup on hand-written texts, one file of them for each kind of difficulty."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errdocs import Lookup
from errdocs.lookup import LIMIT, left_out
from errdocs.lookup.index import build_index, index_json
from errdocs.lookup.matches import answer
from errdocs.lookup.unwrapping import unwrapped
from errdocs.messages import parse
from lookup_texts import (
    GATEWAYS,
    SHAPES,
    TOUCHING,
    Vector,
    gateways,
    index_of,
    name_of,
    registry,
    shapes,
    vectors,
)
from support import run

VALUES = st.from_regex("[xyz][0-9]{1,4}", fullmatch=True)


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup(registry())


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.scenario)
def test_a_text_leads_to_what_its_writer_meant(lookup: Lookup, vector: Vector) -> None:
    matches = lookup(vector.text)
    assert vector.is_met_by(matches[0] if matches else None), matches[:3]


@pytest.mark.parametrize("vector", vectors(SHAPES), ids=lambda vector: vector.scenario)
def test_a_code_of_any_shape_is_found_where_codes_stand(vector: Vector) -> None:
    matches = Lookup(shapes())(vector.text)
    assert vector.is_met_by(matches[0] if matches else None), matches[:3]
    told = tuple(name_of(match) for match in matches if match.confidence.value != "suggestion")
    assert vector.all in (None, told)


@pytest.mark.parametrize("vector", vectors(GATEWAYS), ids=lambda vector: vector.scenario)
def test_what_gateways_and_agents_wrap_is_unwrapped(vector: Vector) -> None:
    matches = Lookup(gateways())(vector.text)
    assert vector.is_met_by(matches[0] if matches else None), matches[:3]
    told = tuple(name_of(match) for match in matches if match.confidence.value != "suggestion")
    assert vector.all in (None, told)
    names = [name_of(match) for match in matches]
    assert len(names) == len(set(names))


def test_help_anchors_add_one_list_to_an_index_and_change_nothing_else() -> None:
    assert "anchors" not in json.loads(index_json(build_index(shapes())))
    document = json.loads(index_json(build_index(gateways())))
    assert [text for text, _, _ in document.pop("anchors")] == [
        "error-codes#key",
        "error-codes#wrong-url",
        "error-codes#rate-limit",
        "error-codes#unpaid",
        "billing.html#overdue",
    ]
    errors = tuple(
        replace(
            error,
            help_anchors=(),
            cases=tuple(replace(case, help_anchors=()) for case in error.cases),
        )
        for error in gateways().errors
    )
    assert document == json.loads(index_json(build_index(replace(gateways(), errors=errors))))


def test_the_separators_of_an_index_stand_in_none_of_its_texts() -> None:
    signs = "".join(map(chr, range(0x20, 0x7F))).replace("{", "{{").replace("}", "}}")
    index = index_of([f"The sign {sign} is not allowed" for sign in (signs, "\u00a1", "\n")])
    document = json.loads(index_json(index))
    between_cases, between_texts = document["separators"]
    rows = document["cases"]["texts"].split(between_cases)
    found = [text for row in rows for text in row.split(between_texts)[2:]]
    assert found == [text for _, text in index.templates]


def test_a_text_keeps_its_length_and_its_places_when_it_is_unwrapped() -> None:
    text = r"\\u0022a\u4e2d \u00e9\ud83d &quot;&#39;&nbsp;&" + "\x1b[1;31mred\x1b[0m [0m [5m]"
    found = unwrapped(text)
    assert found.replace("\\", ".") == (
        """......"a.....中 .u00e9.ud83d ....."....'&nbsp;&       red         [5m]"""
    )
    assert len(found) == len(text)


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector.scenario)
def test_the_span_of_a_match_lies_in_the_text(lookup: Lookup, vector: Vector) -> None:
    for match in lookup(vector.text):
        assert 0 <= match.span[0] < match.span[1] <= len(vector.text)


def test_several_errors_in_one_text_give_several_matches(lookup: Lookup) -> None:
    text = (
        '{"code": "InvalidApiKey", "message": "Invalid API-key provided."}\n\n'
        '{"code": "InvalidParameter", "message": "Range of n should be [1, 4]"}'
    )
    found = {(match.code, match.case) for match in lookup(text)[:2]}
    assert found == {("InvalidApiKey", "invalid-key"), ("InvalidParameter", "n-range")}


@settings(max_examples=50)
@given(st.sampled_from(TOUCHING), st.lists(VALUES, min_size=3, max_size=3))
def test_of_placeholders_that_touch_the_first_has_the_whole_value(
    template: str, values: list[str]
) -> None:
    text = parse(template).fill(dict(zip("abc", values, strict=True)))
    wanted = parse(template).match(text)
    match = answer(index_of(TOUCHING), text, limit=1)[0]
    assert match.message == template
    assert wanted
    assert match.parameters == {name: value for name, value in wanted.items() if value}


def test_no_more_matches_come_than_asked_for(lookup: Lookup) -> None:
    assert len(lookup("InvalidParameter InvalidApiKey Throttling Arrearage", limit=2)) == 2


def test_what_an_unknown_error_says_of_itself_is_recognised(lookup: Lookup) -> None:
    found = lookup.recognised('POST https://api.openai.com 503 {"code": "server_melted"}')
    assert found.statuses == ("503",)
    assert found.codes == ("server_melted",)
    assert found.vendor == "openai.com"


def test_both_ends_of_a_text_over_the_limit_are_searched(lookup: Lookup) -> None:
    message = "dashscope: Range of max_tokens should be [1, 512]"
    for text in (message + "\n" + " -" * LIMIT, " -" * LIMIT + "\n" + message):
        match = lookup(text)[0]
        assert match.case == "max-tokens-range"
        assert text[slice(*match.span)] == "Range of max_tokens should be"
        assert left_out(text) == len(text) - LIMIT


def test_a_text_within_the_limit_is_searched_as_a_whole() -> None:
    assert left_out("x" * LIMIT) == 0


def test_the_same_registry_gives_the_same_answer_in_every_process(tmp_path: Path) -> None:
    """Strings hash differently in each process, so that sets have another order."""
    file = tmp_path / "texts.jsonl"
    lines = [{"id": vector.scenario, "text": vector.text} for vector in vectors()]
    file.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    command = ("errdocs", "lookup", "--batch", str(file))
    one, two = (run(*command, PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert one.returncode == two.returncode == 0, one.stderr
    assert len(one.stdout.splitlines()) == len(lines)
    assert one.stdout == two.stdout
