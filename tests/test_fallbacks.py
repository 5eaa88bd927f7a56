"""What is said of a text besides its matches: a code, a status or a word never ends in nothing."""

from __future__ import annotations

from typing import Any

import pytest

from errdocs import Lookup
from errdocs.lookup import Fallbacks
from errdocs.registry.model import status_label
from lookup_texts import fallback_vectors, registry


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup(registry())


def said_of(lookup: Lookup, text: str) -> Fallbacks:
    return lookup.fallbacks(text, lookup(text))


@pytest.mark.parametrize("item", fallback_vectors(), ids=lambda item: repr(item["text"])[:40])
def test_a_text_without_a_match_gets_what_can_be_said(lookup: Lookup, item: dict[str, Any]) -> None:
    said = said_of(lookup, item["text"])
    status, found = said.status, said.found
    if item.get("nothing"):
        assert said == Fallbacks()
    if "status" in item:
        assert status and status.status == item["status"]
        assert bool(status.cases) == ("cases" not in item)
    if "words" in item:
        assert found and found.total >= len(found.entries)
        first = [f"{hint.code}/{hint.case}" if hint.case else hint.code for hint in found.entries]
        assert set(item["words"]) <= {*first}
        assert item.get("url", found.url) == found.url
    if "code" in item:
        [code] = said.codes
        assert (code.code, code.has_message) == (item["code"], item["has_message"])
        assert [hint.case for hint in code.nearest][: len(item["near"]) or None] == item["near"]


def test_a_status_counts_the_cases_that_its_listing_shows(lookup: Lookup) -> None:
    current: dict[int, int] = {}
    for error, case in registry().cases():
        if case.status and not error.removal_of(case):
            current[case.status] = current.get(case.status, 0) + 1
    said = {status: said_of(lookup, status_label(status)).status for status in current}
    assert {status: found and found.cases for status, found in said.items()} == current


def test_what_holds_for_a_code_counts_each_of_its_current_cases(lookup: Lookup) -> None:
    for error in registry().errors:
        for code in said_of(lookup, error.code).codes:
            own = registry().by_code[code.code]
            current = [case for case in own.cases if not own.removal_of(case)] or [*own.cases]
            assert sum(code.retries.values()) == sum(bool(case.retry) for case in current)
            assert sum(code.actors.values()) == sum(bool(case.actor) for case in current)
            assert [*code.retries.values()] == sorted(code.retries.values(), reverse=True)


def test_every_word_of_a_title_finds_its_entry_or_says_how_many_have_it(lookup: Lookup) -> None:
    for error in registry().errors:
        said = said_of(lookup, error.heading.split()[-1])
        assert said.found or said.codes or said.status, error.heading


def test_beside_a_sure_match_nothing_is_searched_for(lookup: Lookup) -> None:
    assert said_of(lookup, "Range of max_tokens should be [1, 8192]") == Fallbacks()


def test_urls_are_absolute_where_the_site_is_known() -> None:
    lookup = Lookup(registry(), "https://errors.example/")
    said = [said_of(lookup, text) for text in ("429", "quota")]
    urls = [found.url for one in said for found in (one.status, one.found) if found]
    assert urls == [
        "https://errors.example/errors/status/429/",
        "https://errors.example/errors/category/quota/",
    ]
