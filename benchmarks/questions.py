"""Texts as people paste them, from a seed: messages of a registry with other values, wrapped."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from string import ascii_lowercase

from errdocs.messages import parse
from errdocs.registry.model import Case, Error, Registry


@dataclass(frozen=True, slots=True)
class Question:
    """A text with the pages that are right for it."""

    kind: str
    text: str
    right: frozenset[str]
    """Paths from the site's root."""


Wrapper = Callable[[str, int, str, Random], str]
"""Makes a text of a code, a status and a message."""


def _bare(code: str, status: int, message: str, rng: Random) -> str:
    return message


def _body(code: str, status: int, message: str, rng: Random) -> str:
    return json.dumps({"code": code, "message": message, "request_id": _request(rng)})


def _traceback(code: str, status: int, message: str, rng: Random) -> str:
    body = {"error": {"message": message, "type": code, "param": None, "code": code}}
    line, at = rng.randrange(20, 400), rng.randrange(900, 1100)
    return (
        "Traceback (most recent call last):\n"
        f'  File "/srv/app/tasks/answer.py", line {line}, in answer\n'
        "    reply = client.chat.completions.create(model=model, messages=messages)\n"
        f'  File "/srv/app/.venv/lib/python3.12/site-packages/client/http.py", line {at}, in send\n'
        "    raise self._make_status_error_from_response(err.response) from None\n"
        f"client.APIStatusError: Error code: {status} - {body!r}, request {_request(rng)}"
    )


def _request(rng: Random) -> str:
    return f"{rng.getrandbits(128):032x}"


MESSAGE, MISSPELT = "message", "misspelt code"
WRAPPERS: Mapping[str, Wrapper] = {MESSAGE: _bare, "JSON body": _body, "traceback": _traceback}
KINDS = (*WRAPPERS, MISSPELT)


def ask_about(registry: Registry, each: int, seed: int) -> list[Question]:
    """Return this many questions of each kind, mixed; the same ones for the same seed.

    Nothing but a message: every case that has the same one is right. With a code, only those of
    this code are.
    """
    rng = Random(f"{seed}/{each}")
    cases = [(error, case) for error, case in registry.cases() if case.message]
    pages = _pages_by_message(registry)
    questions = list(_misspelt(registry, each, rng))
    for kind, wrapper in WRAPPERS.items():
        for error, case in _draw(cases, each, rng):
            text = wrapper(error.code, case.status or 400, _message(case, rng), rng)
            code = None if kind == MESSAGE else error.code
            questions.append(Question(kind, text, frozenset(pages[code, case.message])))
    rng.shuffle(questions)
    return questions


def pastes(registry: Registry, count: int, length: int, seed: int) -> list[str]:
    """Return tracebacks between lines of a log, each text of this many characters."""
    rng = Random(f"{seed}/{count}/{length}")
    cases = [(error, case) for error, case in registry.cases() if case.message]
    return [
        _lengthened(
            _traceback(error.code, case.status or 400, _message(case, rng), rng), length, rng
        )
        for error, case in _draw(cases, count, rng)
    ]


def _pages_by_message(registry: Registry) -> dict[tuple[str | None, str | None], set[str]]:
    """Return the pages of the cases that print a message under a code, or under any."""
    pages: dict[tuple[str | None, str | None], set[str]] = defaultdict(set)
    for error, case in registry.cases():
        for message in case.wordings:
            pages[None, message].add(error.path_of(case))
            pages[error.code, message].add(error.path_of(case))
    return pages


def _draw(cases: list[tuple[Error, Case]], count: int, rng: Random) -> Iterator[tuple[Error, Case]]:
    """Yield cases, each once before one comes again."""
    while count > 0:
        drawn = rng.sample(cases, min(count, len(cases)))
        yield from drawn
        count -= len(drawn)


def _message(case: Case, rng: Random) -> str:
    values = {name: _changed(value, rng) for name, value in case.sample_values.items()}
    return parse(case.message or "").fill(values)


def _changed(value: str, rng: Random) -> str:
    """Return another value of the same shape: other digits, or a few letters more."""
    digits = "".join(rng.choice("123456789") if sign.isdigit() else sign for sign in value)
    return digits if digits != value else f"{value}-{''.join(rng.sample(ascii_lowercase, 4))}"


def _misspelt(registry: Registry, count: int, rng: Random) -> Iterator[Question]:
    known = {error.code for error in registry.errors}
    known |= {alias.code for error in registry.errors for alias in error.aliases}
    errors = list(registry.errors)
    while count > 0:
        error = rng.choice(errors)
        text = _slip(error.code, rng)
        if text in known:
            continue
        right = {error.path, *(error.path_of(case) for case in error.cases)}
        yield Question(MISSPELT, text, frozenset(right))
        count -= 1


def _slip(code: str, rng: Random) -> str:
    """Return a code with two letters exchanged, or one left out, doubled or mistyped."""
    at = rng.randrange(1, len(code) - 1)
    one, two = code[at], code[at + 1]
    return code[:at] + rng.choice((two + one, two, one + one + two, "x" + two)) + code[at + 2 :]


def _lengthened(text: str, length: int, rng: Random) -> str:
    before = rng.randrange(max(1, length - len(text)))
    lines = "".join(_line(rng) for _ in range(length // 60 + 1))
    return f"{lines[:before]}\n{text}\n{lines}"[:length]


def _line(rng: Random) -> str:
    clock = f"{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}"
    what = rng.choice(("request accepted", "model loaded", "user session created", "file fetched"))
    return f"2025-05-20T{clock}Z INFO [worker-{rng.randrange(9)}] {what} id={_request(rng)}\n"
