"""Rules about corrections: they can be applied, and turn what fails into what works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from errdocs.corrections.correcting import corrected
from errdocs.corrections.rules import differences, parameters_of, rules_of
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.loaded import Loaded, items
from errdocs.registry.model import Case, Correction, Registry
from errdocs.registry.naming import did_you_mean
from errdocs.registry.request_bodies import bodies, plain

_ID, _EFFECT_ID = "correction", "correction-effect"
TWO_ACTIONS = Rule(
    _ID,
    "`{one}` and `{other}` are two actions",
    "one of `range`, `allowed`, `value`, `rename` and `remove`",
    "write a second correction, or remove one of the two",
)
NOTHING_INSTEAD = Rule(
    _ID,
    "`instead_of` has no `value` or `remove` beside it",
    "what comes in the place of these values",
    "add a `value`, or `remove: true`",
)
UNKNOWN_PARAMETER = Rule(
    _ID, "`{{{name}}}` is not a parameter of the case", "one of its parameters", "{fix}"
)
NO_NEAREST = Rule(
    _ID,
    "the range `{range}` leaves a bound out",
    "a `value` that is within, since no number is the nearest",
    "add a `value`, or make the bound part of the range",
)
NOTHING_TO_TAKE = Rule(
    _ID,
    "the requests of the case do not differ at `{at}`",
    "a place where the request that works has something else than the one that fails",
    "correct the place, or say what to do: `range`, `allowed`, `value`, `rename` or `remove`",
)
BREAKS_WORKS = Rule(
    _EFFECT_ID,
    "the correction changes `{at}` of the request to `{operation}` that works: it {why}",
    "a request that works and stays as it is",
    "correct the rule or the request",
)
NO_EFFECT = Rule(
    _EFFECT_ID,
    "the correction changes no request of the case that fails",
    "a rule that a request of `requests` breaks",
    "correct its place, or add a request that fails by it",
)
VALUE_REFUSED = Rule(
    _EFFECT_ID,
    "the correction does not allow its own `value`: {why}",
    "a value that the correction allows",
    "correct the `value`",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of corrections: of their form, then of what they do to the requests."""
    for pointer, _, case in loaded.cases():
        for where, correction in items(pointer.at("corrections"), case.corrections):
            basis = pointer.at("parameters")
            found = [*_form(loaded.registry, where, basis, case, correction)]
            yield from found or _effect(loaded.registry, where, case, correction)


def _form(
    registry: Registry, where: Pointer, basis: Pointer, case: Case, correction: Correction
) -> Iterator[Problem]:
    actions = [
        name for name in ("range", "allowed", "rename", "remove") if getattr(correction, name)
    ]
    if correction.value is not None and not {"range", "allowed"} & {*actions}:
        actions.append("value")
    if len(actions) > 1:
        yield TWO_ACTIONS.at(where, one=actions[0], other=actions[1])
    if correction.instead_of and actions not in (["value"], ["remove"]):
        yield NOTHING_INSTEAD.at(where.at("instead_of"))
    for name in parameters_of(correction):
        if name not in case.parameters:
            fix = did_you_mean(name, case.parameters) or "correct its spelling"
            yield UNKNOWN_PARAMETER.at(where, basis, name=name, fix=fix)
    if correction.value is None and _is_open(correction.range or ""):
        yield NO_NEAREST.at(where.at("range"), range=correction.range)
    if not actions and not any(differences(registry, case, correction.at)):
        yield NOTHING_TO_TAKE.at(where, at=correction.at)


def _is_open(text: str) -> bool:
    """Whether a range leaves out one of its bounds that is a number."""
    low, _, high = text.strip("[]()").partition(",")
    return (text.startswith("(") and bool(low.strip())) or (
        text.endswith(")") and bool(high.strip())
    )


def _effect(
    registry: Registry, where: Pointer, case: Case, correction: Correction
) -> Iterator[Problem]:
    rules = rules_of(registry, replace(case, corrections=(correction,)))
    if rules is None or not all(rules.values.values()):
        return  # without an example nobody knows what the rule does
    if correction.value is not None and (correction.range or correction.allowed):
        alone = replace(rules, rules=(rules.rules[0] | {"at": "/value"},))
        body = json.dumps({"value": plain(correction.value)})
        for change in corrected(alone, body, rules.values).changes:
            yield VALUE_REFUSED.at(where.at("value"), why=change.why)
            return
    helps = False
    for request in case.requests:
        operation = registry.operation_by_key.get(request.operation)
        if operation is None or not all(
            isinstance(b, dict) and b for b in bodies(operation, request)
        ):
            continue
        fails, works = (json.dumps(body) for body in bodies(operation, request))
        for change in corrected(rules, works, rules.values).changes:
            yield BREAKS_WORKS.at(where, operation=operation.key, at=change.at, why=change.why)
        helps = helps or bool(corrected(rules, fails, rules.values).changes)
    if case.requests and not helps:
        yield NO_EFFECT.at(where)
