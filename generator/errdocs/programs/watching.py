"""The known errors in what a program writes while it runs, without holding the program up.

The registry is loaded when the program first writes something, in a thread of its own. What comes
meanwhile waits in a queue of bounded length; a program that fills it waits too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from queue import Queue
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from errdocs.programs.sightings import Reference, Sighting

ERR = 2  # file descriptor of standard error
MOST_WAITING = 128  # pieces of at most 64 kB


class Watch:
    """Looks for known errors in the streams of a program."""

    def __init__(self, load: Callable[[], Reference]) -> None:
        self._load = load
        self._queue: Queue[tuple[int, bytes] | None] = Queue(MOST_WAITING)
        self._thread: Thread | None = None
        self._lock = Lock()
        self._found: Sequence[Sighting] = ()
        self._end = b""  # the last byte of standard error
        self.complaint = ""
        """Why nothing could be recognised."""

    def stream(self, number: int) -> Callable[[bytes], None]:
        """Return what takes the bytes of a stream."""
        return partial(self._take, number)

    def finish(self) -> Sequence[Sighting]:
        """Return the errors of all streams."""
        if self._thread:
            self._queue.put(None)
            self._thread.join()
        return self._found

    @property
    def is_at_line_start(self) -> bool:
        """Whether standard error ended with the end of a line."""
        return self._end in (b"", b"\n", b"\r")

    def _take(self, number: int, data: bytes) -> None:
        if number == ERR:
            self._end = data[-1:]
        with self._lock:
            if not self._thread:
                self._thread = Thread(target=self._look, daemon=True)
                self._thread.start()
        self._queue.put((number, data))

    def _look(self) -> None:
        try:
            from errdocs.programs.sightings import Sightings  # only here: a program starts at once

            sightings = Sightings(self._load())
            while item := self._queue.get():
                sightings.feed(item[1], stream=item[0])
            self._found = sightings.finish()
        except Exception as error:  # the program has to go on whatever is wrong with us
            self.complaint = getattr(error, "message", "") or str(error) or type(error).__name__
            while self._queue.get():
                pass
