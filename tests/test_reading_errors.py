"""The programs of the page "Reading an error response" show what the page says that they show."""

from __future__ import annotations

import re
import subprocess
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from errdocs.mock import Endpoint
from errdocs.registry.loading import load
from mocked import DATA, executed, node, serving

PAGE = (Path(__file__).parents[1] / "docs" / "reading-errors.md").read_text("utf-8")
TAB = re.compile(r'^=== "([^"]+)"\n\n    ```(\w+)\n(.*?)^    ```$', re.MULTILINE | re.DOTALL)
PROGRAMS = {title: textwrap.dedent(code) for title, _, code in TAB.findall(PAGE)}
CASE = "InvalidApiKey/invalid-key"
SHOWN = ["401", "invalid_api_key", "Invalid API-key provided."]
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(Endpoint(load(DATA).registry, case=CASE)) as url:
        yield url


@pytest.fixture(autouse=True)
def settings(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the programs to the fake endpoint, by the variables that their readers set too."""
    monkeypatch.setenv("BASE_URL", f"{url}/compatible-mode/v1")
    monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/compatible-mode/v1")
    monkeypatch.setenv("DASHSCOPE_HTTP_BASE_URL", f"{url}/api/v1")
    for name in ("OPENAI_API_KEY", "DASHSCOPE_API_KEY"):
        monkeypatch.setenv(name, "sk-made-up")


def told(lines: list[str]) -> list[str]:
    """Return what a program printed before the request id, which every answer has anew."""
    assert REQUEST_ID.fullmatch(lines[-1])
    return lines[:-1]


def test_each_client_has_a_program() -> None:
    assert [*PROGRAMS] == [
        "OpenAI SDK for Python",
        "DashScope SDK for Python",
        "JavaScript",
        "Java",
        "curl",
    ]


def test_the_library_of_openai_tells_status_code_message_and_request_id() -> None:
    seen = executed(PROGRAMS["OpenAI SDK for Python"])
    assert seen.raised is None
    assert told(seen.output.splitlines()) == SHOWN


def test_the_library_of_dashscope_tells_status_code_message_and_request_id(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import dashscope

    monkeypatch.setattr(dashscope, "base_http_api_url", f"{url}/api/v1")
    monkeypatch.setattr(dashscope, "api_key", "sk-made-up")
    seen = executed(PROGRAMS["DashScope SDK for Python"])
    assert seen.raised is None
    assert told(seen.output.splitlines()) == [SHOWN[0], "InvalidApiKey", SHOWN[2]]


def test_a_script_tells_status_code_message_and_request_id(tmp_path: Path) -> None:
    program = PROGRAMS["JavaScript"]
    (tmp_path / "program.mjs").write_text(program)
    (tmp_path / "runner.js").write_text(
        "const shown = [];\nconsole.log = (part) => shown.push(String(part));\n"
        'await import("./program.mjs");\nprocess.stdout.write(JSON.stringify(shown));\n'
    )
    (tmp_path / "package.json").write_text('{"type": "module"}')
    assert told(node(tmp_path)) == SHOWN


def test_a_command_of_curl_shows_the_body_and_the_status() -> None:
    shown = subprocess.run(
        ["bash", "-c", PROGRAMS["curl"]], capture_output=True, text=True, check=True
    ).stdout
    assert all(part in shown for part in SHOWN[1:])
    assert REQUEST_ID.search(shown)
    assert shown.rstrip().endswith("401")


def test_the_program_in_java_shows_the_status_and_the_body(tmp_path: Path) -> None:
    file = tmp_path / "ReadError.java"
    file.write_text(PROGRAMS["Java"])
    shown = subprocess.run(["java", str(file)], capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    assert shown.stdout.startswith("401\n")
    assert all(part in shown.stdout for part in SHOWN[1:])
    assert REQUEST_ID.search(shown.stdout)
