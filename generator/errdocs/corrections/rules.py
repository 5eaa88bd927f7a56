"""A case -> the rules by which a request is corrected, as data that the browser reads too.

What a rule takes from the requests of the case is looked up here, once: `set`, `fill` and `remove`
are what is left of a correction without an action.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from errdocs.registry.model import Case, Correction, Registry
from errdocs.registry.request_bodies import bodies, plain

MISSING = object()
"""What a body has in a place that it does not have."""
EMPTY: tuple[Any, ...] = (MISSING, None, "", [], {})
"""What a place has that waits for its value."""
Rule = dict[str, Any]
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True)
class Rules:
    """The rules of a case, with what they need to know."""

    rules: tuple[Rule, ...]
    shapes: tuple[tuple[str, ...], ...]
    """The keys that requests of the service start with, by which a body is told from another."""
    values: Mapping[str, str]
    """A value for each parameter that a rule uses: its example."""
    labels: Mapping[str, str]
    """What each of these parameters is, for the fields of a form."""

    @property
    def data(self) -> dict[str, Any]:
        """Return the rules as JSON data."""
        return {
            "rules": self.rules,
            "shapes": self.shapes,
            "values": self.values,
            "labels": self.labels,
        }


def rules_of(registry: Registry, case: Case) -> Rules | None:
    """Return the rules of a case; None where it has none."""
    if not case.corrections:
        return None
    shapes = _Shapes(registry)
    found = [rule for item in case.corrections for rule in _rules(registry, shapes, case, item)]
    used = (name for item in case.corrections for name in parameters_of(item))
    used = (name for name in used if name in case.parameters)  # a rule reports the others
    values = {name: case.sample_values.get(name, "") for name in dict.fromkeys(used)}
    known = {name: "" if value == f"{{{name}}}" else value for name, value in values.items()}
    labels = {name: case.parameters[name].description or name for name in known}
    needed = tuple(shapes.all) if any("shapes" in rule for rule in found) else ()
    return Rules(tuple(found), needed, known, labels)


def parameters_of(correction: Correction) -> tuple[str, ...]:
    """Return the names of the parameters that a correction uses, each once."""
    lists = (item for item in correction.allowed if isinstance(item, str))
    texts = (correction.at, correction.range or "", *lists)
    return tuple(dict.fromkeys(name for text in texts for name in _PLACE.findall(text)))


def segments(at: str) -> list[str]:
    """Return the segments of a JSON Pointer."""
    return [part.replace("~1", "/").replace("~0", "~") for part in at.split("/")[1:]]


def part_at(body: Any, at: str) -> Any:
    """Return what a body has at a place, or MISSING."""
    for segment in segments(at):
        if isinstance(body, list) and segment.isdecimal() and int(segment) < len(body):
            body = body[int(segment)]
        elif isinstance(body, Mapping) and segment in body:
            body = body[segment]
        else:
            return MISSING
    return body


def differences(registry: Registry, case: Case, at: str) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the requests that work and differ from the one that fails at a place.

    With each comes what the one that fails and the one that works have there.
    """
    for request in case.requests:
        if operation := registry.operation_by_key.get(request.operation):
            both = bodies(operation, request)
            fails, works = (part_at(body, at) for body in both)
            if fails is not works and fails != works:
                yield both[1], fails, works


class _Shapes:
    """The keys of requests, each list once: those of all operations, then those of a case."""

    def __init__(self, registry: Registry) -> None:
        self.all: dict[tuple[str, ...], int] = {}
        for operation in registry.settings.operations:
            self.number(operation.request)

    def number(self, body: object) -> int:
        """Return the number of a body's shape."""
        keys = tuple(body) if isinstance(body, Mapping) else ()
        return self.all.setdefault(keys, len(self.all))


def _rules(
    registry: Registry, shapes: _Shapes, case: Case, correction: Correction
) -> Iterator[Rule]:
    at, value = correction.at, plain(correction.value)
    extra: Rule = {} if correction.value is None else {"value": value}
    only: Rule = {"only": plain(correction.instead_of)} if correction.instead_of else {}
    if correction.range:
        yield {"at": at, "range": correction.range, **extra}
    elif correction.allowed:
        yield {"at": at, "allowed": plain(correction.allowed), **extra}
    elif correction.rename:
        yield {"at": at, "rename": correction.rename}
    elif correction.remove:
        yield {"at": at, "remove": True, **only}
    elif correction.value is not None:
        # What replaces a value needs no body of a certain shape: it is there already.
        yield {"at": at, "set": value, **(only or _where(registry, shapes, case, at))}
    else:
        yield from _as_works(registry, shapes, case, at)


def _where(registry: Registry, shapes: _Shapes, case: Case, at: str) -> Rule:
    """Return which bodies a value belongs in: those of the operations whose request has it."""
    works = (
        bodies(operation, request)[1]
        for request in case.requests
        if (operation := registry.operation_by_key.get(request.operation))
    )
    found = [shapes.number(body) for body in works if part_at(body, at) is not MISSING]
    return {"shapes": list(dict.fromkeys(found))} if found else {}


def _as_works(registry: Registry, shapes: _Shapes, case: Case, at: str) -> Iterator[Rule]:
    found: list[Rule] = []
    for body, fails, works in differences(registry, case, at):
        if works is MISSING:
            rule: Rule = {"at": at, "remove": True}
        else:
            rule = {"at": at, "fill" if fails in EMPTY else "set": works}
        same = next((one for one in found if rule.items() <= one.items()), None)
        if not same:
            found.append(same := rule | {"shapes": []})
        same["shapes"] += {shapes.number(body)} - {*same["shapes"]}
    yield from found
