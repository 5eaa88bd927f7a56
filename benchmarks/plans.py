"""Which errors a made-up registry has: their codes, how many cases each, and how they relate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from random import Random

from benchmarks.vocabulary import NOUNS, OPERATIONS, TROUBLES, Trouble

MOST_CASES = 10_000
"""Largest registry: a few more, and the kinds of code that occur most run out."""
SIZES = (33, 6, 3, 3, 3, 2, 2, *(1,) * 48)
"""Cases of each error in a hundred cases, as a real registry has them: most errors have one, and
one has a third of all. Each hundred is alike, so that only the size of registries differs."""
MANY_CASES = 4
"""Errors with more cases than this are about parameters: only those have so many messages."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An error to be made."""

    code: str
    other_spelling: str
    """The code as the other surface would print it."""
    is_native: bool
    """Whether the code is in camel case."""
    noun: str
    trouble: Trouble
    cases: int


def plan_errors(cases: int, rng: Random) -> list[Plan]:
    """Return errors which have this many cases in all."""
    codes = {trouble.category: _codes(trouble, rng) for trouble in TROUBLES}
    weights = [trouble.weight for trouble in TROUBLES]
    plans = []
    for size in _sizes(cases, rng):
        trouble = TROUBLES[0] if size > MANY_CASES else rng.choices(TROUBLES, weights)[0]
        noun, camel, snake = next(codes[trouble.category])
        is_native = rng.random() < 0.7
        spellings = (camel, snake) if is_native else (snake, camel)
        plans.append(Plan(*spellings, is_native, noun, trouble, size))
    return plans


def relate(plans: list[Plan], rng: Random) -> dict[str, tuple[str, ...]]:
    """Return the related codes of each code: neighbours among the errors about one noun.

    Most errors name two others, which name them back.
    """
    groups = defaultdict(list)
    for plan in plans:
        groups[plan.noun].append(plan.code)
    related: dict[str, set[str]] = {plan.code: set() for plan in plans}
    for codes in groups.values():
        for one, other in pairwise(codes):
            if rng.random() < 0.9:
                related[one].add(other)
                related[other].add(one)
    return {
        code: tuple(sorted(others, key=lambda other: (other.lower(), other)))
        for code, others in related.items()
    }


def _sizes(cases: int, rng: Random) -> Iterator[int]:
    """Yield the number of cases of each error; the last ones are cut off to fit."""
    left = cases
    while left:
        for size in rng.sample(SIZES, len(SIZES)):
            yield min(size, left)
            left -= min(size, left)
            if not left:
                return


def _codes(trouble: Trouble, rng: Random) -> Iterator[tuple[str, str, str]]:
    """Yield a noun and a code about it in camel and in snake case, each once, in any order."""
    parts = list(product(OPERATIONS, NOUNS, trouble.suffixes))
    rng.shuffle(parts)
    for operation, noun, suffix in parts:
        words = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in suffix)
        prefix = f"{operation.lower()}_" if operation else ""
        yield noun, f"{operation}{noun.title()}.{suffix}", f"{prefix}{noun}{words}"
