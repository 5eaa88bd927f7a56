"""Other people's files: read as text without loss, checked, and written back all or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from errdocs.linkcheck.checker import Checker
from errdocs.linkcheck.kinds import Kind, kind_of
from errdocs.linkcheck.link_problems import UnreadableText
from errdocs.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What became of a file."""

    problems: tuple[Problem, ...] = ()
    """What is wrong with it, after mending."""
    links: int = 0
    """Links to the site in it."""
    mended: int = 0
    """Edits that mended links."""
    is_binary: bool = False
    """Whether it holds no text and was skipped."""


def check_file(path: Path, checker: Checker, *, fix: bool = False) -> CheckedFile:
    """Check a file; with `fix`, mend what is certain first.

    Bytes that are no UTF-8 pass through as they are. A kind that is not known is plain text.
    """
    shown = path.as_posix()
    try:
        content = path.read_bytes()
        if not checker.addresses.may_be_in(content):
            return CheckedFile(is_binary=b"\0" in content)
        if b"\0" in content:
            return CheckedFile(is_binary=True)
        text, kind, mended = _text(content), kind_of(path) or Kind.TEXT, 0
        if fix:
            text, mended = checker.mend(text, kind)
        if mended:
            _write(path, text)
    except OSError as error:
        return CheckedFile((UnreadableText(Place(shown), f"{error.strerror or error}"),))
    checked = checker.check(text, kind, shown)
    return CheckedFile(checked.problems, checked.links, mended)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _write(path: Path, text: str) -> None:
    """Replace the content of a file, all or nothing; a link to it stays a link."""
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
