"""A kept copy of a registry, for commands that need little and start often.

Most of the time of such a command would go into parsing YAML. The copy is used only while the
registry's files, the code that reads them and Python are those that it was made with. It is
never needed: whatever fails here, the files are read.
"""

from __future__ import annotations

import datetime
import os
import pickle
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from errdocs.registry import model
from errdocs.registry.loaded import ERRORS_FOLDER, SETTINGS_FILE, SOURCES_FOLDER, Loaded, yaml_files

Key = tuple[str, str, tuple[tuple[str, int, int], ...]]
"""Python, the folder as it is named, and path, size and time of change of each file."""

# Nanoseconds after which a change gives a file another time, even where clocks are coarse.
SETTLED = 2_000_000_000
_KNOWN = {
    (model.__name__, name): found
    for name, found in vars(model).items()
    if isinstance(found, type) and found.__module__ == model.__name__
} | {("datetime", "date"): datetime.date}


class _Unpickler(pickle.Unpickler):
    """Builds records of the model and nothing else: no file can run code."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class of the model, or the class of dates."""
        if found := _KNOWN.get((module, name)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a registry")


def load_cached(folder: Path) -> Loaded:
    """Return the registry of a folder: the kept copy while it is current, else what is read.

    A copy has no problems and no gaps, and comes without texts and places.
    """
    key, file = None, None
    with suppress(OSError):
        key, file = _key(folder), _file(folder)
        if loaded := _kept(file, key):
            return loaded
    from errdocs.registry.loading import load  # only here: it brings the YAML parser

    loaded = load(folder)
    if key and file and not loaded.problems:
        with suppress(OSError):
            _keep(loaded, file, key)
    return loaded


def _key(folder: Path) -> Key:
    """Return what a copy depends on; the code stands for the version of errdocs."""
    root, code = folder.resolve(), sorted(Path(__file__).parent.glob("*.py"))
    errors, sources = yaml_files(root / ERRORS_FOLDER), yaml_files(root / SOURCES_FOLDER)
    files = (root / SETTINGS_FILE, *errors, *sources, *code)
    stats = ((str(file), file.stat()) for file in files)
    sizes = tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats)
    return sys.version, str(folder), sizes


def _file(folder: Path) -> Path:
    from platformdirs import user_cache_path  # only here: others need no place for copies

    name = crc32(os.fsencode(f"{folder.resolve()} {folder}"))
    return user_cache_path("errdocs") / f"{name:08x}.pickle"


def _kept(file: Path, key: Key) -> Loaded | None:
    """Return the copy in a file of the user's own; None if it is outdated or damaged."""
    with file.open("rb") as stream:
        stat = os.fstat(stream.fileno())
        if os.name == "posix" and (stat.st_uid != os.getuid() or stat.st_mode & 0o022):
            return None
        try:
            is_current = _Unpickler(stream).load() == key
            registry, *paths = _Unpickler(stream).load() if is_current else (None,)
            return Loaded(registry, *paths) if isinstance(registry, model.Registry) else None
        except Exception:  # a damaged pickle may raise anything
            return None


def _keep(loaded: Loaded, file: Path, key: Key) -> None:
    """Write the copy of a registry, unless a file of it is too new to trust its time."""
    if any(changed > time.time_ns() - SETTLED for *_, changed in key[-1]):
        return
    from tempfile import TemporaryDirectory

    paths = (loaded.settings_path, loaded.error_paths, loaded.source_paths)
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=file.parent) as scratch:
        copy = Path(scratch, file.name)
        copy.touch(mode=0o600)
        copy.write_bytes(pickle.dumps(key) + pickle.dumps((loaded.registry, *paths)))
        copy.replace(file)
