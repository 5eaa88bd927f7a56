"""Texts that were made to hang or crash a lookup take time in proportion to their length."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest

from errdocs.lookup import LIMIT, Lookup
from errdocs.lookup.index import Index, build_index
from errdocs.registry.model import Registry
from lookup_texts import gateways, registry, shapes

SECONDS = 15
"""What a text of the limit may take: several times what the slowest takes on a slow machine, and a
small part of what a quadratic search would take."""
SHORT, LONG = LIMIT // 32, LIMIT // 8
TIMES = 2 * LONG // SHORT
"""What the long text may take, as a multiple of the short one: half of what a square would."""


@cache
def index() -> Index:
    return build_index(registry())


def units() -> dict[str, str]:
    """Return what hostile texts repeat, by name."""
    templates = sorted((text for _, text in index().templates), key=len)
    known = list(index().weights)
    return {
        "brackets": "[",
        "braces": "{{}}{a}",
        "one letter": "a",
        "dotted letters": "a.",
        "newlines": "\n",
        "backslashes": "\\",
        "unfinished escapes": "\\u003",
        "commas": ",",
        "nulls": "\0",
        "lone surrogates": "\ud800",
        "right-to-left marks": "\u202e",
        "signs of patterns": ".*+?^${}()|[]\\ ",
        "chinese": "中文错误",
        "words broken over lines": "ab\nc",
        "words broken by escapes": "a\\n",
        "statuses": "400 ",
        "unknown words": "word ",
        "one known word": known[0] + " ",
        "all known words": " ".join(known) + " ",
        "all known words backwards": " ".join(reversed(known)) + " ",
        "known words with slips": " ".join(f"{word[:-1]}q{word[-1]}" for word in known) + " ",
        "the longest template": templates[-1] + " ",
        "the longest template without a word": " ".join(templates[-1].split()[:-2]) + " ",
        "all templates": " ".join(templates) + " ",
        "codes": "InvalidApiKey ",
        "dotted codes": "InternalError.Algo.",
        "misspelt codes": 'code: "InvalidApiKy" Throttling.RateQuta ',
        "unfinished JSON": '{"code":"',
    }


def repeated(unit: str, length: int) -> str:
    """Return a text of so many characters."""
    return (unit * (length // len(unit) + 1))[:length]


def seconds_of(lookup: Lookup, text: str) -> float:
    """Return how long both answers about a text keep a processor busy, whatever else runs."""
    start = time.process_time()
    lookup(text)
    lookup.recognised(text)
    return time.process_time() - start


def assert_time_grows_with_length(found: Registry, unit: str) -> None:
    lookup = Lookup(found)
    seconds_of(lookup, repeated(unit, 1000))  # reads the registry
    short = min(seconds_of(lookup, repeated(unit, SHORT)) for _ in range(3))
    most = min(TIMES * short + 0.1, SECONDS * LONG / LIMIT)
    taken = (seconds_of(lookup, repeated(unit, LONG)) for _ in range(3))
    assert any(seconds < most for seconds in taken), (short, most)


@pytest.mark.parametrize("name", units())
def test_time_grows_with_the_length_of_the_text(name: str) -> None:
    assert_time_grows_with_length(registry(), units()[name])


NUMBERS = {
    "numbers": "23505 ",
    "numbers in keys": '"code": 23505, ',
    "the start of a key": "error error error code ",
    "numbers after an error": "error 23505 ",
    "values of fields": "SQLSTATE: 42703 ",
    "values of fields under another code": "[SOME_OTHER.CODE] SQLSTATE: 42703 ",
    "standard codes under another code": "[SOME_OTHER.CODE] SQLSTATE: 42P01 ",
    "codes in keys, line by line": "code=ORA-00942\nrelation x does not exist\n",
    "first runs of codes": "DW DW-101 S3/ SQLSTATE[ ",
    "signs": "-",
    "brackets of codes": "[A_B",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_time_grows_with_the_length_of_numbers(name: str) -> None:
    assert_time_grows_with_length(shapes(), NUMBERS[name])


WRAPPERS = {
    "help anchors": "error-codes#key ",
    "signs of anchors": "#",
    "anchors after queries": "error-codes?a=b#key",
    "entities": "&quot;&amp;",
    "colours": "\x1b[1m",
    "copied colours": "[1m",
    "escaped colours": "\\u001b[1m",
    "escaped quotes": "\\u0022",
}


@pytest.mark.parametrize("name", WRAPPERS)
def test_time_grows_with_the_length_of_wrappers(name: str) -> None:
    assert_time_grows_with_length(gateways(), WRAPPERS[name])


@pytest.mark.parametrize("found", [registry, shapes, gateways], ids=lambda found: found.__name__)
def test_a_text_of_the_limit_takes_seconds(found: Callable[[], Registry]) -> None:
    every = [*units().values(), *NUMBERS.values(), *WRAPPERS.values()]
    text = "\n".join(repeated(unit, LIMIT // len(every) - 1) for unit in every)
    assert seconds_of(Lookup(found()), text) < SECONDS


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "\\", "{", "İ", "__proto__", "\ufeff"])
def test_texts_without_words_have_no_match(text: str) -> None:
    assert Lookup(registry())(text) == []
