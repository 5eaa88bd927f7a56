"""Rules about message templates, their parameters, and the envelopes that hold messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from errdocs.checks.patterns import PatternError, parse_pattern
from errdocs.checks.pointers import cases, former_wordings, wordings
from errdocs.checks.references import UnknownName
from errdocs.messages import Template, TemplateError, parse
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, EnvelopeFormat, Parameter

ENVELOPE_NAMES = ("code", "message", "status", "request_id")
"""The placeholders of an envelope."""


@dataclass(frozen=True)
class _BadTemplate(Problem):
    rule = "template"
    wording = Message(
        "{reason} at character {position}",
        "text with `{{name}}` where a value varies",
        "write literal braces twice, and keep placeholders apart",
    )
    reason: str
    position: int


class _UndeclaredParameter(UnknownName):
    rule = "parameter-declared"
    wording = Message("unknown placeholder `{{{name}}}`", "a name in `parameters`", "{fix}")
    otherwise = "add it to `parameters`"


@dataclass(frozen=True)
class _UnusedParameter(Problem):
    rule = "parameter-used"
    wording = Message(
        "parameter `{name}` is not used in any message",
        "`{{{name}}}` in a message of the case",
        "remove the parameter, or use it in a message",
    )
    name: str


@dataclass(frozen=True)
class _BadPattern(Problem):
    rule = "pattern"
    wording = Message(
        "invalid pattern: {reason}",
        "a plain regular expression: characters, classes, groups, `|` and repeats",
        "correct the pattern",
    )
    reason: str


@dataclass(frozen=True)
class _ExampleBreaksPattern(Problem):
    rule = "example-pattern"
    wording = Message(
        "example `{example}` does not match `{pattern}`",
        "an example that the pattern matches as a whole",
        "correct the example or the pattern",
    )
    example: str
    pattern: str


@dataclass(frozen=True)
class _ExampleMismatch(Problem):
    rule = "example-matches"
    wording = Message(
        "the examples cannot be read back from `{text}`",
        "examples that do not contain the text after their placeholder",
        "choose other examples, or merge the placeholders",
    )
    text: str


@dataclass(frozen=True)
class _BadEnvelope(Problem):
    rule = "envelope"
    wording = Message(
        "{reason}",
        f"text with {', '.join(f'`{{{{{name}}}}}`' for name in ENVELOPE_NAMES)}",
        "correct it; write literal braces twice",
    )
    reason: str


Parsed = list[tuple[Pointer, str, Template]]
"""Messages with their pointers and templates."""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of templates, parameters and envelopes in a registry."""
    for pointer, _, case in cases(loaded):
        parsed, problems = _parsed(pointer, case)
        yield from problems
        for name, parameter in case.parameters.items():
            yield from _pattern(pointer.at("parameters", name), parameter)
        lists = map(pointer.at, ("message", "other_messages", "former_messages"))
        if not problems and not any(map(loaded.has_gap, lists)):
            yield from _unused(pointer, case, parsed)
        if not loaded.has_gap(pointer.at("parameters")):
            yield from _declared(case, parsed)
    yield from _envelopes(loaded)


def _parsed(pointer: Pointer, case: Case) -> tuple[Parsed, list[Problem]]:
    parsed: Parsed = []
    problems: list[Problem] = []
    for where, wording in (*wordings(pointer, case), *former_wordings(pointer, case)):
        try:
            template = parse(wording.message)
        except TemplateError as error:
            problems.append(_BadTemplate(where, error.reason, error.offset + 1))
        else:
            # A message that could not be read is the empty text; that is reported elsewhere.
            parsed += [(where, wording.message, template)] if template.parts else []
    return parsed, problems


def _unused(pointer: Pointer, case: Case, parsed: Parsed) -> Iterator[Problem]:
    used = {name for _, _, template in parsed for name in template.names}
    for name in case.parameters:
        if name not in used:
            yield _UnusedParameter(pointer.at("parameters", name), name)


def _declared(case: Case, parsed: Parsed) -> Iterator[Problem]:
    declared = tuple(case.parameters)
    examples = {name: parameter.example for name, parameter in case.parameters.items()}
    for where, text, template in parsed:
        missing = [name for name in template.names if name not in case.parameters]
        yield from (_UndeclaredParameter(where, "parameter", name, declared) for name in missing)
        if not missing:
            wanted = {name: examples[name] for name in template.names}
            if template.match(template.fill(examples)) != wanted:
                yield _ExampleMismatch(where, text)


def _pattern(where: Pointer, parameter: Parameter) -> Iterator[Problem]:
    if parameter.pattern is None:
        return
    try:
        pattern = parse_pattern(parameter.pattern)
    except PatternError as error:
        yield _BadPattern(where.at("pattern"), str(error))
    else:
        if not pattern.matches(parameter.example):
            yield _ExampleBreaksPattern(where.at("example"), parameter.example, parameter.pattern)


def _envelopes(loaded: Loaded) -> Iterator[Problem]:
    for index, surface in enumerate(loaded.registry.settings.surfaces):
        where = loaded.settings_pointer("surfaces", index, "envelope", "body")
        envelope = surface.envelope
        if envelope is None or loaded.has_gap(where):
            continue
        if envelope.format is EnvelopeFormat.TEXT and not isinstance(envelope.body, str):
            yield _BadEnvelope(where, "the body of a text envelope is not text")
        yield from _body(where, envelope.body)


def _body(where: Pointer, body: object) -> Iterator[Problem]:
    if isinstance(body, Mapping):
        for key, item in body.items():
            yield from _body(where.at(key), item)
    elif isinstance(body, tuple):
        for index, item in enumerate(body):
            yield from _body(where.at(index), item)
    elif isinstance(body, str):
        try:
            names = parse(body).names
        except TemplateError as error:
            yield _BadEnvelope(where, f"{error.reason} at character {error.offset + 1}")
            return
        for name in names:
            if name not in ENVELOPE_NAMES:
                yield _BadEnvelope(where, f"unknown placeholder `{{{name}}}`")
