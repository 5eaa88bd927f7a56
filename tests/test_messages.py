"""Message templates: parsed, filled, matched and compared, whatever text they hold."""

from __future__ import annotations

import string
import time
from itertools import count, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs.messages import (
    Part,
    Placeholder,
    Template,
    TemplateError,
    escape,
    headline,
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
            isinstance(one, str) and isinstance(two, str) for one, two in pairwise(template.parts)
        )


@st.composite
def touching(draw: st.DrawFn) -> tuple[Template, dict[str, str]]:
    """Return a template with groups of touching placeholders, and a value for each of them."""
    literals = draw(st.lists(LITERALS, min_size=1, max_size=4))
    sizes = draw(st.lists(st.integers(1, 3), min_size=len(literals), max_size=len(literals)))
    names = (f"a{number}" for number in count())
    parts: list[Part] = []
    for literal, size in zip(literals, sizes, strict=True):
        parts += [literal, *(Placeholder(next(names)) for _ in range(size))]
    template = Template(tuple(parts[draw(st.integers(0, 1)) :]))
    return template, {name: draw(VALUES) for name in template.names}


@law
@given(touching())
def test_of_placeholders_that_touch_the_first_takes_all_and_the_others_are_empty(
    case: tuple[Template, dict[str, str]],
) -> None:
    template, values = case
    assert parse(strategies.written(template)) == template
    text = template.fill(values)
    read = template.match(text)
    assert read is not None
    assert template.fill(read) == text
    before: Part | None = None
    for part in template.parts:
        if isinstance(part, Placeholder):
            assert bool(read[part.name]) is not isinstance(before, Placeholder)
        before = part


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("syntax error near {error}{hint}", "syntax error near …"),
        ("{a}{b}: {c}{d}{e}.", "…: …"),
        ("{a} {b}", "… …"),
    ],
)
def test_values_that_touch_are_one_gap_in_a_title(template: str, title: str) -> None:
    assert headline(template) == title


def test_the_empty_template_matches_nothing() -> None:
    assert parse("").parts == ()
    assert parse("").match("") is None


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="limit"):
        parse("{limit} reached").fill({})


def test_long_texts_and_templates_take_no_long_time() -> None:
    holders = " ".join(f"{{a{index}}}" for index in range(300))
    template, text = parse(holders), "a " * 50_000
    start = time.perf_counter()
    assert template.match(text) is not None
    assert parse("{a}" + "x" * 1000 + "y").match("x" * 100_000) is None
    assert time.perf_counter() - start < 5
