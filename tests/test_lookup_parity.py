"""One algorithm, two implementations: Python and a browser give the same answer to every text."""

from __future__ import annotations

import dataclasses
import json
import unicodedata
from collections.abc import Sequence
from itertools import islice, product
from typing import Any

import pytest
from playwright.sync_api import Page

from errdocs import Lookup
from errdocs.lookup import LIMIT, Fallbacks, Match, left_out
from errdocs.lookup.index import Index, build_index, index_json
from errdocs.lookup.matches import answer
from errdocs.lookup.words import words
from errdocs.messages import parse
from errdocs.registry.model import Registry
from lookup_texts import (
    GATEWAYS,
    RELATIVES,
    SHAPES,
    TOUCHING,
    alike,
    fallback_vectors,
    gateways,
    index_of,
    misleading,
    mutated,
    mutations,
    registry,
    relatives,
    shapes,
    vectors,
    wrapped_cases,
)
from made_up import with_made_up

pytestmark = pytest.mark.browser
MUTATIONS = 1500
SEED = 20250520
ASK = """async ([address, document, texts]) => {
    const scripts = await import(address + "lookup/lookup.js");
    const { fallbacks, leftOut, lookup, prepare, recognised } = scripts;
    const index = prepare(JSON.parse(document));
    return JSON.stringify(JSON.parse(texts).map((text) => {
        const matches = lookup(index, text);
        const more = fallbacks(index, text, matches);
        return [matches, recognised(index, text), leftOut(text), more];
    }));
}"""
WORDS = """async ([address, texts]) => {
    const { words } = await import(address + "lookup/words.js");
    return JSON.stringify(JSON.parse(texts).map((text) => words(text).map((word) => word.text)));
}"""


@pytest.fixture
def address(base_url: str) -> str:
    """Return the address of the scripts of the built site."""
    return f"{base_url}assets/errdocs/"


def ask(page: Page, address: str, index: Index, texts: Sequence[str]) -> Any:
    """Return what the browser answers; texts travel as ASCII, since some are no valid Unicode."""
    return json.loads(page.evaluate(ASK, [address, index_json(index), json.dumps(texts)]))


def as_browser(match: Match, text: str) -> dict[str, Any]:
    """Return a match as the browser has it: a browser counts characters in units of UTF-16."""
    told = [field for field in dataclasses.fields(match) if field.compare]
    return {
        **{field.name: getattr(match, field.name) for field in told},
        "confidence": match.confidence.value,
        "score": pytest.approx(match.score, abs=1e-6),
        "span": [_units(text[:place]) for place in match.span],
    }


def fallbacks_as_browser(fallbacks: Fallbacks) -> dict[str, Any]:
    """Return fallbacks as the browser has them."""
    found: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(fallbacks)))
    if found["status"]:
        found["status"]["isBare"] = found["status"].pop("is_bare")
    for code in found["codes"]:
        code["hasMessage"] = code.pop("has_message")
        code["isSure"] = code.pop("is_sure")
        code |= {name: [[*pair] for pair in code[name].items()] for name in ("retries", "actors")}
    return found


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def assert_alike(
    page: Page, address: str, texts: Sequence[str], errors: Registry | None = None
) -> None:
    """Compare all that both say about texts, of this repository's errors or others."""
    errors = errors or registry()
    lookup = Lookup(errors)
    answers = ask(page, address, build_index(errors), texts)
    for text, (matches, recognised, skipped, more) in zip(texts, answers, strict=True):
        found = lookup(text)
        assert matches == [as_browser(match, text) for match in found], text
        assert more == fallbacks_as_browser(lookup.fallbacks(text, found)), text
        own = lookup.recognised(text)
        assert recognised == {
            "statuses": list(own.statuses),
            "codes": list(own.codes),
            "vendor": own.vendor,
        }, text
        assert skipped == left_out(text)


def test_both_answer_the_vectors_alike(plain_page: Page, address: str) -> None:
    assert_alike(plain_page, address, [vector.text for vector in vectors()])


def test_both_answer_errors_of_other_programs_alike(plain_page: Page, address: str) -> None:
    # Every fourth: what a program prints once, it prints in a few shapes.
    assert_alike(plain_page, address, [item.text for item in misleading()[::4]])


def test_both_say_the_same_of_what_they_do_not_know(plain_page: Page, address: str) -> None:
    queries = [item["text"] for item in fallback_vectors()]
    words_of_pages = {
        word
        for error in registry().errors
        for text in (error.heading, error.code, *(case.heading for case in error.cases))
        for word in text.split()
    }
    statuses = [f"{start}{number}" for start in ("", "HTTP ") for number in range(399, 506)]
    assert_alike(plain_page, address, [*queries, *sorted(words_of_pages), *statuses])


def test_both_find_codes_of_any_shape_alike(plain_page: Page, address: str) -> None:
    texts = [vector.text for vector in vectors(SHAPES)]
    assert_alike(plain_page, address, [*texts, *mutated(texts, MUTATIONS, SEED)], shapes())


def test_both_unwrap_what_gateways_and_agents_wrap_alike(plain_page: Page, address: str) -> None:
    texts = [vector.text for vector in vectors(GATEWAYS)]
    assert_alike(plain_page, address, [*texts, *mutated(texts, MUTATIONS // 2, SEED)], gateways())


def test_both_take_relatives_of_codes_alike(plain_page: Page, address: str) -> None:
    texts = [vector.text for vector in vectors(RELATIVES)]
    assert_alike(plain_page, address, [*texts, *mutated(texts, MUTATIONS // 10, SEED)], relatives())


def test_both_answer_every_wrapped_case_alike(plain_page: Page, address: str) -> None:
    # Every fifth of ten thousand texts has every case, in another wrapper each time.
    assert_alike(plain_page, address, [item.text for item in islice(wrapped_cases(), 0, None, 5)])


def test_both_answer_thousands_of_mutations_alike(plain_page: Page, address: str) -> None:
    assert_alike(plain_page, address, list(mutations(MUTATIONS, SEED)))


def test_both_search_the_same_ends_of_long_texts(plain_page: Page, address: str) -> None:
    message = "dashscope: Range of max_tokens should be [1, 512]"
    filler = ("😀" * 19 + " x") * (LIMIT // 21 + 10)
    ours = [filler + message, "😀" * (LIMIT // 2 + 1)]
    assert_alike(plain_page, address, ours)


def test_both_answer_alike_among_thousands_of_cases(plain_page: Page, address: str) -> None:
    index = with_made_up(build_index(registry()), 2000, SEED)
    texts = [vector.text for vector in vectors()]
    for text, (matches, *_) in zip(texts, ask(plain_page, address, index, texts), strict=True):
        assert matches == [as_browser(match, text) for match in answer(index, text, 5)], text


def test_both_tell_the_same_messages_of_hundreds_of_codes_alike(
    plain_page: Page, address: str
) -> None:
    index, bodies = alike()
    texts = [text for text, _ in bodies]
    texts += [text.replace("BadValue", "Other") for text in texts]
    for text, (matches, *_) in zip(texts, ask(plain_page, address, index, texts), strict=True):
        assert matches == [as_browser(match, text) for match in answer(index, text, 5)], text


def test_both_read_the_values_of_touching_placeholders_alike(
    plain_page: Page, address: str
) -> None:
    index = index_of(TOUCHING)
    fills = [
        dict(zip("abc", values, strict=True)) for values in product(("x9", "two w", ""), repeat=3)
    ]
    texts = [parse(template).fill(fill) for template in TOUCHING for fill in fills]
    for text, (matches, *_) in zip(texts, ask(plain_page, address, index, texts), strict=True):
        assert matches == [as_browser(match, text) for match in answer(index, text, 5)], text


def test_both_lower_every_letter_alike(plain_page: Page, address: str) -> None:
    texts = [chr(point) for point in range(0x10000) if unicodedata.category(chr(point)) != "Cs"]
    found = json.loads(plain_page.evaluate(WORDS, [address, json.dumps(texts)]))
    differing = [
        text
        for text, own in zip(texts, found, strict=True)
        if own != [word.text for word in words(text)]
    ]
    assert differing == []
