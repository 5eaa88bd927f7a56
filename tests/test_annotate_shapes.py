"""Texts of one shape have one answer: what is remembered is what a lookup would say."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errdocs.annotate import Recogniser
from errdocs.annotate.line_shapes import Shapes, timeless
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
# Parts of times and ids, and what stands between them.
PIECES = (
    *("_", "-", ".", ":", ",", " ", "[", "]", "Z", "0", "12:34:56", "2025-05-20T", "1234-", "cafe"),
    *("12:34:12abcdef", "12345678", "[auth] ", "INFO ", "deadbeef", "é"),
    "4f1c9a52-7d1e-9b60-8a35-0c2f6e1d7b84",
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
    found = [replace(match, parameters=match.values_in(text)) for match in find.sure(text, LIMIT)]
    assert found == sure(find(text, LIMIT))


@pytest.mark.parametrize("name", REGISTRIES)
@settings(max_examples=25)
@given(data=st.data())
def test_a_text_has_the_matches_of_its_shape_in_the_same_places(name: str, data: st.DataObject):
    _, find, shape = lookup(name)
    text = data.draw(texts(name))
    masked, alike = shape.masked(text), shape.of(text)
    assert len(alike) == len(masked) == len(text)
    expected, found = find.sure(masked, LIMIT), find.sure(alike, LIMIT)
    assert [(m.code, m.case, m.confidence, m.span) for m in found] == [
        (m.code, m.case, m.confidence, m.span) for m in expected
    ]
    assert [m.values_in(masked) for m in found] == [m.values_in(masked) for m in expected]


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
    names = ("ab", "gateway", "checkouts", "search", "input", "Throttling")
    chance = data.draw(st.randoms(use_true_random=False))
    for start in names:
        varied = with_other_ids(f"2025-05-20 12:00:01 INFO [{start}] 3f9a8b7c6d5e {text}", chance)
        line = varied.encode("utf-8", "surrogateescape")
        forgetting.forget()
        found, expected = remembering.mentions(line), forgetting.mentions(line)
        assert [(m.match_in(line), m.start) for m in found] == [
            (replace(m.match_in(line), span=f.known.span), m.start)
            for m, f in zip(expected, found, strict=True)
        ]


def with_other_ids(text: str, chance: Random) -> str:
    """Return a text with other ids, some of another length, and other times."""

    def another(found: re.Match[str]) -> str:
        length = chance.choice([len(found[0]), 8, 9, 16, 32])
        return "".join(chance.choices("0123456789abcdef", k=length))

    text = re.sub(r"\b[0-9a-f]{8,64}\b", another, text)
    clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"
    return text.replace("12:00:01", clock + chance.choice(["", ".123", ",4567891", ".deadbeef"]))


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.randoms(use_true_random=False),
)
def test_texts_of_one_key_are_one_text_when_times_ids_and_names_are_masked(
    text: str, chance: Random
):
    recogniser, _ = two_recognisers("site")
    _, _, shape = lookup("site")
    share = chance.choice((0.1, 0.3, 0.6))
    other = "".join(
        chance.choice("0123456789abcdef" if chance.random() < share else character)
        if character in "0123456789abcdef"
        else character
        for character in text
    )
    if recogniser.key(text.encode()) == recogniser.key(other.encode()):
        masked = {shape.masked(timeless(shape.nameless(one))) for one in (text, other)}
        assert len(masked) == 1


def test_names_of_messages_at_the_head_of_a_line_are_names():
    _, _, shape = lookup("site")
    head = "2025-05-20T12:00:01Z ERROR"
    assert shape.nameless(f"{head} [search] x") == f"{head} [qqqqqq] x"
    for line in (f"{head} [error] x", f"{head} [dashscope] x", f"{head} search x", "[search] x"):
        assert shape.nameless(line) == line
