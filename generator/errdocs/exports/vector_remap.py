"""Registry -> a program for the `remap` transform of Vector, in its language VRL.

The program reads a text as words with single spaces between, as the lookup does, so that what it
looks for is plain. Its patterns hold nothing of the registry but words, and Vector runs them in
linear time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from errdocs.escaping import printable
from errdocs.exports.exact_wordings import ExactTable, ExactWording, exact_table
from errdocs.lookup.constants import LETTER_RANGES, VALUE_WORDS, WORD_RANGES
from errdocs.render.texts import render_text
from errdocs.routes import Routes

PROGRAM = "known-errors.vrl"
_GROUP = 18  # messages that are tried together, where a text holds a part of one of them
_FIELDS = ("code", "case", "url")
_VALUE = rf"(?:\S+ ){{1,{VALUE_WORDS}}}"  # between two words, each with a space after it


def vector_remap(routes: Routes) -> Iterator[tuple[str, str]]:
    """Yield the program that adds `.known_error` to an event whose message is known."""
    yield PROGRAM, vector_program(exact_table(routes), routes.registry.settings.service.name)


def vector_program(table: ExactTable, service: str) -> str:
    """Return the program for the messages of a service."""
    starts = range(0, len(table.wordings), _GROUP)
    groups = [table.wordings[start : start + _GROUP] for start in starts]
    return render_text(
        f"{PROGRAM}.j2",
        service=printable(service),
        table=table,
        groups=[{"parts": _parts(group), "entries": map(_entry, group)} for group in groups],
        rare="|".join(_rare_words(table.wordings)),
        foreign="|".join(map(_verbatim, table.foreign)),
        letters=_ranges(LETTER_RANGES),
        word=_ranges(WORD_RANGES),
    )


def _entry(wording: ExactWording) -> dict[str, str]:
    fields = {name: _string(getattr(wording, name)) for name in _FIELDS}
    return {"condition": _condition(wording), **fields}


def _parts(wordings: Sequence[ExactWording]) -> str:
    """Return a pattern that every text matches which holds one of these messages."""
    longest = (" ".join(wording.longest) for wording in wordings)
    return "|".join(f" {part} " for part in dict.fromkeys(longest))


def _condition(wording: ExactWording) -> str:
    """Return when a text, as words, holds a message."""
    runs = [" ".join(run) for run in wording.runs]
    if len(runs) == 1:
        return f"contains(text, {_string(f' {runs[0]} ')})"
    return f"match(text, r' {f' {_VALUE}'.join(runs)} ')"


def _rare_words(wordings: Sequence[ExactWording]) -> list[str]:
    """Return a word of each message, long and rare, without which a text needs no closer look."""
    holders = Counter(chain.from_iterable(wording.needs for wording in wordings))
    rare = (
        min(wording.needs, key=lambda word: (-len(word), holders[word], word))
        for wording in wordings
    )
    return sorted({*rare})


def _string(text: str) -> str:
    """Return a text as a string of VRL, in which `{{ name }}` would be a value of the program."""
    return '"' + re.sub(r'[\\"{]', r"\\\g<0>", text) + '"'


def _verbatim(text: str) -> str:
    """Return the pattern of a text as it is, whatever its characters mean in patterns."""
    return "".join(
        character if character.isascii() and character.isalnum() else rf"\x{{{ord(character):X}}}"
        for character in text
    )


def _ranges(ranges: Sequence[tuple[int, int]]) -> str:
    return "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in ranges)
