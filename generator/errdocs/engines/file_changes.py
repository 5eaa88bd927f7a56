"""Changes of files, told to a development server at once.

MkDocs looks at every file twice a second: on some disks, such as those of other machines, a system
tells nobody of a change. Here the system is asked too, and what both tell is told once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from watchdog.events import (
    EVENT_TYPE_CLOSED_NO_WRITE,
    EVENT_TYPE_OPENED,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

QUIET = 0.05
"""Seconds without a change after which a build starts: editors write a file in several steps."""
_READING = {EVENT_TYPE_OPENED, EVENT_TYPE_CLOSED_NO_WRITE}


class Watcher(FileSystemEventHandler):
    """Lets a server know of changes as soon as the system or a look at the files tells of them."""

    def __init__(self, server: LiveReloadServer) -> None:
        """Take over what the server watches by now, and all that it will."""
        self._server = server
        self._system = Observer()
        self._told: dict[str, tuple[int, int] | None] = {}
        watched = [*server._watched_paths]
        server.observer.unschedule_all()
        server._watched_paths.clear()
        server.watch = self.watch  # type: ignore[method-assign]
        server.build_delay = QUIET
        for path in watched:
            self.watch(path)

    def watch(self, path: str, func: None = None, *, recursive: bool = True) -> None:
        """Watch a file or folder, as the server's own method does."""
        path = str(Path(path).absolute())
        known = self._server._watched_paths
        known[path] = known.get(path, 0) + 1
        if known[path] == 1:
            look = self._server.observer.schedule(self, path, recursive=recursive)
            self._server._watch_refs[path] = look
            with suppress(OSError):  # a look finds the changes
                self._system.schedule(self, path, recursive=recursive)

    def start(self) -> None:
        """Begin to be told by the system."""
        with suppress(OSError):  # it watches no more folders
            self._system.start()

    def stop(self) -> None:
        """End it."""
        if self._system.is_alive():
            self._system.stop()

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Tell the server of a change that it does not know of."""
        if event.is_directory or event.event_type in _READING:
            return
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        news = [path for path in paths if self._is_news(path)]
        if news:
            with self._server._rebuild_cond:
                self._server._want_rebuild = True
                self._server._rebuild_cond.notify_all()

    def _is_news(self, path: str) -> bool:
        try:
            found = Path(path).stat()
            state = found.st_size, found.st_mtime_ns
        except OSError:
            state = None
        is_known = path in self._told and self._told[path] == state
        self._told[path] = state
        return not is_known
