"""The code of the pages about an error recognises it, and waits for what it has to wait for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import dashscope
import openai
import pytest
from dashscope.api_entities.dashscope_response import DashScopeAPIResponse

from errdocs.messages import parse
from errdocs.mock import Endpoint
from errdocs.registry.loading import load
from errdocs.registry.model import NO_RESPONSE, Case, Error, Registry
from errdocs.registry.request_bodies import plain
from errdocs.render.code_samples import CodeSamples
from errdocs.render.telling_texts import fixed_texts
from errdocs.render.texts import response_body
from mocked import DATA, KEY, code_on, fake_clients, node, serving
from support import recorded_pauses


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load(DATA).registry


@pytest.fixture(scope="module")
def url(registry: Registry) -> Iterator[str]:
    with serving(Endpoint(registry)) as url:
        yield url


@pytest.fixture(autouse=True)
def clients() -> Iterator[None]:
    with fake_clients():
        yield


class Shown(NamedTuple):
    """An error as a client shows it, with what was printed."""

    name: str
    printed: tuple[str | None, str]
    error: Any
    templates: tuple[str, ...]
    """The messages of its case, with placeholders."""


def wordings(case: Case) -> Iterator[str]:
    """Yield the messages of a case with its examples."""
    for template in case.wordings:
        yield parse(template).fill(case.sample_values)


def openai_errors(registry: Registry, url: str) -> Iterator[Shown]:
    """Yield each error as the library raises it: really, and with its other messages."""
    client = openai.OpenAI(api_key=KEY, base_url=f"{url}/compatible-mode/v1")
    for error, case in met_on(registry, "openai"):
        first, *others = wordings(case) if case.wordings else [""]
        with pytest.raises(openai.APIStatusError) as raised:
            client.chat.completions.create(model=error.name_of(case), messages=[])
        code = code_on(error, case, "openai")
        yield Shown(error.name_of(case), (code, first), raised.value, case.wordings)
        for message in others:
            body = {"code": code, "message": message, "type": code}
            text = f"Error code: 400 - { ({'error': body}) }"
            made = openai.APIError(text, raised.value.request, body=body)
            yield Shown(error.name_of(case), (code, message), made, case.wordings)


def dashscope_errors(registry: Registry, url: str) -> Iterator[Shown]:
    """Yield each error as the library answers with it, or with the result of a task."""
    dashscope.base_http_api_url, dashscope.api_key = f"{url}/api/v1", KEY
    ask = [{"role": "user", "content": "?"}]
    for surface in ("dashscope", "task"):
        for error, case in met_on(registry, surface):
            name, code = error.name_of(case), code_on(error, case, surface)
            if surface == "dashscope":
                response: Any = dashscope.Generation.call(name, messages=ask)
            elif "dashscope" not in error.surfaces_of(case):
                task = dashscope.ImageSynthesis.async_call(name, prompt="A cat")
                response = dashscope.ImageSynthesis.wait(task)
            else:
                continue
            first, *others = wordings(case) if case.wordings else [""]
            yield Shown(name, (code, first), response, case.wordings)
            for message in others:
                made = DashScopeAPIResponse(status_code=400, code=code, message=message)
                yield Shown(name, (code, message), made, case.wordings)


def met_on(registry: Registry, surface: str) -> Iterator[tuple[Error, Case]]:
    results = {one.result.surface for one in registry.settings.operations if one.result}
    for error, case in registry.cases():
        is_answered = case.status != NO_RESPONSE or surface in results
        if surface in error.surfaces_of(case) and is_answered and not error.removal_of(case):
            yield error, case


def sample_of(
    registry: Registry, samples: CodeSamples, client: str, kind: str
) -> Iterator[tuple[Error, Case, str]]:
    for error, case in registry.cases():
        for sample in getattr(samples, kind)(error, case):
            if sample.client.key == client:
                yield error, case, sample.body


@pytest.mark.parametrize("client", ["openai-python", "dashscope-python"])
def test_a_python_program_recognises_its_error_and_no_other(
    client: str, registry: Registry, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = {"openai-python": openai_errors, "dashscope-python": dashscope_errors}[client]
    shown, failures = [*errors(registry, url)], []
    by_name: dict[str, list[Shown]] = {}
    for one in shown:
        by_name.setdefault(one.name, []).append(one)
    for error, case, source in sample_of(registry, CodeSamples(registry), client, "handling"):
        handled: list[Any] = []
        name = error.name_of(case)
        raised = by_name[name][0].error
        names = {"handle": handled.append, "request": {}, "client": FakeClient([raised])}
        monkeypatch.setattr(dashscope.Generation, "call", lambda raised=raised: raised)
        function = f"is_{case.id.replace('-', '_')}"
        space = {"__name__": "sample", **names}
        exec(compile(source, "sample", "exec"), space)
        if handled != [raised]:
            failures.append(f"{name} is not recognised:\n{source}")
        recognise, own = space[function], {one.printed for one in by_name[name]}
        for one in shown:
            if one.printed in own and one.name == name and not recognise(one.error):
                failures.append(f"{name} is not recognised in {one.printed}:\n{source}")
            elif recognise(one.error) and not may_be(case, one, own):
                failures.append(f"{one.name} {one.printed} is taken for {name}:\n{source}")
    assert not failures, "\n".join(failures)
    assert len(shown) > 1


def may_be(case: Case, other: Shown, own: set[tuple[str | None, str]]) -> bool:
    """Whether the texts of a case do not tell whether an error of another case is one of it."""
    message = other.printed[1]
    if other.printed in own or not case.wordings:
        return True
    holds_all = any(all(text in message for text in fixed_texts(one)) for one in case.wordings)
    return holds_all or any(
        parse(template).match(printed) is not None
        for template in other.templates
        for _, printed in own
    )


class FakeClient:
    """A client of which each call gives the next of some answers; an exception is raised."""

    def __init__(self, answers: list[Any]) -> None:
        self.answers = answers
        self.chat = self.completions = self

    def with_options(self, **options: object) -> FakeClient:
        """Return the same client."""
        assert options == {"max_retries": 0}
        return self

    def create(self, **request: object) -> Any:
        """Return or raise the next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_python_program_repeats_a_request_until_it_succeeds(
    registry: Registry, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses = recorded_pauses(monkeypatch)
    dashscope.base_http_api_url, dashscope.api_key = f"{url}/api/v1", KEY
    twice, failures, samples = {"X-Errdocs-Times": "2"}, [], CodeSamples(registry)
    client = openai.OpenAI(api_key=KEY, base_url=f"{url}/compatible-mode/v1", default_headers=twice)
    for error, case, source in sample_of(registry, samples, "openai-python", "retrying"):
        pauses.clear()
        request = {"model": error.name_of(case), "messages": []}
        space = {"__name__": "sample", "client": client, "request": request}
        exec(compile(source, "sample", "exec"), space)
        is_right = space["completion"].choices and paced(case, pauses)  # type: ignore[attr-defined]
        failures += [] if is_right else [f"{request['model']} waits {pauses}:\n{source}"]
    for error, case, source in sample_of(registry, samples, "dashscope-python", "retrying"):
        if "dashscope" in error.surfaces_of(case):
            pauses.clear()
            ask = [{"role": "user", "content": "?"}]
            request = {"model": error.name_of(case), "messages": ask, "headers": twice}
            space = {"__name__": "sample", "request": request}
            exec(compile(source, "sample", "exec"), space)
            is_right = space["response"].status_code == 200 and paced(case, pauses)  # type: ignore[attr-defined]
            failures += [] if is_right else [f"{request['model']} waits {pauses}:\n{source}"]
    assert not failures, "\n".join(failures)


def paced(case: Case, pauses: list[float]) -> bool:
    """Whether somebody waited twice, as long as the limit of a case asks for."""
    wait = case.retry_after or 60
    least = (wait, wait) if case.retry == "wait" else (1, 2)
    most = (wait * 1.2, wait * 1.2) if case.retry == "wait" else (2, 4)
    return len(pauses) == 2 and all(
        map(lambda low, it, high: low <= it <= high, least, pauses, most)
    )


def test_a_script_recognises_its_error_and_repeats_a_request_until_it_succeeds(
    registry: Registry, url: str, tmp_path: Path
) -> None:
    samples, bodies_of, programs = CodeSamples(registry), {}, {}
    for error, case, source in sample_of(registry, samples, "javascript", "handling"):
        name = error.name_of(case)
        programs[name] = source
        bodies_of[name] = [
            json.loads(json.dumps(plain(response_body(surface, error, case))))
            for surface in registry.settings.surfaces
            if surface.key in {"openai", "dashscope", "task"}
            and surface.key in error.surfaces_of(case)
            and (case.status != NO_RESPONSE or surface.key == "task")
        ]
    loops = {
        error.name_of(case): source
        for error, case, source in sample_of(registry, samples, "javascript", "retrying")
        if {"openai", "dashscope"} & {*error.surfaces_of(case)}
    }
    chat = registry.operation_by_key["chat"]
    data = {
        "programs": programs,
        "bodies": bodies_of,
        "loops": loops,
        "url": url + urlsplit(chat.url).path,
    }
    (tmp_path / "data.json").write_text(json.dumps(data))
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "runner.js").write_text(RECOGNISING)
    found = node(tmp_path)
    assert found == {"failures": []}
    assert programs and loops


RECOGNISING = """
import { readFileSync } from "node:fs";
const { programs, bodies, loops, url } = JSON.parse(readFileSync("data.json"));
const send = globalThis.fetch;
Object.assign(globalThis, { url, request: {} });
const failures = [];
const run = (source) => import(`data:text/javascript,${encodeURIComponent(source)}`);
for (const [name, source] of Object.entries(programs)) {
  for (const body of bodies[name]) {
    const handled = [];
    globalThis.fetch = async () => new Response(JSON.stringify(body));
    globalThis.handle = (found) => handled.push(found);
    await run(`${source}\n// ${JSON.stringify(body)}`).catch((error) => handled.push(error));
    const isRight = JSON.stringify(handled) === JSON.stringify([body]);
    if (!isRight) failures.push([name, String(handled), source]);
  }
}
const wait = globalThis.setTimeout;
let pauses = [];
// Programs wait for a time with a random part; the requests themselves have whole limits.
globalThis.setTimeout = (act, time, ...more) => {
  if (time % 1) pauses.push(time / 1000);
  return wait(act, time % 1 ? 0 : time, ...more);
};
globalThis.fetch = send;
for (const [name, source] of Object.entries(loops)) {
  pauses = [];
  const headers = { "Content-Type": "application/json", "X-Errdocs-Times": "2" };
  globalThis.request = { method: "POST", headers, body: JSON.stringify({ model: name }) };
  await run(`${source}\nglobalThis.last = response;`);
  if (globalThis.last.status !== 200 || pauses.length !== 2 || Math.min(...pauses) < 1) {
    failures.push([name, globalThis.last.status, pauses, source]);
  }
}
process.stdout.write(JSON.stringify({ failures }));
"""


def test_the_libraries_meet_an_error_within_a_stream(registry: Registry, url: str) -> None:
    """The first event is shown, then the library says what the second one reports."""
    error, case = next(met_on(registry, "openai"))
    late = {"X-Errdocs-Case": error.name_of(case), "X-Errdocs-After": "1"}
    ask: Any = [{"role": "user", "content": "Who are you?"}]
    client = openai.OpenAI(api_key=KEY, base_url=f"{url}/compatible-mode/v1", default_headers=late)
    stream = iter(client.chat.completions.create(model="qwen-plus", messages=ask, stream=True))
    assert next(stream).choices[0].delta.content == "I am"
    with pytest.raises(openai.APIError) as raised:
        next(stream)
    assert raised.value.code == code_on(error, case, "openai")

    error, case = next(met_on(registry, "dashscope"))
    late["X-Errdocs-Case"] = error.name_of(case)
    dashscope.base_http_api_url, dashscope.api_key = f"{url}/api/v1", KEY
    responses = dashscope.Generation.call("qwen-plus", messages=ask, stream=True, headers=late)
    first, second = responses
    assert (first.status_code, second.status_code) == (200, 400)
    assert second.code == code_on(error, case, "dashscope")
