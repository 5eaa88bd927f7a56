"""Find a Chromium for the browser tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = (
    "The browser tests need Chromium: install it with your system's package manager"
    " or name one in ERRDOCS_CHROMIUM."
)


def find_chromium() -> Path | None:
    """Return the Chromium that is named, installed, or Playwright's own; None where none is."""
    names = [os.environ["ERRDOCS_CHROMIUM"]] if "ERRDOCS_CHROMIUM" in os.environ else NAMES
    named = next(filter(None, map(shutil.which, names)), None)
    if named:
        return Path(named)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None
