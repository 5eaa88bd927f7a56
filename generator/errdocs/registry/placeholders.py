"""What `errdocs new` leaves for people to replace, and the entries that nobody may link to yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from errdocs.registry.model import CATEGORY_TO_CHOOSE, Case, Error, Registry

CASE_ID = "choose-an-id"
TITLE = "Say what happened here"
SUMMARY = "One sentence says what happened, and leaves the remedy to the fix."
MESSAGE = "The message as the service prints it."
CAUSE = "Say why it happens, in two or three sentences."
FIX = "Say what to do, even when that is nothing."
DRAFT = "draft: neither `cause` nor `fix`"
_FIELDS = {
    "id": CASE_ID,
    "title": TITLE,
    "summary": SUMMARY,
    "category": CATEGORY_TO_CHOOSE,
    "message": MESSAGE,
    "cause": CAUSE,
    "fix": FIX,
}


def placeholders_of(entry: Error | Case) -> tuple[str, ...]:
    """Return the fields of an error or a case that still hold what `errdocs new` wrote."""
    return tuple(name for name, text in _FIELDS.items() if getattr(entry, name, None) == text)


def without_unfinished(registry: Registry, *, keeps_drafts: bool = False) -> Registry:
    """Return a registry without the entries whose links may still change; itself if there are none.

    A link is permanent from the moment it is recorded, so the typo in the code of a new file and
    the id that nobody has chosen yet must not be recorded. The same holds for drafts, unless the
    project publishes facts without advice.
    """
    if not unfinished_entries(registry, keeps_drafts=keeps_drafts):
        return registry
    found = (_finished(error, keeps_drafts) for error in registry.errors)
    return replace(registry, errors=tuple(error for error in found if error))


def unfinished_entries(registry: Registry, *, keeps_drafts: bool = False) -> Mapping[str, str]:
    """Return why each unfinished entry is one, by its name; an error stands for all its cases."""
    reasons: dict[str, str] = {}
    for error in registry.errors:
        if not _finished(error, keeps_drafts):
            reasons[error.code] = _reason(error, *error.cases)
            continue
        for case in error.cases:
            if not _is_finished(case, keeps_drafts or error.removed is not None):
                reasons[error.name_of(case)] = _reason(case)
    return reasons


def _finished(error: Error, keeps_drafts: bool) -> Error | None:
    """Return an error with its finished cases; None where nothing of it is finished."""
    keeps_drafts = keeps_drafts or error.removed is not None  # nobody has to act any more
    cases = tuple(case for case in error.cases if _is_finished(case, keeps_drafts))
    is_empty = bool(error.cases) and not cases
    if is_empty or not _is_finished(error, keeps_drafts):
        return None
    return error if len(cases) == len(error.cases) else replace(error, cases=cases)


def _is_finished(entry: Error | Case, keeps_drafts: bool) -> bool:
    return not placeholders_of(entry) and (keeps_drafts or not entry.is_draft)


def _reason(*entries: Error | Case) -> str:
    """Return why entries are unfinished, in words."""
    fields = dict.fromkeys(name for entry in entries for name in placeholders_of(entry))
    if fields:
        return f"placeholder text in {', '.join(f'`{name}`' for name in fields)}"
    return DRAFT
