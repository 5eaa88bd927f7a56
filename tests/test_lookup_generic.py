"""What other programs print too is never more than a guess without evidence of the service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errdocs import Lookup
from errdocs.lookup import Confidence
from errdocs.lookup.generic import generic
from errdocs.lookup.index import Index, build_index
from errdocs.messages import parse
from lookup_texts import RELATIVES, Vector, name_of, registry, relatives, vectors

SURENESS = (*reversed(Confidence),)  # the least sure first


@cache
def lookup() -> Lookup:
    return Lookup(registry())


@cache
def index() -> Index:
    return build_index(registry())


def sureness(text: str, code: str) -> int:
    """Return how sure the lookup is that a text speaks of an error; -1 where it does not say so."""
    found = [SURENESS.index(match.confidence) for match in lookup()(text, 10) if match.code == code]
    return max(found, default=-1)


@pytest.mark.parametrize("vector", vectors(RELATIVES), ids=lambda vector: vector.scenario)
def test_a_relative_of_a_code_or_message_is_not_taken_for_it(vector: Vector) -> None:
    matches = Lookup(relatives())(vector.text)
    assert vector.is_met_by(matches[0] if matches else None), matches[:3]


def generic_texts() -> Iterator[str]:
    """Yield each generic code and message of the reference, alone and one under the other."""
    codes = index().generic_codes
    yield from codes
    for at, kind in index().generic_templates.items():
        case, template = index().templates[at]
        text = parse(template).fill(dict.fromkeys(parse(template).names, "x"))
        yield text
        if kind != "plain":  # of those, a code of the same error is another piece of evidence
            spellings = codes.intersection(index().errors[index().cases[case].error].spellings)
            yield from (f"{code}: {text}" for code in spellings)


def test_a_generic_string_alone_is_never_more_than_a_guess() -> None:
    claimed = {
        text: [name_of(match) for match in found]
        for text in generic_texts()
        if not any(marker in text.lower() for marker in index().own)
        if (found := [m for m in lookup()(text) if m.confidence is not Confidence.SUGGESTION])
    }
    assert claimed == {}


@settings(max_examples=60)
@given(
    st.sampled_from([error.code for error in registry().errors if error.has_code]),
    st.sampled_from(["sqlalchemy.exc.", "java.lang.", "Aws::S3::Errors::", "Yard.", "com.x#"]),
    st.sampled_from(["{}: the lawn is wet", '{{"code": "{}"}}', "{}"]),
)
def test_a_qualifier_of_another_program_never_makes_a_code_surer(
    code: str, qualifier: str, form: str
) -> None:
    assert sureness(form.format(qualifier + code), code) <= sureness(form.format(code), code)


def test_a_registry_adds_codes_and_messages_that_others_have_too() -> None:
    known = generic(("GardenClosed",), ("The gate {gate} is shut today.",))
    assert known.is_code("GardenClosed")
    assert known.kind_of("The gate {gate} is shut today.") == "messages"
    assert known.kind_of("The gate north is shut today") == "messages"
    assert not generic().is_code("GardenClosed")
    assert generic().kind_of("The hydrangea {gate} is shut today, dear gardener") is None


def test_common_strings_are_known_in_any_style_but_codes_of_one_style_only_in_theirs() -> None:
    known = generic()
    for code in ("AccessDenied", "access_denied", "ACCESS_DENIED", "invalid_api_key"):
        assert known.is_code(code)
    assert not known.is_code("InvalidApiKey")
    for message in ("Not Found", "Payload Too Large."):
        assert known.kind_of(message) == "phrases"
    assert known.kind_of("Connection error.") == "messages"
    assert known.kind_of("The audio is empty") == "plain"
