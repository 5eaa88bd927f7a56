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
LEAST_WORDS = 3  # a shorter clause says too little
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
    wish = next(filter(None, map(_shortened, texts)), _NO_WORDS)
    wish = f"{wish}-{_NO_WORDS}" if wish == _TAKEN else wish
    ids = chain([wish], (f"{wish}-{number}" for number in count(2)))
    return next(name for name in ids if name not in taken)


def _start(template: str) -> str:
    """Return the first clause of a message without its values, where it says enough."""
    try:
        parts = parse(template).parts
    except TemplateError:
        parts = (template,)
    text = "".join(part if isinstance(part, str) else " " for part in parts)
    clause = cut(text, Cut.CLAUSE)
    return clause if len(clause.split()) >= LEAST_WORDS else text


def _shortened(text: str) -> str:
    """Return the first words of a text in kebab case."""
    words = styled(text, Style.KEBAB).split("-")[:MOST_WORDS]
    while len(words) > 1 and len("-".join(words)) > LONGEST:
        words.pop()
    return "-".join(words)[:LONGEST].strip("-")
