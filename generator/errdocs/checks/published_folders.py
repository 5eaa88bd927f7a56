"""The rule that a folder whose files are published holds nothing but files of its own.

A site generator follows links wherever they lead, and publishes what it finds there; a pipe lets
it wait for ever.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from errdocs.problems import Place, Problem, Rule
from errdocs.regular_files import IrregularFile, TooLarge, require_regular

MAX_PAGE_BYTES = 10_000_000  # of a page, which is parsed
MAX_BYTES = 1_000_000_000  # of any other file, which is copied
_PAGES = {".md", ".markdown", ".html", ".j2"}

OWN_FILE = Rule("own-file", "{found}", "a regular file of the folder `{folder}`", "{fix}")
_COPY = "copy what it leads to into the folder"
_REMOVE = "remove it"


def check(folder: Path) -> Iterator[Problem]:
    """Yield what a folder whose files are published may not hold; of a missing folder nothing."""
    root = folder.resolve()
    for path, folders, names in os.walk(folder):
        for name in sorted(folders):
            here = Path(path, name)
            if here.is_symlink():
                yield from _linked_folder(here, root, folder)
        for name in sorted(names):
            if not name.startswith("."):  # nobody publishes hidden files
                yield from _file(Path(path, name), root, folder)


def _linked_folder(here: Path, root: Path, folder: Path) -> Iterator[Problem]:
    target = here.resolve()
    if not target.is_relative_to(root):
        yield _problem(here, folder, "it is a link that leads out of the folder", _COPY)
    elif here.parent.resolve().is_relative_to(target):
        yield _problem(here, folder, "it is a link to a folder that it lies in", _REMOVE)


def _file(file: Path, root: Path, folder: Path) -> Iterator[Problem]:
    try:
        if file.is_symlink() and not file.resolve(strict=True).is_relative_to(root):
            yield _problem(file, folder, "it is a link that leads out of the folder", _COPY)
            return
        require_regular(file, MAX_PAGE_BYTES if file.suffix.lower() in _PAGES else MAX_BYTES)
    except TooLarge as error:
        yield _problem(file, folder, str(error.strerror), "shorten or split it")
    except IrregularFile as error:
        yield _problem(file, folder, str(error.strerror), _REMOVE)
    except (OSError, RuntimeError) as error:  # Python reports links in a circle as the latter
        reason = getattr(error, "strerror", None) or "a link in a circle"
        yield _problem(file, folder, f"it cannot be read: {reason.lower()}", "correct or remove it")


def _problem(file: Path, folder: Path, found: str, fix: str) -> Problem:
    return OWN_FILE.at(Place(file.as_posix()), found=found, folder=folder.name, fix=fix)
