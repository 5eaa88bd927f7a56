"""One request -> what the service would answer: the error that is asked for, or a success.

Headers of a request ask for what happens:

- `X-Errdocs-Case` names the error: `Code`, `Code/case-id`, or an alias; a model's name does too.
- `X-Errdocs-Times` lets it happen so many times; the next request succeeds.
- `X-Errdocs-After` lets it happen after so many events of a stream, or answers about a task.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import uuid4

from errdocs.messages import parse
from errdocs.mock.failing_requests import Entry, FailingRequests
from errdocs.problems import quoted
from errdocs.registry.model import (
    NO_RESPONSE,
    Case,
    EnvelopeFormat,
    Error,
    EventStream,
    Operation,
    Registry,
    Surface,
)
from errdocs.registry.naming import AmbiguousEntry, UnknownEntry, did_you_mean, find
from errdocs.registry.request_bodies import plain
from errdocs.render.texts import response_body

CASE, TIMES, AFTER = "X-Errdocs-Case", "X-Errdocs-Times", "X-Errdocs-After"
JSON, TEXT, EVENTS = "application/json", "text/plain; charset=utf-8", "text/event-stream"
MOST_TASKS = 10_000  # tasks that are remembered; the oldest ones are forgotten
_ANY_NAME = re.compile(r"[A-Z][A-Z0-9_]*")  # a part of a URL that stands for any name
_TASK = "{task_id}"


class NoOperations(ValueError):
    """A registry that does not say what programs ask the service for."""

    def __init__(self) -> None:
        super().__init__(
            "the registry has no operations, so there is nothing to serve; add `operations` to "
            "registry.yml, each with `key`, `title`, `surface`, `url`, `request` and `response`"
        )


class UnknownCase(ValueError):
    """A name of a case that cannot be answered with, and why."""


class _Refused(Exception):
    """A request that is not one of the service's, or asks for what cannot be."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Call:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """Values by the name in small letters."""
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        return self.headers.get(name.lower())


@dataclass(frozen=True)
class Answer:
    """What is sent back."""

    status: int
    content_type: str
    chunks: tuple[bytes, ...]
    """The body; the events of a stream one by one."""
    headers: Mapping[str, str] = field(default_factory=dict)
    entry: str | None = None
    """Name of the entry that it fails with."""

    @property
    def body(self) -> bytes:
        """Return the body as a whole."""
        return b"".join(self.chunks)

    @property
    def is_stream(self) -> bool:
        """Whether its parts are sent one by one."""
        return self.content_type == EVENTS


class _Failure(NamedTuple):
    """An entry to fail with, and after how many events or answers."""

    error: Error
    case: Case | None
    after: int

    @property
    def name(self) -> str:
        return self.error.name_of(self.case)


@dataclass
class _Task:
    """A task that an operation has started."""

    operation: Operation
    failure: _Failure | None
    pending: int
    """How many more times it is asked for before it ends."""


class Endpoint:
    """Answers requests from a registry; safe to ask from several threads."""

    def __init__(
        self,
        registry: Registry,
        *,
        case: str | None = None,
        times: int | None = None,
        retry_after: int | None = None,
    ) -> None:
        """Take the case with which every request fails, if any, and how often.

        Raises NoOperations, and UnknownCase for a case that does not exist.
        """
        if not registry.settings.operations:
            raise NoOperations
        self.registry = registry
        self._case = _named(registry, case) if case else None
        self._times, self._retry_after = times, retry_after
        self._failing = FailingRequests(registry)
        self._routes = [(_pattern(one.url), one) for one in registry.settings.operations]
        self._results = {
            _pattern(one.result.url): one for one in registry.settings.operations if one.result
        }
        self._counts: Counter[str] = Counter()
        self._tasks: dict[str, _Task] = {}
        self._lock = Lock()

    @property
    def hosts(self) -> tuple[str, ...]:
        """Return the start of the URL of each host in whose place this one stands."""
        urls = (urlsplit(one.url) for one in self.registry.settings.operations)
        return tuple(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in urls))

    @property
    def paths(self) -> tuple[str, ...]:
        """Return the paths of the operations."""
        return tuple(urlsplit(one.url).path for one in self.registry.settings.operations)

    def answer(self, call: Call) -> Answer:
        """Return what is sent back for a request."""
        try:
            return self._answer(call)
        except _Refused as refused:
            return refusal(refused.status, str(refused))

    def _answer(self, call: Call) -> Answer:
        path = unquote(urlsplit(call.path).path).rstrip("/") or "/"
        if path == "/" and call.method == "GET":
            return _json(HTTPStatus.OK, self._description())
        for pattern in self._results:
            if found := pattern.fullmatch(path):
                _only("GET", call)
                return self._result(call, found.groupdict().get("task_id", ""))
        operations = [one for pattern, one in self._routes if pattern.fullmatch(path)]
        if not operations:
            guess = did_you_mean(path, self.paths) or f"known are {', '.join(self.paths)}"
            raise _Refused(HTTPStatus.NOT_FOUND, f"no operation has the path {path}; {guess}")
        _only("POST", call)
        body = _body(call)
        return self._operate(_meant(operations, body), call, body)

    def _description(self) -> Mapping[str, object]:
        return {
            "service": self.registry.settings.service.name,
            "operations": [
                {"operation": one.key, "title": one.title, "path": path}
                for one, path in zip(self.registry.settings.operations, self.paths, strict=True)
            ],
            "headers": {
                CASE: "the error to fail with: Code, Code/case-id or an alias",
                TIMES: "how many requests fail before one succeeds",
                AFTER: "events of a stream, or answers about a task, before it fails",
            },
        }

    def _operate(self, operation: Operation, call: Call, body: Any) -> Answer:
        surface = self.registry.surface_by_key.get(operation.surface)
        is_stream = bool(operation.stream and surface and _asks_for_stream(surface, call, body))
        shown = {**body, "stream": True} if is_stream else body
        failure = self._failure(call, shown, operation)
        if surface and surface.stream and is_stream and (not failure or failure.after):
            return self._stream(surface, surface.stream, operation, failure)
        if operation.result and (not failure or _is_late(operation, failure)):
            return self._task(operation, failure)
        if failure and failure.after:
            reason = f"{AFTER} needs a streamed answer or a task; this request asks for neither"
            raise _Refused(HTTPStatus.BAD_REQUEST, reason)
        if failure:
            return self._fail(operation.surface, failure)
        return _success(operation.response, str(uuid4()))

    def _failure(self, call: Call, body: Any, operation: Operation | None) -> _Failure | None:
        """Return what a request fails with, unless it has failed often enough."""
        entry = self._entry(call, body, operation)
        if not entry:
            return None
        failure = _Failure(*entry, _number(call, AFTER) or 0)
        times = _number(call, TIMES)
        times = self._times if times is None else times
        if times is not None:
            with self._lock:
                self._counts[failure.name] += 1
                if self._counts[failure.name] > times:
                    del self._counts[failure.name]  # the next loop starts anew
                    return None
        return failure

    def _entry(self, call: Call, body: Any, operation: Operation | None) -> Entry | None:
        if name := call.header(CASE):
            try:
                return _named(self.registry, name)
            except UnknownCase as unknown:
                raise _Refused(HTTPStatus.BAD_REQUEST, f"{CASE}: {unknown}") from unknown
        model = body.get("model") if isinstance(body, Mapping) else None
        if isinstance(model, str) and (found := self.registry.find_entry(model)):
            return _with_case(*found)
        return self._case or (self._failing.find(operation, body) if operation else None)

    def _fail(self, key: str, failure: _Failure) -> Answer:
        """Return an error as a surface prints it."""
        surface = self.registry.surface_by_key.get(key) or Surface(
            key=key, title=key, description=key
        )
        status = _status(failure)
        request_id = str(uuid4())
        body = response_body(surface, failure.error, failure.case, request_id)
        headers = {"X-Request-Id": request_id}
        if (seconds := self._seconds(failure.case)) is not None:
            headers["Retry-After"] = str(seconds)
        if surface.envelope and surface.envelope.format is EnvelopeFormat.TEXT:
            return Answer(status, TEXT, (str(body).encode(),), headers, failure.name)
        return _json(status, body, headers, failure.name)

    def _seconds(self, case: Case | None) -> int | None:
        """Return after how many seconds a client may try again."""
        if not (case and case.retry and case.retry.may_succeed_unaided):
            return None
        return case.retry_after if self._retry_after is None else self._retry_after

    def _stream(
        self, surface: Surface, form: EventStream, operation: Operation, failure: _Failure | None
    ) -> Answer:
        count = failure.after if failure else len(operation.stream)
        events = [
            _event(form.event, number, event)
            for number, event in enumerate(operation.stream[:count], start=1)
        ]
        request_id = str(uuid4())
        if failure:
            body = response_body(surface, failure.error, failure.case, request_id)
            status = str(_status(failure, default=HTTPStatus.INTERNAL_SERVER_ERROR))
            events.append(_event(form.error, len(events) + 1, body, status))
        elif form.end:
            events.append(f"{form.end}\n\n".encode())
        headers = {"X-Request-Id": request_id, "Cache-Control": "no-cache"}
        name = failure.name if failure else None
        return Answer(HTTPStatus.OK, EVENTS, tuple(events), headers, name)

    def _task(self, operation: Operation, failure: _Failure | None) -> Answer:
        task_id = str(uuid4())
        pending = max(0, failure.after - 1) if failure else 0
        with self._lock:
            self._tasks[task_id] = _Task(operation, failure, pending)
            while len(self._tasks) > MOST_TASKS:
                del self._tasks[next(iter(self._tasks))]
        return _success(operation.response, task_id)

    def _result(self, call: Call, task_id: str) -> Answer:
        with self._lock:
            task = self._tasks.get(task_id)
            is_pending = task is not None and task.pending > 0
            if task and is_pending:
                task.pending -= 1
        if not task or not task.operation.result:
            reason = f"no task is called {task_id}; start one with a POST request"
            raise _Refused(HTTPStatus.NOT_FOUND, reason)
        result = task.operation.result
        failure = self._failure(call, {}, None) if call.header(CASE) else task.failure
        if is_pending and not call.header(CASE):
            return _success(task.operation.response, task_id)
        if not failure:
            return _success(result.response, task_id)
        surface = self.registry.surface_by_key[result.surface]
        body = response_body(surface, failure.error, failure.case, str(uuid4()), task_id)
        return _json(HTTPStatus.OK, body, entry=failure.name)


def _named(registry: Registry, name: str) -> Entry:
    """Return the entry that a name means: of an error, its first case that still exists.

    Raises UnknownCase, with the names most like it.
    """
    try:
        found = find(registry, name)
    except UnknownEntry as unknown:
        near = f"; near are {quoted(unknown.suggestions)}" if unknown.suggestions else ""
        raise UnknownCase(f"no entry is called `{name}`{near}") from None
    except AmbiguousEntry as error:
        raise UnknownCase(f"`{name}` may mean one of {quoted(error.candidates)}") from None
    return _with_case(found.error, found.case)


def _with_case(error: Error, case: Case | None) -> Entry:
    current = (one for one in error.cases if not one.removed)
    return error, case or next(current, next(iter(error.cases), None))


def _pattern(url: str) -> re.Pattern[str]:
    """Return what matches the paths of a URL; a part in capitals, or in braces, is any name."""
    return re.compile("/".join(map(_part_pattern, urlsplit(url).path.rstrip("/").split("/"))))


def _part_pattern(part: str) -> str:
    if _TASK in part:
        before, after = map(re.escape, part.split(_TASK, 1))
        return f"{before}(?P<task_id>[^/]+){after}"
    return "[^/]+" if _ANY_NAME.fullmatch(part) else re.escape(part)


def _only(method: str, call: Call) -> None:
    if call.method != method:
        reason = f"{call.path} takes {method} requests, not {call.method}"
        raise _Refused(HTTPStatus.METHOD_NOT_ALLOWED, reason)


def _body(call: Call) -> dict[str, Any]:
    try:
        body = json.loads(call.body.decode())
    except (ValueError, RecursionError) as error:
        reason = f"the body of the request is not JSON: {error}"
        raise _Refused(HTTPStatus.BAD_REQUEST, reason) from error
    if not isinstance(body, dict):
        reason = "the body of the request is not a JSON object"
        raise _Refused(HTTPStatus.BAD_REQUEST, reason)
    return body


def _meant(operations: list[Operation], body: Mapping[str, Any]) -> Operation:
    """Return the one of the operations with one path whose model a request names, or the first."""
    for operation in operations:
        if isinstance(operation.request, Mapping) and operation.request.get("model") == body.get(
            "model"
        ):
            return operation
    return operations[0]


def _asks_for_stream(surface: Surface, call: Call, body: Mapping[str, Any]) -> bool:
    if not surface.stream or "stream" in body:
        return surface.stream is not None and body["stream"] is True
    name, _, value = surface.stream.header.partition(":")
    is_asked = (call.header(name) or "").strip().lower() == value.strip().lower()
    return is_asked or (call.header("Accept") or "").strip() == EVENTS


def _is_late(operation: Operation, failure: _Failure) -> bool:
    """Whether the task fails and not the request that starts it."""
    case, result = failure.case, operation.result
    surfaces = failure.error.surfaces_of(case) if case else ()
    is_of_task = result is not None and result.surface in surfaces
    if failure.after > 0 or (case and case.status == NO_RESPONSE):
        return True
    return is_of_task and operation.surface not in surfaces


def _number(call: Call, name: str) -> int | None:
    text = call.header(name)
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()):
        raise _Refused(HTTPStatus.BAD_REQUEST, f"{name}: expected a whole number, not `{text}`")
    return int(text)


def _status(failure: _Failure, default: HTTPStatus | None = None) -> int:
    """Return the HTTP status of an error; where nobody knows it, that of its kind."""
    case = failure.case
    if case is None or case.status is None:
        is_theirs = case is not None and case.actor == "provider"
        return HTTPStatus.INTERNAL_SERVER_ERROR if is_theirs else HTTPStatus.BAD_REQUEST
    if case.status == NO_RESPONSE and default is None:
        reason = f"`{failure.name}` comes without an HTTP response, so no answer can show it"
        raise _Refused(HTTPStatus.NOT_IMPLEMENTED, reason)
    return case.status or default or HTTPStatus.BAD_REQUEST


def _event(lines: str, number: int, data: object, status: str = "200") -> bytes:
    text = json.dumps(plain(data), ensure_ascii=False)
    filled = parse(lines).fill({"data": text, "number": str(number), "status": status})
    return f"{filled}\n\n".encode()


def _success(response: object, task_id: str) -> Answer:
    return _json(HTTPStatus.OK, _with_task(response, task_id), {"X-Request-Id": str(uuid4())})


def _with_task(response: object, task_id: str) -> Any:
    """Return a response with the id of a task in its place."""
    if isinstance(response, Mapping):
        return {key: _with_task(item, task_id) for key, item in response.items()}
    if isinstance(response, tuple):
        return [_with_task(item, task_id) for item in response]
    return task_id if response == _TASK else response


def _json(
    status: int, data: object, headers: Mapping[str, str] | None = None, entry: str | None = None
) -> Answer:
    body = json.dumps(plain(data), ensure_ascii=False).encode()
    return Answer(status, JSON, (body,), headers or {}, entry)


def refusal(status: HTTPStatus, reason: str) -> Answer:
    """Return the answer to a request that is not one of the service's."""
    return _json(status, {"error": {"type": "errdocs_mock", "message": reason}})
