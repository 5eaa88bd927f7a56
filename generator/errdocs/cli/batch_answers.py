"""`errdocs lookup --batch`: lines of JSON in, the lines of their answers out, in the same order.

A file that is large is answered on several cores. A pipe never is, since whoever writes to it may
wait for an answer before the next line.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple, TextIO

import click

from errdocs.cli import options
from errdocs.cli.told_answers import match_data
from errdocs.lookup import Lookup

MUCH = 100_000  # bytes of a file from which on starting processes pays
MOST_LINES = 64  # that a process is given at once
MOST_CHARACTERS = 500_000  # of these lines, but for the last of them
FIRST_LINES = 32  # answered before there are processes, which then share what that prepared


class Lines(NamedTuple):
    """Some lines of a batch."""

    first: int
    """The number of the first one."""
    texts: list[str]


class Answers(NamedTuple):
    """The answers to some lines."""

    lines: list[str]
    wrong_line: int | None = None
    """The number of a line that is no question, after which nothing is answered."""


class Answering:
    """Answers the lines of a batch."""

    def __init__(self, find: Lookup, limit: int) -> None:
        self._find = find
        self._limit = limit

    def __call__(self, asked: Lines) -> Answers:
        """Return the answers to some lines, up to the first that is no question."""
        answered: list[str] = []
        for number, line in enumerate(asked.texts, asked.first):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
                key, text = item["id"], item["text"]
            except (ValueError, KeyError, TypeError, RecursionError):
                return Answers(answered, number)
            matches = match_data(self._find(str(text), self._limit))
            answered.append(json.dumps({"id": key, "matches": matches}))
        return Answers(answered)


def answer_batch(
    batch: TextIO,
    make: Callable[[], Answering],
    *,
    jobs: int,
    much: int = MUCH,
    most_lines: int = MOST_LINES,
) -> None:
    """Print the answers to a batch, all of which `make` gives; UsageError for a wrong line."""
    lines = iter(partial(batch.readline, options.LONGEST_TEXT), "")
    numbered = enumerate(lines, start=1)
    if jobs < 2 or _size(batch) < much:
        _print(map(make(), (Lines(number, [line]) for number, line in numbered)))
        return
    from errdocs.parallel import in_parallel  # only here: it takes long to import

    answering = make()
    _print(map(answering, (Lines(n, [line]) for n, line in islice(numbered, FIRST_LINES))))
    _print(in_parallel(make, _together(numbered, most_lines), jobs, answering))


def _size(batch: TextIO) -> int:
    """Return the bytes of a file; 0 for what is none, such as a pipe."""
    try:
        found = os.fstat(batch.fileno())
    except OSError:
        return 0
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def _together(numbered: Iterable[tuple[int, str]], most: int) -> Iterator[Lines]:
    together: Lines | None = None
    characters = 0
    for number, line in numbered:
        together = together or Lines(number, [])
        together.texts.append(line)
        characters += len(line)
        if len(together.texts) >= most or characters >= MOST_CHARACTERS:
            yield together
            together, characters = None, 0
    if together:
        yield together


def _print(found: Iterable[Answers]) -> None:
    for answers in found:
        if answers.lines:
            click.echo("\n".join(answers.lines))
        if answers.wrong_line is not None:
            wrong = f"line {answers.wrong_line} is not a JSON object with `id` and `text`"
            raise click.UsageError(wrong)
