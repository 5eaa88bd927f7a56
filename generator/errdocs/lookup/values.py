"""The values of a template's parameters, read from a text.

Read by scanning, not by patterns: the text comes from strangers, and a pattern with several
values between the same signs could be made to try every way of sharing them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from errdocs.lookup.evidence import Evidence
from errdocs.lookup.templates import Wording
from errdocs.lookup.words import Word, words
from errdocs.messages import Part, Placeholder, parse

LONGEST = 200
"""Characters of the longest value that is read; a longer stretch is not one value."""
BLANKS = " \t\r\n\u00a0\u3000"
QUOTES = "\"'`“”‘’"
CLOSING = ")]}"
_EDGES = BLANKS + QUOTES + "\\"


class Gap(NamedTuple):
    """What stands between two words of a template: placeholders and the signs around them."""

    slot: int
    """Number of words before it."""
    names: tuple[str, ...]
    signs: tuple[str, ...]
    """The signs before the first placeholder, between them, and after the last, without blanks."""


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


def _gaps(parts: Sequence[Part]) -> Iterator[Gap]:
    """Yield the stretches of a template between words that hold placeholders."""
    names: list[str] = []
    signs = [""]
    slot = 0
    for part in parts:
        if isinstance(part, Placeholder):
            names.append(part.name)
            signs.append("")
            continue
        found = words(part)
        signs[-1] += _only_signs(part[: found[0].start] if found else part)
        if found:
            if names:
                yield Gap(slot, tuple(names), tuple(signs))
            slot += len(found)
            names, signs = [], [_only_signs(part[found[-1].end :])]
    if names:
        yield Gap(slot, tuple(names), tuple(signs))


def _only_signs(text: str) -> str:
    return "".join(sign for sign in text if sign not in BLANKS)


def _stretch(gap: Gap, found: Mapping[int, Word], text: str, *, is_last: bool) -> str:
    """Return the part of a text where the values of a gap are; empty where nobody can tell."""
    before, after = found.get(gap.slot - 1), found.get(gap.slot)
    if before is None and gap.slot:
        return ""
    if after is not None:
        start = before.end if before else max(0, after.start - LONGEST)
        return text[start : after.start] if after.start - start <= 2 * LONGEST else ""
    return text[before.end : before.end + 2 * LONGEST] if before and is_last else ""


def _read(gap: Gap, stretch: str, *, is_last: bool) -> Iterator[str]:
    """Yield the values of a gap, each up to the sign that follows it."""
    if not gap.slot:
        yield _last_word(stretch)
        return
    at = _after(stretch, 0, gap.signs[0])
    for sign in gap.signs[1:-1]:
        end = _find(stretch, sign[:1], at + 1)
        if end < 0:
            return
        yield stretch[at:end].strip(_EDGES)
        at = _after(stretch, end, sign)
    yield _final(stretch[at:], gap.signs[-1], is_last=is_last).strip(_EDGES)


def _final(rest: str, sign: str, *, is_last: bool) -> str:
    """Return the last value of a gap: to its sign, or to the end of the quote or line."""
    if not is_last:
        rest = rest.rstrip(BLANKS)
        return rest[: len(rest) - len(sign)] if sign and rest.endswith(sign) else rest
    stops = sign[:1] if sign else '"`”’\n'
    ends = [end for end in (_find(rest, stop, 1) for stop in stops) if end >= 0]
    return rest[: min(ends)] if ends else rest


def _after(text: str, at: int, signs: str) -> int:
    """Return the place after signs and blanks, as far as they are there."""
    while at < len(text) and (text[at] in BLANKS or text[at] == "\\"):
        at += 1
    for sign in signs:
        if at < len(text) and (text[at] == sign or (sign in QUOTES and text[at] in QUOTES)):
            at += 1
        while at < len(text) and text[at] in BLANKS:
            at += 1
    return at


def _find(text: str, sign: str, start: int) -> int:
    """Return where a sign is, or one of its kind: any blank for none; -1 if nowhere."""
    kinds = next((kind for kind in (QUOTES, CLOSING) if sign in kind), sign) if sign else BLANKS
    places = [text.find(kind, start) for kind in kinds]
    return min((place for place in places if place >= 0), default=-1)


def _last_word(stretch: str) -> str:
    """Return what a message begins with: nothing tells where it starts but a blank or quote."""
    end = stretch.rstrip(_EDGES)
    start = max((end.rfind(sign) for sign in BLANKS + QUOTES), default=-1)
    return end[start + 1 :]
