"""Code for a case in the languages of its readers, from the templates of the registry's clients.

A case says only which request fails and which works. Here that becomes the program which sends
the corrected request, the one that recognises the error, and the one that sends a request again.
"""

from __future__ import annotations

import shlex
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, Any

from errdocs.registry.loaded import CODE_FOLDER
from errdocs.registry.model import (
    NO_RESPONSE,
    Case,
    Client,
    Error,
    Operation,
    Outcome,
    Registry,
    Request,
)
from errdocs.registry.request_bodies import bodies, changed_parts, plain
from errdocs.render.literals import JSON, PYTHON, SCRIPT, literal
from errdocs.render.telling_texts import TellingTexts
from errdocs.render.texts import BrokenTemplate, json_text

if TYPE_CHECKING:
    from jinja2 import Environment

PART_WIDTH = 36  # columns of a part of a request: two stand side by side, or one on a phone

# What the expressions of a template may raise, besides Jinja's own exceptions.
_MISTAKES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Sample:
    """A program for one client."""

    client: Client
    body: str
    marked: tuple[int, ...] = ()
    """Numbers of the lines that differ from the program that fails."""


@dataclass(frozen=True, slots=True)
class RequestSample:
    """The programs that send a request of a case before and after it was corrected."""

    client: Client
    operation: Operation
    request: Request
    fails: str
    works: str

    @property
    def corrected(self) -> Sample:
        """Return the program that works, with the lines marked that were changed."""
        return Sample(self.client, self.works, tuple(_changed(self.fails, self.works)))


@dataclass(frozen=True, slots=True)
class ChangedRequest:
    """What a request of a case has before and after it was corrected, as data."""

    operations: tuple[Operation, ...]
    """The operations in whose requests this is the same."""
    fails: Any
    works: Any

    @property
    def parts(self) -> Mapping[Outcome, str]:
        """Return what fails and what works as JSON, in lines so short that both fit on a page."""
        parts = {Outcome.FAILS: self.fails, Outcome.WORKS: self.works}
        return {outcome: json_text(part, PART_WIDTH) for outcome, part in parts.items()}

    def is_like(self, other: ChangedRequest) -> bool:
        """Whether the same changes in another operation's request."""
        return (self.fails, self.works) == (other.fails, other.works)


@dataclass(frozen=True)
class CodeSamples:
    """Renders the programs of a registry."""

    registry: Registry

    def changes(self, case: Case) -> list[ChangedRequest]:
        """Return what changes in the requests of a case, each once."""
        found: list[ChangedRequest] = []
        for request in case.requests:
            if operation := self.registry.operation_by_key.get(request.operation):
                new = ChangedRequest((operation,), *changed_parts(operation, request))
                same = next((one for one in found if one.is_like(new)), None)
                if same:
                    found.remove(same)
                    new = ChangedRequest((*same.operations, operation), same.fails, same.works)
                found.append(new)
        return found

    def requests(self, case: Case) -> Iterator[RequestSample]:
        """Yield the programs that send the requests of a case: one for each client that can."""
        for client in self.registry.settings.clients:
            if found := next(self.requests_of(case, client), None):
                yield found

    def requests_of(self, case: Case, client: Client) -> Iterator[RequestSample]:
        """Yield the programs of one client that send the requests of a case.

        A template renders nothing for a request that its client cannot send.
        """
        for request in case.requests:
            operation = self.registry.operation_by_key.get(request.operation)
            is_able = not request.clients or client.key in request.clients
            if operation and is_able:
                fails, works = (
                    self.sending(client, operation, body) for body in bodies(operation, request)
                )
                if fails and works:
                    yield RequestSample(client, operation, request, fails, works)

    def handling(self, error: Error, case: Case) -> list[Sample]:
        """Return the programs that recognise the error of a case, for each client that meets it."""
        clients = self.registry.settings.clients
        return [sample for one in clients if (sample := self.recognising(one, error, case))]

    def retrying(self, error: Error, case: Case) -> list[Sample]:
        """Return the programs that send a request again, where that may help by itself."""
        clients = self.registry.settings.clients
        return [sample for one in clients if (sample := self.repeating(one, error, case))]

    def sending(self, client: Client, operation: Operation, body: object) -> str:
        """Return the program of a client that sends a request; nothing if it has none.

        Raises BrokenTemplate for a mistake of the client's template, as the others do.
        """
        template = client.operations.get(operation.key)
        return self._program(template, request=body, operation=operation)

    def recognising(self, client: Client, error: Error, case: Case) -> Sample | None:
        """Return the program of a client that recognises the error of a case, if it has one."""
        return self._about(client, client.handling, error, case)

    def repeating(self, client: Client, error: Error, case: Case) -> Sample | None:
        """Return the program of a client that sends a request again, if that may help."""
        may_help = case.retry and case.retry.may_succeed_unaided
        return self._about(client, client.retrying, error, case) if may_help else None

    def _about(
        self, client: Client, template: str | None, error: Error, case: Case
    ) -> Sample | None:
        """Return a program about a case for a client that meets it."""
        met = [
            key
            for key in error.surfaces_of(case)
            if self._answers(key, case) and (not client.surfaces or key in client.surfaces)
        ]
        if not template or not met or error.removal_of(case):
            return None
        codes = dict.fromkeys(case.code or error.spelling_on(key) for key in met)
        texts, other_texts = self._telling.of(error, case)
        text = self._program(
            template,
            error=error,
            case=case,
            surfaces=met,
            codes=list(codes) if error.has_code else [],
            texts=texts,
            other_texts=other_texts,
        )
        return Sample(client, text) if text else None

    def _answers(self, surface: str, case: Case) -> bool:
        """Whether an answer on a surface shows a case: a response, or the result of a task."""
        results = (one.result for one in self.registry.settings.operations if one.result)
        return case.status != NO_RESPONSE or surface in {result.surface for result in results}

    def _program(self, template: str | None, **context: object) -> str:
        if not template or template not in self.registry.templates:  # a rule reports it
            return ""
        from jinja2 import TemplateError

        try:
            return self._environment.get_template(template).render(context).strip("\n")
        except (TemplateError, *_MISTAKES) as error:
            raise _broken(error, template) from error

    @cached_property
    def _telling(self) -> TellingTexts:
        return TellingTexts(self.registry)

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import DictLoader, StrictUndefined
        from jinja2.sandbox import SandboxedEnvironment

        # A template may come with an untrusted change: no way leads from a value to Python itself.
        made = SandboxedEnvironment(
            loader=DictLoader(dict(self.registry.templates)),
            # Code is no markup: every value comes through a filter of its language.
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters.update(FILTERS)
        return made


def _broken(error: Exception, template: str) -> BrokenTemplate:
    """Return the mistake of a template that an exception tells of."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    line = getattr(error, "lineno", None) or next(reversed(lines), 1)
    name = getattr(error, "name", None) or template
    return BrokenTemplate(f"{CODE_FOLDER}/{name}", line, str(error) or type(error).__name__)


def _json(value: object, indent: int = 0) -> str:
    return literal(value, JSON, indent=indent, is_open=True)


def _script(value: object, indent: int = 0, column: int | None = None) -> str:
    is_open = isinstance(value, Mapping)
    return literal(value, SCRIPT, indent=indent, column=column, is_open=is_open)


def _python(value: object, indent: int = 0, column: int | None = None) -> str:
    return literal(value, PYTHON, indent=indent, column=column)


def _keywords(value: Mapping[str, object], indent: int = 4) -> str:
    """Return the arguments of a Python call, one a line."""
    pad = " " * indent
    return "".join(
        f"{pad}{name}={literal(item, PYTHON, indent=indent, column=indent + len(name) + 1)},\n"
        for name, item in value.items()
    )


def _only(value: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    """Return the items of a mapping that have one of some names."""
    return {name: item for name, item in value.items() if name in names}


def _without(value: Mapping[str, object], names: Sequence[str]) -> dict[str, object]:
    """Return the items of a mapping that have none of some names."""
    return {name: item for name, item in value.items() if name not in names}


def _java(text: str) -> str:
    """Return a text as a Java text block needs it."""
    return text.replace("\\", "\\\\").replace('"""', '\\"""')


def _snake(name: str) -> str:
    return name.replace("-", "_")


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-"))


FILTERS = {
    "java": _java,
    "json": _json,
    "keywords": _keywords,
    "only": _only,
    "pascal": _pascal,
    "plain": plain,
    "python": _python,
    "script": _script,
    "shell": shlex.quote,
    "snake": _snake,
    "without": _without,
}
"""What templates of code may do to a value; `data/README.md` lists them."""


def _changed(before: str, after: str) -> Iterator[int]:
    """Yield the numbers of the lines of a program that the other one does not have."""
    matcher = SequenceMatcher(a=before.split("\n"), b=after.split("\n"), autojunk=False)
    for tag, _, _, start, stop in matcher.get_opcodes():
        if tag in {"insert", "replace"}:
            yield from range(start + 1, stop + 1)
