"""A rule about envelopes: an example response can be made from each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.messages import TemplateError, parse
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import EnvelopeFormat

NAMES = ("code", "message", "status", "request_id")
"""What an envelope may hold."""


@dataclass(frozen=True)
class BadEnvelope(Problem):
    """A text of an envelope that no response can be made from."""

    rule = "envelope"
    found: str

    def message(self) -> Message:  # noqa: D102
        names = ", ".join(f"`{{{name}}}`" for name in NAMES)
        return Message(self.found, f"text with {names}", "correct it; write literal braces twice")


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the texts of envelopes that cannot be filled, and text bodies that are none."""
    for index, surface in enumerate(loaded.registry.settings.surfaces):
        where = loaded.settings_pointer("surfaces", index, "envelope", "body")
        envelope = surface.envelope
        if envelope is None or loaded.has_gap(where):
            continue
        if envelope.format is EnvelopeFormat.TEXT and not isinstance(envelope.body, str):
            yield BadEnvelope(where, "the body of a text envelope is not text")
        yield from _texts(where, envelope.body)


def _texts(where: Pointer, body: object) -> Iterator[Problem]:
    if isinstance(body, Mapping):
        for key, item in body.items():
            yield from _texts(where.at(key), item)
    elif isinstance(body, tuple):
        for index, item in enumerate(body):
            yield from _texts(where.at(index), item)
    elif isinstance(body, str):
        yield from _text(where, body)


def _text(where: Pointer, text: str) -> Iterator[Problem]:
    try:
        unknown = [name for name in parse(text).names if name not in NAMES]
    except TemplateError as error:
        yield BadEnvelope(where, f"{error.reason} at character {error.offset + 1}")
        return
    for name in unknown:
        yield BadEnvelope(where, f"`{{{name}}}` stands for nothing")
