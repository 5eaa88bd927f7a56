"""Code for a case in the languages of its readers, from the templates of the registry's clients.

A case says only which request fails and which works. Here that becomes the program which sends
the corrected request, the one that recognises the error, and the one that sends a request again.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from pprint import pformat
from typing import TYPE_CHECKING, Any

from errdocs.messages import parse
from errdocs.registry.model import Case, Client, Error, Operation, Registry, Request
from errdocs.registry.request_bodies import bodies, plain
from errdocs.render.texts import printed_message

if TYPE_CHECKING:
    from jinja2 import Environment

CODE_WIDTH = 79  # columns of a literal before it is broken into lines


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


@dataclass(frozen=True)
class CodeSamples:
    """Renders the programs of a registry; `url_of` may send them elsewhere, as tests do."""

    registry: Registry
    hosts: Mapping[str, str] | None = None
    """Starts of URLs to replace, and what stands there instead."""

    def requests(self, case: Case) -> Iterator[RequestSample]:
        """Yield the programs that send the requests of a case: one for each client that can."""
        by_key = self.registry.operation_by_key
        for client in self.registry.settings.clients:
            for request in case.requests:
                operation = by_key.get(request.operation)
                template = client.operations.get(request.operation)
                is_able = not request.clients or client.key in request.clients
                if operation and template and is_able:
                    fails, works = (
                        self._program(template, request=body, operation=operation)
                        for body in bodies(operation, request)
                    )
                    yield RequestSample(client, operation, request, fails, works)
                    break

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
        if case.removed or error.removed:
            return
        surfaces = error.surfaces_of(case)
        for client in self.registry.settings.clients:
            met = [key for key in surfaces if not client.surfaces or key in client.surfaces]
            if met:
                yield (
                    client,
                    {
                        "error": error,
                        "case": case,
                        "surface": met[0],
                        "code": (case.code or error.spelling_on(met[0]))
                        if error.has_code
                        else None,
                        "words": distinctive_words(case),
                        "message": printed_message(case),
                        "is_only": error.only_case is not None,
                    },
                )

    def _program(self, template: str, **context: Any) -> str:
        text = self._environment.get_template(template).render(context).strip("\n")
        for old, new in (self.hosts or {}).items():
            text = text.replace(old, new)
        return text

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
        made.filters.update(
            json=_json, python=_python, keywords=_keywords, shell=shell, plain=plain, java=_java
        )
        return made


def distinctive_words(case: Case) -> str:
    """Return the longest text that every message of a case's main template holds."""
    literals = parse(case.message).literals if case.message else ()
    return max((text.strip() for text in literals), key=len, default="")


def shell(text: str) -> str:
    """Return a text as one word of a POSIX shell."""
    return shlex.quote(text)


def _json(value: object, indent: int | None = 2) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=indent)


def _python(value: object, indent: int = 0) -> str:
    """Return a Python literal whose further lines are indented."""
    text = pformat(plain(value), width=CODE_WIDTH - indent, sort_dicts=False)
    return text.replace("\n", "\n" + " " * indent).replace("'", '"') if _is_plain(text) else text


def _is_plain(text: str) -> bool:
    """Whether double quotes may take the place of single ones throughout."""
    return '"' not in text and "\\" not in text


def _keywords(value: Mapping[str, object], indent: int = 4) -> str:
    """Return the arguments of a call, one a line."""
    pad = " " * indent
    return "".join(
        f"{pad}{name}={_python(item, indent + len(name) + 1)},\n" for name, item in value.items()
    )


def _java(text: str) -> str:
    """Return a text as a Java text block needs it."""
    return text.replace("\\", "\\\\").replace('"""', '\\"""')


def _changed(before: str, after: str) -> Iterator[int]:
    """Yield the numbers of the lines of a program that the other one does not have."""
    matcher = SequenceMatcher(a=before.split("\n"), b=after.split("\n"), autojunk=False)
    for tag, _, _, start, stop in matcher.get_opcodes():
        if tag in {"insert", "replace"}:
            yield from range(start + 1, stop + 1)
