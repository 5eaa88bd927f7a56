"""`logging` with what to do about known exceptions below their tracebacks.

Use the formatter where a handler has one of the standard kind, and the filter where its formatter
is somebody else's.
"""

from __future__ import annotations

import logging
from pathlib import Path
from types import TracebackType
from typing import Any

from errdocs.programs.exceptions import ExceptionAdvice

KNOWN = "known_errors"
"""Attribute of a record that holds the lines."""
_ExceptionInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class AdviceFormatter(logging.Formatter):
    """Formats as `logging.Formatter`, with the advice at the end of each exception."""

    def __init__(
        self,
        *arguments: Any,
        registry: str | Path | None = None,
        site: str | None = None,
        **options: Any,
    ) -> None:
        """Take the arguments of `logging.Formatter`, and a registry as `ExceptionAdvice` does."""
        super().__init__(*arguments, **options)
        self._advice = ExceptionAdvice(registry, site)

    def format(self, record: logging.LogRecord) -> str:
        """Return the text of a record, whatever text of its exception others have kept in it."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: _ExceptionInfo) -> str:  # noqa: N802
        """Return a traceback with the advice below it."""
        return "\n".join((super().formatException(ei), *(self._advice(ei[1]) if ei[1] else ())))


class AdviceFilter(logging.Filter):
    """Passes every record, and gives those with an exception their advice.

    The lines are in `known_errors` of the record, for formatters that write fields, and below the
    traceback in `exc_text`, which the formatters of `logging` print.
    """

    def __init__(
        self, name: str = "", registry: str | Path | None = None, site: str | None = None
    ) -> None:
        """Take the argument of `logging.Filter`, and a registry as `ExceptionAdvice` does."""
        super().__init__(name)
        self._advice = ExceptionAdvice(registry, site)

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the advice to a record, once."""
        found = record.exc_info
        if found and found[1] and super().filter(record) and KNOWN not in vars(record):
            lines = self._advice(found[1])
            setattr(record, KNOWN, lines)
            if lines:
                text = record.exc_text or logging.Formatter().formatException(found)
                record.exc_text = "\n".join((text, *lines))
        return True
