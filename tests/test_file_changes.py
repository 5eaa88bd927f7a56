"""Changes of files reach a development server at once, and once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from mkdocs.livereload import LiveReloadServer
from watchdog.events import (
    DirModifiedEvent,
    FileClosedNoWriteEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileOpenedEvent,
)

from errdocs.engines.file_changes import Watcher


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveReloadServer]:
    found = LiveReloadServer(lambda: None, "127.0.0.1", 0, str(tmp_path))
    found.watch(str(tmp_path))
    yield found
    found.server_close()


def wants(server: LiveReloadServer) -> bool:
    """Return whether a build was asked for, and forget it."""
    wanted, server._want_rebuild = server._want_rebuild, False
    return wanted


def test_what_system_and_look_tell_of_a_change_is_told_once(
    server: LiveReloadServer, tmp_path: Path
) -> None:
    watcher, file = Watcher(server), tmp_path / "a.yml"
    file.write_text("one")
    watcher.on_any_event(FileModifiedEvent(str(file)))
    assert wants(server)
    watcher.on_any_event(FileModifiedEvent(os.fsencode(file)))
    assert not wants(server)
    file.write_text("another")
    watcher.on_any_event(FileModifiedEvent(str(file)))
    assert wants(server)
    file.unlink()
    watcher.on_any_event(FileDeletedEvent(str(file)))
    assert wants(server)
    watcher.on_any_event(FileDeletedEvent(str(file)))
    assert not wants(server)


def test_a_file_that_takes_the_place_of_another_is_a_change(
    server: LiveReloadServer, tmp_path: Path
) -> None:
    watcher = Watcher(server)
    (tmp_path / "a.yml").write_text("new")
    watcher.on_any_event(FileMovedEvent(str(tmp_path / ".a.swp"), str(tmp_path / "a.yml")))
    assert wants(server)


def test_reading_is_no_change(server: LiveReloadServer, tmp_path: Path) -> None:
    watcher, file = Watcher(server), str(tmp_path / "a.yml")
    for event in (FileOpenedEvent(file), FileClosedNoWriteEvent(file), DirModifiedEvent(file)):
        watcher.on_any_event(event)
        assert not wants(server)


def test_what_was_watched_before_is_watched_once_more(
    server: LiveReloadServer, tmp_path: Path
) -> None:
    Watcher(server)
    server.watch(str(tmp_path))
    assert server._watched_paths == {str(tmp_path): 2}
    server.unwatch(str(tmp_path))
    server.unwatch(str(tmp_path))
    assert server._watched_paths == {}
