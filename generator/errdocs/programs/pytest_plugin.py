"""A pytest plugin: what to do about a known exception, below the traceback of a failed test.

It does nothing, and loads nothing, unless `errdocs_registry` or `--errdocs` names a registry.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from errdocs.programs.exceptions import ExceptionAdvice

# The old form: pytest imports this wherever errdocs is installed, whatever its own version.
HOOK = pytest.hookimpl(hookwrapper=True)
SECTION = "errdocs"
ABOUT = "folder of an errdocs registry: failures that are known in it are told with their fix"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options."""
    group = parser.getgroup("errdocs", "known errors")
    group.addoption("--errdocs", metavar="FOLDER", help=ABOUT)
    parser.addini("errdocs_registry", f"{ABOUT}; relative to the root folder", default="")
    parser.addini("errdocs_site", "URL of its site; default: ERRDOCS_SITE_URL", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register what looks at failures, if a registry is named."""
    named = config.getoption("--errdocs")
    listed = config.getini("errdocs_registry")
    if named or listed:
        folder = Path(named) if named else config.rootpath / str(listed)
        advice = ExceptionAdvice(folder.absolute(), config.getini("errdocs_site") or None)
        config.pluginmanager.register(FailureAdvice(advice), "errdocs-advice")


class FailureAdvice:
    """Adds the advice to reports."""

    def __init__(self, advice: ExceptionAdvice) -> None:
        self._advice = advice

    @HOOK
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
        """Look at the exception of a test that failed."""
        outcome = yield
        self._add(outcome.get_result(), call)

    @HOOK
    def pytest_make_collect_report(self) -> Generator[None, Any, None]:
        """Look at the exception of a module that could not be imported."""
        outcome = yield
        report = outcome.get_result()
        self._add(report, getattr(report, "call", None))

    def _add(
        self, report: pytest.TestReport | pytest.CollectReport, call: pytest.CallInfo[None] | None
    ) -> None:
        """Put the advice below a traceback, where `--show-capture=no` does not hide it."""
        excinfo = call.excinfo if call and report.failed else None
        if excinfo and (lines := self._advice(excinfo.value)):
            text = "\n".join(lines)
            if add := getattr(report.longrepr, "addsection", None):
                add(SECTION, text, "-")
            else:
                report.sections.append((SECTION, text))
