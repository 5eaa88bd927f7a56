"""What is wrong with a template, and where."""

from __future__ import annotations

import traceback

from jinja2 import TemplateNotFound, TemplateSyntaxError

SUFFIX = ".j2"


class BrokenTemplate(Exception):
    """A template that cannot be rendered."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        place = f"{path}:{line}:1" if line else path
        super().__init__(f"{place}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


def broken_template(error: Exception) -> BrokenTemplate | None:
    """Return what an exception says about a template; None where none is to blame.

    Jinja lets the lines of templates stand in tracebacks; the last one is where it happened.
    """
    reason = str(error) or type(error).__name__
    if isinstance(error, TemplateSyntaxError):
        return BrokenTemplate(error.filename or error.name or "", error.lineno, reason)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame for frame in frames if frame.filename.endswith(SUFFIX)]
    if isinstance(error, TemplateNotFound):
        reason = f"template `{error.name}` does not exist"
        if not lines:
            return BrokenTemplate(str(error.name), 0, reason)
    return BrokenTemplate(lines[-1].filename, lines[-1].lineno or 0, reason) if lines else None
