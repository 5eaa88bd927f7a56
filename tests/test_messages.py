"""Message templates: parsed, filled, matched and compared, whatever text they hold."""

from __future__ import annotations

import string
import time
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs.checks.message_templates import overlap, subsumes
from errdocs.messages import (
    Placeholder,
    Template,
    TemplateError,
    escape,
    parse,
)

LITERALS = st.text("abc {}.:\n", min_size=1, max_size=4)
VALUES = st.text("xyz019", min_size=1, max_size=5)
"""Values that share no character with the literals, so that every text has one reading."""
law = settings(max_examples=100)


@st.composite
def filled(
    draw: st.DrawFn, literals: st.SearchStrategy[str] = LITERALS
) -> tuple[Template, dict[str, str]]:
    """Return a template and a value for each of its placeholders."""
    template = draw(strategies.templates_of(literals))
    return template, {name: draw(VALUES) for name in template.names}


@law
@given(strategies.templates_of(st.one_of(strategies.texts, LITERALS)))
def test_a_written_template_is_parsed_into_the_same_parts(template: Template) -> None:
    assert parse(strategies.written(template)) == template


@law
@given(st.text())
def test_an_escaped_text_is_a_template_of_this_text_alone(text: str) -> None:
    template = parse(escape(text))
    assert template.names == ()
    assert template.fill({}) == text
    assert template.match(text) == ({} if text else None)


@law
@given(filled())
def test_values_are_read_back_from_the_message_they_fill(
    case: tuple[Template, dict[str, str]],
) -> None:
    template, values = case
    assert template.match(template.fill(values)) == values


@law
@given(strategies.templates_of(st.text("ab", min_size=1, max_size=2)), st.text("ab", max_size=12))
def test_what_is_matched_gives_the_text_back_when_filled(template: Template, text: str) -> None:
    values = template.match(text)
    assert values is None or (template.fill(values) == text and all(values.values()))


@law
@given(st.data())
def test_templates_that_match_one_text_overlap(data: st.DataObject) -> None:
    literals = st.text("ab", min_size=1, max_size=2)
    first, values = data.draw(filled(literals))
    text = first.fill(values)
    second = data.draw(strategies.templates_of(literals))
    assert overlap(first, second) == overlap(second, first)
    assert overlap(first, first)
    if second.match(text) is not None:
        assert overlap(first, second)


SHORT = strategies.templates_of(st.sampled_from("ab")).filter(lambda found: len(found.parts) <= 4)
TEXTS = ["".join(letters) for length in range(1, 9) for letters in product("ab", repeat=length)]


@law
@given(SHORT, SHORT)
def test_templates_overlap_where_a_text_exists_that_both_match(
    first: Template, second: Template
) -> None:
    found = any(first.match(text) is not None is not second.match(text) for text in TEXTS)
    assert overlap(first, second) == found


@law
@given(st.data())
def test_a_general_template_matches_what_its_special_one_gives(data: st.DataObject) -> None:
    literals = st.text("ab", min_size=1, max_size=2)
    special, values = data.draw(filled(literals))
    general = data.draw(strategies.templates_of(literals))
    assert subsumes(special, special)
    if subsumes(general, special):
        assert general.match(special.fill(values)) is not None
        assert overlap(general, special)


@pytest.mark.parametrize(
    ("template", "text", "values"),
    [
        ("Limit of {limit} reached.", "Limit of 60 reached.", {"limit": "60"}),
        ("{a} of {b}", "1 of 2 of 3", {"a": "1", "b": "2 of 3"}),
        ("Range of {what} should be {range}", "Range of n should be [1, 2]",
         {"what": "n", "range": "[1, 2]"}),
        ("{{{a}}}", "{x}", {"a": "x"}),
        ("{{a}}", "{a}", {}),
        ("{a}.", "a.b.", {"a": "a.b"}),
        ("{a} is {a}", "x is x", {"a": "x"}),
        ("<{code}> {message}", "<400> a\nb", {"code": "400", "message": "a\nb"}),
        ("{a} is {a}", "x is y", None),
        ("{a}.", ".", None),
        ("a{b}", "a", None),
        ("a{b}c", "ac", None),
        ("a", "a ", None),
        ("a", "A", None),
        ("ab{x}ba", "aba", None),
    ],
)  # fmt: skip
def test_a_text_is_matched_as_a_whole_and_to_the_letter(
    template: str, text: str, values: dict[str, str] | None
) -> None:
    assert parse(template).match(text) == values


@pytest.mark.parametrize(
    ("template", "offset", "reason"),
    [
        ("a { b", 2, "a single `{` (write it twice)"),
        ("a } b", 2, "a single `}` (write it twice)"),
        ("{}", 0, "a single `{` (write it twice)"),
        ("{Name}", 0, "a single `{` (write it twice)"),
        ("{a b}", 0, "a single `{` (write it twice)"),
        ("{a.b}", 0, "a single `{` (write it twice)"),
        ("{a!r}", 0, "a single `{` (write it twice)"),
        ("{1}", 0, "a single `{` (write it twice)"),
        ("{{{a}", 5, None),
        ("{{}", 2, "a single `}` (write it twice)"),
    ],
)
def test_what_is_not_a_template_is_refused_where_it_goes_wrong(
    template: str, offset: int, reason: str | None
) -> None:
    if reason is None:
        assert parse(template).parts == ("{", Placeholder("a"))
        return
    with pytest.raises(TemplateError) as caught:
        parse(template)
    assert (caught.value.offset, caught.value.reason) == (offset, reason)
    assert f"at character {offset + 1} of" in str(caught.value)


@law
@given(st.text(string.ascii_lowercase[:3] + "{} _1A", max_size=20))
def test_any_text_is_a_template_or_is_refused(text: str) -> None:
    try:
        template = parse(text)
    except TemplateError as error:
        assert 0 <= error.offset < len(text)
    else:
        assert strategies.written(template) == text
        assert not any(
            isinstance(one, Placeholder) and isinstance(two, Placeholder)
            for one, two in zip(template.parts, template.parts[1:], strict=False)
        )


def test_the_empty_template_matches_nothing() -> None:
    assert parse("").parts == ()
    assert parse("").match("") is None
    assert not overlap(parse(""), parse("a"))


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="limit"):
        parse("{limit} reached").fill({})


def test_patterns_tell_messages_apart_that_their_literals_do_not() -> None:
    number, word = parse("Limit {a}"), parse("Limit {b}")
    assert overlap(number, word)
    assert not overlap(number, word, {"a": str.isdigit}, {"b": str.isalpha})
    assert overlap(number, parse("Limit 7"), {"a": str.isdigit})
    assert not overlap(number, parse("Limit seven"), {"a": str.isdigit})


def test_long_texts_and_templates_take_no_long_time() -> None:
    holders = " ".join(f"{{a{index}}}" for index in range(300))
    template, text = parse(holders), "a " * 50_000
    other = parse(" ".join(f"{{b{index}}}" for index in range(300)))
    start = time.perf_counter()
    assert template.match(text) is not None
    assert parse("{a}" + "x" * 1000 + "y").match("x" * 100_000) is None
    digits = dict.fromkeys(template.names, str.isdigit)
    assert overlap(template, other, digits, {})
    assert time.perf_counter() - start < 5
