"""Kept copies of a registry and of texts made from it, for commands that start often.

Most of the time of such a command would go into parsing YAML and into templates. A copy is used
only while the registry's files, the code of errdocs and Python are those that it was made with.
It is never needed: whatever fails here, the files are read.
"""

from __future__ import annotations

import datetime
import os
import pickle
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import Any
from zlib import crc32

from errdocs.registry import model
from errdocs.registry.loaded import (
    ERRORS_FOLDER,
    SETTINGS_FILE,
    SOURCES_FOLDER,
    Loaded,
    code_files,
    yaml_files,
)
from errdocs.whole_files import scratch_beside

Key = tuple[str, str, str, tuple[tuple[str, int, int], ...]]
"""Python, the folder as it is named, what is kept, and path, size and time of each file."""

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
        if found := _KNOWN.get((module, name)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a registry")


def load_cached(folder: Path) -> Loaded:
    """Return the registry of a folder: the kept copy while it is current, else what is read.

    A copy has no problems and no gaps, and comes without texts and places.
    """
    copy = _copy(folder)
    content = copy and _kept(*copy)
    if isinstance(content, tuple) and isinstance(next(iter(content), None), model.Registry):
        return Loaded(*content)
    from errdocs.registry.loading import load  # only here: it brings the YAML parser

    loaded = load(folder)
    if copy and not loaded.problems:
        paths = (loaded.settings_path, loaded.error_paths, loaded.source_paths)
        _keep((loaded.registry, *paths), *copy)
    return loaded


def cached_text(
    make: Callable[[], str], folder: Path, entry: str, form: str, templates: Path
) -> str:
    """Return a text about an entry, made with the templates of a folder, or its current copy.

    Only the last form of each entry is kept.
    """
    copy = _copy(folder, entry, form, templates)
    content = copy and _kept(*copy)
    if isinstance(content, str):
        return content
    text = make()
    if copy:
        _keep(text, *copy)
    return text


def _copy(
    folder: Path, entry: str = "", form: str = "", templates: Path | None = None
) -> tuple[Path, Key] | None:
    """Return the file of a copy and what the copy depends on; None if there is no place for it."""
    from platformdirs import user_cache_path  # only here: others need no place for copies

    try:
        root = folder.resolve()
        errors, sources = yaml_files(root / ERRORS_FOLDER), yaml_files(root / SOURCES_FOLDER)
        package = Path(__file__).parents[1]
        made = chain(package.rglob("*.py"), templates.iterdir() if templates else ())
        files = (root / SETTINGS_FILE, *errors, *sources, *code_files(root))
        # As texts: paths take long to sort.
        stats = ((path, os.stat(path)) for path in (*map(str, files), *sorted(map(str, made))))  # noqa: PTH116
        sizes = tuple((path, stat.st_size, stat.st_mtime_ns) for path, stat in stats)
        name = crc32(os.fsencode(f"{root} {folder} {entry}"))
        key = (sys.version, str(folder), f"{entry} {form}", sizes)
        return user_cache_path("errdocs") / f"{name:08x}.pickle", key
    except OSError:
        return None


def _kept(file: Path, key: Key) -> object:
    """Return what is in a file of the user's own; None if it is outdated or damaged."""
    try:
        with file.open("rb") as stream:
            stat = os.fstat(stream.fileno())
            if os.name == "posix" and (stat.st_uid != os.getuid() or stat.st_mode & 0o022):
                return None
            return _Unpickler(stream).load() if _Unpickler(stream).load() == key else None
    except Exception:  # a damaged pickle may raise anything
        return None


def _keep(content: object, file: Path, key: Key) -> None:
    """Write a copy, unless a file behind it is too new to trust its time."""
    if any(changed > time.time_ns() - SETTLED for *_, changed in key[-1]):
        return
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with scratch_beside(file) as scratch:
            copy = scratch / file.name
            copy.touch(mode=0o600)
            copy.write_bytes(pickle.dumps(key) + pickle.dumps(content))
            copy.replace(file)
