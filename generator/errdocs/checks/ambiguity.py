"""A rule about the messages of one error: a text tells which of its cases it belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from errdocs.checks.patterns import PatternError, parse_pattern
from errdocs.messages import Template, TemplateError, parse
from errdocs.problems import BrokenRule, Pointer, Rule
from errdocs.registry.loaded import Loaded, items, wordings
from errdocs.registry.model import Case, Error

Alphabet = Callable[[str], bool]
"""Whether a value may contain a character."""
Alphabets = Mapping[str, Alphabet]
"""The alphabets of placeholders, by name; any character where there is none."""
ANY_VALUES: Alphabets = MappingProxyType({})
Symbol = str | Alphabet
"""A literal character, or one or more characters of a value."""

# Characters by which two alphabets are compared: ASCII, and a letter of each kind beyond it.
_SAMPLE = [chr(point) for point in range(0x20, 0x7F)] + ["\n", "é", "ж", "中"]


DISTINCT_MESSAGES = Rule(
    "distinct-messages",
    "`{text}` can be the same text as `{other}` of case `{case}`",
    "messages that never match the same text, or one that is clearly more specific",
    "give a parameter a `pattern` that tells them apart, or merge the two cases",
)


@dataclass(frozen=True)
class _Message:
    """A current message of a case."""

    where: Pointer
    case: Case
    text: str
    template: Template
    surfaces: frozenset[str]
    alphabets: Alphabets


def check(loaded: Loaded) -> Iterator[BrokenRule]:
    """Yield the messages of an error that one text may belong to as well as another case's.

    Cases that differ in status, or that no surface prints both of, are told apart by that.
    """
    for pointer, error in loaded.errors():
        by_status: dict[int | None, list[_Message]] = defaultdict(list)
        for where, case in items(pointer.at("cases"), error.cases):
            if not case.removed:
                by_status[case.status] += _messages(where, error, case)
        for messages in by_status.values():
            yield from _ambiguous(messages)


def _messages(pointer: Pointer, error: Error, case: Case) -> Iterator[_Message]:
    surfaces, alphabets = frozenset(error.surfaces_of(case)), _alphabets(case)
    for where, wording in wordings(pointer, case):
        try:
            template = parse(wording.message)
        except TemplateError:
            continue
        if template.parts:
            yield _Message(where, case, wording.message, template, surfaces, alphabets)


def _alphabets(case: Case) -> Alphabets:
    """Return the characters that the values of parameters with a pattern may contain."""
    alphabets: dict[str, Alphabet] = {}
    for name, parameter in case.parameters.items():
        try:
            if parameter.pattern is not None:
                alphabets[name] = parse_pattern(parameter.pattern).takes
        except PatternError:
            continue
    return alphabets


def _ambiguous(messages: list[_Message]) -> Iterator[BrokenRule]:
    """Yield a problem for each message that may be another one's text; one is enough."""
    order = {message.where: index for index, message in enumerate(messages)}
    found: set[Pointer] = set()
    for pair in _candidates(messages):
        earlier, later = sorted(pair, key=lambda message: order[message.where])
        if later.where not in found and _may_be_confused(earlier, later):
            found.add(later.where)
            facts = {"text": later.text, "other": earlier.text, "case": earlier.case.id}
            yield DISTINCT_MESSAGES.at(later.where, **facts)


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
    """Return messages sorted by an end; for each the run of later ones that start with its end."""
    ordered = sorted(messages, key=end)
    ends = [end(message) for message in ordered]
    last = chr(0x10FFFF)
    stops = (bisect_right(ends, text + last, index) for index, text in enumerate(ends))
    return ordered, [range(index + 1, stop) for index, stop in enumerate(stops)]


def _may_be_confused(one: _Message, two: _Message) -> bool:
    if one.case is two.case or one.surfaces.isdisjoint(two.surfaces):
        return False
    if not overlap(one.template, two.template, one.alphabets, two.alphabets):
        return False
    # A template that matches all that the other one matches, and more, gives way to it.
    return subsumes(one.template, two.template) == subsumes(two.template, one.template)


def overlap(
    first: Template,
    second: Template,
    first_alphabets: Alphabets = ANY_VALUES,
    second_alphabets: Alphabets = ANY_VALUES,
) -> bool:
    """Whether some text matches both templates, in time of at most their product.

    An alphabet narrows the values of a placeholder to those of its characters. That a repeated
    placeholder has equal values is ignored, so the answer may be "yes" for two templates which
    only this tells apart.
    """
    if not _ends_agree(first, second):
        return False
    if first_alphabets or second_alphabets:
        return _meet(_symbols(first, first_alphabets), _symbols(second, second_alphabets))
    for literal, other in ((first, second), (second, first)):
        if not literal.names:
            return other.spans("".join(literal.literals)) is not None
    # Between ends that agree, values of any characters can hold all that the other one asks for.
    return True


def subsumes(general: Template, special: Template) -> bool:
    """Whether every text that the special template matches is matched by the general one."""
    used = set("".join((*general.literals, *special.literals)))
    # A character that no literal has can only be matched by a value, as any other value would be.
    value = next(chr(point) for point in range(0xE000, 0xF8FF) if chr(point) not in used)
    return general.spans(special.fill(dict.fromkeys(special.names, value))) is not None


def _ends_agree(first: Template, second: Template) -> bool:
    """Whether the literal ends of two templates can be those of one text."""
    start, longer_start = sorted((first.prefix, second.prefix), key=len)
    end, longer_end = sorted((first.suffix, second.suffix), key=len)
    return longer_start.startswith(start) and longer_end.endswith(end)


def _symbols(template: Template, alphabets: Alphabets) -> list[Symbol]:
    return [
        symbol
        for part in template.parts
        for symbol in (part if isinstance(part, str) else (alphabets.get(part.name, _any),))
    ]


def _any(character: str) -> bool:
    return True


def _meet(one: list[Symbol], two: list[Symbol]) -> bool:
    """Whether two lists of symbols match one text, read character by character."""
    todo, reached = [(0, 0)], {(0, 0)}
    while todo:
        i, j = todo.pop()
        if i == len(one) or j == len(two) or not _share_character(one[i], two[j]):
            continue
        # A value may go on after the character that both accept; a literal is over.
        steps = {(i + 1, j + 1)}
        steps |= set() if isinstance(one[i], str) else {(i, j + 1)}
        steps |= set() if isinstance(two[j], str) else {(i + 1, j)}
        todo += steps - reached
        reached |= steps
    return (len(one), len(two)) in reached


def _share_character(one: Symbol, two: Symbol) -> bool:
    if isinstance(one, str):
        return one == two if isinstance(two, str) else two(one)
    characters = [two] if isinstance(two, str) else [sample for sample in _SAMPLE if two(sample)]
    return any(map(one, characters))
