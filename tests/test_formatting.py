"""The canonical layout: what it is, that it is reached in one step, and what it never touches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from errdocs.checks import formatting
from errdocs.cli import main
from errdocs.problems import Problem
from errdocs.registry.canonical import UnusualYaml, canonical
from errdocs.registry.laid_out import is_laid_out
from errdocs.registry.loading import load
from errdocs.registry.model import Error, Settings, SourceRows
from errdocs.registry.reader import parse_yaml

ROOT = Path(__file__).parents[1]
REGISTRY = sorted((ROOT / "data").glob("**/*.yml"))
PAIRS = sorted((Path(__file__).parent / "scenarios" / "formatting").glob("*.yml"))

BASE = Path(__file__).parent / "scenarios" / "checks" / "base" / "errors"
CANONICAL = (BASE / "RateLimited.yml").read_text(encoding="utf-8")
VARIED = (
    CANONICAL,
    """\
# yaml-language-server: $schema=../schema/error.json
code: Late
title: "The answer: too late"
summary: >-
  No answer

  came.
category: network
aliases:
  - {code: late, surface: api}
  - code: tardy
    surface: api
cases:
  - id: late
    message: |2-
        Late {very}
      late
    other_messages:
      - Late
      - message: Later
        source: {document: guide, row: 1}
    cause: 'It took

      too long.'
    links: [{title: A guide, url: "https://docs.example/a"},
      {title: Another, url: "https://docs.example/b"}]
""",
)


def record_of(file: Path) -> Any:
    """Return the record that a file of the registry holds."""
    if file.name == "registry.yml":
        return Settings
    return SourceRows if file.parent.name == "sources" else Error


def content(text: str) -> Error | None:
    """Return the error that a text holds, gaps and all."""
    return parse_yaml(text, "", Error).value


def check_text(text: str) -> list[Problem]:
    """Return where a text differs from the canonical layout; nothing where it is not YAML."""
    root = parse_yaml(text, "a.yml", Error).root
    return [] if root is None else list(formatting.check_text(text, root, "a.yml", Error))


def comments(text: str) -> list[str]:
    return sorted(line.strip() for line in text.splitlines() if line.lstrip().startswith("#"))


@pytest.mark.parametrize("file", PAIRS, ids=lambda file: file.stem)
def test_a_file_is_brought_into_the_canonical_layout(file: Path) -> None:
    """Each scenario holds a text as it was written and as it has to be."""
    pair = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert canonical(pair["written"], Error) == pair["canonical"]
    assert canonical(pair["canonical"], Error) == pair["canonical"]
    assert comments(pair["written"]) == comments(pair["canonical"])
    assert content(pair["written"]) == content(pair["canonical"])


@pytest.mark.parametrize("file", REGISTRY, ids=lambda file: file.stem)
def test_a_file_of_the_real_registry_is_canonical(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert canonical(text, record_of(file)) == text


@st.composite
def disordered(draw: st.DrawFn) -> str:
    """Return a correct error as a stranger may write it: any order, indents, comments and ends."""
    keys = {
        "code": ["Timeout"],
        "title": ['"The answer: too late" # as we say'],
        "summary": [">-", "  No answer", "  came."],
        "category": ["network"],
        "surfaces": draw(st.sampled_from([["[api]"], ["", "- api # the only one", "- gateway"]])),
        "aliases": draw(st.sampled_from([["[{surface: api, code: late}]"], ["", "- surface: api",
                                         "  # a comment", "  code: late"]])),
        "cases": ["", "# the first", "- message: |-", "    Late {", "      very", "", "    late",
                  "  id: late", "  # why", "  cause: 'It took", "    too long.'"],
    }  # fmt: skip
    depth = draw(st.integers(1, 5))
    lines = []
    for key in draw(st.permutations(sorted(keys))):
        first, *rest = keys[key]
        lines += [*draw(st.sampled_from([[], ["# above"], ["", "# apart"]])), f"{key}: {first}"]
        lines += [f"{' ' * depth}{line}" if line else "" for line in rest]
    blanks = draw(st.sampled_from(["", " "]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    ends = {index: blanks for index, line in enumerate(lines) if line.endswith("api")}
    return "".join(f"{line}{ends.get(index, '')}{end}" for index, line in enumerate(lines))


@given(disordered())
def test_formatting_twice_changes_nothing_more(text: str) -> None:
    once = canonical(text, Error)
    assert canonical(once, Error) == once


@given(disordered())
def test_formatting_keeps_content_and_comments(text: str) -> None:
    once = canonical(text, Error)
    assert content(once) == content(text)
    assert sorted("".join(once.split())) == sorted("".join(text.split()))


@given(disordered())
def test_nothing_is_found_in_a_text_once_it_is_formatted(text: str) -> None:
    assert check_text(canonical(text, Error)) == []


@given(disordered())
def test_something_is_found_in_every_text_that_formatting_would_change(text: str) -> None:
    assert bool(check_text(text)) == (canonical(text, Error) != text)


@st.composite
def nearly_canonical(draw: st.DrawFn) -> str:
    """Return a canonical text of many forms of values with some characters put in or taken out."""
    text = draw(st.sampled_from(VARIED))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        put = draw(
            st.sampled_from(["", " ", "  ", "\n", "# x\n", "- ", "\r", "\x0b", "\xa0", "a: "])
        )
        text = text[:at] + put + text[at + draw(st.integers(0, 3)) :]
    return text


@given(nearly_canonical())
def test_no_text_is_proven_canonical_that_formatting_would_change(text: str) -> None:
    root = parse_yaml(text, "a.yml", Error).root
    if root is not None and is_laid_out(text, Error, root):
        assert [*formatting.compared(text, root, "a.yml", Error)] == []


def test_every_file_of_the_real_registry_is_proven_canonical() -> None:
    """So the proof is of use: without it each of these files would be laid out anew."""
    loaded = load(ROOT / "data")
    for path, record in formatting.records(loaded).items():
        root = loaded.root(path)
        assert root is not None
        assert is_laid_out(loaded.texts[path], record, root), path


@given(st.text("ab:-[]{}#|>'\"&*!%@,? \n\t\r", max_size=40) | st.text(max_size=20))
def test_any_text_is_formatted_or_refused_with_a_place(text: str) -> None:
    try:
        once = canonical(text, Error)
        check_text(text)
    except UnusualYaml as error:
        assert error.reason
        assert error.mark.line <= text.count("\n") + text.count("\r") + 1
    else:
        assert isinstance(once, str)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("surfaces: [api]", "? surfaces\n: [api]"),
        ("  - id: per-minute", "  -\n    id: per-minute"),
    ],
    ids=["complex-key", "item-below-its-dash"],
)
def test_unusual_yaml_is_refused_and_left(old: str, new: str) -> None:
    assert CANONICAL.count(old) == 1
    text = CANONICAL.replace(old, new)
    with pytest.raises(UnusualYaml):
        canonical(text, Error)
    assert [problem.rule for problem in check_text(text)] == ["formatting"]


def test_a_file_whose_content_would_change_is_left_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The blank after `quota` is a line separator to YAML, and would become a line feed."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "errors" / "RateLimited.yml"
    file.parent.mkdir()
    written = CANONICAL.replace("category: quota", "category: quota\u2028  more")
    file.write_text(written, encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--data", ".", "--fix"])
    assert file.read_text(encoding="utf-8") == written
    assert "errors/RateLimited.yml: left, its content would change" in result.stderr
    assert result.exit_code == 1


def test_a_registry_is_loaded_the_same_before_and_after_it_is_fixed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in REGISTRY:
        copy = tmp_path / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        lines = file.read_text(encoding="utf-8").splitlines()
        copy.write_text("\n".join(["# A comment", "", *lines]), encoding="utf-8")
    before = load(Path("data")).registry
    result = CliRunner().invoke(main, ["check", "--fix"])
    assert (result.exit_code, load(Path("data")).registry) == (0, before)
