"""The shapes in which an error reaches people: each makes a text of a code and a message."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

REQUEST = "4f1c9a52-7d1e-9b60-8a35-0c2f6e1d7b84"
"""An invented request ID."""


@dataclass(frozen=True)
class Printed:
    """An error as the service prints it."""

    code: str
    status: int
    message: str


def native_body(error: Printed) -> str:
    return json.dumps({"code": error.code, "message": error.message, "request_id": REQUEST})


def compatible_body(error: Printed) -> str:
    inner = {"message": error.message, "type": error.code, "param": None, "code": error.code}
    return json.dumps({"error": inner, "request_id": REQUEST}, indent=2)


def native_sdk(error: Printed) -> str:
    body = json.dumps({"status_code": error.status, "request_id": REQUEST, "code": error.code})
    return f'{body[:-1]}, "message": {json.dumps(error.message)}, "output": null, "usage": null}}'


def compatible_sdk(error: Printed) -> str:
    inner = {"message": error.message, "type": error.code, "param": None, "code": error.code}
    body = {"error": inner, "request_id": REQUEST}
    return (
        'Traceback (most recent call last):\n  File "/srv/app/chat.py", line 31, in ask\n'
        f"openai.BadRequestError: Error code: {error.status} - {body!r}"
    )


def java_sdk(error: Printed) -> str:
    body = json.dumps(
        {"statusCode": error.status, "message": error.message, "code": error.code},
        separators=(",", ":"),
    )
    return (
        f"com.example.exception.ApiException: {body}; status body:{body}\n"
        "\tat com.example.protocol.HttpClient.send(HttpClient.java:173)"
    )


def java_fields(error: Printed) -> str:
    return (
        f"ApiException(statusCode={error.status}, message={error.message}, code={error.code}, "
        f"isJson=true, requestId={REQUEST})"
    )


def node_exception(error: Printed) -> str:
    return (
        f"BadRequestError: {error.status} {error.message}\n"
        "    at APIError.generate (file:///srv/app/node_modules/openai/error.mjs:41:20) {\n"
        f"  status: {error.status},\n  code: '{error.code}',\n  type: '{error.code}'\n}}"
    )


def log_line(error: Printed) -> str:
    return (
        f"2025-03-04 05:06:07,089 | ERROR | app.llm:ask:118 - call failed: {error.code} "
        f"({error.status}): {error.message}"
    )


def event_frame(error: Printed) -> str:
    return f"id:1\nevent:error\n:HTTP_STATUS/{error.status}\ndata:{native_body(error)}\n\n"


def escaped_body(error: Printed) -> str:
    return json.dumps({"detail": json.dumps({"upstream": native_body(error)})})


def angle_brackets(error: Printed) -> str:
    return f"<{error.status}> InternalError.Algo.{error.code}: {error.message}"


def terminal_box(error: Printed) -> str:
    text = f"API Error: {error.status} {compatible_body(error).replace(chr(10), ' ')}"
    lines = [text[at : at + 60] for at in range(0, len(text), 60)]
    return "│  ⎿ ✖ " + "\n│      ".join(lines)


def typographic(error: Printed) -> str:
    quoted = re.sub(r"[\"']([^\"']*)[\"']", "“\\1”", error.message)
    return f"报错了：code：{error.code}，message：“{quoted}”。"


def lower_cased(error: Printed) -> str:
    return f"{error.code}: {error.message.lower()}"


def cut_right(error: Printed) -> str:
    kept = error.message[: -(-len(error.message) * 6 // 10)]
    return f'{{"code": "{error.code}", "message": {json.dumps(kept)[:-1]}'


def doubled(error: Printed) -> str:
    return f"{native_body(error)}\n{log_line(error)}"


WRAPPERS: tuple[Callable[[Printed], str], ...] = (
    native_body,
    compatible_body,
    native_sdk,
    compatible_sdk,
    java_sdk,
    java_fields,
    node_exception,
    log_line,
    event_frame,
    escaped_body,
    angle_brackets,
    terminal_box,
    typographic,
    lower_cased,
    cut_right,
    doubled,
)
