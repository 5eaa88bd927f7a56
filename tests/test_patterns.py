"""The patterns of a registry: what is accepted is quick in every engine."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from errdocs.checks.patterns import (
    END,
    LONGEST_VALUE,
    MOST_WAYS,
    Pattern,
    PatternError,
    parse_pattern,
)

VECTORS = yaml.safe_load((Path(__file__).parent / "vectors" / "patterns.yml").read_text("utf-8"))
LETTERS = "abé"
TEXTS = st.text(LETTERS, max_size=24)
ATOMS = st.sampled_from(["a", "b", "é", ".", "[ab]", r"\w", r"\W", "[^a]"])
REPEATS = st.sampled_from(["*", "+", "?", "*?", "{2}", "{1,3}", "{0,2}", "{2,}"])
PATTERNS = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map("".join),
        st.lists(parts, min_size=1, max_size=3).map(lambda found: f"({'|'.join(found)})"),
        st.tuples(parts, REPEATS).map(lambda found: f"({found[0]}){found[1]}"),
    ),
    max_leaves=6,
)


def tries(pattern: Pattern, text: str) -> Counter[int]:
    """Return how often an engine stands at each offset of a text if it goes back each time."""
    found = Counter[int]()
    waiting = [(pattern.start, 0)]
    while waiting:
        number, at = waiting.pop()
        state = pattern.states[number]
        if number == END or state.atom:
            found[at] += 1
            if number != END and at < len(text) and re.fullmatch(state.atom, text[at]):
                waiting.append((state.following[0], at + 1))
        else:
            waiting += [(following, at) for following in state.following]
    return found


@pytest.mark.parametrize(("pattern", "reason"), VECTORS["refused"].items(), ids=str)
def test_a_pattern_that_can_keep_an_engine_busy_is_refused_with_the_reason(
    pattern: str, reason: str
) -> None:
    with warnings.catch_warnings(), pytest.raises(PatternError, match=re.escape(reason)):
        parse_pattern(pattern)


@pytest.mark.parametrize("pattern", VECTORS["accepted"])
def test_a_usual_pattern_is_accepted(pattern: str) -> None:
    parse_pattern(pattern)


@given(PATTERNS, TEXTS)
def test_an_accepted_pattern_takes_any_engine_a_bounded_number_of_tries_at_each_character(
    pattern: str, text: str
) -> None:
    with suppress(PatternError):
        parsed = parse_pattern(pattern)
        assert max(tries(parsed, text).values()) <= MOST_WAYS
        assert len(parsed.reached(text)) <= MOST_WAYS
        assert parsed.matches(text) is (re.fullmatch(pattern, text) is not None)


def test_a_value_that_is_too_long_is_not_matched() -> None:
    pattern = parse_pattern("a+")
    assert pattern.matches("a" * LONGEST_VALUE)
    assert not pattern.matches("a" * (LONGEST_VALUE + 1))
