"""Code for a case in the languages of its readers, from the templates of the registry's clients.

A case says only which request fails and which works. Here that becomes the program which sends
the corrected request, the one that recognises the error, and the one that sends a request again.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, Any

from errdocs.messages import TemplateError, parse
from errdocs.registry.model import NO_RESPONSE, Case, Client, Error, Operation, Registry, Request
from errdocs.registry.request_bodies import bodies, changed_parts, plain
from errdocs.render.literals import JSON, PYTHON, SCRIPT, literal

if TYPE_CHECKING:
    from jinja2 import Environment

_ESCAPED = re.compile(r"""["'`\\\x00-\x1f]+""")
_EDGES = " \t.,:;!()[]{}<>"  # what says nothing at the edges of a text
SHORTEST_TEXT = 8  # characters of a part of a message that says enough to be searched for


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
            template = client.operations.get(request.operation)
            is_able = not request.clients or client.key in request.clients
            if operation and template and is_able:
                fails, works = (
                    self._program(template, request=body, operation=operation)
                    for body in bodies(operation, request)
                )
                if fails and works:
                    yield RequestSample(client, operation, request, fails, works)

    def handling(self, error: Error, case: Case) -> Iterator[Sample]:
        """Yield the programs that recognise the error of a case, for each client that meets it."""
        for client, context in self._contexts(error, case):
            if client.handling:
                yield Sample(client, self._program(client.handling, **context))

    def retrying(self, error: Error, case: Case) -> Iterator[Sample]:
        """Yield the programs that send a request again, where that may help by itself."""
        if case.retry and case.retry.may_succeed_unaided:
            for client, context in self._contexts(error, case):
                if client.retrying:
                    yield Sample(client, self._program(client.retrying, **context))

    def _contexts(self, error: Error, case: Case) -> Iterator[tuple[Client, dict[str, Any]]]:
        """Yield the clients that meet a case, with what their templates are told of it."""
        if case.removed or error.removed:
            return
        met = [key for key in error.surfaces_of(case) if self._answers(key, case)]
        texts, other_texts = self._texts(error, case)
        for client in self.registry.settings.clients:
            surfaces = [key for key in met if not client.surfaces or key in client.surfaces]
            codes = dict.fromkeys(case.code or error.spelling_on(key) for key in surfaces)
            context = {
                "error": error,
                "case": case,
                "surfaces": surfaces,
                "codes": list(codes) if error.has_code else [],
                "texts": texts,
                "other_texts": other_texts,
            }
            if surfaces and (context["codes"] or texts):
                yield client, context

    def _answers(self, surface: str, case: Case) -> bool:
        """Whether an answer on a surface shows a case: a response, or the result of a task."""
        results = (one.result for one in self.registry.settings.operations if one.result)
        return case.status != NO_RESPONSE or surface in {result.surface for result in results}

    def _texts(self, error: Error, case: Case) -> tuple[list[str], list[str]]:
        """Return the texts of which a message of the case has one, and those that it has not.

        The latter tell it from cases whose messages hold the whole of its own. None are needed
        where the code says it all.
        """
        if error.has_code and (case.code or error.only_case):
            return [], []
        rivals = self._messages_beside(error, case)
        messages = [_printed(template, case) for template in case.wordings]
        found: list[str] = []
        for template, message in zip(case.wordings, messages, strict=True):
            if message and not any(text in message for text in found):
                found.append(_telling(template, message, rivals))
        longer = [
            template
            for printed, template in rivals.items()
            if any(text in printed for text in found)
        ]
        return found, _absent(longer, messages)

    def _messages_beside(self, error: Error, case: Case) -> Mapping[str, str]:
        """Return what comes with the same code, or without one, in other cases.

        Printed messages lead to their templates.
        """
        errors = [error] if error.has_code else self.registry.errors
        rivals = (other for one in errors for other in one.cases if other is not case)
        return {_printed(text, other): text for other in rivals for text in other.wordings}

    def _program(self, template: str, **context: Any) -> str:
        return self._environment.get_template(template).render(context).strip("\n")

    @cached_property
    def _environment(self) -> Environment:
        from jinja2 import DictLoader, Environment, StrictUndefined

        made = Environment(
            loader=DictLoader(dict(self.registry.templates)),
            # Code is no markup: every value comes through a filter of its language.
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters.update(FILTERS)
        return made


def _printed(template: str, case: Case) -> str:
    try:
        return parse(template).fill(case.sample_values)
    except TemplateError:  # a rule reports it
        return ""


def _telling(template: str, message: str, others: Collection[str]) -> str:
    """Return the longest fixed text of a message that no other one has, or the best there is."""
    by_length = sorted(telling_texts(template), key=lambda part: (-len(part), part))
    only_here = (text for text in by_length if not any(text in other for other in others))
    best = next(only_here, None)
    return _shortened(best, others) if best else next(iter(by_length), message)


def telling_texts(template: str) -> frozenset[str]:
    """Return the fixed texts of a message that are found in an escaped one too."""
    return frozenset(part for text in parse(template).literals for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """Yield the parts of a text that are found in an escaped message too."""
    return filter(None, (part.strip(_EDGES) for part in _ESCAPED.split(text)))


def _absent(templates: Sequence[str], messages: Sequence[str]) -> list[str]:
    """Return texts of which each of some templates has one, and the own messages none."""
    found: list[str] = []
    own = sorted((part for text in messages for part in _parts(text)), key=len, reverse=True)
    for template in templates:
        literals = parse(template).literals
        if not any(text in literal for text in found for literal in literals):
            rest = "\n".join(literals)
            for part in own:
                rest = rest.replace(part, "\n")
            new = max(_parts(rest), key=len, default="")
            found += [new] if new and not any(new in message for message in messages) else []
    return found


def _shortened(text: str, others: Collection[str]) -> str:
    """Return as many whole words from the start of a text as tell it from others."""
    ends = [found.start() for found in re.finditer(r"(?<=\S)\s", text)]
    for end in ends:
        start = text[:end]
        if end >= SHORTEST_TEXT * 5 and not any(start in other for other in others):
            return start
    return text


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
