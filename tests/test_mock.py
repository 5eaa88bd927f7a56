"""`errdocs mock`: a fake endpoint that fails as the registry says, and succeeds otherwise."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from errdocs.cli import main
from errdocs.mock import Answer, Call, Endpoint, UnknownCase
from errdocs.mock.endpoint import MOST_TASKS
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from mocked import serving
from support import ROOT, restore_interrupt

SETTINGS = """
service: {name: Parcel Post, description: A service that delivers parcels.}
version: "1"
surfaces:
  - key: api
    title: HTTP API
    description: The API over HTTPS.
    envelope: {format: json, body: {error: {code: "{code}", text: "{message}"}, id: "{request_id}"}}
    stream:
      event: "id: {number}\\ndata: {data}"
      error: "id: {number}\\nevent: error\\nstatus: {status}\\ndata: {data}"
      end: "data: end"
      header: "X-Stream: on"
  - key: old
    title: Old API
    description: The API of once.
    envelope: {format: text, body: "{code}: {message}"}
  - key: job
    title: Result of a job
    description: What a job says.
    envelope: {format: json, body: {job: "{task_id}", failed: {code: "{code}", text: "{message}"}}}
operations:
  - key: send
    title: Send a parcel
    surface: api
    url: https://api.example.com/v1/parcels
    request: {model: fast, to: Kim, boxes: [{weight: 2}], rush: false}
    response: {number: 7}
    stream: [{part: 1}, {part: 2}]
  - key: post
    title: Post a letter
    surface: old
    url: https://api.example.com/v1/boxes/BOX_ID/letters
    request: {text: Hello}
    response: [sent]
  - key: sort
    title: Sort parcels
    surface: api
    url: https://api.example.com/v1/jobs
    request: {depot: north}
    response: {job: "{task_id}", state: waiting}
    is_task: true
    result:
      url: https://api.example.com/v1/jobs/{task_id}/result
      surface: job
      response: {job: "{task_id}", state: done}
"""
ERRORS = """
code: Busy
surfaces: [api]
aliases: [{code: busy, surface: old}]
cases:
  - id: per-minute
    title: Too many parcels
    status: 429
    message: "Only {limit} parcels a minute."
    parameters: {limit: {example: "60"}}
    retry: wait
    retry_after: 7
  - {id: all-day, title: Closed today, status: 503, message: We are closed., retry: backoff}
---
code: TooHeavy
surfaces: [api]
cases:
  - id: weight
    title: The box is too heavy
    status: 422
    message: The box is too heavy.
    retry: never
    requests:
      - {operation: send, fails: {boxes: [{weight: 99}]}, works: {boxes: [{weight: 9}]}}
---
code: NoReceiver
surfaces: [api]
cases:
  - id: to
    title: Nobody gets it
    message: to is missing.
    requests:
      - {operation: send, fails: {to: null}, works: {}}
---
code: NoStamp
surfaces: [api]
cases:
  - id: stamp
    title: It has no stamp
    status: 402
    message: A stamp is missing.
    requests:
      - {operation: send, fails: {model: abroad}, works: {model: abroad, stamp: {value: 3}}}
---
code: Nameless
has_code: false
surfaces: [api, old]
cases: [{id: crash, title: It crashed, message: It crashed., actor: provider}]
---
code: DepotLost
surfaces: [job]
cases:
  - id: depot
    title: The depot is gone
    status: null
    message: There is no such depot.
    requests:
      - {operation: sort, fails: {depot: south}, works: {depot: east}}
---
code: LineDead
surfaces: [api]
cases: [{id: dead, title: The line is dead, status: null, message: The line is dead.}]
---
code: Bare
title: Nothing is known of it
surfaces: [api]
"""
SEND, SORT = "/v1/parcels", "/v1/jobs"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parcels")
    (folder / "errors").mkdir()
    (folder / "registry.yml").write_text(SETTINGS.lstrip(), encoding="utf-8")
    for text in ERRORS.split("---\n"):
        code = text.strip().split()[1]
        (folder / "errors" / f"{code}.yml").write_text(text.lstrip(), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def registry(data: Path) -> Registry:
    loaded = load(data)
    assert list(loaded.report(loaded.problems)) == []
    return loaded.registry


@pytest.fixture
def endpoint(registry: Registry) -> Endpoint:
    return Endpoint(registry)


def ask(endpoint: Endpoint, path: str = SEND, body: Any = None, **headers: str) -> Answer:
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    return endpoint.answer(Call("POST", path, named, json.dumps(body or {}).encode()))


def result_of(endpoint: Endpoint, answer: Answer, **headers: str) -> Answer:
    named = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    path = f"{SORT}/{json.loads(answer.body)['job']}/result"
    return endpoint.answer(Call("GET", path, named))


def shown(answer: Answer) -> tuple[int, Any]:
    return answer.status, json.loads(answer.body)


def words(answer: Answer) -> tuple[int, str, str]:
    error = json.loads(answer.body)["error"]
    return answer.status, error["code"], error["text"]


BUSY = (429, "Busy", "Only 60 parcels a minute.")


def test_a_request_succeeds_with_the_response_of_its_operation(endpoint: Endpoint) -> None:
    assert shown(ask(endpoint)) == (200, {"number": 7})
    assert shown(ask(endpoint, "/v1/boxes/12/letters")) == (200, ["sent"])


@pytest.mark.parametrize("name", ["Busy", "Busy/per-minute", "busy", "busy/per-minute", "BUSY"])
def test_a_header_names_the_error(endpoint: Endpoint, name: str) -> None:
    assert words(ask(endpoint, X_Errdocs_Case=name)) == BUSY


def test_a_model_names_the_error(endpoint: Endpoint) -> None:
    assert words(ask(endpoint, body={"model": "Busy/all-day"}))[0] == 503
    assert ask(endpoint, body={"model": "fast"}).status == 200


def test_an_option_lets_every_request_fail(registry: Registry) -> None:
    endpoint = Endpoint(registry, case="busy")
    assert [words(ask(endpoint)) for _ in range(3)] == [BUSY] * 3


def test_a_surface_has_its_own_envelope_and_spelling(endpoint: Endpoint) -> None:
    answer = ask(endpoint, "/v1/boxes/12/letters", X_Errdocs_Case="Busy")
    assert (answer.status, answer.body) == (429, b"busy: Only 60 parcels a minute.")
    assert answer.content_type.startswith("text/plain")


def test_what_nobody_knows_is_left_out(endpoint: Endpoint) -> None:
    assert words(ask(endpoint, X_Errdocs_Case="Bare")) == (400, "Bare", "")
    assert words(ask(endpoint, X_Errdocs_Case="Nameless")) == (500, None, "It crashed.")
    old = ask(endpoint, "/v1/boxes/1/letters", X_Errdocs_Case="Nameless")
    assert old.body == b": It crashed."


BASE = {"model": "fast", "to": "Kim", "boxes": [{"weight": 2}], "rush": False}


@pytest.mark.parametrize(
    ("body", "entry"),
    [
        (BASE | {"boxes": [{"weight": 99}]}, "TooHeavy/weight"),
        (BASE | {"boxes": [{"weight": 99, "of": "oak"}], "note": "extra"}, "TooHeavy/weight"),
        (BASE | {"boxes": [{"weight": 99}, {"weight": 99}]}, None),
        (BASE | {"boxes": [{"weight": 9}]}, None),
        (BASE | {"boxes": [{"weight": 99}], "rush": 0}, None),
        ({name: item for name, item in BASE.items() if name != "to"}, "NoReceiver/to"),
        (BASE | {"to": None}, "NoReceiver/to"),
        (BASE, None),
        (BASE | {"model": "abroad"}, "NoStamp/stamp"),
        (BASE | {"model": "abroad", "stamp": {"value": 3, "colour": "red"}}, None),
    ],
)
def test_a_request_fails_that_equals_the_failing_one_of_a_case(
    endpoint: Endpoint, body: Any, entry: str | None
) -> None:
    assert ask(endpoint, body=body).entry == entry


def test_an_error_happens_so_many_times_and_then_again(endpoint: Endpoint) -> None:
    twice = {"X_Errdocs_Case": "Busy", "X_Errdocs_Times": "2"}
    statuses = [ask(endpoint, **twice).status for _ in range(6)]
    assert statuses == [429, 429, 200, 429, 429, 200]


def test_times_are_counted_by_case(endpoint: Endpoint) -> None:
    first, second = (
        {"X_Errdocs_Case": name, "X_Errdocs_Times": "1"} for name in ("Busy", "Busy/all-day")
    )
    statuses = [ask(endpoint, **headers).status for headers in (first, second, first, second)]
    assert statuses == [429, 503, 200, 200]


def test_options_say_how_often_and_how_long(registry: Registry) -> None:
    endpoint = Endpoint(registry, case="Busy/all-day", times=1, retry_after=0)
    answer = ask(endpoint)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "0")
    assert ask(endpoint).status == 200


def test_only_what_passes_by_itself_says_when_to_come_again(endpoint: Endpoint) -> None:
    found = {
        name: ask(endpoint, X_Errdocs_Case=name).headers.get("Retry-After")
        for name in ("Busy", "Busy/all-day", "TooHeavy")
    }
    assert found == {"Busy": "7", "Busy/all-day": None, "TooHeavy": None}


EVENTS = b'id: 1\ndata: {"part": 1}\n\nid: 2\ndata: {"part": 2}\n\ndata: end\n\n'


@pytest.mark.parametrize(
    ("body", "headers", "is_stream"),
    [
        ({"stream": True}, {}, True),
        ({}, {"X_Stream": "on"}, True),
        ({}, {"Accept": "text/event-stream"}, True),
        ({}, {"Accept": "application/json, text/event-stream"}, False),
        ({"stream": False}, {"X_Stream": "on"}, False),
        ({}, {"X_Stream": "off"}, False),
    ],
)
def test_a_stream_is_asked_for_in_several_ways(
    endpoint: Endpoint, body: Any, headers: dict[str, str], is_stream: bool
) -> None:
    answer = ask(endpoint, body=body, **headers)
    assert answer.is_stream is is_stream
    assert answer.body == (EVENTS if is_stream else b'{"number": 7}')


def test_an_error_comes_before_a_stream_or_within_it(endpoint: Endpoint) -> None:
    busy = {"X_Errdocs_Case": "Busy", "X_Stream": "on"}
    assert words(ask(endpoint, **busy)) == BUSY
    answer = ask(endpoint, **busy, X_Errdocs_After="1")
    assert (answer.status, answer.is_stream) == (200, True)
    first, second = answer.chunks
    assert first == b'id: 1\ndata: {"part": 1}\n\n'
    assert second.startswith(b"id: 2\nevent: error\nstatus: 429\ndata: {")
    assert b"Only 60 parcels" in second


def test_an_operation_without_events_does_not_stream(endpoint: Endpoint) -> None:
    assert not ask(endpoint, SORT, {"stream": True}).is_stream


def test_a_task_succeeds_once_it_is_asked_for(endpoint: Endpoint) -> None:
    started = ask(endpoint, SORT)
    job = json.loads(started.body)["job"]
    assert shown(started) == (200, {"job": job, "state": "waiting"})
    assert shown(result_of(endpoint, started)) == (200, {"job": job, "state": "done"})
    assert job != json.loads(ask(endpoint, SORT).body)["job"]


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"depot": "south"}, {}),
        ({"model": "DepotLost"}, {}),
        ({}, {"X_Errdocs_Case": "DepotLost"}),
    ],
)
def test_an_error_of_results_comes_with_the_result(
    endpoint: Endpoint, body: Any, headers: dict[str, str]
) -> None:
    started = ask(endpoint, SORT, body, **headers)
    job = json.loads(started.body)["job"]
    assert started.status == 200
    failed = {"code": "DepotLost", "text": "There is no such depot."}
    assert shown(result_of(endpoint, started)) == (200, {"job": job, "failed": failed})


def test_an_error_of_responses_comes_at_once_or_after_some_answers(endpoint: Endpoint) -> None:
    assert words(ask(endpoint, SORT, X_Errdocs_Case="Busy")) == BUSY
    started = ask(endpoint, SORT, X_Errdocs_Case="Busy", X_Errdocs_After="3")
    states = [json.loads(result_of(endpoint, started).body) for _ in range(3)]
    assert [state.get("state") for state in states] == ["waiting", "waiting", None]
    assert states[2]["failed"]["code"] == "Busy"


def test_whoever_asks_for_a_result_may_name_the_error(endpoint: Endpoint) -> None:
    started = ask(endpoint, SORT)
    found = result_of(endpoint, started, X_Errdocs_Case="Busy")
    assert json.loads(found.body)["failed"]["code"] == "Busy"


def test_old_tasks_are_forgotten(endpoint: Endpoint) -> None:
    first = ask(endpoint, SORT)
    for _ in range(MOST_TASKS):
        ask(endpoint, SORT)
    assert result_of(endpoint, first).status == 404


@pytest.mark.parametrize(
    ("call", "status", "said"),
    [
        (Call("POST", "/v1/parcel"), 404, "did you mean `/v1/parcels`"),
        (Call("GET", SEND), 405, "takes POST requests, not GET"),
        (Call("POST", f"{SORT}/1/result"), 405, "takes GET requests, not POST"),
        (Call("GET", f"{SORT}/1/result"), 404, "no task is called 1"),
        (Call("POST", SEND, {}, b"{"), 400, "is not JSON"),
        (Call("POST", SEND, {}, b"[1]"), 400, "is not a JSON object"),
        (Call("POST", SEND, {}, b"\xff"), 400, "is not JSON"),
        (Call("POST", SEND, {}, b"[" * 100_000), 400, "is not JSON"),
        (Call("POST", SEND, {"x-errdocs-case": "Bus"}, b"{}"), 200, ""),
        (Call("POST", SEND, {"x-errdocs-case": "Bsuy"}, b"{}"), 400, "near are `Busy`"),
        (Call("POST", SEND, {"x-errdocs-case": "No"}, b"{}"), 400, "may mean one of `NoReceiver`"),
        (
            Call("POST", SEND, {"x-errdocs-case": "Busy", "x-errdocs-times": "many"}, b"{}"),
            400,
            "X-Errdocs-Times: expected a whole number",
        ),
        (
            Call("POST", SEND, {"x-errdocs-case": "Busy", "x-errdocs-after": "1"}, b"{}"),
            400,
            "asks for neither",
        ),
        (Call("POST", SEND, {"x-errdocs-case": "LineDead"}, b"{}"), 501, "without an HTTP resp"),
    ],
)
def test_a_wrong_request_is_told_why(
    endpoint: Endpoint, call: Call, status: int, said: str
) -> None:
    answer = endpoint.answer(call)
    if said:
        error = json.loads(answer.body)["error"]
        assert (answer.status, error["type"]) == (status, "errdocs_mock")
        assert said in error["message"]
    else:
        assert answer.entry == "Busy/per-minute"


def test_the_root_says_what_is_here(endpoint: Endpoint) -> None:
    status, body = shown(endpoint.answer(Call("GET", "/")))
    assert (status, body["service"]) == (200, "Parcel Post")
    assert body["operations"][0]["path"] == SEND


@given(st.text(), st.dictionaries(st.sampled_from(["x-errdocs-case", "accept"]), st.text()))
def test_whatever_comes_is_answered(registry: Registry, text: str, headers: dict[str, str]) -> None:
    answer = Endpoint(registry).answer(Call("POST", SEND, headers, text.encode("utf-8", "replace")))
    assert 200 <= answer.status < 600
    assert answer.body


@pytest.fixture
def connection(registry: Registry) -> Iterator[HTTPConnection]:
    with serving(Endpoint(registry)) as url:
        connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
        yield connection
        connection.close()


def test_a_connection_is_kept_and_a_stream_comes_in_chunks(connection: HTTPConnection) -> None:
    for body, expected in ((b"{}", b'{"number": 7}'), (b'{"stream": true}', EVENTS)):
        connection.request("POST", SEND, body)
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, expected)


def test_a_body_may_come_in_chunks(connection: HTTPConnection) -> None:
    connection.request("POST", SEND, iter([b'{"model":', b' "Busy"}']), encode_chunked=True)
    response = connection.getresponse()
    assert (response.status, response.headers["Retry-After"]) == (429, "7")
    assert json.loads(response.read())["id"] == response.headers["X-Request-Id"]


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_a_request_under_a_foreign_host_name_is_refused(registry: Registry, method: str) -> None:
    with serving(Endpoint(registry)) as url:
        statuses = []
        for host in ("localhost:1", "[::1]", "evil.example"):
            connection = HTTPConnection(url.removeprefix("http://"), timeout=10)
            connection.request(method, SEND, b"{}", {"Host": host})
            statuses.append(connection.getresponse().status)
            connection.close()
    assert statuses[0] == statuses[1] != 403
    assert statuses[2] == 403


def test_a_page_in_a_browser_may_ask(connection: HTTPConnection) -> None:
    wanted = {"Origin": "https://example.com", "Access-Control-Request-Headers": "authorization"}
    connection.request("OPTIONS", SEND, headers=wanted)
    response = connection.getresponse()
    assert (response.status, response.read()) == (204, b"")
    assert response.headers["Access-Control-Allow-Headers"] == "authorization"
    connection.request("POST", SEND, b"{}")
    response = connection.getresponse()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Retry-After" in response.headers["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(
    ("start", "status"),
    [
        (b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"BREW / HTTP/1.1\r\n\r\n", 501),
    ],
)
def test_what_is_no_request_is_answered_as_one(
    connection: HTTPConnection, start: bytes, status: int
) -> None:
    with socket.create_connection((connection.host, connection.port), timeout=10) as raw:
        raw.sendall(start)
        answer = raw.makefile("rb").read()
    assert f" {status} ".encode() in answer.split(b"\r\n")[0]
    assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["type"] == "errdocs_mock"


def test_wrong_options_are_told(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for options, said in (
            (["--case", "Bsuy"], "no entry is called `Bsuy`; near are `Busy`"),
            (["--port", port], f"cannot listen on port {port}"),
        ):
            result = CliRunner().invoke(main, ["mock", "--data", str(data), *options])
            assert (result.exit_code, said in result.output) == (2, True), result.output


def test_a_registry_without_operations_is_told_what_to_add() -> None:
    data = ROOT / "tests" / "scenarios" / "checks" / "base"
    result = CliRunner().invoke(main, ["mock", "--data", str(data)])
    assert result.exit_code == 2
    assert "add `operations` to registry.yml" in result.output


def test_a_case_that_does_not_exist_is_refused(registry: Registry) -> None:
    with pytest.raises(UnknownCase, match="may mean one of"):
        Endpoint(registry, case="No")


def test_the_command_says_where_it_is_and_ends_with_ctrl_c(data: Path) -> None:
    command = [sys.executable, "-m", "errdocs", "mock", "--data", str(data), "--port", "0", "-v"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=restore_interrupt,
    ) as process:
        assert process.stdout
        first = process.stdout.readline()
        address = re.search(r"http://([\d.:]+)", first)
        assert address, first
        connection = HTTPConnection(address[1], timeout=10)
        connection.request("POST", SEND, b'{"model": "Busy"}')
        assert connection.getresponse().status == 429
        connection.close()
        process.send_signal(signal.SIGINT)
        assert process.stderr
        output, log = process.stdout.read(), process.stderr.read()
    assert process.returncode == 0
    assert "in place of https://api.example.com" in output
    assert f"POST http://{address[1]}/v1/boxes/BOX_ID/letters" in output
    assert log.splitlines() == ["POST /v1/parcels  429  Busy/per-minute", "", "Stopped"]


def test_the_guide_shows_a_test_that_passes(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "mock.md").read_text(encoding="utf-8")
    test, program = re.findall(r"^```python\n(.+?)^```$", guide, re.MULTILINE | re.DOTALL)
    test = test.replace('"mock", ', f'"mock", "--data", {str(ROOT / "data")!r}, ')
    (tmp_path / "test_program.py").write_text(test, encoding="utf-8")
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
