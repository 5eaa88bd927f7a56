"""The values of a template's parameters, read from a text.

Read by scanning, not by patterns: the text is untrusted, and a pattern with several values between
the same characters could be made to try every way of sharing them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from errdocs.lookup.constants import BRACKETS, LONGEST_VALUE, QUOTES, SPACES
from errdocs.lookup.evidence import Evidence
from errdocs.lookup.index import Wording
from errdocs.lookup.words import Word, words
from errdocs.messages import Part, Placeholder, parse

_EDGES = SPACES + QUOTES + "\\"


class _Gap(NamedTuple):
    """What stands between two words of a template: placeholders and the characters around them."""

    slot: int
    """Number of words before it."""
    names: tuple[str, ...]
    around: tuple[str, ...]
    """The characters before the first placeholder, between them, and after the last, without
    spaces."""


def read_values(wording: Wording, evidence: Evidence, text: str) -> dict[str, str]:
    """Return the values that the text has where the template has placeholders.

    A placeholder has no value where the words on its sides are not in the text, or where nobody
    can tell where the value ends.
    """
    found = dict(zip((slot for slot, _ in evidence.chain.places), evidence.found, strict=True))
    values: dict[str, str] = {}
    for gap in _gaps(parse(wording.template).parts):
        is_last = gap.slot == len(wording.slots)
        stretch = _stretch(gap, found, text, is_last=is_last)
        read = _read(gap, stretch, is_last=is_last) if stretch else ()
        for name, value in zip(gap.names, read, strict=False):
            values.setdefault(name, value)
    return {name: value for name, value in values.items() if value}


def _gaps(parts: Sequence[Part]) -> Iterator[_Gap]:
    """Yield the stretches of a template between words that hold placeholders."""
    names: list[str] = []
    around = [""]
    slot = 0
    for part in parts:
        if isinstance(part, Placeholder):
            names.append(part.name)
            around.append("")
            continue
        found = words(part)
        around[-1] += _without_spaces(part[: found[0].start] if found else part)
        if found:
            if names:
                yield _Gap(slot, tuple(names), tuple(around))
            slot += len(found)
            names, around = [], [_without_spaces(part[found[-1].end :])]
    if names:
        yield _Gap(slot, tuple(names), tuple(around))


def _without_spaces(text: str) -> str:
    return "".join(character for character in text if character not in SPACES)


def _stretch(gap: _Gap, found: Mapping[int, Word], text: str, *, is_last: bool) -> str:
    """Return the part of a text where the values of a gap are; empty where nobody can tell."""
    before, after = found.get(gap.slot - 1), found.get(gap.slot)
    if before is None and gap.slot:
        return ""
    if after is not None:
        start = before.end if before else max(0, after.start - LONGEST_VALUE)
        return text[start : after.start] if after.start - start <= 2 * LONGEST_VALUE else ""
    return text[before.end : before.end + 2 * LONGEST_VALUE] if before and is_last else ""


def _read(gap: _Gap, stretch: str, *, is_last: bool) -> Iterator[str]:
    """Yield the values of a gap, each up to the character that follows it."""
    if not gap.slot:
        yield _last_word(stretch)
        return
    at = _after(stretch, 0, gap.around[0])
    for between in gap.around[1:-1]:
        end = _find(stretch, between[:1], at + 1)
        if end < 0:
            return
        yield stretch[at:end].strip(_EDGES)
        at = _after(stretch, end, between)
    yield _final(stretch[at:], gap.around[-1], is_last=is_last).strip(_EDGES)


def _final(rest: str, after: str, *, is_last: bool) -> str:
    """Return the last value of a gap: to what follows it, or to the end of the quote or line."""
    if not is_last:
        return rest.rstrip(SPACES).removesuffix(after)
    stops = after[:1] if after else '"`”’\n'
    ends = [end for end in (_find(rest, stop, 1) for stop in stops) if end >= 0]
    return rest[: min(ends)] if ends else rest


def _after(text: str, at: int, expected: str) -> int:
    """Return the place after characters and spaces, as far as they are there."""
    while at < len(text) and (text[at] in SPACES or text[at] == "\\"):
        at += 1
    for character in expected:
        if at < len(text) and text[at] in (QUOTES if character in QUOTES else character):
            at += 1
        while at < len(text) and text[at] in SPACES:
            at += 1
    return at


def _find(text: str, character: str, start: int) -> int:
    """Return where a character is, or one of its kind: any space for none; -1 if nowhere."""
    kinds = (kind for kind in (QUOTES, BRACKETS) if character in kind)
    alike = next(kinds, character) if character else SPACES
    places = [text.find(one, start) for one in alike]
    return min((place for place in places if place >= 0), default=-1)


def _last_word(stretch: str) -> str:
    """Return what a message starts with: only a space or quote tells where it starts."""
    end = stretch.rstrip(_EDGES)
    start = max((end.rfind(edge) for edge in SPACES + QUOTES), default=-1)
    return end[start + 1 :]
