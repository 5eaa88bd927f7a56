"""The entries of a registry with their pointers, as every rule walks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from errdocs.problems import Pointer
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error, Lifecycle, SourceRef, SourceRows, Wording

Item = TypeVar("Item")


def errors(loaded: Loaded) -> Iterator[tuple[Pointer, Error]]:
    """Yield every error with the pointer to its file."""
    for path, error in zip(loaded.error_paths, loaded.registry.errors, strict=True):
        yield Pointer(path), error


def cases(loaded: Loaded) -> Iterator[tuple[Pointer, Error, Case]]:
    """Yield every case with its pointer and its error."""
    for pointer, error in errors(loaded):
        for index, case in enumerate(error.cases):
            yield pointer.at("cases", index), error, case


def sources(loaded: Loaded) -> Iterator[tuple[Pointer, SourceRows]]:
    """Yield the rows of every source with the pointer to their file."""
    for path, source in zip(loaded.source_paths, loaded.registry.source_rows, strict=True):
        yield Pointer(path), source


def wordings(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, Wording]]:
    """Yield every current message of a case with its pointer, the main one first."""
    yield pointer.at("message"), Wording(message=case.message, source=case.source)
    yield from items(pointer.at("other_messages"), case.other_messages)


def source_refs(pointer: Pointer, case: Case) -> Iterator[tuple[Pointer, SourceRef]]:
    """Yield every citation of a case and of its other wordings, with its pointer."""
    yield from items(pointer.at("source"), case.source)
    for where, wording in items(pointer.at("other_messages"), case.other_messages):
        yield from items(where.at("source"), wording.source)


def lifecycles(pointer: Pointer, entry: Error | Case) -> Iterator[tuple[str, Pointer, Lifecycle]]:
    """Yield when an entry appeared, was deprecated and was removed: key, pointer and value."""
    changes = {"since": entry.since, "deprecated": entry.deprecated, "removed": entry.removed}
    return ((name, pointer.at(name), change) for name, change in changes.items() if change)


def items(pointer: Pointer, values: Iterable[Item]) -> Iterator[tuple[Pointer, Item]]:
    """Yield the items of a list with their pointers."""
    return ((pointer.at(index), value) for index, value in enumerate(values))
