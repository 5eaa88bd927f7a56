"""Texts of one shape have one answer: what is remembered is what a lookup would say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errdocs.annotate import Recogniser
from errdocs.annotate.shapes import Shapes
from errdocs.lookup import Confidence, Lookup, Match
from errdocs.registry.model import Registry
from errdocs.render.texts import printed_message
from lookup_texts import gateways, registry, shapes
from wrappers import WRAPPERS, Printed

LIMIT = 8
# Words and signs that stand around errors in logs: names, numbers, ids, and what looks like codes.
HEADS = (
    *("INFO", "api", "billing", "worker-7", "checkout", "429", "404", "1045", "17", "2025", "x1b"),
    *("3f9a8b7c6d5e4f3a", "12:00:01", "deadbeef", "decade", "barcode", "standby", "[main]", "0x1f"),
    *("com.acme.Sender", "Throttling", "Throttlings", "App.", "error", "code", "code=", "sql", "#"),
    *("tok", "ens", "req_8f3k2j1h", "user_id=42", "\\n", "\\u003c", "&quot;", "\x1b[31m", "naïve"),
    *("4f1c9a52-7d1e-9b60-8a35-0c2f6e1d7b84", "错误", "|", ":", '"', "{", "}", ",", "(", ")", "/"),
)
REGISTRIES = {"site": registry, "shapes": shapes, "gateways": gateways}


@cache
def lookup(name: str) -> tuple[Registry, Lookup, Shapes]:
    known = REGISTRIES[name]()
    find = Lookup(known)
    return known, find, Shapes(find.index)


@cache
def printed(name: str) -> list[Printed]:
    known, _, _ = lookup(name)
    return [
        Printed(error.code, case.status or 0, printed_message(case))
        for error, case in known.cases()
        if case.message
    ]


@st.composite
def texts(draw: st.DrawFn, name: str) -> str:
    """Draw an error in a wrapper, with words around it, perhaps cut off or with a word replaced."""
    wrapper, error = draw(st.sampled_from(WRAPPERS)), draw(st.sampled_from(printed(name)))
    words = st.lists(st.sampled_from(HEADS) | st.from_regex(r"[A-Za-z0-9_]{1,12}", fullmatch=True))
    glue = draw(st.sampled_from([" ", "", "\n"]))
    text = glue.join([*draw(words), wrapper(error), *draw(words)])
    start, end = draw(st.sampled_from([(0, None), (0, -9), (7, None), (0, len(text) * 2 // 3)]))
    return text[start:end]


def sure(matches: list[Match]) -> list[Match]:
    return [match for match in matches if match.confidence is not Confidence.SUGGESTION]


@pytest.mark.parametrize("name", REGISTRIES)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_sure_is_the_same_whether_guesses_are_looked_for_or_not(
    name: str, data: st.DataObject
):
    _, find, _ = lookup(name)
    text = data.draw(texts(name))
    assert find.sure(text, LIMIT) == sure(find(text, LIMIT))


@pytest.mark.parametrize("name", REGISTRIES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_text_has_the_matches_of_its_shape_in_the_same_places(name: str, data: st.DataObject):
    _, find, shape = lookup(name)
    text = data.draw(texts(name))
    alike = shape.with_ids(text)
    assert len(alike) == len(text)
    expected, found = find.sure(text, LIMIT), find.sure(alike, LIMIT)
    assert [(m.code, m.case, m.confidence, m.span) for m in found] == [
        (m.code, m.case, m.confidence, m.span) for m in expected
    ]
    assert [m.values_in(text) for m in found] == [m.parameters for m in expected]


@pytest.mark.parametrize("name", REGISTRIES)
@settings(max_examples=25)
@given(data=st.data())
def test_masked_ids_belong_to_the_shape(name: str, data: st.DataObject):
    _, find, shape = lookup(name)
    text = data.draw(texts(name))
    masked = shape.masked(text)
    alike = shape.of(text)
    assert [(m.code, m.case, m.confidence, m.span) for m in find.sure(alike, LIMIT)] == [
        (m.code, m.case, m.confidence, m.span) for m in find.sure(masked, LIMIT)
    ]


@cache
def two_recognisers(name: str) -> tuple[Recogniser, Recogniser]:
    """Return one that remembers all that it sees, and one that is made to forget."""
    known, find, _ = lookup(name)
    return Recogniser(known, lookup=find), Recogniser(known, lookup=find)


@pytest.mark.parametrize("name", REGISTRIES)
@settings(max_examples=25)
@given(data=st.data())
def test_what_is_remembered_is_what_would_be_found_anew(name: str, data: st.DataObject):
    remembering, forgetting = two_recognisers(name)
    text = data.draw(texts(name))
    names = ("ab", "gateway", "checkouts", "supermarket")
    for start in names:
        line = f"2025-05-20 12:00:01 INFO [{start}] {text}".encode("utf-8", "surrogateescape")
        forgetting.forget()
        found, expected = remembering.mentions(line), forgetting.mentions(line)
        assert [(m.match, m.start) for m in found] == [
            (replace(m.match, span=f.match.span), m.start)
            for m, f in zip(expected, found, strict=True)
        ]
