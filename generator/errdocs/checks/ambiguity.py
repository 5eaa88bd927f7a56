"""A rule about the messages of one error: a text tells which of its cases it belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from errdocs.checks.patterns import PatternError
from errdocs.checks.patterns import parse as parse_pattern
from errdocs.checks.walk import cases
from errdocs.messages import Alphabet, Part, Template, TemplateError, overlap, parse, subsumes
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Error


@dataclass(frozen=True)
class AmbiguousMessages(Problem):
    """Two cases of one error that the same text may belong to."""

    rule = "distinct-messages"
    text: str
    other_id: str
    other: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"`{self.text}` may be the same text as `{self.other}` of case `{self.other_id}`",
            "messages of which at most one matches a text, or one clearly more specific",
            "give a parameter a `pattern` that tells them apart, or merge the two cases",
        )


class _End(NamedTuple):
    """A value at an end of a message that stops where the literal beside it begins."""

    pattern: str | None
    """Pattern of the value; None where nothing tells where the value stops."""
    literal: str


@dataclass(frozen=True)
class _Message:
    """A current message of a case."""

    where: Pointer
    case: Case
    text: str
    template: Template
    surfaces: frozenset[str]
    alphabets: dict[str, Alphabet]

    @cached_property
    def head(self) -> _End:
        """Return what is fixed at the beginning."""
        return self._end(self.template.parts[:2], 0)

    @cached_property
    def tail(self) -> _End:
        """Return what is fixed at the end."""
        return self._end(self.template.parts[:-3:-1], -1)

    def _end(self, parts: tuple[Part, ...], nearest: int) -> _End:
        first, second = (*parts, "")[:2]
        if isinstance(first, str) or not isinstance(second, str) or not second:
            return _End(None, "")
        alphabet = self.alphabets.get(first.name)
        if alphabet is None or alphabet(second[nearest]):
            return _End(None, "")
        return _End(self.case.parameters[first.name].pattern, second)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the messages of an error that one text may belong to as well as another case's.

    Cases that differ in status, or that no surface prints both of, are told apart by that.
    """
    # One error at a time: the parsed messages of all would keep the garbage collector busy.
    for _, own in groupby(cases(loaded), key=lambda item: item[0].path):
        by_status: dict[int | None, list[_Message]] = defaultdict(list)
        for pointer, error, case in own:
            if not case.removed:
                by_status[case.status] += _messages(pointer, error, case)
        for messages in by_status.values():
            yield from _ambiguous(messages)


def _messages(pointer: Pointer, error: Error, case: Case) -> Iterator[_Message]:
    surfaces, alphabets = frozenset(error.surfaces_of(case)), _alphabets(case)
    for index, text in enumerate(case.wordings):
        where = pointer.at("other_messages", index - 1) if index else pointer.at("message")
        try:
            template = parse(text)
        except TemplateError:
            continue
        if template.parts:
            yield _Message(where, case, text, template, surfaces, alphabets)


def _alphabets(case: Case) -> dict[str, Alphabet]:
    """Return the characters that the values of parameters with a pattern may hold."""
    alphabets: dict[str, Alphabet] = {}
    for name, parameter in case.parameters.items():
        try:
            if parameter.pattern is not None:
                alphabets[name] = parse_pattern(parameter.pattern).takes
        except PatternError:
            continue
    return alphabets


def _ambiguous(messages: list[_Message]) -> Iterator[Problem]:
    """Yield a problem for each message that may be another one's text; one is enough."""
    found: set[Pointer] = set()
    for first, second in _candidates(messages):
        earlier, later = sorted((first, second), key=lambda message: _position(message.where))
        if later.where not in found and _may_be_confused(earlier, later):
            found.add(later.where)
            yield AmbiguousMessages(later.where, later.text, earlier.case.id, earlier.text)


def _position(where: Pointer) -> tuple[str, ...]:
    return tuple(f"{key:09}" if isinstance(key, int) else key for key in where.keys)


def _candidates(messages: list[_Message]) -> Iterator[tuple[_Message, _Message]]:
    """Yield the pairs that may match the same text, going by the ends of their literals.

    Sorted by one end, those that agree with a message follow it. The end by which fewer pairs
    agree is taken, so that a thousand cases are not compared a million times.
    """
    by_start = _sorted_runs(messages, lambda message: message.template.prefix)
    by_end = _sorted_runs(messages, lambda message: message.template.suffix[::-1])
    ordered, runs = min(by_start, by_end, key=lambda item: sum(map(len, item[1])))
    for first, run in zip(ordered, runs, strict=True):
        for index in run:
            yield first, ordered[index]


def _sorted_runs(
    messages: list[_Message], end: Callable[[_Message], str]
) -> tuple[list[_Message], list[range]]:
    """Return messages sorted by an end; for each the run of later ones that begin with its end."""
    ordered = sorted(messages, key=end)
    ends = [end(message) for message in ordered]
    last = chr(0x10FFFF)
    stops = (bisect_right(ends, text + last, index) for index, text in enumerate(ends))
    return ordered, [range(index + 1, stop) for index, stop in enumerate(stops)]


def _may_be_confused(one: _Message, two: _Message) -> bool:
    if one.case is two.case or one.surfaces.isdisjoint(two.surfaces) or _ends_differ(one, two):
        return False
    if subsumes(one.template, two.template) != subsumes(two.template, one.template):
        return False
    return overlap(one.template, two.template, one.alphabets, two.alphabets)


def _ends_differ(one: _Message, two: _Message) -> bool:
    """Whether values of one pattern at the same end stop at literals that differ.

    This is what tells most messages apart that begin or end with a value, and it is quick.
    """
    heads, tails = (one.head, two.head), (one.tail, two.tail)
    if heads[0].pattern is not None and heads[0].pattern == heads[1].pattern:
        a, b = heads[0].literal, heads[1].literal
        if not (a.startswith(b) or b.startswith(a)):
            return True
    if tails[0].pattern is not None and tails[0].pattern == tails[1].pattern:
        a, b = tails[0].literal, tails[1].literal
        return not (a.endswith(b) or b.endswith(a))
    return False
