"""Rules about messages: their templates, parameters and envelopes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from errdocs.checks.patterns import LONGEST_VALUE, PatternError, allows, parse_pattern
from errdocs.lookup.words import words
from errdocs.messages import TemplateError, parse
from errdocs.problems import Pointer, Problem, Rule
from errdocs.registry.loaded import Loaded, items, wordings
from errdocs.registry.model import Case, Envelope, EnvelopeFormat, Parameter, Wording
from errdocs.registry.naming import did_you_mean

# The placeholders of an envelope, and of the lines of an event.
ENVELOPE_NAMES = ("code", "message", "status", "request_id", "task_id")
EVENT_NAMES = ("data", "number", "status")

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
    f"an example of at most {LONGEST_VALUE:,} characters that the pattern matches as a whole",
    "correct the example or the pattern",
)
EXAMPLE_MATCHES = Rule(
    "example-matches",
    "the examples cannot be read back from `{text}`",
    "examples that do not contain the text after their placeholder",
    "choose other examples, or merge the placeholders",
)
ONLY_VALUES = Rule(
    "only-values",
    "`{text}` has no fixed words",
    "a message with at least one fixed word",
    "add the words that are always printed; until then only the code finds the entry",
    is_warning=True,
)
ENVELOPE = Rule(
    "envelope",
    "{reason}",
    f"text with {', '.join(f'`{{{{{name}}}}}`' for name in ENVELOPE_NAMES)}",
    "correct it; write literal braces twice",
)


EVENT_STREAM = Rule(
    "event-stream",
    "{reason}",
    "lines with `{{data}}`, which may have `{{number}}` and `{{status}}`",
    "correct it; write literal braces twice",
)


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of templates, parameters, envelopes and events in a registry."""
    for pointer, _, case in loaded.cases():
        yield from _templates(pointer, case)
        for name, parameter in case.parameters.items():
            yield from _pattern(pointer.at("parameters", name), parameter)
    for index, surface in enumerate(loaded.registry.settings.surfaces):
        if surface.envelope:
            where = loaded.settings_pointer("surfaces", index, "envelope", "body")
            yield from _envelope(where, surface.envelope)
        if surface.stream:
            where = loaded.settings_pointer("surfaces", index, "stream")
            yield from _event(where.at("event"), surface.stream.event)
            yield from _event(where.at("error"), surface.stream.error)


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
            if used and not any(map(words, parse(wording.message).literals)):
                yield ONLY_VALUES.at(where, text=wording.message)
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
        parse_pattern(written)
    except PatternError as error:
        yield PATTERN.at(where.at("pattern"), reason=error)
    else:
        if example is not None and not allows(written, example):
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


def _event(where: Pointer, text: str) -> Iterator[Problem]:
    try:
        names = parse(text).names
    except TemplateError as error:
        yield EVENT_STREAM.at(where, reason=f"{error.reason} at character {error.offset + 1}")
        return
    if "data" not in names:
        yield EVENT_STREAM.at(where, reason="the data of the event is missing")
    for name in names:
        if name not in EVENT_NAMES:
            yield EVENT_STREAM.at(where, reason=f"unknown placeholder `{{{name}}}`")


def _texts(where: Pointer, value: object) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(where.at(key), item)
    elif isinstance(value, tuple):
        for at, item in items(where, value):
            yield from _texts(at, item)
