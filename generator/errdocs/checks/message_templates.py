"""Rules about messages: their templates, parameters and envelopes, and that each has one case.

A text has to tell which of an error's cases it belongs to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from errdocs.checks.patterns import PatternError, parse_pattern
from errdocs.messages import Template, TemplateError, parse
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.loaded import Loaded, items, wordings
from errdocs.registry.model import Case, Envelope, EnvelopeFormat, Error, Parameter, Wording
from errdocs.registry.naming import did_you_mean

Alphabet = Callable[[str], bool]
"""Whether a value may contain a character."""
Alphabets = Mapping[str, Alphabet]
"""The alphabets of placeholders, by name; any character where there is none."""
ANY_VALUES: Alphabets = MappingProxyType({})
Symbol = str | Alphabet
"""A literal character, or one or more characters of a value."""

# Characters by which two alphabets are compared: ASCII, and a letter of each kind beyond it.
_SAMPLE = [chr(point) for point in range(0x20, 0x7F)] + ["\n", "é", "ж", "中"]

ENVELOPE_NAMES = ("code", "message", "status", "request_id")  # the placeholders of an envelope

TEMPLATE = Rule(
    "template",
    "{reason} at character {position}",
    "text with `{{name}}` where a value varies",
    "write literal braces twice, and keep placeholders apart",
)
PARAMETER_DECLARED = Rule(
    "parameter-declared", "unknown placeholder `{{{name}}}`", "a name in `parameters`", "{fix}"
)
PARAMETER_USED = Rule(
    "parameter-used",
    "parameter `{name}` is not used in any message",
    "`{{{name}}}` in a message of the case",
    "remove the parameter, or use it in a message",
)
PATTERN = Rule(
    "pattern",
    "invalid pattern: {reason}",
    "a plain regular expression: characters, classes, groups, `|` and repeats",
    "correct the pattern",
)
EXAMPLE_PATTERN = Rule(
    "example-pattern",
    "example `{example}` does not match `{pattern}`",
    "an example that the pattern matches as a whole",
    "correct the example or the pattern",
)
EXAMPLE_MATCHES = Rule(
    "example-matches",
    "the examples cannot be read back from `{text}`",
    "examples that do not contain the text after their placeholder",
    "choose other examples, or merge the placeholders",
)
ENVELOPE = Rule(
    "envelope",
    "{reason}",
    f"text with {', '.join(f'`{{{{{name}}}}}`' for name in ENVELOPE_NAMES)}",
    "correct it; write literal braces twice",
)
DISTINCT_MESSAGES = Rule(
    "distinct-messages",
    "`{text}` can be the same text as `{other}` of case `{case}`",
    "messages that never match the same text, or one that is clearly more specific",
    "give a parameter a `pattern` that tells them apart, or merge the two cases",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of templates, parameters and envelopes in a registry."""
    for pointer, _, case in loaded.cases():
        yield from _templates(pointer, case)
        for name, parameter in case.parameters.items():
            yield from _pattern(pointer.at("parameters", name), parameter)
    for index, surface in enumerate(loaded.registry.settings.surfaces):
        if surface.envelope:
            where = loaded.settings_pointer("surfaces", index, "envelope", "body")
            yield from _envelope(where, surface.envelope)


def _templates(pointer: Pointer, case: Case) -> Iterator[Problem]:
    used: set[str] = set()
    is_sure = True
    former = items(pointer.at("former_messages"), case.former_messages)
    for where, wording in chain(wordings(pointer, case), former):
        try:
            used.update(parse(wording.message).names)
        except TemplateError as error:
            is_sure = False
            yield TEMPLATE.at(where, reason=error.reason, position=error.offset + 1)
        else:
            yield from _examples(where, wording, pointer, case)
    lists = [pointer.at(key) for key in ("message", "other_messages", "former_messages")]
    for name in case.parameters:
        if is_sure and name not in used:
            yield PARAMETER_USED.at(pointer.at("parameters", name), *lists, name=name)


def _examples(where: Pointer, wording: Wording, pointer: Pointer, case: Case) -> Iterator[Problem]:
    template, declared = parse(wording.message), case.parameters
    basis = pointer.at("parameters")
    # A case that declares none of its parameters has none documented; one that declares some has
    # misspelt the others.
    missing = [name for name in template.names if declared and name not in declared]
    for name in missing:
        fix = did_you_mean(name, declared) or "add it to `parameters`"
        yield PARAMETER_DECLARED.at(where, basis, name=name, fix=fix)
    if not missing:
        examples = {name: case.sample_values[name] for name in template.names}
        is_read_back = template.has_touching or template.match(template.fill(examples)) == examples
        if template.parts and not is_read_back:
            yield EXAMPLE_MATCHES.at(where, basis, text=wording.message)


def _pattern(where: Pointer, parameter: Parameter) -> Iterator[Problem]:
    if parameter.pattern is None:
        return
    example, written = parameter.example, parameter.pattern
    try:
        pattern = parse_pattern(written)
    except PatternError as error:
        yield PATTERN.at(where.at("pattern"), reason=error)
    else:
        if example is not None and not pattern.matches(example):
            yield EXAMPLE_PATTERN.at(where.at("example"), example=example, pattern=written)


def _envelope(where: Pointer, envelope: Envelope) -> Iterator[Problem]:
    if envelope.format is EnvelopeFormat.TEXT and not isinstance(envelope.body, str):
        yield ENVELOPE.at(where, where, reason="the body of a text envelope is not text")
    for item, text in _texts(where, envelope.body):
        try:
            names = parse(text).names
        except TemplateError as error:
            yield ENVELOPE.at(item, where, reason=f"{error.reason} at character {error.offset + 1}")
        else:
            for name in names:
                if name not in ENVELOPE_NAMES:
                    yield ENVELOPE.at(item, where, reason=f"unknown placeholder `{{{name}}}`")


def _texts(where: Pointer, value: object) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(where.at(key), item)
    elif isinstance(value, tuple):
        for at, item in items(where, value):
            yield from _texts(at, item)


@dataclass(frozen=True)
class _Message:
    where: Pointer
    case: Case
    text: str
    template: Template
    surfaces: frozenset[str]
    alphabets: Alphabets


def check_distinct(loaded: Loaded) -> Iterator[Problem]:
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
        with suppress(PatternError):
            if parameter.pattern is not None:
                alphabets[name] = parse_pattern(parameter.pattern).takes
    return alphabets


def _ambiguous(messages: list[_Message]) -> Iterator[Problem]:
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
    symbols: list[Symbol] = []
    for part in template.parts:
        symbols += part if isinstance(part, str) else [alphabets.get(part.name, lambda _: True)]
    return symbols


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
