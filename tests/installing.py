"""Install what tests drive where it is missing: try one way after another, say what is done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

Command = list[str]


def install(name: str, find: Callable[[], Path | None], ways: Iterable[list[Command]]) -> bool:
    """Whether a program is there in the end; a way is a list of commands that belong together."""
    untried = iter(ways)
    while not find():
        way = next(untried, None)
        if way is None:
            return False
        print(f"Installing {name} for the tests:", " ".join(way[0]), flush=True)
        for command in way:
            if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
                break
    return True


def has_apt() -> bool:
    """Whether this user may install Debian's packages."""
    return bool(shutil.which("apt-get")) and os.geteuid() == 0


def end(is_installed: bool, how_to: str) -> int:
    """Return the exit code of an installing script; say how to install what is not there."""
    if not is_installed:
        print(how_to, file=sys.stderr)
    return 0 if is_installed else 1
