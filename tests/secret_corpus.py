"""Samples of what public rules for secrets recognise, and whether any of one can be seen."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import yaml

CORPUS: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "scenarios" / "secrets-corpus.yml").read_text(encoding="utf-8")
)
PIECE = 8
"""Characters in a row of a secret that nobody may see; fewer are in other words too."""


class Sample(NamedTuple):
    """A text that a rule recognises a secret in."""

    rule: str
    text: str
    secret: str
    start: int

    @property
    def pieces(self) -> list[str]:
        """Return parts of the secret of which one is in every 11 characters of it."""
        last = max(1, len(self.secret) - PIECE + 1)
        return [self.secret[at : at + PIECE] for at in {*range(0, last, 4), last - 1}]


def _read() -> Iterator[Sample]:
    for rule, samples in CORPUS.items():
        for sample in samples:
            before, secret, after = re.split("[⟦⟧]", sample.replace("·", ""))
            yield Sample(rule, before + secret + after, secret, len(before))


SAMPLES = [*_read()]
ONE_A_RULE = [*{sample.rule: sample for sample in SAMPLES}.values()]


def seen(
    samples: Iterable[Sample], shown: str, *written_as: Callable[[str], str]
) -> list[tuple[str, str]]:
    """Return rules and pieces of the secrets that a text shows, as they are or as written."""
    return [
        (sample.rule, piece)
        for sample in samples
        for piece in sample.pieces
        if any(form in shown for form in {piece, *(write(piece) for write in written_as)})
    ]


def as_json(text: str) -> str:
    """Return a text as it is within a string of JSON."""
    return json.dumps(text)[1:-1]


def as_html(text: str) -> str:
    """Return a text as it is within HTML."""
    return html.escape(text)


def as_part_of_url(text: str) -> str:
    """Return a text as it is within a URL."""
    return quote(text, safe="")


def with_numbers(text: str) -> str:
    """Return a text as it is in JSON of programs that escape more than they have to."""
    return "".join(
        character if character.isalnum() else f"\\u{ord(character):04x}" for character in text
    )


class Wrapper(NamedTuple):
    """What stands around texts when people paste them, and how it writes their characters."""

    around: str
    write: Callable[[str], str] = str


WRAPPERS: Mapping[str, Wrapper] = {
    "a line of a log": Wrapper("2026-01-02 03:04:05 ERROR it failed: {} "),
    "JSON": Wrapper('{{"message": "{}"}}', as_json),
    "JSON with numbers of characters": Wrapper('{{"message": "{}"}}', with_numbers),
    "JSON in JSON": Wrapper(
        '{{"body": "{{\\"message\\": \\"{}\\"}}"}}', lambda text: as_json(as_json(text))
    ),
    "HTML": Wrapper("<pre>{} </pre>", as_html),
    "JSON in HTML": Wrapper(
        "{{&quot;message&quot;: &quot;{}&quot;}}", lambda text: as_html(as_json(text))
    ),
    "a URL": Wrapper("https://a.example/?q={}", as_part_of_url),
    "a URL in JSON": Wrapper('{{"url": "https://a.example/?q={}"}}', as_part_of_url),
    "JSON in a URL": Wrapper(
        "https://a.example/?q=%7B%22a%22%3A%22{}%22%7D", lambda text: as_part_of_url(as_json(text))
    ),
}


def wrapped(wrapper: str, text: str) -> str:
    """Return a text as people paste it."""
    around, write = WRAPPERS[wrapper]
    return around.format(write(text))


def as_base64(text: str) -> str:
    """Return a text with others around it, in Base64."""
    return base64.b64encode(f"body: {text} end".encode()).decode()
