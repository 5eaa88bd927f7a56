"""The ids of new cases: words of the code or message, cut between words, never invented."""

from __future__ import annotations

from collections.abc import Container
from itertools import chain, count

from errdocs.imports.expressions import cut, styled
from errdocs.imports.mapping import Cut, Style
from errdocs.messages import TemplateError, parse
from errdocs.registry.model import Case, Error

MOST_WORDS = 8
LONGEST = 60  # characters of an id; a folder of the site has its name
_NO_WORDS = "message"
_TAKEN = "index"  # its page would be the `index.html` of the error


def case_id(error: Error, case: Case, taken: Container[str]) -> str:
    """Return an id for a new case: the wish of the mapping, or words of its code or message."""
    texts = (
        case.id,
        (case.code or "").removeprefix(error.code),
        _start(case.message or case.title or ""),
        error.code if not case.message else "",
    )
    wish = next(filter(None, map(_words, texts)), [_NO_WORDS])
    wish = [*wish, _NO_WORDS] if wish == [_TAKEN] else wish
    # A second message that starts alike gets more of its words, before it gets a number.
    wishes = ["-".join(wish[:size]) for size in range(MOST_WORDS, max(len(wish), MOST_WORDS) + 1)]
    short = [name for name in wishes if len(name) <= LONGEST] or [_shortened(wish)]
    ids = chain(short, (f"{short[0]}-{number}" for number in count(2)))
    return next(name for name in ids if name not in taken)


def _words(text: str) -> list[str]:
    return [word for word in styled(text, Style.KEBAB).split("-") if word]


def _start(template: str) -> str:
    """Return the first clause of a message without its values."""
    try:
        parts = parse(template).parts
    except TemplateError:
        parts = (template,)
    text = "".join(part if isinstance(part, str) else " " for part in parts)
    return cut(text, Cut.CLAUSE) or text


def _shortened(words: list[str]) -> str:
    """Return the first words that fit; of a single long one its start."""
    fitting = words[:MOST_WORDS]
    while len(fitting) > 1 and len("-".join(fitting)) > LONGEST:
        fitting.pop()
    return "-".join(fitting)[:LONGEST]
