"""YAML text -> node tree with marks, refusing what a registry never needs.

The C parser composes nodes without building values, so that every scalar keeps its text, its
resolved type and its place. PyYAML's own constructors would lose all three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, cast

import yaml

from errdocs.problems import Place, Problem
from errdocs.registry.reading_problems import (
    AnchorUsed,
    BadEncoding,
    BadYaml,
    OversizedFile,
    UnreadableFile,
)

MAX_BYTES = 1_000_000
"""Largest file that is read. One error with a hundred long cases stays below a third of it."""
MAX_DEPTH = 50
"""Deepest nesting of collections: the composer recurses in C, where no limit would stop it."""

_MAY_BE_ALIAS = re.compile(r"(^|[\s\[{,:])\*[\w-]")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class Mark(Protocol):
    """A position that a YAML parser gives, written in C or in Python."""

    line: int
    column: int


Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader, seven times as fast as the pure Python one, where it is compiled."""


class _TooDeep(yaml.MarkedYAMLError):
    """Collections are nested deeper than `MAX_DEPTH`."""


def place_of(path: str, mark: Mark | None) -> Place:
    """Return where a mark points to; the beginning of the file where there is none."""
    return Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)


def read_text(file: Path, path: str) -> str | Problem:
    """Return the text of a file, or the problem that keeps it from being read."""
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            return OversizedFile(Place(path), size, MAX_BYTES)
        raw = file.read_bytes()
    except OSError as error:
        reason = error.strerror or "cannot be read"
        return UnreadableFile(Place(path), f"the file cannot be read: {reason.lower()}")
    if raw.startswith(_BYTE_ORDER_MARKS):
        return BadEncoding(Place(path), "the file begins with a byte order mark")
    return _decoded(raw, path)


def _decoded(raw: bytes, path: str) -> str | Problem:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        byte = raw[error.start]
        return BadEncoding(Place(path, line, column), f"byte 0x{byte:02X} is not valid UTF-8")


def compose(text: str, path: str) -> yaml.Node | Problem:
    """Return the root node of a YAML text, or the problem that keeps it from being one."""
    try:
        _refuse_depth(text)
        documents = list(_documents(text))
        alias = _first_alias(text)
    except _TooDeep as error:
        return BadYaml(
            place_of(path, error.problem_mark),
            f"collections are nested more than {MAX_DEPTH} deep",
            "the few levels that a registry needs",
            "remove the surplus brackets, dashes or indents",
        )
    except yaml.MarkedYAMLError as error:
        return _syntax_problem(error, path, text)
    except yaml.YAMLError as error:
        return BadYaml(Place(path), _first_line(str(error)))
    if alias is not None:
        return AnchorUsed(place_of(path, alias.start_mark), str(alias.anchor))
    if len(documents) > 1:
        mark = documents[1].start_mark
        return BadYaml(
            place_of(path, mark),
            "a second document begins",
            "one document in a file",
            "move it to a file of its own",
        )
    return (
        documents[0]
        if documents
        else BadYaml(
            Place(path), "the file is empty", "a registry file", "write its keys or delete it"
        )
    )


def _first_alias(text: str) -> yaml.AliasEvent | None:
    """Return the first YAML alias; from then on every walk through the nodes could be endless."""
    events = yaml.parse(text, Loader=Loader) if _MAY_BE_ALIAS.search(text) else ()
    return next((event for event in events if isinstance(event, yaml.AliasEvent)), None)


def _documents(text: str) -> Iterator[yaml.Node]:
    loader = Loader(text)
    try:
        while loader.check_node():
            yield loader.get_node()
    finally:
        loader.dispose()


def _refuse_depth(text: str) -> None:
    """Raise _TooDeep where collections are nested deeper than any registry needs."""
    if not _may_be_deep(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooDeep(problem_mark=cast(yaml.Mark, event.start_mark))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _may_be_deep(text: str) -> bool:
    """Whether depth is possible at all: each level takes a bracket, a dash or an indent."""
    # `- - - ` are three dashes of which `count` finds one pair.
    openers = text.count("[") + text.count("{") + 2 * text.count("- - ") + text.count("? ")
    return openers >= MAX_DEPTH or " " * (MAX_DEPTH * 2) in text


def _syntax_problem(error: yaml.MarkedYAMLError, path: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = place_of(path, mark)
    reason = _first_line(error.problem or error.context or "not YAML")
    if _line(text, mark).lstrip(" ").startswith("\t"):
        return BadYaml(
            place, "a tab stands where YAML allows only spaces", "spaces", "indent with two spaces"
        )
    if "undefined alias" in reason:
        return BadYaml(place, reason, "text", "quote a text that begins with `*`")
    return BadYaml(place, reason)


def _line(text: str, mark: Mark | None) -> str:
    lines = text.split("\n")
    return lines[mark.line] if mark and mark.line < len(lines) else ""


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0].rstrip(".")
