"""The first version of an entry: valid, with placeholder text to replace."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from itertools import chain, count, islice
from typing import get_args

from errdocs.messages import escape
from errdocs.registry.formats import Format, Line, Slug, Text
from errdocs.registry.model import (
    CATEGORY_TO_CHOOSE,
    RESERVED,
    Case,
    Error,
    Registry,
    Retry,
    SourceRef,
)
from errdocs.registry.naming import did_you_mean
from errdocs.registry.placeholders import CASE_ID, CAUSE, FIX, MESSAGE, SUMMARY, TITLE
from errdocs.registry.reader import control_character

LONGEST_SLUG = 80  # most characters of a slug that is made here; file systems allow some 250
_SLUG, _LINE, _TEXT = (get_args(hint)[1] for hint in (Slug, Line, Text))
_EXPORTS = (".html", ".json", ".md")


class Refused(ValueError):
    """Raised when the requested entry cannot be valid; the text says why."""


def scaffold(
    registry: Registry,
    code: str,
    *,
    status: int | None = None,
    message: str = MESSAGE,
    category: str | None = None,
    surface: str | None = None,
) -> Error:
    """Return a valid entry for a code, with placeholder text to replace.

    The message is taken literally: its braces are escaped, since each placeholder needs a
    parameter. Without a category a placeholder takes its place, unless there is only one; the
    surface defaults to the first one.

    Raises Refused where no such entry can be valid.
    """
    settings, owners = registry.settings, name_owners(registry)
    _require_text("code", code, _LINE)
    _require_text("message", message, _TEXT)
    if owner := owners.get(code.casefold()):
        raise Refused(f"`{code}` is already a name of the error `{owner}`")
    surfaces = _known("surface", surface, [item.key for item in settings.surfaces])
    categories = _known("category", category, [item.key for item in settings.categories])
    return Error(
        code=code,
        slug=slug_for(code, owners),
        title=TITLE,
        summary=SUMMARY,
        category=CATEGORY_TO_CHOOSE if len(categories) > 1 else next(iter(categories), None),
        surfaces=tuple(surfaces[:1]),
        cases=(_first_case(registry, status, message),),
    )


def _first_case(registry: Registry, status: int | None, message: str) -> Case:
    actors = registry.settings.actors
    return Case(
        id=CASE_ID,
        title=TITLE,
        status=status,
        message=escape(message),
        cause=CAUSE,
        fix=FIX,
        retry=Retry.NEVER,
        actor=actors[0].key if actors else None,
        source=_source(registry),
    )


def name_owners(registry: Registry) -> Mapping[str, str]:
    """Return every name that is taken, without letter case, and the code of its error."""
    errors = registry.errors
    names = ((name, error) for error in errors for name in (error.path_segment, *error.spellings))
    return {name.casefold(): error.code for name, error in names}


def _require_text(kind: str, text: str, rule: Format) -> None:
    if control_character(text):
        raise Refused(f"{kind} {text!r} is refused; expected text without control characters")
    if not rule.accepts(text):
        raise Refused(f"{kind} {text!r} is refused; expected {rule.expected}")


def _known(kind: str, name: str | None, known: list[str]) -> list[str]:
    """Return the key that was asked for alone, or all that there are; raises Refused."""
    if name is not None and name not in known:
        guess = did_you_mean(name, known) or "expected one of " + ", ".join(sorted(known))
        raise Refused(f"{kind} `{name}` does not exist; {guess}")
    return known if name is None else [name]


def _source(registry: Registry) -> tuple[SourceRef, ...]:
    """Return the first source without rows, or else the first row of all; none where none is."""
    rows = {source.document: source.rows for source in registry.source_rows}
    keys = [source.key for source in registry.settings.sources]
    free = (SourceRef(document=key) for key in keys if key not in rows)
    cited = (SourceRef(document=key, row=row.row) for key in keys for row in rows.get(key, ()))
    rest = (SourceRef(document=key) for key in keys)
    return tuple(islice(chain(free, cited, rest), 1))


def slug_for(code: str, taken: Collection[str]) -> str | None:
    """Return a slug like a code, if it needs one: with dashes, and with a number if it is taken."""
    if _is_path_segment(code, taken):
        return None
    name = re.sub(r"[^A-Za-z0-9_]+", "-", code).strip("-_")[:LONGEST_SLUG] or "error"
    slugs = chain([name], (f"{name}-{number}" for number in count(2)))
    is_free = (slug for slug in slugs if slug.casefold() not in taken)
    return next(slug for slug in is_free if _is_path_segment(slug, taken))


def _is_path_segment(name: str, taken: Collection[str]) -> bool:
    """Whether a name can be the path of a page without taking that of another page or file."""
    lower = name.casefold()
    stem = lower.rpartition(".")[0]
    takes_export = lower.endswith(_EXPORTS) and (stem in taken or stem in RESERVED)
    return _SLUG.accepts(name) and lower not in RESERVED and not takes_export
