"""One case of a made-up registry: its message with parameters, cause, fix and facts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from string import Template

from benchmarks.plans import Plan
from benchmarks.service import OBSERVED
from benchmarks.vocabulary import VALUES, Mistake, Value
from errdocs.messages import parse
from errdocs.registry.model import (
    Case,
    Example,
    Lifecycle,
    Link,
    Parameter,
    Revision,
    SourceRef,
    Wording,
)

STATES = ("starting", "stopping", "locked", "updating", "failed", "archived")
FIRST_DAY = datetime.date(2023, 1, 1)


def make_case(
    mistake: Mistake, field: str, plan: Plan, related: tuple[str, ...], rng: Random
) -> Case:
    """Return the case of one mistake in one field; it cites the source without rows."""
    names = {"field": field, "noun": plan.noun, "link": _link(related, rng)}
    message = _filled(mistake.message, names)
    parameters = {name: _parameter(VALUES[name], names, rng) for name in parse(message).names}
    words = {name: parameter.example for name, parameter in parameters.items()} | names
    kebab = field.replace("_", "-")
    has_variant, has_link = rng.random() < 0.05, rng.random() < 0.05
    case = Case(
        id=f"{kebab}-{mistake.id}",
        title=_filled(mistake.title, names),
        status=rng.choice(plan.trouble.statuses),
        message=message,
        parameters=parameters,
        other_messages=(Wording(message=f"[{plan.code}] {message}"),) if has_variant else (),
        cause=_filled(mistake.cause, words),
        fix=_filled(mistake.fix, words),
        retry=plan.trouble.retry,
        actor=plan.trouble.actor,
        examples=_examples(mistake, words),
        see=(_see(plan),) if has_link else (),
        tags=tuple(rng.sample((kebab, plan.noun, plan.trouble.category), rng.choice((0, 1, 2)))),
        source=(SourceRef(document=OBSERVED),),
        verified=_day(rng),
    )
    return _aged(case, rng)


def _filled(text: str, words: Mapping[str, str]) -> str:
    return Template(text).substitute(words)


def _link(related: tuple[str, ...], rng: Random) -> str:
    if not related:
        return "[all errors](/errors/)"
    code = rng.choice(related)
    return f"[`{code}`](/errors/{code}/)"


def _see(plan: Plan) -> Link:
    url = f"https://cloud.example/docs/{plan.noun}?topic={plan.trouble.category}#errors"
    return Link(title=f"Guide to each {plan.noun}", url=url)


def _parameter(value: Value, names: Mapping[str, str], rng: Random) -> Parameter:
    return Parameter(
        description=_filled(value.description, names),
        example=_example(value.kind, names["noun"], rng),
        pattern=value.pattern,
    )


def _example(kind: str, noun: str, rng: Random) -> str:
    if kind == "id":
        return f"{noun}-{rng.randrange(16**8):08x}"
    if kind == "time":
        return f"{_day(rng).isoformat()}T{rng.randrange(24):02}:{rng.randrange(60):02}:00Z"
    return rng.choice(STATES) if kind == "word" else str(rng.randrange(100_000))


def _examples(mistake: Mistake, words: Mapping[str, str]) -> tuple[Example, ...]:
    if not mistake.example:
        return ()
    body = _filled(mistake.example, words)
    return (Example(title="A request that is accepted", language="json", body=body),)


def _aged(case: Case, rng: Random) -> Case:
    """Return a case that may say when it appeared, changed, was deprecated or was removed."""
    chance, version = rng.random(), f"{rng.randrange(1, 9)}.{rng.randrange(20)}"
    if chance < 0.02:
        reason = "The feature behind it was taken out."
        return replace(case, removed=Lifecycle(version=version, date=_day(rng), reason=reason))
    if chance < 0.04:
        reason = "A clearer message takes its place."
        return replace(case, deprecated=Lifecycle(version=version, reason=reason))
    if chance < 0.07:
        revision = Revision(version=version, date=_day(rng), what="The limit was raised.")
        return replace(case, changed=(revision,))
    return replace(case, since=Lifecycle(version=version)) if chance < 0.1 else case


def _day(rng: Random) -> datetime.date:
    return FIRST_DAY + datetime.timedelta(days=rng.randrange(900))
