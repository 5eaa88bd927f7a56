"""Rules about message templates and their parameters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from errdocs.checks.patterns import PatternError
from errdocs.checks.patterns import parse as parse_pattern
from errdocs.checks.walk import cases, wordings
from errdocs.messages import Template, TemplateError, parse
from errdocs.problems import Message, Pointer, Problem
from errdocs.registry.find import did_you_mean
from errdocs.registry.loading import Loaded
from errdocs.registry.model import Case, Parameter


@dataclass(frozen=True)
class BadTemplate(Problem):
    """A message that is not a template."""

    rule = "template"
    reason: str
    offset: int

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"{self.reason} at character {self.offset + 1}",
            "text with `{name}` where a value varies",
            "write literal braces twice, and keep placeholders apart",
        )


@dataclass(frozen=True)
class UndeclaredParameter(Problem):
    """A placeholder that `parameters` does not describe."""

    rule = "parameter-declared"
    name: str
    declared: tuple[str, ...]

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"placeholder `{{{self.name}}}` is not described",
            "a parameter of that name",
            did_you_mean(self.name, self.declared) or f"add `{self.name}` to `parameters`",
        )


@dataclass(frozen=True)
class UnusedParameter(Problem):
    """A parameter that no message holds."""

    rule = "parameter-used"
    name: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"parameter `{self.name}` occurs in no message",
            f"`{{{self.name}}}` in a message",
            "remove the parameter or put its placeholder into a message",
        )


@dataclass(frozen=True)
class BadPattern(Problem):
    """A pattern that is not a regular expression."""

    rule = "pattern"
    reason: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the pattern is refused: {self.reason}",
            "a plain regular expression: characters, classes, groups, `|` and repeats",
            "correct it",
        )


@dataclass(frozen=True)
class ExampleBreaksPattern(Problem):
    """An example that its own parameter's pattern refuses."""

    rule = "example-pattern"
    example: str
    pattern: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"example `{self.example}` does not match `{self.pattern}`",
            "an example that the pattern matches as a whole",
            "correct one of the two",
        )


@dataclass(frozen=True)
class ExampleMismatch(Problem):
    """A template that does not give its own examples back."""

    rule = "example-matches"
    text: str

    def message(self) -> Message:  # noqa: D102
        return Message(
            f"the examples cannot be read back from `{self.text}`",
            "examples without the text that follows their placeholder",
            "choose other examples or merge the placeholders",
        )


Parsed = list[tuple[Pointer, str, Template]]
"""Messages with their pointers and templates."""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of templates and parameters in a registry."""
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


def _parsed(pointer: Pointer, case: Case) -> tuple[Parsed, list[Problem]]:
    parsed: Parsed = []
    problems: list[Problem] = []
    for where, text in wordings(pointer, case):
        try:
            parsed.append((where, text, parse(text)))
        except TemplateError as error:
            problems.append(BadTemplate(where, error.reason, error.offset))
    return [item for item in parsed if item[2].parts], problems


def _unused(pointer: Pointer, case: Case, parsed: Parsed) -> Iterator[Problem]:
    used = {name for _, _, template in parsed for name in template.names}
    for name in case.parameters:
        if name not in used:
            yield UnusedParameter(pointer.at("parameters", name), name)


def _declared(case: Case, parsed: Parsed) -> Iterator[Problem]:
    declared = tuple(case.parameters)
    examples = {name: parameter.example for name, parameter in case.parameters.items()}
    for where, text, template in parsed:
        missing = [name for name in template.names if name not in case.parameters]
        yield from (UndeclaredParameter(where, name, declared) for name in missing)
        if not missing:
            wanted = {name: examples[name] for name in template.names}
            if template.match(template.fill(examples)) != wanted:
                yield ExampleMismatch(where, text)


def _pattern(where: Pointer, parameter: Parameter) -> Iterator[Problem]:
    if parameter.pattern is None:
        return
    try:
        pattern = parse_pattern(parameter.pattern)
    except PatternError as error:
        yield BadPattern(where.at("pattern"), str(error))
        return
    if not pattern.matches(parameter.example):
        yield ExampleBreaksPattern(where.at("example"), parameter.example, parameter.pattern)
