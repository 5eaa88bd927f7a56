"""Rules about message templates and their parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from errdocs.checks.walk import cases, wordings
from errdocs.loading import Loaded
from errdocs.messages import Template, TemplateError, overlap, parse, subsumes
from errdocs.model import Case, Parameter
from errdocs.problems import Pointer, Problem, Words
from errdocs.suggestions import did_you_mean


@dataclass(frozen=True)
class BadTemplate(Problem):
    """A message that is not a template."""

    rule = "template"
    reason: str
    offset: int

    def words(self) -> Words:  # noqa: D102
        return Words(
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

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"placeholder `{{{self.name}}}` is not described",
            "a parameter of that name",
            did_you_mean(self.name, self.declared) or f"add `{self.name}` to `parameters`",
        )


@dataclass(frozen=True)
class UnusedParameter(Problem):
    """A parameter that no message holds."""

    rule = "parameter-used"
    name: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"parameter `{self.name}` occurs in no message",
            f"`{{{self.name}}}` in a message",
            "remove the parameter or put its placeholder into a message",
        )


@dataclass(frozen=True)
class BadPattern(Problem):
    """A pattern that is not a regular expression."""

    rule = "pattern"
    reason: str

    def words(self) -> Words:  # noqa: D102
        return Words(f"the pattern is refused: {self.reason}", "a regular expression", "correct it")


@dataclass(frozen=True)
class ExampleBreaksPattern(Problem):
    """An example that its own parameter's pattern refuses."""

    rule = "example-pattern"
    example: str
    pattern: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"example `{self.example}` does not match `{self.pattern}`",
            "an example that the pattern matches as a whole",
            "correct one of the two",
        )


@dataclass(frozen=True)
class ExampleMismatch(Problem):
    """A template that does not give its own examples back."""

    rule = "example-matches"
    message: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"the examples cannot be read back from `{self.message}`",
            "examples without the text that follows their placeholder",
            "choose other examples or merge the placeholders",
        )


@dataclass(frozen=True)
class AmbiguousMessages(Problem):
    """Two cases of one error that the same text may belong to."""

    rule = "distinct-messages"
    message: str
    other_id: str
    other: str

    def words(self) -> Words:  # noqa: D102
        return Words(
            f"`{self.message}` may be the same text as `{self.other}` of case `{self.other_id}`",
            "messages of which at most one matches a text, or one clearly more specific",
            "make one of them more literal, or merge the two cases",
        )


@dataclass(frozen=True, slots=True)
class _Message:
    """A parsed current message of a case."""

    pointer: Pointer
    case: Case
    text: str
    template: Template
    surfaces: frozenset[str]

    @property
    def prefix(self) -> str:
        """Return the literal text before the first placeholder."""
        first = self.template.parts[0]
        return first if isinstance(first, str) else ""

    @property
    def suffix(self) -> str:
        """Return the literal text after the last placeholder."""
        last = self.template.parts[-1]
        return last if isinstance(last, str) else ""


def check(loaded: Loaded) -> Iterator[Problem]:
    """Yield the problems of templates and parameters in a registry."""
    messages: dict[str, list[_Message]] = {}
    for pointer, error, case in cases(loaded):
        parsed, problems = _parsed(pointer, case)
        yield from problems
        yield from _parameters(pointer, case, parsed, complete=not problems)
        surfaces = frozenset(error.surfaces_of(case))
        messages.setdefault(error.code, []).extend(
            _Message(where, case, text, template, surfaces)
            for where, text, template in parsed
            if "former_messages" not in where.keys
        )
    for group in messages.values():
        yield from _ambiguous(group)


def _parsed(
    pointer: Pointer, case: Case
) -> tuple[list[tuple[Pointer, str, Template]], list[Problem]]:
    parsed: list[tuple[Pointer, str, Template]] = []
    problems: list[Problem] = []
    for where, text in wordings(pointer, case):
        try:
            parsed.append((where, text, parse(text)))
        except TemplateError as error:
            problems.append(BadTemplate(where, error.reason, error.offset))
    return [item for item in parsed if item[2].parts], problems


def _parameters(
    pointer: Pointer, case: Case, parsed: list[tuple[Pointer, str, Template]], *, complete: bool
) -> Iterator[Problem]:
    declared = tuple(case.parameters)
    used = {name for _, _, template in parsed for name in template.names}
    for name, parameter in case.parameters.items():
        where = pointer.at("parameters", name)
        if complete and name not in used:
            yield UnusedParameter(where, name)
        yield from _pattern(where, parameter)
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
        pattern = re.compile(parameter.pattern)
    except re.error as error:
        yield BadPattern(where.at("pattern"), str(error))
        return
    if not pattern.fullmatch(parameter.example):
        yield ExampleBreaksPattern(where.at("example"), parameter.example, parameter.pattern)


def _ambiguous(messages: list[_Message]) -> Iterator[Problem]:
    """Yield the pairs of cases that one text may belong to.

    Sorted by literal prefix, those that may match the same text follow each other, so that an
    error with a thousand cases is not compared a million times.
    """
    ordered = sorted(messages, key=lambda message: message.prefix)
    for index, first in enumerate(ordered):
        for second in ordered[index + 1 :]:
            if not second.prefix.startswith(first.prefix):
                break
            if _may_be_confused(first, second):
                later, earlier = (
                    (first, second) if first.pointer.keys > second.pointer.keys else (second, first)
                )
                yield AmbiguousMessages(later.pointer, later.text, earlier.case.id, earlier.text)


def _may_be_confused(first: _Message, second: _Message) -> bool:
    if first.case is second.case or first.case.status != second.case.status:
        return False
    if not first.surfaces & second.surfaces:
        return False
    ends = (first.suffix, second.suffix)
    if not (ends[0].endswith(ends[1]) or ends[1].endswith(ends[0])):
        return False
    one, two = first.template, second.template
    return overlap(one, two) and subsumes(one, two) == subsumes(two, one)
