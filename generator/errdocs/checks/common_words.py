"""The warning that a spelling of a code is a common word of logs, which alone finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.lookup.codes import is_common
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.loaded import Loaded, items
from errdocs.registry.model import Error

COMMON_WORD = Rule(
    "common-word",
    "{kind} `{name}` is a common word in the logs of other programs",
    "a spelling that means only this error",
    "declare words that only your service's texts hold, as `own` of `markers`: beside one of them "
    "it counts, and otherwise only as the value of a key for codes",
    is_warning=True,
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the spellings of codes that are common words, those that follow by rule included.

    With words of its own, a registry has what such a spelling needs beside it.
    """
    if loaded.registry.settings.markers.own or not loaded.has_settings:
        return
    basis = loaded.settings_pointer("markers")
    for pointer, error in loaded.errors():
        for where, kind, name in _spellings(loaded, pointer, error):
            if is_common(name):
                yield COMMON_WORD.at(where, basis, kind=kind, name=name)


def _spellings(
    loaded: Loaded, pointer: Pointer, error: Error
) -> Iterator[tuple[Pointer, str, str]]:
    """Yield where each spelling of an error is written or follows from, its kind and itself."""
    if not error.has_code:
        return
    yield pointer.at("code"), "code", error.code
    for where, alias in items(pointer.at("aliases"), error.aliases):
        yield where.at("code"), "alias", alias.code
    for where, case in items(pointer.at("cases"), error.cases):
        if case.code:
            yield where.at("code"), "code", case.code
    origin = pointer.at("name" if error.name else "code")
    for spelling in loaded.registry.spellings_of(error):
        if spelling not in error.spellings:
            yield origin, "spelling by rule", spelling
