"""Find a Chromium for the browser tests; run as a script, install one where there is none."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

from installing import Command, end, has_apt, install

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


def ways() -> Iterator[list[Command]]:
    """Yield how to install Chromium: from Debian's packages, or else Playwright's own."""
    if has_apt():
        packages = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        yield [["apt-get", "update"], packages]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


if __name__ == "__main__":
    sys.exit(end(install("Chromium", find_chromium, ways()), HOW_TO))
