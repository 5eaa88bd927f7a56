"""Loading is strict: what YAML guesses is refused, all of it at once, each at its place."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from click.testing import CliRunner

from errdocs.checks import check, formatting
from errdocs.cli import main
from errdocs.problems import Pointer
from errdocs.registry import reader
from errdocs.registry.loading import SIZE_LIMITS, load, load_to_check
from errdocs.registry.model import Error, Settings, SourceRows
from errdocs.registry.reader import MAX_DEPTH

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
DATA = Path(__file__).parents[1] / "data"
FILES = ("registry.yml", "errors/RateLimited.yml", "sources/guide.yml")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the base registry; paths of problems are relative to it."""
    monkeypatch.chdir(copytree(BASE, tmp_path / "data"))
    return Path()


def problems(folder: Path) -> list[str]:
    """Return the place and rule of each problem of loading."""
    loaded = load(folder)
    return [f"{item.place} {item.rule}" for item in loaded.findings(loaded.problems)]


def words(folder: Path) -> str:
    loaded = load(folder)
    return "\n".join(" | ".join(item.message) for item in loaded.findings(loaded.problems))


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} has to be in {path} once"
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def line_of(start: str, path: str = "errors/RateLimited.yml") -> int:
    """Return the number of the first line that holds a text."""
    return Path(path).read_text(encoding="utf-8").split(start)[0].count("\n") + 1


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no", "YAML reads `no` as true or false"),
        ("On", "YAML reads `On` as true or false"),
        ("0123", "YAML reads `0123` as a number"),
        ("0x1F", "YAML reads `0x1F` as a number"),
        ("1_000", "YAML reads `1_000` as a number"),
        ("12:30", "YAML reads `12:30` as a number"),
        ("1.5", "YAML reads `1.5` as a number"),
        (".inf", "YAML reads `.inf` as a number"),
        ("400", "YAML reads `400` as a number"),
        ("2025-05-20", "YAML reads `2025-05-20` as a date"),
        ("2025-05-20 12:30:00", "YAML reads `2025-05-20 12:30:00` as a date"),
        ("~", "the value is empty"),
        ("null", "the value is empty"),
        ("", "the value is empty"),
        ("=", "YAML reads `=` as a default value"),
        ("<<", "YAML reads `<<` as a merge key"),
        ("[a]", "found a list"),
        ("{a: b}", "found a mapping"),
        ("!!binary aGVsbG8=", "YAML reads `aGVsbG8=` as binary data"),
        ("!secret a", "`a` has the YAML tag `!secret`"),
        ("!!python/name:os.system a", "has the YAML tag `tag:yaml.org,2002:python/name:"),
        ("!!int a", "YAML reads `a` as a number"),
    ],
)
def test_a_code_that_yaml_takes_for_something_else_is_refused(
    folder: Path, value: str, said: str
) -> None:
    edit("errors/RateLimited.yml", "code: RateLimited\n", f"code: {value}\n")
    assert [line.split(":", 1)[0] for line in problems(folder)] == ["errors/RateLimited.yml"]
    assert problems(folder)[0].endswith(" type")
    assert said in words(folder)


@pytest.mark.parametrize("value", ["no", "0123", "12:30", "400", "2025-05-20", "~", "=", "1.5"])
def test_a_code_in_quotes_is_that_code(folder: Path, value: str) -> None:
    edit("errors/RateLimited.yml", "code: RateLimited\n", f'code: "{value}"\n')
    assert problems(folder) == []
    assert value in load(folder).registry.by_code


@pytest.mark.parametrize(
    "value", ["0429", "0x1AD", "429.0", "4_29", "+429", "'429'", "true", "1e2", "7:09", "9" * 30]
)
def test_a_number_is_written_in_plain_digits(folder: Path, value: str) -> None:
    edit("errors/RateLimited.yml", "status: 429", f"status: {value}")
    assert problems(folder) == [f"errors/RateLimited.yml:{line_of('status:')}:13 type"]


@pytest.mark.parametrize(
    "value", ["2025-02-30", "2025-5-2", "20250520", "2025-05-20T00:00:00Z", "May", "'2025-05-32'"]
)
def test_a_day_is_one_of_the_calendar(folder: Path, value: str) -> None:
    edit("errors/RateLimited.yml", "verified: 2025-05-20", f"verified: {value}")
    assert [line.rsplit(" ")[-1] for line in problems(folder)] == ["type"]


@pytest.mark.parametrize("key", ["1", "no", "2025-05-20", "~", "[a]", "{a: b}", "!a b"])
def test_a_key_that_is_no_text_is_refused(folder: Path, key: str) -> None:
    with Path("errors/RateLimited.yml").open("a", encoding="utf-8") as stream:
        stream.write(f"? {key}\n: value\n")
    assert [line.rsplit(" ")[-1] for line in problems(folder)] == ["type"]
    assert "expected" not in words(folder)
    assert "a name | put it in quotes" in words(folder)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('{a: "{code}", a: 1}', ["27 duplicate-key"]),
        ("{a: {b: 1, b: 2}}", ["24 duplicate-key"]),
        ("{1: a}", ["14 type"]),
        ("[{[a]: b}]", ["15 type"]),
        ("{a: 1.5, b: no}", ["25 type"]),
        ("{a: 1., b: 01.5, c: .5}", ["17 type", "24 type", "33 type"]),
        ("{a: 0.5, b: -12.25}", []),
        (r'{a: "\a", "\e": b}', ["17 control-character", "23 control-character"]),
        ('{a: null, b: true, c: 3, d: [], e: {}, f: ""}', []),
    ],
)
def test_an_envelope_is_as_strict_as_the_rest(folder: Path, body: str, expected: list[str]) -> None:
    text = Path("registry.yml").read_text(encoding="utf-8")
    line = line_of("      body:", "registry.yml")
    old = text[text.index("      body:\n") : text.index("  - key: gateway")]
    edit("registry.yml", old, f"      body: {body}\n")
    assert problems(folder) == [f"registry.yml:{line}:{item}" for item in expected]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "yaml"),
        (b"\n# nothing\n", "yaml"),
        (b"---\n...\n", "type"),
        (b"- a\n", "type"),
        (b"text\n", "type"),
        (b"\xff\xfea\x00", "encoding"),
        (b"\xef\xbb\xbfcode: a\n", "encoding"),
        (b"code: caf\xe9\n", "encoding"),
        (b"code: a\x00b\n", "yaml"),
        (b"\tcode: a\n", "yaml"),
        (b"code: a\ncode", "yaml"),
        (b"code: &a b\ntitle: *a\n", "yaml-alias"),
        (b"a: &a [*a]\n", "yaml-alias"),
        (b"code: [" + b"[" * 100_000, "yaml"),
        (b"- " * (MAX_DEPTH + 1) + b"a\n", "yaml"),
        (b"%YAML 3.0\n---\na: b\n", "yaml"),
        (b"a: b\n---\nc: d\n", "yaml"),
    ],
)
def test_a_file_that_is_no_record_is_one_clear_problem(
    folder: Path, name: str, content: bytes, rule: str
) -> None:
    Path(name).write_bytes(content)
    found = [line for line in problems(folder) if line.startswith(f"{name}:")]
    assert [line.rsplit(" ")[-1] for line in found] == [rule]
    assert problems(folder) == found


@pytest.mark.parametrize(
    ("name", "record"), list(zip(FILES, (Settings, Error, SourceRows), strict=True))
)
def test_a_file_over_the_size_limit_of_its_kind_comes_with_the_advice_for_its_kind(
    folder: Path, name: str, record: type
) -> None:
    limit = SIZE_LIMITS[record]
    Path(name).write_bytes(b"#" * (limit.max_bytes + 1))
    assert problems(folder) == [f"{name}:1:1 file-size"]
    found, expected = f"{limit.max_bytes + 1:,} bytes", f"at most {limit.max_bytes:,} bytes"
    assert words(folder) == f"the file has {found} | {expected} | {limit.fix}"


def test_every_problem_of_every_file_is_reported_in_one_run(folder: Path) -> None:
    edit("registry.yml", 'version: "1"', "version: 1")
    edit("errors/RateLimited.yml", "status: 429", "status: many")
    edit("errors/RateLimited.yml", "retry: backoff", "retry: often")
    edit("errors/RateLimited.yml", "summary: ", "sumary: ")
    Path("errors/Timeout.yml").write_bytes(b"\xff")
    edit("sources/guide.yml", "document: guide", "document: no")
    assert {line.split(":")[0] + line.split(" ")[-1] for line in problems(folder)} == {
        "errors/RateLimited.ymlchoice",
        "errors/RateLimited.ymltype",
        "errors/RateLimited.ymlunknown-key",
        "errors/Timeout.ymlencoding",
        "registry.ymltype",
        "sources/guide.ymltype",
    }


def test_a_folder_with_the_name_of_a_file_is_a_problem(folder: Path) -> None:
    Path("errors/Folder.yml").mkdir()
    assert problems(folder) == ["errors/Folder.yml:1:1 readable-file"]


def test_a_link_that_leads_nowhere_is_a_problem(folder: Path) -> None:
    Path("errors/Gone.yml").symlink_to("nowhere.yml")
    assert problems(folder) == ["errors/Gone.yml:1:1 readable-file"]


def test_other_files_of_the_folder_are_left_alone(folder: Path) -> None:
    for name in ("errors/README.md", "errors/RateLimited.yml~", "notes.yml", "errors/.yml"):
        Path(name).write_text("not: [a registry", encoding="utf-8")
    assert problems(folder) == []


def test_windows_line_ends_change_nothing(folder: Path) -> None:
    before = load(folder).registry
    for file in folder.rglob("*.yml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    loaded = load(folder)
    assert (loaded.registry, loaded.problems) == (before, ())


def test_what_could_not_be_read_is_a_gap_and_the_rest_is_there(folder: Path) -> None:
    edit("errors/RateLimited.yml", "status: 429", "status: many")
    loaded = load(folder)
    status = Pointer("errors/RateLimited.yml", ("cases", 0, "status"))
    assert loaded.gaps == (status,)
    assert loaded.has_gap(Pointer("errors/RateLimited.yml"))
    assert not loaded.has_gap(Pointer("errors/RateLimited.yml", ("cases", 0, "title")))
    assert loaded.registry.by_code["RateLimited"].cases[0].title == "Too many requests per minute"


def test_a_broken_file_makes_its_code_unsure_and_not_unknown(folder: Path) -> None:
    Path("errors/Timeout.yml").write_text("code: [", encoding="utf-8")
    loaded = load(folder)
    assert loaded.unread_codes == {"Timeout"}
    assert [error.code for error in loaded.registry.errors] == ["RateLimited"]


def test_errors_and_cases_know_their_lines(folder: Path) -> None:
    loaded = load(folder)
    text = Path("errors/Timeout.yml").read_text(encoding="utf-8").splitlines()
    lines = {key: place.line for key, place in loaded.lines.items() if key[0] == "Timeout"}
    assert lines == {
        ("Timeout", None): 1,
        ("Timeout", "gateway"): text.index("  - id: gateway") + 1,
        ("Timeout", "worker"): text.index("  - id: worker") + 1,
    }


@pytest.mark.parametrize("options", [[], ["--fix"]], ids=["check", "fix"])
def test_a_check_composes_each_file_once(
    options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    composed: Counter[str] = Counter()

    class Counting(reader.Loader):  # type: ignore[misc]
        """Counts the texts whose nodes are asked for."""

        def __init__(self, text: str) -> None:
            super().__init__(text)
            self.text = text

        def get_node(self) -> yaml.Node:
            composed[self.text] += 1
            node: yaml.Node = super().get_node()
            return node

    monkeypatch.setattr(reader, "Loader", Counting)
    result = CliRunner().invoke(main, ["check", "--data", str(DATA), *options])
    assert result.exit_code == 0, result.output
    assert set(composed.values()) == {1}
    files = [file for file in DATA.rglob("*.yml") if file.parent.name != "upstream"]
    assert len(composed) == len(files)


def test_problems_are_placed_without_composing_again_what_was_kept(folder: Path) -> None:
    edit("errors/RateLimited.yml", "related: [Timeout]", "related: [Timeot]")
    with_nodes, without = load(folder, keeps_nodes=True), load(folder)
    nodes = dict(with_nodes.roots)
    assert with_nodes.findings(check(with_nodes)) == without.findings(check(without)) != []
    assert with_nodes.roots == nodes


@pytest.mark.parametrize("data", [BASE, DATA], ids=["base", "real"])
def test_several_cores_read_what_one_reads(data: Path, folder: Path) -> None:
    """With every problem, that of the layout too, at its place and in the same order."""
    if data == BASE:
        edit("errors/RateLimited.yml", "related: [Timeout]", "related:  [Timeot]")
        edit("errors/Timeout.yml", "category:", "categry:")
        data = folder
    alone, several = load(data), load_to_check(data, formatting.check_read, jobs=2, many=0)
    assert several == alone
    assert several.layout.keys() == set(formatting.records(alone)) - {
        problem.where.path for problem in alone.problems
    }
    assert not several.roots
    found = alone.findings(check(alone))
    assert several.findings(check(several)) == found
    assert bool(found) == (data == folder)


@pytest.mark.parametrize("data", [BASE, DATA], ids=["base", "real"])
def test_the_pure_python_parser_reads_the_same(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(data)
    monkeypatch.setattr(reader, "Loader", yaml.SafeLoader)
    second = load(data)
    assert second == first
