"""The errors and cases of a registry with their pointers, as every rule walks them."""

from __future__ import annotations

from collections.abc import Iterator

from errdocs.problems import Pointer
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Wording


def errors(loaded: Loaded) -> Iterator[tuple[Pointer, Error]]:
    """Yield every error with the pointer to its file."""
    for path, error in zip(loaded.error_paths, loaded.registry.errors, strict=True):
        yield Pointer(path), error


def cases(loaded: Loaded) -> Iterator[tuple[Pointer, Error, Case]]:
    """Yield every case with its pointer and its error."""
    for pointer, error in errors(loaded):
        for index, case in enumerate(error.cases):
            yield pointer.at("cases", index), error, case


def wordings(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, str]]:
    """Yield every message template of a case with its pointer, former ones too."""
    yield pointer.at("message"), case.message
    lists: dict[str, tuple[Wording, ...]] = {
        "other_messages": case.other_messages,
        "former_messages": case.former_messages,
    }
    for name, items in lists.items():
        for index, wording in enumerate(items):
            yield pointer.at(name, index), wording.message
