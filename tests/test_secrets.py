"""Secrets are masked wherever text from strangers is shown."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from errdocs.lookup.secrets import MASK, find_secrets, masked, masked_values
from errdocs.messages import parse
from secret_corpus import SAMPLES, WRAPPERS, as_base64, seen, wrapped
from sites import this_repository

FOLDER = Path(__file__).parent / "scenarios"
EXAMPLES: dict[str, dict[str, str]] = yaml.safe_load(
    (FOLDER / "secrets.yml").read_text(encoding="utf-8")
)
PIECES = (
    *("a", "a-", "a1_", "sk-", "@", "a.@", "a@a.", "key=", "key = ", "token: ", "eyJ", "eyJa.a."),
    *(
        "://",
        "://a:",
        "bearer ",
        "\\",
        "-----BEGIN ",
        "?",
        "?a=",
        "password",
        "LTAI",
        " ",
        "[masked]",
    ),
    *("adobe , ", "key, ", "kind: secret data: a: ", "-u a:'", "-h x-", "--token ", "%3D", "%2541"),
    *("YWJjZGVmZ2hpamts ", "password is ", 'password="a', "sc_aaaaa.", "ZXlK", "-----BEGIN A "),
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_of_each_example_only_what_is_no_secret_is_shown(name: str):
    example = EXAMPLES[name]
    assert masked(example["text"]) == example.get("shown", example["text"])


def test_what_is_masked_stays_so():
    for example in EXAMPLES.values():
        shown = masked(example["text"])
        assert masked(shown) == shown


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=9), max_size=30).map("".join))
def test_secrets_are_apart_and_the_text_between_them_stays(text: str):
    secrets = find_secrets(text)
    edges = [0, *(edge for secret in secrets for edge in secret), len(text)]
    assert edges == sorted(edges)
    kept = [text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]
    assert masked(text) == MASK.join(kept)


def test_a_value_is_masked_for_what_stands_before_it_in_the_text():
    text = 'api_key="a1b2c3d4e5f6" is not allowed for model qwerty'
    values = {"key": "a1b2c3d4e5f6", "part": "b2c3d4e5", "model": "qwerty", "short": "a1"}
    assert masked_values(values, text) == {
        "key": MASK, "part": MASK, "model": "qwerty", "short": "a1"
    }  # fmt: skip


def test_all_that_rules_of_others_recognise_is_masked():
    """What varies in each sample stands in brackets; what does not says whose key it is."""
    for sample in SAMPLES:
        hidden = {place for span in find_secrets(sample.text) for place in range(*span)}
        secret = range(sample.start, sample.start + len(sample.secret))
        assert hidden >= {*secret}, (sample.rule, masked(sample.text))


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_it_is_masked_in_whatever_people_paste(wrapper: str):
    write = WRAPPERS[wrapper].write
    wrong = [
        (masked(wrapped(wrapper, sample.text)), found)
        for sample in SAMPLES
        for found in seen([sample], masked(wrapped(wrapper, sample.text)), write)
    ]
    assert wrong == []


def test_base64_of_it_is_masked_whole():
    for sample in SAMPLES:
        assert masked(f"got {as_base64(sample.text)} back") == "got [masked] back", sample.rule


def test_no_documented_text_holds_a_secret():
    """Messages, codes and titles; an address that a message prints is an address."""
    wrong = [
        masked(text)
        for error, case in this_repository().registry.cases()
        for text in (
            *(message.fill(case.sample_values) for message in map(parse, case.all_templates)),
            *(error.code, error.heading, case.heading),
        )
        if any("@" not in text[start:end] for start, end in find_secrets(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_linear_in_the_text(piece: str):
    """A text eight times as long may take some twelve times as long, not sixty-four times."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = time.process_time()
        find_secrets(text)
        return time.process_time() - begin

    assert seconds(32_000) < 16 * max(min(seconds(4_000) for _ in range(3)), 0.005)
