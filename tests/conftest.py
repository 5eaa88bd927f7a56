"""What several tests share: the real site, built once, a server for it, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from chromium import HOW_TO, find_chromium
from support import run, serve, watch

# No test asserts a time: a busy machine is slow.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
CHROMIUM_FLAGS = (
    "--no-sandbox",  # containers run tests as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session", autouse=True)
def kept_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep copies of registries in a folder of this run, also those of commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the reference of this repository, built strictly."""
    folder = tmp_path_factory.mktemp("reference") / "site"
    done = run("mkdocs", "build", "--strict", "--site-dir", str(folder), ERRDOCS_SITE_URL="")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """Return the address of the served reference, with a slash at its end."""
    yield from serve(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium; a missing one fails the test, since skipping would hide it."""
    chromium = find_chromium()
    if not chromium:
        pytest.fail(HOW_TO)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*CHROMIUM_FLAGS])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    """Return a fresh page; errors of its scripts and requests to other hosts fail the test."""
    context = browser.new_context(base_url=base_url)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(10_000)
    wrong = watch(page)
    yield page
    context.close()
    assert wrong == []
