"""What several tests share: sites that one worker builds for all, a server and a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from chromium import HOW_TO, find_chromium
from errdocs.cli import main
from hostile import build_unchecked, hostile_project
from support import PUBLISHED_AT, KeptHandler, close, run, serve, share, watch

# How long an example takes on a busy machine says nothing about the law.
# The same examples in every run: a failure is that of the change, not of the day. New ones are
# looked for with `pytest --hypothesis-profile exploring`.
UNHURRIED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("exploring", **UNHURRIED)
settings.register_profile("unhurried", derandomize=True, max_examples=50, **UNHURRIED)
settings.load_profile("unhurried")
expect.set_options(timeout=30_000)  # as long as Playwright waits for a page
CHROMIUM_FLAGS = (
    "--no-sandbox",  # containers run tests as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # see `context_of`
    "--renderer-process-limit=1",  # Chromium starts a spare process for each page otherwise
    "--in-process-gpu",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
WHOLE_RUN = 1_000
"""Tests from which a run is the whole suite, which needs every site anyway."""
Shared = Callable[[str, Callable[[Path], None]], Path]
"""Takes a name and what fills a folder; returns the folder."""


@pytest.fixture(scope="session", autouse=True)
def kept_copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep copies of registries in a folder of this run, also those of commands."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Shared:
    """Return a function that fills a folder once, whichever worker asks first."""
    return partial(share, tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def site(shared: Shared) -> Path:
    """Return the folder of the reference of this repository, built strictly."""
    return shared("site", partial(build_reference, site_url=""))


@pytest.fixture(scope="session")
def published(shared: Shared) -> Path:
    """Return the folder of the reference, built strictly for `PUBLISHED_AT`."""
    return shared("published", partial(build_reference, site_url=PUBLISHED_AT))


@pytest.fixture(scope="session", autouse=True)
def built_ahead(request: pytest.FixtureRequest) -> None:
    """Let two workers of a whole run build a site each, before they wait for the same one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    name = {"gw0": "site", "gw1": "published"}.get(worker)
    if name and len(request.session.items) > WHOLE_RUN:
        request.getfixturevalue(name)


@pytest.fixture(scope="session")
def hostile_site(shared: Shared) -> Path:
    """Return the folder of a site for `PUBLISHED_AT` whose data tries to become markup."""

    def fill(folder: Path) -> None:
        hostile_project(folder, PUBLISHED_AT)
        build_unchecked(folder)

    return shared("hostile", fill) / "site"


def build_reference(folder: Path, site_url: str) -> None:
    done = run("errdocs", "build", "--site-dir", str(folder), ERRDOCS_SITE_URL=site_url)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def base_url(site: Path) -> Iterator[str]:
    """Return the address of the served reference, with a slash at its end."""
    yield from serve(site, KeptHandler)


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


@pytest.fixture(scope="session")
def context_of(browser: Browser) -> Callable[[str], BrowserContext]:
    """Return a function from the address of a site to the context that its pages share.

    They share the files that were fetched and one process with the scripts that it compiled: a
    load costs half of what it costs in a context of its own. A page without scripts stays open,
    since the process ends with its last page.
    """

    @cache
    def made(base_url: str) -> BrowserContext:
        context = browser.new_context(base_url=base_url)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        context.new_page().goto("lookup.json")
        return context

    return made


@pytest.fixture
def plain_page(context_of: Callable[[str], BrowserContext], base_url: str) -> Page:
    """Return a page without scripts, which may import those of the site and changes nothing."""
    return context_of(base_url).pages[0]


@pytest.fixture
def page(context_of: Callable[[str], BrowserContext], base_url: str) -> Iterator[Page]:
    """Return a fresh page; errors of its scripts and requests to other hosts fail the test."""
    context = context_of(base_url)
    kept = context.pages  # the plain one, and those of modules
    page = context.new_page()
    wrong = watch(page)
    yield page
    found = [*wrong]  # what goes wrong while the page is left is no matter
    for opened in context.pages:
        if opened not in kept:
            close(opened)
    kept[0].evaluate("localStorage.clear()")
    context.clear_cookies()
    assert found == []


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a new project, which is the working directory."""
    folder = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    monkeypatch.chdir(folder)
    return folder
