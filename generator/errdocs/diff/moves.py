"""Where the entries of an old edition are in a new one, by name or by what they say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from errdocs.diff.editions import CaseName, Data, Edition, aliases

Key = TypeVar("Key", str, CaseName)


@dataclass(frozen=True)
class Moves:
    """The new name of every old entry; entries without one are left out."""

    errors: Mapping[str, str]
    cases: Mapping[CaseName, CaseName]


def moves(old: Edition, new: Edition) -> Moves:
    """Return what became of each entry.

    A code that is gone went where it is an alias now, where its slug is, or to the only new code
    with the same messages. A case that is gone went to the only case that prints its message
    and did not print it before; one with the same status first.
    """
    errors = {code: code for code in old.errors if code in new.errors}
    arrived = [code for code in new.errors if code not in old.errors]
    for code in old.errors:
        target = errors.get(code) or _renamed(old, new, code, arrived)
        if target:
            errors[code] = target
    return Moves(errors, dict(_cases(old, new, errors)))


def _renamed(old: Edition, new: Edition, code: str, arrived: Iterable[str]) -> str | None:
    error = old.errors[code]
    for found in (
        [other for other in new.errors if code in aliases(new.errors[other])],
        [other for other in arrived if new.errors[other].get("slug") == error.get("slug")],
        [other for other in arrived if _messages(new.errors[other]) == _messages(error)],
    ):
        if found:
            return _only(found)
    return None


def _cases(
    old: Edition, new: Edition, errors: Mapping[str, str]
) -> Iterator[tuple[CaseName, CaseName]]:
    """Yield old and new name of the cases: those that kept their id first."""
    kept = {
        (code, case_id): (errors[code], case_id)
        for code, case_id in old.cases
        if code in errors and (errors[code], case_id) in new.cases
    }
    yield from kept.items()
    before = {target: old.cases[name] for name, target in kept.items()}
    printed = _by_message(new, before)
    for name, case in old.cases.items():
        found = printed.get(str(case.get("message")), []) if name not in kept else []
        same = [target for target in found if new.cases[target].get("status") == case.get("status")]
        target = _only(same or found)
        if target:
            yield name, target


def _by_message(new: Edition, before: Mapping[CaseName, Data]) -> Mapping[str, list[CaseName]]:
    """Return the cases by each message that they print now and did not print before."""
    found: dict[str, list[CaseName]] = {}
    for name, case in new.cases.items():
        known = set(_wordings(before[name])) if name in before else set()
        for message in dict.fromkeys(_wordings(case)):
            if message not in known:
                found.setdefault(message, []).append(name)
    return found


def _wordings(case: Data) -> list[str]:
    lists = (case.get("other_messages"), case.get("former_messages"))
    return _texts([case.get("message")]) + [text for some in lists for text in _texts(some)]


def _texts(value: object) -> list[str]:
    """Return the texts of a list; files from elsewhere may hold anything in its place."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _messages(error: Data) -> list[str]:
    return sorted(str(case.get("message")) for case in error["cases"])


def _only(items: list[Key]) -> Key | None:
    return items[0] if len(items) == 1 else None
