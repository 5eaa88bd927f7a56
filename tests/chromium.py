"""Find a Chromium for the browser tests; run as a script, install one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = (
    "The browser tests need Chromium: install it with your system's package manager"
    " or name one in ERRDOCS_CHROMIUM."
)


def find_chromium() -> Path | None:
    """Return the Chromium that is named, installed, or Playwright's own; None where none is."""
    named = os.environ.get("ERRDOCS_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if named:
        return Path(named)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def main() -> int:
    """Install Chromium where there is none: from Debian's packages, or else Playwright's own."""
    commands = _commands()
    while not find_chromium():
        command = next(commands, None)
        if command is None:
            print(HOW_TO, file=sys.stderr)
            return 1
        print("Installing Chromium for the browser tests:", " ".join(command[0]), flush=True)
        for part in command:
            if subprocess.run(part, check=False, stdout=subprocess.DEVNULL).returncode:
                break
    return 0


def _commands() -> Iterator[list[list[str]]]:
    if shutil.which("apt-get") and os.geteuid() == 0:
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        yield [["apt-get", "update"], install]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


if __name__ == "__main__":
    sys.exit(main())
