"""Code of clients: literals of each language, changed requests, and what tells errors apart."""

from __future__ import annotations

import ast
import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from errdocs.registry.loading import load
from errdocs.registry.model import Case, Client, Error, Operation, Registry, Request, Wording
from errdocs.registry.request_bodies import bodies, changed_parts, patched, plain
from errdocs.render.code_samples import CodeSamples
from errdocs.render.literals import JSON, PYTHON, SCRIPT, literal
from errdocs.render.telling_texts import Telling, TellingTexts
from errdocs.render.texts import BrokenTemplate
from strategies import json_values

REGISTRY = load(Path(__file__).parent / "scenarios" / "exports" / "registry").registry
SEND = REGISTRY.operation_by_key["send"]
NESTED = {"name": "Kim", "on": True, "none": None, "list": [1, 2.5, {"a b": 'it\'s "x"'}]}


@given(json_values)
def test_a_literal_is_the_value_in_its_language(value: object) -> None:
    for is_open in (True, False):
        for width in (10, 79):
            options: Any = {"width": width, "is_open": is_open, "indent": 4}
            assert json.loads(literal(value, JSON, **options)) == plain(value)
            assert ast.literal_eval(literal(value, PYTHON, **options)) == plain(value)


@given(json_values)
def test_a_body_is_one_word_of_a_shell(value: object) -> None:
    made = samples("{{ request | json | shell }}").sending(CURL, SEND, value)
    (word,) = shlex.split(made)
    assert json.loads(word) == plain(value)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            JSON,
            '{"name": "Kim", "on": true, "none": null, "list": [1, 2.5, {"a b": "it\'s \\"x\\""}]}',
        ),
        (
            SCRIPT,
            '{ name: "Kim", on: true, none: null, list: [1, 2.5, { "a b": "it\'s \\"x\\"" }] }',
        ),
        (
            PYTHON,
            '{"name": "Kim", "on": True, "none": None, "list": [1, 2.5, {"a b": \'it\\\'s "x"\'}]}',
        ),
    ],
    ids=["json", "script", "python"],
)
def test_a_literal_that_fits_is_one_line(language: Any, expected: str) -> None:
    assert literal(NESTED, language, width=100) == expected


def test_a_literal_that_does_not_fit_has_an_item_a_line() -> None:
    assert literal(NESTED, PYTHON, width=48, indent=4, column=9) == (
        "{\n"
        '        "name": "Kim",\n'
        '        "on": True,\n'
        '        "none": None,\n'
        '        "list": [1, 2.5, {"a b": \'it\\\'s "x"\'}],\n'
        "    }"
    )
    assert literal({"a": {"b": []}}, SCRIPT, is_open=True) == "{\n  a: { b: [] },\n}"
    assert literal({}, JSON, is_open=True) == "{}"


def request(fails: Any, works: Any) -> Request:
    return Request(operation="send", fails=fails, works=works)


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({}, {"a": 1, "b": {"c": 2, "d": 3}}),
        ({"a": None}, {"b": {"c": 2, "d": 3}}),
        ({"b": {"c": None, "e": 4}}, {"a": 1, "b": {"d": 3, "e": 4}}),
        ({"b": [1]}, {"a": 1, "b": [1]}),
        ({"a": {"x": None}}, {"a": {}, "b": {"c": 2, "d": 3}}),
    ],
)
def test_a_patch_changes_deletes_and_keeps(patch: Any, expected: Any) -> None:
    found = patched({"a": 1, "b": {"c": 2, "d": 3}}, patch)
    assert found == expected
    assert list(found) == sorted(found), "what stays keeps its place"


@pytest.mark.parametrize(
    ("fails", "works", "shown"),
    [
        ({"weight": 9}, {"weight": 1}, ({"weight": 9}, {"weight": 1})),
        ({"to": None}, {"to": "Kim"}, ({}, {"to": "Kim"})),
        ({"weight": 9}, {}, ({"weight": 9}, {"weight": 2.5})),
        ({"box": {"a": 1}}, {"box": {"b": 2}}, ({"box": {"a": 1}}, {"box": {"b": 2}})),
        ({"new": 1}, {}, ({"new": 1}, {})),
    ],
)
def test_a_part_has_what_one_of_both_patches_names(fails: Any, works: Any, shown: Any) -> None:
    assert changed_parts(SEND, request(fails, works)) == shown


CURL = Client(key="curl", title="curl", language="shell", operations={"send": "send.j2"})


def samples(template: str, **others: str) -> CodeSamples:
    templates = {"send.j2": template, **others}
    return CodeSamples(replace(REGISTRY, templates=templates))


def test_the_lines_that_were_changed_are_marked() -> None:
    made = samples("{{ request | json }}")
    (sample,) = made.requests_of(case(requests=(request({"weight": 40}, {"weight": 4}),)), CURL)
    assert sample.works.split("\n")[2] == '  "weight": 4,'
    assert sample.corrected.marked == (3,)


def test_requests_of_which_the_same_changes_are_shown_once() -> None:
    other = replace(SEND, key="send-again", title="Again")
    settings = replace(REGISTRY.settings, operations=(SEND, other))
    patch = {"weight": 40}, {"weight": 4}
    requests = (request(*patch), Request(operation="send-again", fails=patch[0], works=patch[1]))
    (change,) = CodeSamples(replace(REGISTRY, settings=settings)).changes(case(requests=requests))
    assert [operation.title for operation in change.operations] == [SEND.title, "Again"]


def test_a_client_whose_template_renders_nothing_has_no_code() -> None:
    made = samples("{% if 'boxes' in request %}curl{% endif %}")
    both = case(requests=(request({"boxes": None}, {}),))
    assert list(made.requests_of(both, CURL)) == []
    assert list(made.requests_of(both, replace(CURL, operations={}))) == []


@pytest.mark.parametrize(
    ("template", "line", "reason"),
    [
        ("curl\n{{ reqest }}", 2, "'reqest' is undefined"),
        ("{{ request.no }}", 1, "has no attribute 'no'"),
        ("curl\n\n{% if %}", 3, "Expected an expression"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("{% include 'gone.j2' %}", 1, "gone.j2"),
        ("{{ request | shell }}", 1, "expected string"),
    ],
)
def test_a_broken_template_is_told_with_its_line(template: str, line: int, reason: str) -> None:
    with pytest.raises(BrokenTemplate) as raised:
        samples(template).sending(CURL, SEND, SEND.request)
    assert (raised.value.line, reason in raised.value.reason) == (line, True), raised.value
    assert str(raised.value.path).startswith("code/")


def case(case_id: str = "a", message: str | None = "It broke.", **fields: Any) -> Case:
    return Case(id=case_id, title="It broke today", message=message, **fields)


def telling(*messages: str | Case, code: str | None = None, has_code: bool = True) -> Telling:
    """Return what tells the first of some messages from the others."""
    cases = tuple(
        one if isinstance(one, Case) else case(str(at), one) for at, one in enumerate(messages)
    )
    if code:
        cases = (replace(cases[0], code=code), *cases[1:])
    error = Error(code="E", has_code=has_code, cases=cases)
    return TellingTexts(Registry(REGISTRY.settings, (error,))).of(error, cases[0])


def test_a_code_may_say_it_all() -> None:
    assert telling("It broke.") == Telling()
    assert telling("It broke.", "It is lost.", code="E.Broken") == Telling()


@pytest.mark.parametrize(
    ("messages", "texts", "others"),
    [
        (("It broke.", "It is lost."), ("It broke",), ()),
        (("The {part} of {owner} is gone.", "The hat is lost."), ("is gone",), ()),
        (("Bad value 'x\\y' found.", "Bad value"), ("found",), ()),
        (("It broke.", "It broke. Again!"), ("It broke",), ("Again",)),
        (("It broke.", "It broke."), ("It broke",), ()),
        (("Size {a} of {b}", "Size {a} of {b} is wrong"), ("Size",), ("is wrong",)),
    ],
)
def test_the_longest_text_that_only_one_case_has_tells_it(
    messages: tuple[str, ...], texts: tuple[str, ...], others: tuple[str, ...]
) -> None:
    assert telling(*messages) == Telling(texts, others)


def test_every_wording_of_a_case_is_told() -> None:
    wordings = tuple(Wording(message=text) for text in ("It broke: why?", "Broken."))
    assert telling(case(other_messages=wordings), "It is lost.").texts == ("It broke", "Broken")


def test_a_message_without_a_code_may_be_any_of_the_registry() -> None:
    assert telling("It broke.", has_code=False).texts == ("It broke",)


def test_the_start_of_a_long_text_is_enough_where_it_tells() -> None:
    long = "The requests of your account came faster than the plan of the account allows"
    assert telling(long, "It is lost.").texts == ("The requests of your account came faster",)
    assert telling(long, f"{long[:60]} never").texts == (long,)


def test_requests_are_whole_bodies_with_the_rest_of_the_operation() -> None:
    fails, works = bodies(SEND, request({"weight": 40, "boxes": None}, {"weight": 4}))
    assert fails == {"to": 'Kim "<Kid>" O\'Hara', "weight": 40}
    assert works == {"to": 'Kim "<Kid>" O\'Hara', "weight": 4, "boxes": [1, 2]}
    assert isinstance(SEND, Operation)
