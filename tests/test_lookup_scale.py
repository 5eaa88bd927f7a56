"""The lookup among ten thousand other cases that share its words."""

from __future__ import annotations

import gzip
from itertools import islice

import pytest

from errdocs.lookup.index import Index, build_index, index_json
from errdocs.lookup.matches import answer
from lookup_texts import Vector, alike, registry, vectors, wrapped_cases
from made_up import with_made_up

CASES = 10_000
KILOBYTE = 1000


def share_right(index: Index, asked: list[Vector]) -> float:
    """Return the share of vectors whose answer is right, and print the others."""
    wrong = [
        v.scenario for v in asked if not v.is_met_by(next(iter(answer(index, v.text, 1)), None))
    ]
    print("wrong:", wrong)
    return 1 - len(wrong) / len(asked)


def wrapped_vectors() -> list[Vector]:
    """Return some of the first wordings as vectors, in the wrappers that leave the text whole."""
    return [
        Vector(f"{item.error.code}-{item.wrapper.__name__}", item.text, entry, ("exact", "likely"))
        for item in islice(wrapped_cases(), 0, None, 7)
        if item.wrapper.__name__ != "cut_right" and item.template == item.case.message
        for entry in [f"{item.error.code}/{item.case.id}"]
    ]


@pytest.fixture(scope="module")
def crowded() -> Index:
    """Return the index of this registry with as many other cases as make ten thousand."""
    own = build_index(registry())
    return with_made_up(own, CASES - len(own.cases), seed=1)


def test_a_named_code_decides_between_hundreds_with_the_same_messages() -> None:
    index, texts = alike()
    assert [answer(index, text, 1)[0].url for text, _ in texts] == [url for _, url in texts]


@pytest.mark.slow
def test_ten_thousand_other_cases_cost_a_point_at_most(crowded: Index) -> None:
    asked = vectors() + wrapped_vectors()
    assert share_right(crowded, asked) >= share_right(build_index(registry()), asked) - 0.01


def test_the_index_of_this_registry_packs_into_sixty_bytes_a_case() -> None:
    index = build_index(registry())
    assert len(gzip.compress(index_json(index).encode())) < 60 * len(index.cases)


def test_the_index_of_ten_thousand_cases_packs_into_three_hundred_kilobytes(
    crowded: Index,
) -> None:
    assert len(gzip.compress(index_json(crowded).encode())) < 300 * KILOBYTE
