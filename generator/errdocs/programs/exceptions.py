"""An exception -> the lines below it, for programs that show or log exceptions themselves.

The registry is loaded with the first exception. Nothing is ever raised, no lock is held while an
error is looked for, and what the lookup itself logs is not looked up: the host goes on whatever
happens here.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING

from errdocs.escaping import printable

if TYPE_CHECKING:
    from errdocs.programs.sightings import Reference

FOLDER, SITE = "ERRDOCS_DATA", "ERRDOCS_SITE_URL"
"""Variables of the environment: the folder of the registry, and the URL of its site."""
MOST_EXCEPTIONS = 50  # of one chain or group: more would hold the program up
LONGEST = 20_000  # characters of one exception: some hold a whole response


class ExceptionAdvice:
    """Tells what to do about exceptions, from one registry."""

    def __init__(self, registry: str | Path | None = None, site: str | None = None) -> None:
        """Take the folder of a registry and the URL of its site; default: the environment's."""
        self._folder = Path(registry or os.environ.get(FOLDER) or "data")
        site_url = os.environ.get(SITE, "") if site is None else site
        self._site_url = f"{site_url.rstrip('/')}/" if site_url else ""
        self._reference: Reference | None = None
        self._is_broken = False
        self._busy = local()

    def __call__(self, error: BaseException) -> tuple[str, ...]:
        """Return the lines for an exception; none where nothing of it is known.

        Why errors cannot be looked for is said with the first exception alone.
        """
        if self._is_broken or getattr(self._busy, "is_busy", False):
            return ()
        self._busy.is_busy = True
        try:
            return self._told(error)
        except Exception as reason:
            is_first, self._is_broken = not self._is_broken, True
            return (complaint(str(reason)),) if is_first else ()
        finally:
            self._busy.is_busy = False

    def _told(self, error: BaseException) -> tuple[str, ...]:
        from errdocs.programs.sightings import Reference, told  # only here: hosts start fast

        # Two threads may both load it, which is better than that one waits for the other: what
        # it waits with may be what the other needs.
        reference = self._reference or Reference.of(self._folder, self._site_url)
        self._reference = reference
        return tuple(told(reference.known_errors("\n".join(texts_of(error)))))


def complaint(reason: str) -> str:
    """Return the line that says why errors cannot be looked for."""
    return printable(f"errdocs: no error was looked for: {reason}")


def texts_of(error: BaseException) -> Iterator[str]:
    """Yield an exception, its causes and what it groups as text, each once, without frames."""
    pending, seen = [error], set[int]()
    while pending and len(seen) < MOST_EXCEPTIONS:
        one = pending.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield "".join(traceback.format_exception_only(one))[:LONGEST]
        before = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
        grouped = one.exceptions if isinstance(one, BaseExceptionGroup) else ()
        pending += [*([before] if before else []), *grouped]
