"""Where the compiler of Java is that the code of the pages is compiled with."""

from __future__ import annotations

import shutil
from pathlib import Path

HOW_TO = "javac was not found; install a JDK, 17 or later (Debian: default-jdk-headless)"


def find_javac() -> Path | None:
    """Return the compiler, or None."""
    found = shutil.which("javac")
    return Path(found) if found else None
