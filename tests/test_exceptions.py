"""Known exceptions in the programs that show them: pytest, IPython, `logging`."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import logging.handlers
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest
from IPython.testing.globalipapp import get_ipython
from IPython.utils.capture import capture_output

from errdocs.programs import sightings
from errdocs.programs.exceptions import ExceptionAdvice, texts_of
from errdocs.programs.logging import AdviceFilter, AdviceFormatter
from support import ROOT

DATA = ROOT / "generator" / "errdocs" / "starter" / "data"
KEY = "The API key is missing or has been revoked."
RATE = "More than 60 requests in one minute."
SITE = "https://errors.example.com"
NAME = "invalid_api_key/missing-or-revoked  The API key is not accepted"
KEY_LINES = (
    "errdocs: 1 known error",
    NAME,
    "  Send a valid key in the `Authorization` header.",
    "  Do not retry. Caller acts.",
    f"{'  ' + SITE}/errors/invalid_api_key/",
)


@pytest.fixture(scope="module")
def advice() -> ExceptionAdvice:
    return ExceptionAdvice(DATA, SITE)


def raised(*texts: str) -> BaseException:
    """Return an exception that the texts before its own have caused, one by another."""
    cause = None
    for text in texts:
        error = RuntimeError(text)
        error.__cause__ = cause
        cause = error
    assert cause
    return cause


def test_a_known_exception_has_its_fix_and_link(advice: ExceptionAdvice) -> None:
    assert advice(raised(KEY)) == KEY_LINES
    assert advice(raised("something else")) == ()
    assert advice(KeyboardInterrupt()) == ()


def test_causes_contexts_groups_and_notes_are_looked_at(advice: ExceptionAdvice) -> None:
    assert advice(raised(KEY, "the request failed", "no answer")) == KEY_LINES
    group = ExceptionGroup("several", [ValueError("x"), ExceptionGroup("in", [raised(RATE, "y")])])
    group.add_note(KEY)
    lines = advice(group)
    assert lines[0] == "errdocs: 2 known errors"
    assert [line.split("/")[0] for line in lines[1:] if line[0] != " "] == [
        "invalid_api_key",
        "rate_limited",
    ]
    try:
        try:
            raise ValueError(KEY)
        except ValueError:
            raise KeyError("later")  # noqa: B904
    except KeyError as error:
        assert advice(error) == KEY_LINES
        error.__suppress_context__ = True
        assert advice(error) == ()


def test_an_exception_that_causes_itself_or_has_no_text_is_no_trouble(
    advice: ExceptionAdvice,
) -> None:
    class Broken(Exception):
        def __str__(self) -> str:
            raise ValueError

    error = Broken()
    error.__cause__ = RuntimeError("x" * 10**6)
    error.__cause__.__cause__ = error
    assert len([*texts_of(error)]) == 2
    assert advice(error) == ()


def test_a_value_reaches_no_terminal_as_it_is(advice: ExceptionAdvice) -> None:
    text = "Tracking number '\x1b]0;owned\x07\u202e' does not have the format of carrier '\x1b[2J'."
    lines = advice(raised(text))
    assert lines
    assert all(line.isprintable() for line in lines)


def test_a_missing_registry_is_said_once_by_many_threads(tmp_path: Path) -> None:
    advice = ExceptionAdvice(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        said = [*filter(None, pool.map(lambda _: advice(raised(KEY)), range(50)))]
    assert said == [(f"errdocs: no error was looked for: {tmp_path} holds no registry",)]


def test_many_threads_get_the_same_answer() -> None:
    advice = ExceptionAdvice(DATA, SITE)
    with ThreadPoolExecutor(8) as pool:
        assert {*pool.map(lambda _: advice(raised(KEY)), range(50))} == {KEY_LINES}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Return what the handlers of a logger write, and forget the logger afterwards."""
    yield io.StringIO()
    logging.getLogger("app").handlers.clear()


def test_the_formatter_adds_to_tracebacks_and_to_nothing_else(stream: io.StringIO) -> None:
    settings = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": "errdocs.programs.logging.AdviceFormatter",
                "fmt": "%(levelname)s %(message)s",
                "registry": str(DATA),
                "site": SITE,
            }
        },
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "plain", "stream": stream}
        },
        "loggers": {"app": {"handlers": ["out"], "propagate": False}},
    }
    logging.config.dictConfig(settings)
    log_both()
    first, traced, second = stream.getvalue().partition("\nTraceback ")
    assert first == f"ERROR {KEY}\nERROR failed"
    *traceback, last = (traced + second).split("\nerrdocs: ")
    assert f"errdocs: {last}".splitlines() == [*KEY_LINES]
    assert traceback[0].endswith(f"RuntimeError: {KEY}")


def log_both() -> None:
    log = logging.getLogger("app")
    log.error(KEY)
    try:
        raise raised(KEY)
    except RuntimeError:
        log.exception("failed")


def test_the_filter_adds_to_records_for_formatters_of_others(stream: io.StringIO) -> None:
    class Fields(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return json.dumps([record.message, getattr(record, "known_errors", None)])

    plain, queued = logging.StreamHandler(stream), SimpleQueue[logging.LogRecord]()
    plain.addFilter(AdviceFilter(registry=DATA, site=SITE))
    fields = logging.StreamHandler(stream)
    fields.setFormatter(Fields())
    for handler in (plain, fields, logging.handlers.QueueHandler(queued)):
        logging.getLogger("app").addHandler(handler)
    log_both()
    text = stream.getvalue()
    assert text.count("\n".join(KEY_LINES)) == 1
    assert json.dumps([KEY, None]) in text
    assert json.dumps(["failed", KEY_LINES]) in text
    assert [queued.get().getMessage() for _ in range(2)][1].endswith("\n".join(KEY_LINES))


def test_what_is_logged_while_an_error_is_looked_for_is_not_looked_up(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AdviceFormatter("%(message)s", registry=DATA, site=SITE))
    logging.getLogger("app").addHandler(handler)
    told = sightings.told

    def noisy(found: list[sightings.Sighting]) -> Iterator[str]:
        logging.getLogger("app").error("within", exc_info=raised(KEY))
        return told(found)

    monkeypatch.setattr(sightings, "told", noisy)
    log_both()
    assert stream.getvalue().count("within") == 1
    assert stream.getvalue().count("known error") == 1


def test_ipython_prints_it_below_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ERRDOCS_DATA", str(DATA))
    monkeypatch.setenv("ERRDOCS_SITE_URL", SITE)
    shell = get_ipython()
    extension = "errdocs.programs.ipython"
    for _ in range(2):
        shell.extension_manager.load_extension(extension)
    with capture_output() as shown:
        shell.run_cell(f"raise RuntimeError({KEY!r})")
        shell.run_cell("raise RuntimeError('other')")
        shell.run_cell("1 +")
        shell.run_cell("print('fine')")
    assert shown.stdout.count("known error") == 1
    before, _, after = shown.stdout.partition("errdocs: 1 known error")
    assert KEY in before
    assert after.startswith("\n" + "\n".join(KEY_LINES[1:]))
    shell.extension_manager.unload_extension(extension)
    with capture_output() as shown:
        shell.run_cell(f"raise RuntimeError({KEY!r})")
    assert "known error" not in shown.stdout


TESTS = f"""
import sys, pytest

def test_direct():
    raise RuntimeError({KEY!r})

def test_group():
    raise ExceptionGroup("all", [ValueError({RATE!r})])

@pytest.fixture
def broken():
    raise RuntimeError({KEY!r})

def test_setup(broken): pass

def test_expected():
    with pytest.raises(RuntimeError):
        raise RuntimeError({KEY!r})

def test_other():
    assert 1 == 2
"""
PLUGIN = ("-p", "errdocs.programs.pytest_plugin", "-p", "no:cacheprovider")


def run_pytest(folder: Path, *options: str) -> str:
    command = [sys.executable, "-m", "pytest", *PLUGIN, *options]
    # Only the plugin in question: what else is installed takes seconds to load.
    variables = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_pytest_tells_it_below_the_failure_also_from_workers(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    (tmp_path / "test_broken.py").write_text(f"raise RuntimeError({KEY!r})\n")
    settings = f"[pytest]\nerrdocs_registry = {DATA}\nerrdocs_site = {SITE}\n"
    (tmp_path / "pytest.ini").write_text(settings)
    out = run_pytest(
        tmp_path,
        "-p",
        "xdist.plugin",
        "-n1",
        "--show-capture=no",
        "--continue-on-collection-errors",
    )
    parts = out.split("known error\n")
    assert len(parts) == 5, out
    assert out.count("\n".join(KEY_LINES)) == 3
    assert "rate_limited/per-minute" in out or "rate_limited  " in out
    assert "4 failed" not in out
    assert "3 failed, 1 passed, 2 errors" in out


def test_without_a_registry_pytest_loads_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\ndef test_it():\n    assert 'errdocs.lookup' not in sys.modules\n"
        "    raise RuntimeError('" + KEY + "')\n"
    )
    out = run_pytest(tmp_path)
    assert "known error" not in out
    assert "RuntimeError" in out
