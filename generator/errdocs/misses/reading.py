"""Files, folders and streams -> the error texts in them, each with its place.

A file is read line by line, so that its size does not matter. A file of JSON lines with `text`
holds reports: each is an error text as a whole, since somebody has chosen it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from errdocs.misses.error_texts import is_error_text
from errdocs.misses.records import Line, records

LARGEST = 100_000_000  # bytes of the largest file that is read because its folder was named
HEAD = 8_192  # bytes at the start of a file that tell whether it is text
LONGEST_LINE = 65_536  # bytes of a line that are read together
LONGEST_REPORT = 1_000_000  # bytes of a line of JSON
REPORTS = {".jsonl", ".ndjson"}


class ErrorText(NamedTuple):
    """A text that speaks of an error, and where it starts."""

    text: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that was not read, and why."""

    path: Path
    reason: str


def files_of(paths: Iterable[Path]) -> tuple[list[Path], list[Skipped]]:
    """Return the files to read, those of folders below them, and what is skipped there.

    A file that was named itself is read whatever its size. What is hidden is left out, and so are
    links, which may lead in circles.
    """
    files: list[Path] = []
    skipped: list[Skipped] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        for file in _below(path, skipped):
            if reason := _reason_to_skip(file):
                skipped.append(Skipped(file, reason))
            else:
                files.append(file)
    return list(dict.fromkeys(files)), skipped


def _below(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    def skip(error: OSError) -> None:
        skipped.append(Skipped(Path(error.filename), _reason(error)))

    for root, folders, names in os.walk(folder, onerror=skip):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files = (Path(root, name) for name in sorted(names) if not name.startswith("."))
        yield from (file for file in files if file.is_file() and not file.is_symlink())


def _reason_to_skip(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST:
            return f"it has more than {LARGEST // 1_000_000} MB; name the file itself to read it"
        with file.open("rb") as stream:
            return "it is not text" if b"\0" in stream.read(HEAD) else ""
    except OSError as error:
        return _reason(error)


def _reason(error: OSError) -> str:
    return (error.strerror or "it cannot be read").lower()


def texts_of(
    stream: IO[bytes], name: str, on_read: Callable[[int], object] = lambda size: None
) -> Iterator[ErrorText]:
    """Yield the error texts of a stream; `name` is what it is called, `on_read` gets bytes."""
    if Path(name).suffix.lower() in REPORTS:
        yield from _reports(_lines(stream, LONGEST_REPORT, on_read), name)
    else:
        yield from _of_log(_lines(stream, LONGEST_LINE, on_read), name)


def _lines(stream: IO[bytes], longest: int, on_read: Callable[[int], object]) -> Iterator[Line]:
    """Yield the lines of a stream; one that is too long comes in pieces."""
    number = 1
    while raw := stream.readline(longest):
        on_read(len(raw))
        yield Line(number, raw.decode("utf-8", "replace").rstrip("\r\n"))
        number += raw.endswith(b"\n")


def _of_log(lines: Iterable[Line], name: str) -> Iterator[ErrorText]:
    for record in records(lines):
        if is_error_text(record.text):
            yield ErrorText(record.text, name, record.number)


def _reports(lines: Iterable[Line], name: str) -> Iterator[ErrorText]:
    """Yield the texts of JSON lines; a line without one is a line of a log."""
    for line in lines:
        text = _text_in(line.text)
        if text is None:
            yield from _of_log([line], name)
        elif text.strip():
            yield ErrorText(text, name, line.number)


def _text_in(line: str) -> str | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    text = found.get("text") if isinstance(found, dict) else None
    return text if isinstance(text, str) else None
