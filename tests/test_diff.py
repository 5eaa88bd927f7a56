"""What differs between two snapshots, and that the feed and the page of changes tell of it too."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import feedparser
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import strategies
from errdocs.cli import main
from errdocs.diff import differences, markdown_text, text_lines
from errdocs.diff.differences import Kind
from errdocs.diff.snapshots import snapshot_of
from errdocs.exports.errors_json import registry_data
from errdocs.exports.text_files import changes_xml
from errdocs.registry.loading import load
from errdocs.registry.model import Registry
from errdocs.routes import Routes
from sites import page_texts
from support import serve

BASE = Path(__file__).parent / "scenarios" / "checks" / "base"
HOSTILE = Path(__file__).parent / "scenarios" / "exports" / "registry"
Change = Callable[[Any], object]
law = settings(max_examples=15)


@pytest.fixture(scope="module")
def data() -> Any:
    return registry_data(load(BASE).registry)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the base registry."""
    for file in BASE.rglob("*.yml"):
        target = tmp_path / "data" / file.relative_to(BASE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return tmp_path / "data"


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


def limited(data: Any) -> Any:
    return data["errors"][0]


def timeout(data: Any) -> Any:
    return data["errors"][1]


def rename(data: Any, code: str = "TooFast") -> None:
    limited(data).update(code=code, slug=code, aliases=[{"code": "RateLimited", "surface": "api"}])


def rename_without_alias(data: Any) -> None:
    limited(data).update(code="TooFast", slug="TooFast", aliases=[])


def move_case(data: Any) -> None:
    limited(data)["cases"].append(timeout(data)["cases"].pop(0))


def merge_cases(data: Any) -> None:
    gateway, worker = timeout(data)["cases"]
    worker["other_messages"].append(gateway["message"])
    timeout(data)["cases"] = [worker]


CHANGES: dict[str, tuple[Change, list[tuple[Kind, str, str | None]]]] = {
    "nothing": (lambda data: None, []),
    "another site": (lambda data: limited(data).update(url="https://b.test/x/"), []),
    "a new field": (
        lambda data: limited(data).update(colour="red"),
        [(Kind.CHANGED, "RateLimited", None)],
    ),
    "a new text": (
        lambda data: timeout(data)["cases"][0].update(fix="Wait."),
        [(Kind.CHANGED, "Timeout/gateway", None)],
    ),
    "a new error": (
        lambda data: data["errors"].append(copied(timeout(data), "New")),
        [(Kind.ADDED, "New", None)],
    ),
    "a new case": (
        lambda data: timeout(data)["cases"].append(
            {**timeout(data)["cases"][0], "id": "new", "message": "New."}
        ),
        [(Kind.ADDED, "Timeout/new", None)],
    ),
    "a second case": (
        lambda data: limited(data)["cases"].append(
            {**limited(data)["cases"][0], "id": "new", "message": "New."}
        ),
        [
            (Kind.ADDED, "RateLimited/new", None),
            (Kind.MOVED, "RateLimited/per-minute", "errors/RateLimited/"),
        ],
    ),
    "an error removed": (
        lambda data: limited(data).update(removed={"version": "2", "reason": "Gone."}),
        [(Kind.REMOVED, "RateLimited", None)],
    ),
    "a case removed and reworded": (
        lambda data: timeout(data)["cases"][0].update(removed={"version": "2"}, fix="Wait."),
        [(Kind.CHANGED, "Timeout/gateway", None), (Kind.REMOVED, "Timeout/gateway", None)],
    ),
    "an error renamed": (
        rename,
        [
            (Kind.CHANGED, "TooFast", None),
            (Kind.MOVED, "TooFast", "errors/RateLimited/"),
            (Kind.LOST, "rate_limited", None),
        ],
    ),
    "an error renamed without an alias": (
        rename_without_alias,
        [
            (Kind.CHANGED, "TooFast", None),
            (Kind.MOVED, "TooFast", "errors/RateLimited/"),
            (Kind.LOST, "rate_limited", None),
        ],
    ),
    "another slug": (
        lambda data: limited(data).update(slug="slow-down"),
        [(Kind.MOVED, "RateLimited", "errors/RateLimited/")],
    ),
    "a case renamed": (
        lambda data: timeout(data)["cases"][0].update(id="proxy"),
        [(Kind.MOVED, "Timeout/proxy", "errors/Timeout/gateway/")],
    ),
    "a case moved to another error": (
        move_case,
        [
            (Kind.MOVED, "RateLimited/gateway", "errors/Timeout/gateway/"),
            (Kind.MOVED, "RateLimited/per-minute", "errors/RateLimited/"),
            (Kind.MOVED, "Timeout/worker", "errors/Timeout/worker/"),
        ],
    ),
    "two cases merged": (
        merge_cases,
        [
            (Kind.CHANGED, "Timeout/worker", None),
            (Kind.MOVED, "Timeout/worker", "errors/Timeout/gateway/"),
            (Kind.MOVED, "Timeout/worker", "errors/Timeout/worker/"),
        ],
    ),
    "an alias dropped": (
        lambda data: limited(data).update(aliases=[]),
        [(Kind.CHANGED, "RateLimited", None), (Kind.LOST, "rate_limited", None)],
    ),
    "another envelope": (
        lambda data: data["surfaces"][0]["envelope"].update(body={"errorCode": "{code}"}),
        [(Kind.SETTINGS, "registry.yml", None)],
    ),
    "another version": (
        lambda data: data.update(registry_version="2"),
        [(Kind.SETTINGS, "registry.yml", None)],
    ),
    "an error deleted": (
        lambda data: data["errors"].pop(0),
        [(Kind.LOST, "RateLimited", None)],
    ),
    "a case deleted": (
        lambda data: timeout(data)["cases"].pop(0),
        [
            (Kind.MOVED, "Timeout/worker", "errors/Timeout/worker/"),
            (Kind.LOST, "Timeout/gateway", None),
        ],
    ),
}


def copied(error: Any, code: str) -> Any:
    """Return an error with another name and other messages."""
    other = copy.deepcopy(error)
    for case in other["cases"]:
        case["message"] += f" ({code})"
    return {**other, "code": code, "slug": code}


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_found_and_nothing_else(data: Any, name: str) -> None:
    change, expected = CHANGES[name]
    new = copy.deepcopy(data)
    change(new)
    found = differences(snapshot_of(data), snapshot_of(new))
    assert [(item.kind, item.name, item.path_before) for item in found] == expected


@law
@given(strategies.registries(), strategies.registries())
def test_what_was_added_is_lost_on_the_way_back(one: Registry, two: Registry) -> None:
    snapshots = snapshot_of(registry_data(one)), snapshot_of(registry_data(two))
    assert differences(snapshots[0], snapshots[0]) == ()
    forth, back = differences(*snapshots), differences(*snapshots[::-1])
    assert bool(forth) == bool(back)
    paths = set(map(snapshots[1].path, snapshots[1].entries))
    assert all(item.path in paths for item in forth if item.kind not in {Kind.LOST, Kind.SETTINGS})


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@law
@given(junk, st.sampled_from(("aliases", "other_messages", "message", "slug", "removed", "title")))
def test_fields_of_any_type_break_nothing(value: object, name: str) -> None:
    old = registry_data(load(BASE).registry)
    new = copy.deepcopy(old)
    new["errors"][0][name] = value
    new["errors"][0]["code"] = "Other"
    new["errors"][1]["cases"][0][name] = value
    new["errors"][1]["cases"][0]["id"] = "other"
    assert differences(snapshot_of(old), snapshot_of(new))
    assert differences(snapshot_of(new), snapshot_of(old))


def test_a_change_of_the_registry_shows_in_diff_feed_and_page(folder: Path) -> None:
    before = registry_data(load(folder).registry)
    file = folder / "errors" / "RateLimited.yml"
    retired = 'removed: {version: "2.0", reason: The limit is gone., replaced_by: Timeout/worker}'
    file.write_text(file.read_text().replace("cases:", f"{retired}\ncases:"))
    loaded = load(folder)
    found = differences(snapshot_of(before), snapshot_of(registry_data(loaded.registry)))
    assert [(item.kind, item.name, item.reason) for item in found] == [
        (Kind.REMOVED, "RateLimited", "The limit is gone.")
    ]
    feed = changes_xml(Routes(loaded.registry))
    assert "Removed: RateLimited" in feed
    assert "The limit is gone. Replaced by Timeout/worker." in feed
    pages = page_texts(loaded)
    page = pages["errors/changes/"]
    assert "The limit is gone." in page
    assert 'href="../../errors/RateLimited/"' in page
    assert 'href="../../errors/Timeout/worker/"' in page


def test_what_changed_in_an_entry_shows_in_diff_feed_and_page(folder: Path) -> None:
    before = registry_data(load(folder).registry)
    told = "changed: {date: 2026-03-01, what: The message names *the* limit.}"
    file = folder / "errors" / "RateLimited.yml"
    text = file.read_text().replace("    source:", f"    {told}\n    source:")
    file.write_text(text.replace("Limit of {limit}", "The limit of {limit}"))
    loaded = load(folder)
    old, new = snapshot_of(before), snapshot_of(registry_data(loaded.registry))
    name = "RateLimited/per-minute"
    line, _ = text_lines(differences(old, new))
    assert line == f"changed  {name}: message; The message names *the* limit."
    assert "The message names \\*the\\* limit." in markdown_text(differences(old, new))
    feed = feedparser.parse(changes_xml(Routes(loaded.registry)))
    shown = [(item.title, item.updated[:10], item.summary) for item in feed.entries]
    words = "Too many requests per minute (2026-03-01). The message names *the* limit."
    assert (f"Changed: {name}", "2026-03-01", words) in shown
    pages = page_texts(loaded)
    for path in ("errors/changes/", "errors/RateLimited/"):
        assert "The message names *the* limit." in pages[path]
        assert "2026-03-01" in pages[path]


def test_snapshots_are_files_folders_urls_and_revisions(folder: Path, tmp_path: Path) -> None:
    git = partial(subprocess.run, cwd=folder, check=True, capture_output=True)
    git(["git", "init", "-q", str(tmp_path)])
    git(["git", "add", "."])
    name = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    git(["git", *name, "commit", "-qm", "First"])
    file = tmp_path / "errors.json"
    file.write_text(json.dumps(registry_data(load(folder).registry)))
    error = folder / "errors" / "RateLimited.yml"
    error.write_text(error.read_text().replace("Wait a minute.", "Wait two minutes."))
    server = serve(tmp_path)
    for old in ("HEAD", file, f"{next(server)}errors.json"):
        done = diff(old, folder, "--data", folder)
        assert done.exit_code == 0, done.stderr
        assert done.stdout == "changed  RateLimited/per-minute: fix\n1 changed\n"
    assert diff("HEAD", "HEAD", "--data", folder, "--exit-code").exit_code == 0
    assert diff("HEAD", folder, "--data", folder, "--exit-code").exit_code == 1
    next(server, None)


def test_json_holds_old_and_new_values(folder: Path) -> None:
    error = folder / "errors" / "RateLimited.yml"
    error.write_text(error.read_text().replace("retry: backoff", "retry: wait"))
    found = json.loads(diff(BASE, folder, "--format", "json").stdout)
    assert found["old"] == found["new"] == {"version": "1"}
    assert found["changed"] == [
        {
            "name": "RateLimited/per-minute",
            "title": "Too many requests per minute",
            "path": "errors/RateLimited/",
            "fields": {"retry": {"old": "backoff", "new": "wait"}},
        }
    ]
    assert found["added"] == found["retired"] == found["moved"] == found["lost"] == []


def test_hostile_entries_are_text_in_every_format() -> None:
    markdown = diff(BASE, HOSTILE, "--format", "markdown").stdout
    assert "## Added" in markdown
    blocks = MarkdownIt("commonmark").parse(markdown)
    tokens = [token for block in blocks for token in (block, *(block.children or ()))]
    assert not [token for token in tokens if token.type.startswith("html_")]
    assert not [token for token in tokens if token.type == "link_open"]
    assert all(line.isprintable() for line in diff(BASE, HOSTILE).stdout.splitlines())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("[]", "the file is not a JSON object"),
        ("{}", "no `schema_version`"),
        ('{"schema_version": NaN}', "it is not JSON"),
        ('{"schema_version": 1, "errors": ["\\ud83d"]}', "it is not JSON"),
        ('{"schema_version": 99}', "its `schema_version` is 99"),
        ('{"schema_version": 1}', "`errors` is not a list"),
        ('{"schema_version": 1, "errors": [1]}', "error 1 is not a JSON object"),
        ('{"schema_version": 1, "errors": [{"code": 1}]}', "`code` of error 1 is not a text"),
        ('{"schema_version": 1, "errors": [{"code": "A"}]}', "`cases` of `A` is not a list"),
        (
            '{"schema_version": 1, "errors": [{"code": "A", "cases": [{"id": ""}]}]}',
            "`id` of a case of `A` is not a text",
        ),
        (
            '{"schema_version": 1, "errors": [{"code": "A", "cases": []}, {"code": "A"}]}',
            "duplicate code `A`",
        ),
    ],
)
def test_a_file_that_is_not_a_snapshot_ends_with_two(
    tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "errors.json"
    file.write_text(content)
    done = diff(file, BASE)
    assert done.exit_code == 2
    assert words in done.stderr


def test_texts_of_a_file_from_elsewhere_reach_no_terminal_as_they_are(tmp_path: Path) -> None:
    data = registry_data(load(BASE).registry)
    data["errors"][0]["title"] = "x\x1b[31m\u202e\nnext"
    data["errors"][0]["removed"] = {"reason": "\x1b", "replaced_by": 5}
    file = tmp_path / "errors.json"
    file.write_text(json.dumps(data))
    for form in ("text", "markdown", "json"):
        done = diff(BASE, file, "--format", form)
        assert done.exit_code == 0, done.output
        assert not {"\x1b", "\u202e"} & set(done.stdout) or form == "json"
        assert (
            json.loads(done.stdout)["retired"] if form == "json" else "RateLimited" in done.stdout
        )


def test_what_only_the_ledger_knows_the_way_of_has_moved(folder: Path) -> None:
    old = registry_data(load(folder).registry)
    (folder / "errors" / "RateLimited.yml").unlink()
    timeout_file = folder / "errors" / "Timeout.yml"
    lines = [line for line in timeout_file.read_text().splitlines() if "related" not in line]
    timeout_file.write_text("\n".join(lines) + "\n")
    settings_file = folder / "registry.yml"
    settings_file.write_text(settings_file.read_text().replace("common: [RateLimited]\n", ""))
    (folder / "permalinks.yml").write_text(
        "paths:\n"
        "  errors/RateLimited/: {since: 2026-01-01, target: errors/Timeout/worker/}\n"
        "  errors/rate_limited/: {since: 2026-01-01, target: errors/Timeout/worker/}\n"
    )
    (folder.parent / "errors.json").write_text(json.dumps(old))
    done = diff(folder.parent / "errors.json", folder)
    assert "moved    Timeout/worker:" in done.stdout
    assert "was RateLimited, now at errors/Timeout/worker/" in done.stdout
    assert "lost" not in done.stdout


def test_the_only_case_of_an_error_that_was_replaced_has_moved_by_the_ledger(folder: Path) -> None:
    old = folder.parent / "errors.json"
    old.write_text(json.dumps(registry_data(load(folder).registry)))
    file = folder / "errors" / "RateLimited.yml"
    text = file.read_text().replace("id: per-minute", "id: each-minute")
    file.write_text(text.replace("Limit of {limit}", "No more than {limit}"))
    line = "  errors/RateLimited/per-minute/: {since: 2026-01-01, target: errors/RateLimited/}\n"
    (folder / "permalinks.yml").write_text(f"paths:\n{line}")
    done = diff(old, folder)
    assert "was RateLimited/per-minute, now at errors/RateLimited/" in done.stdout
    assert "lost" not in done.stdout
    (folder / "permalinks.yml").write_text(f"paths:\n{line}x: [")
    broken = diff(old, folder)
    assert (broken.exit_code, "permalinks.yml:" in broken.stderr) == (2, True)


def test_an_alias_that_is_a_page_now_is_not_lost() -> None:
    old, new = (registry_data(load(BASE).registry) for _ in range(2))
    limited(new).update(aliases=[], slug="rate_limited")
    found = differences(snapshot_of(old), snapshot_of(new))
    assert Kind.LOST not in {item.kind for item in found}


def test_a_revision_without_a_repository_and_a_broken_registry_say_so(folder: Path) -> None:
    done = diff("HEAD", folder, "--data", folder)
    assert done.exit_code == 2
    assert (
        f"HEAD: is not a file, folder or URL, and {folder} is not in a git repository"
        in done.stderr
    )
    (folder / "errors" / "Timeout.yml").write_text("code: [")
    done = diff(BASE, folder)
    assert done.exit_code == 2
    assert "the registry has 1 problem: errors/Timeout.yml:2:1: " in done.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("no-such-thing", "is not a file, folder, URL or git revision"),
        ("http://127.0.0.1:1/errors.json", "cannot be fetched"),
        ("http://[", "cannot be fetched"),
        (str(Path(__file__).parent), "holds no `registry.yml`"),
        ("\x1b[31m", "\\u001b[31m"),
    ],
)
def test_a_name_that_means_no_snapshot_ends_with_two(name: str, words: str) -> None:
    done = diff(name, BASE, "--data", BASE)
    assert done.exit_code == 2
    assert words in done.stderr
    assert "\x1b" not in done.stderr


def test_a_missing_file_on_the_server_ends_with_two(tmp_path: Path) -> None:
    server = serve(tmp_path)
    done = diff(f"{next(server)}errors.json", BASE)
    next(server, None)
    assert done.exit_code == 2
    assert "the server answers 404" in done.stderr


def test_errors_of_which_no_message_is_known_are_not_taken_for_each_other(data: Any) -> None:
    old, new = copy.deepcopy(data), copy.deepcopy(data)
    for document, code in ((old, "Gone"), (new, "Come")):
        document["errors"].append({**limited(data), "code": code, "slug": code, "cases": []})
    found = differences(snapshot_of(old), snapshot_of(new))
    assert {(item.kind, item.name) for item in found} == {(Kind.LOST, "Gone"), (Kind.ADDED, "Come")}
