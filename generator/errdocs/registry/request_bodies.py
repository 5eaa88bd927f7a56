"""Requests of cases as whole bodies: an operation's request with the patch of a case applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from errdocs.registry.model import Operation, Request


def bodies(operation: Operation, request: Request) -> tuple[Any, Any]:
    """Return the request that fails and the one that works, as plain data."""
    return patched(operation.request, request.fails), patched(operation.request, request.works)


def patched(value: object, patch: object) -> Any:
    """Return a value with a JSON merge patch applied (RFC 7396): null deletes, lists replace."""
    if not isinstance(patch, Mapping):
        return plain(patch)
    old = value if isinstance(value, Mapping) else {}
    kept = {key: plain(item) for key, item in old.items() if key not in patch}
    new = {key: patched(old.get(key), item) for key, item in patch.items() if item is not None}
    # A key that changes keeps its place: people compare the two line by line.
    order = dict.fromkeys((*old, *patch))
    merged = kept | new
    return {key: merged[key] for key in order if key in merged}


def changed_parts(operation: Operation, request: Request) -> tuple[Any, Any]:
    """Return what the request that fails and the one that works have where they differ.

    A key that a patch deletes is in neither; one that only the other patch names is as it was.
    """
    patches = request.fails, request.works
    fails, works = (_part(body, *patches) for body in bodies(operation, request))
    return fails, works


def _part(body: Any, *patches: object) -> Any:
    named = [patch for patch in patches if isinstance(patch, Mapping)]
    if not isinstance(body, Mapping) or not named:
        return body
    keys = dict.fromkeys(key for patch in named for key in patch)
    return {
        key: _part(body[key], *(patch[key] for patch in named if key in patch))
        for key in keys
        if key in body
    }


def plain(value: object) -> Any:
    """Return a value of the model as JSON data, which has lists for tuples."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value
