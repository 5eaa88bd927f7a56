"""The values of a template's parameters, read from a text.

Read by scanning, not by patterns: the text is untrusted, and a pattern with several values between
the same characters could be made to try every way of sharing them out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from errdocs.lookup.constants import BRACKETS, LONGEST_VALUE, QUOTES, SPACES
from errdocs.lookup.evidence import Evidence
from errdocs.lookup.words import Word, words
from errdocs.messages import Part, Placeholder, parse

_EDGES = SPACES + QUOTES + "\\"
_NO_SPACES = str.maketrans("", "", SPACES)


class _Gap(NamedTuple):
    """What stands between two words of a template: placeholders and the characters around them."""

    slot: int  # number of words before it
    names: Sequence[str]
    around: Sequence[str]  # characters before, between and after the placeholders, without spaces
    is_last: bool = False


def read_values(evidence: Evidence, text: str) -> dict[str, str]:
    """Return the values that the text has where the template has placeholders.

    A placeholder has no value where the words on its sides are not in the text, or where nobody
    can tell where the value ends.
    """
    found = dict(zip(evidence.slots, evidence.found, strict=True))
    values: dict[str, str] = {}
    for gap in _gaps(parse(evidence.wording.template).parts):
        if stretch := _stretch(gap, found, text):
            for name, value in zip(gap.names, _read(gap, stretch), strict=False):
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
        around[-1] += part[: found[0].start if found else None].translate(_NO_SPACES)
        if found:
            if names:
                yield _Gap(slot, names, around)
            slot += len(found)
            names, around = [], [part[found[-1].end :].translate(_NO_SPACES)]
    if names:
        yield _Gap(slot, names, around, is_last=True)


def _stretch(gap: _Gap, found: Mapping[int, Word], text: str) -> str:
    """Return the part of a text where the values of a gap are; empty where nobody can tell."""
    before, after = found.get(gap.slot - 1), found.get(gap.slot)
    if before is None and gap.slot:
        return ""
    if after is not None:
        start = before.end if before else max(0, after.start - LONGEST_VALUE)
        return text[start : after.start] if after.start - start <= 2 * LONGEST_VALUE else ""
    return text[before.end : before.end + 2 * LONGEST_VALUE] if before and gap.is_last else ""


def _read(gap: _Gap, stretch: str) -> Iterator[str]:
    """Yield the values of a gap, each up to the character that follows it."""
    if not gap.slot:
        # only a space or quote tells where the message starts
        yield re.split(f"[{SPACES}{QUOTES}]", stretch.rstrip(_EDGES))[-1]
        return
    at = _after(stretch, 0, gap.around[0])
    for between in gap.around[1:-1]:
        end = _find(stretch, between[:1], at + 1)
        if end < 0:
            return
        yield stretch[at:end].strip(_EDGES)
        at = _after(stretch, end, between)
    yield _final(gap, stretch[at:]).strip(_EDGES)


def _final(gap: _Gap, rest: str) -> str:
    """Return the last value of a gap: to what follows it, or to the end of the quote or line."""
    after = gap.around[-1]
    if not gap.is_last:
        return rest.rstrip(SPACES).removesuffix(after)
    ends = [_find(rest, stop, 1) for stop in (after[:1] or '"`”’\n')]
    return rest[: min((end for end in ends if end >= 0), default=None)]


def _after(text: str, at: int, expected: str) -> int:
    """Return the place after characters and spaces, as far as they are there."""
    rest = text[at:].lstrip(SPACES + "\\")
    for character in expected:
        if rest and rest[0] in (QUOTES if character in QUOTES else character):
            rest = rest[1:]
        rest = rest.lstrip(SPACES)
    return len(text) - len(rest)


def _find(text: str, character: str, start: int) -> int:
    """Return where a character is, or one of its kind: any space for none; -1 if nowhere."""
    kinds = (kind for kind in (QUOTES, BRACKETS) if character in kind)
    alike = next(kinds, character) if character else SPACES
    return min((at for one in alike if (at := text.find(one, start)) >= 0), default=-1)
