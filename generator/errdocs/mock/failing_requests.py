"""The case that a request shows, found by its body: it equals the failing request of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from errdocs.registry.model import Case, Error, Operation, Registry
from errdocs.registry.request_bodies import bodies, plain

Path = tuple[str, ...]
Entry = tuple[Error, Case | None]


@dataclass(frozen=True)
class _KnownBody:
    """A body that the registry shows."""

    body: Any
    absent: tuple[Path, ...]
    """Keys of the operation's request that it does not have."""
    entry: Entry | None
    """The entry with which it fails; None for a body that works."""

    def is_in(self, body: Any) -> bool:
        """Whether a body has all that this one has, and nothing that this one leaves out."""
        return has_all(body, self.body) and not any(_is_set(body, path) for path in self.absent)


class FailingRequests:
    """The failing requests of all cases, by operation."""

    def __init__(self, registry: Registry) -> None:
        known: dict[str, list[_KnownBody]] = defaultdict(list)
        for operation in registry.settings.operations:
            known[operation.key].append(_KnownBody(plain(operation.request), (), None))
        for error, case in registry.cases():
            for request in case.requests:
                if found := registry.operation_by_key.get(request.operation):
                    fails, works = bodies(found, request)
                    known[found.key].append(_known(found, works, None))
                    if fails != plain(found.request):  # the registry says that this one succeeds
                        known[found.key].append(_known(found, fails, (error, case)))
        # A body with more in it says more: the mistake, or the part that corrects it.
        self._known = {
            key: sorted(ones, key=lambda one: (-_size(one.body), one.entry is None))
            for key, ones in known.items()
        }

    def find(self, operation: Operation, body: Any) -> Entry | None:
        """Return the entry whose failing request a body equals; other keys do not matter."""
        found = (known for known in self._known[operation.key] if known.is_in(body))
        first = next(found, None)
        return first.entry if first else None


def _known(operation: Operation, body: Any, entry: Entry | None) -> _KnownBody:
    return _KnownBody(body, tuple(_missing(plain(operation.request), body)), entry)


def has_all(body: Any, wanted: Any) -> bool:
    """Whether a body has every value of another one at its place; lists are equally long."""
    if isinstance(wanted, Mapping):
        return isinstance(body, Mapping) and all(
            key in body and has_all(body[key], item) for key, item in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(body, list) and len(body) == len(wanted) and all(map(has_all, body, wanted))
        )
    # In Python `True` equals 1.
    return isinstance(body, bool) is isinstance(wanted, bool) and bool(body == wanted)


def _is_set(body: Any, path: Path) -> bool:
    """Whether a body has a value at a path; clients write null for what they leave out."""
    for key in path:
        body = body.get(key) if isinstance(body, Mapping) else None
    return body is not None


def _missing(base: Any, body: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of what a body lacks of another."""
    if isinstance(base, Mapping):
        for key, item in base.items():
            if not isinstance(body, Mapping) or key not in body:
                yield (*path, key)
            else:
                yield from _missing(item, body[key], (*path, key))


def _size(body: Any) -> int:
    """Return the number of values in a body."""
    parts: Iterable[Any] = ()
    if isinstance(body, Mapping):
        parts = body.values()
    elif isinstance(body, list):
        parts = body
    return sum(map(_size, parts)) or 1
