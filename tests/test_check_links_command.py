"""`errdocs check-links`: files and folders in, findings and exit codes out."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from errdocs.cli import main
from errdocs.cli.permalinks import MANY
from errdocs.exports.permalinks_json import permalinks_json
from errdocs.linkcheck import Checker, SiteUrls, check_file
from errdocs.linkcheck.known_site import Site
from errdocs.registry.loading import load
from errdocs.routes import Routes, read_ledger
from support import serve

ROOT = Path(__file__).parents[1]
DATA = Path(__file__).parent / "scenarios" / "runbooks" / "data"
SITE = "https://errors.example/"
GOOD, ALIAS, WRONG = (f"{SITE}errors/{name}/" for name in ("RateLimited", "rate_limited", "Rate"))


def run(*arguments: str | Path, site: str = SITE) -> Result:
    words = ["check-links", "--data", str(DATA), "--docs", "none", *map(str, arguments)]
    return CliRunner().invoke(main, words, env={"ERRDOCS_SITE_URL": site})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the permalinks.json of the scenarios' registry."""
    registry, ledger = load(DATA).registry, read_ledger(DATA).ledger
    file = tmp_path_factory.mktemp("published") / "permalinks.json"
    where = Routes(registry, ledger, frozenset(), SITE)
    file.write_text(permalinks_json(where))
    return file


@pytest.fixture
def address(published: Path) -> Iterator[str]:
    """Return the address of a server that publishes it."""
    yield from serve(published.parent)


def write(path: str, text: str) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    return file


def test_a_finding_is_a_line_with_place_rule_and_fix(folder: Path) -> None:
    write("a.md", f"x\n[a]({ALIAS})\n")
    done = run("a.md")
    assert done.stdout == (
        f"a.md:2:5: `{ALIAS}` is redirected; expected `{GOOD}`; replace it; `--fix` does that "
        "[link-redirected]\n"
    )
    assert (done.stderr, done.exit_code) == ("1 file, 1 link: 1 problem\n", 1)


def test_right_links_are_no_problem(folder: Path) -> None:
    write("a.md", f"[a]({GOOD}) {SITE} {SITE}errors/category/quota/")
    done = run("a.md")
    assert (done.stdout, done.exit_code) == ("1 file, 3 links: no problems\n", 0)


def test_json_has_the_facts_for_programs(folder: Path) -> None:
    write("a.md", f"{ALIAS}?a=1 {SITE}errors/QueueFull/ {SITE}errors/Nothing/")
    done = run("a.md", "--format", "json")
    keys = ("line", "column", "rule", "url", "target", "certain")
    assert [tuple(item[key] for key in keys) for item in json.loads(done.stdout)] == [
        (1, 1, "link-redirected", f"{ALIAS}?a=1", f"{GOOD}?a=1", True),
        (1, 49, "link-retired", f"{SITE}errors/QueueFull/", GOOD, False),
        (1, 90, "link-code", f"{SITE}errors/Nothing/", None, False),
    ]


def test_a_removed_error_is_reported_with_version_reason_and_replacement(folder: Path) -> None:
    write("a.md", f"{SITE}errors/QueueFull/ {SITE}errors/Timeout/relay/")
    first, second = run("a.md").stdout.splitlines()
    assert "(since 2): Queues have no limit any more; expected its replacement, " in first
    assert f"`{GOOD}`" in first
    assert "(since 3 on 2025-01-01): There are no relays any more; expected a link to" in second


def test_github_annotates_the_line(folder: Path) -> None:
    write("a,b.md", ALIAS)
    line = run("a,b.md", "--format", "github").stdout
    assert line.startswith("::error file=a%2Cb.md,line=1,col=1,title=link-redirected::`https://")


def test_folders_are_read_in_order_without_what_is_hidden_or_of_another_notation(
    folder: Path,
) -> None:
    for name in ("b.md", "a/z.yml", "a/b.RST", "c.py", ".git/x.md", "a/.x.md", "a.html/c.txt"):
        write(name, ALIAS)
    lines = run(".").stdout.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "b.md",
        "a/b.RST",
        "a/z.yml",
        "a.html/c.txt",
    ]


def test_patterns_choose_files_and_leave_out_folders(folder: Path) -> None:
    for name in ("a.py", "a.md", "old/a.py", "new/old.py", "new/deep/b.py"):
        write(name, ALIAS)
    done = run(".", "--include", "*.py", "--exclude", "old", "--exclude", "new/deep/*")
    assert [line.partition(":")[0] for line in done.stdout.splitlines()] == ["a.py", "new/old.py"]


def test_a_file_that_is_named_is_read_whatever_it_is_called_and_once(folder: Path) -> None:
    write("script", f"curl {ALIAS}")
    done = run("script", "script")
    assert done.stdout.startswith("script:1:6:") and "1 file," in done.stderr


def test_a_binary_file_is_skipped_and_reported(folder: Path) -> None:
    write("a.md", f"\0{ALIAS}")
    done = run("a.md", "--fix")
    assert done.exit_code == 0
    assert done.stderr.startswith("a.md: skipped, it is not text\n")


def test_a_link_to_nowhere_in_a_folder_is_left_out(folder: Path) -> None:
    write("a/b.md", GOOD)
    Path("a/c.md").symlink_to("gone.md")
    Path("a/loop").symlink_to(folder / "a")
    assert "1 file, 1 link: no problems" in run("a").stdout


def test_a_file_that_is_gone_when_its_turn_comes_is_a_problem(folder: Path) -> None:
    done = check_file(folder / "gone.md", Checker(Site({}), SiteUrls([SITE])))
    assert [problem.rule for problem in done.problems] == ["readable-file"]


def test_fix_changes_the_certain_links_and_no_other_byte(folder: Path) -> None:
    before = "\ufeffa\r\n{} \udce9\udcff {}\rb {}"
    file = write("a.md", before.format(f"{ALIAS}?a=1#fix", WRONG, f"{SITE}errors/timeout/#FIX"))
    file.chmod(0o640)
    done = run("a.md", "--fix")
    text = file.read_bytes().decode("utf-8", "surrogateescape")
    assert text == before.format(f"{GOOD}?a=1#fix", WRONG, f"{SITE}errors/Timeout/#fix")
    assert file.stat().st_mode & 0o777 == 0o640
    assert "a.md: 3 links fixed\n" in done.stderr
    assert (done.exit_code, done.stdout.count("\n")) == (1, 1)
    assert [path.name for path in folder.iterdir()] == ["a.md"]


def test_fix_leaves_a_right_file_untouched(folder: Path) -> None:
    file = write("a.md", GOOD)
    os.utime(file, (1, 1))
    assert run("a.md", "--fix").exit_code == 0
    assert file.stat().st_mtime == 1


def test_fix_writes_through_a_link_to_a_file(folder: Path) -> None:
    write("real/a.md", ALIAS)
    Path("a.md").symlink_to("real/a.md")
    assert run("a.md", "--fix").exit_code == 0
    assert Path("a.md").is_symlink() and Path("real/a.md").read_text() == GOOD


def test_a_file_that_is_not_fixed_is_a_problem_beside_its_links(folder: Path) -> None:
    file = write("a.md", ALIAS)
    file.chmod(0o444)
    done = run("a.md", "--fix")
    first, second = done.stdout.splitlines()
    assert first == (
        "a.md:1:1: the links in this file are not fixed: it is read-only; expected a file that can "
        "be replaced without any other change; make it writable, or correct the links by hand "
        "[link-file]"
    )
    assert second.endswith("[link-redirected]")
    assert (done.exit_code, done.stderr) == (1, "1 file, 1 link: 2 problems\n")
    assert file.read_text() == ALIAS


PREVIEWS = [
    "http://127.0.0.1:8000/errors/",
    "http://localhost:8000/docs/errors/",
    "https://[::1]/errors/",
    "http://0.0.0.0/errors/",
    "file:///home/me/site/errors/",
]


@pytest.mark.parametrize("root", PREVIEWS)
def test_a_link_to_a_preview_is_a_problem_that_fix_corrects(folder: Path, root: str) -> None:
    other = (
        f"{root}Nothing/ http://localhost:3000/api http://evil.localhost.example/errors/Timeout/"
    )
    file = write("a.md", f"x ({root}rate_limited/?a=1#fix)\n{other}")
    done = run("a.md")
    assert done.stdout == (
        f"a.md:1:4: `{root}rate_limited/?a=1#fix` works on your computer only; expected "
        f"`{GOOD}?a=1#fix`; replace it; `--fix` does that [link-local]\n"
    )
    assert (done.exit_code, done.stderr) == (1, "1 file, 1 link: 1 problem\n")
    assert run("a.md", "--fix").exit_code == 0
    assert file.read_text() == f"x ({GOOD}?a=1#fix)\n{other}"


def test_links_to_a_site_that_was_named_by_a_local_url_get_a_warning(folder: Path) -> None:
    local = "http://localhost:8000/"
    file = write("a.md", f"{local}errors/RateLimited/")
    done = run("a.md", "--format", "json", site=local)
    (found,) = json.loads(done.stdout)
    assert (done.exit_code, found["rule"], found["severity"]) == (0, "link-local", "warning")
    assert "--site" in found["fix"] and found["target"] is None
    assert "1 link: no problems, 1 warning" in done.stderr
    both = run("a.md", "--site", local, "--site", SITE, "--fix")
    assert (both.exit_code, f"expected `{GOOD}`" in both.stdout) == (0, True)
    assert file.read_text() == f"{local}errors/RateLimited/"


def test_files_without_a_link_to_the_site_get_a_warning_with_the_hosts_they_link_to(
    folder: Path,
) -> None:
    hosts = [f"https://{name}.example/" for name in "aabbbcdefg"]
    write("a/b.md", " ".join(hosts))
    done = run("a")
    assert done.stdout == (
        f"a:1:1: warning: no link to `{SITE}` in 1 file; expected at least one link; check the "
        "paths and the site URL (--site); the files link to `b.example` (3), `a.example` (2), "
        "`c.example` (1), `d.example` (1), `e.example` (1) and 2 more [link-none]\n"
        "1 file, 0 links: no problems, 1 warning\n"
    )
    assert done.exit_code == 0
    strict = run("a", "--require-links", "--format", "json")
    (found,) = json.loads(strict.stdout)
    assert (strict.exit_code, found["severity"]) == (1, "error")
    assert found["hosts"]["b.example"] == 3 and len(found["hosts"]) == 5
    write("a/c.md", GOOD)
    assert run("a", "--require-links").exit_code == 0
    write("none/a.md", "")
    assert "the files link to no host" in run("none").stdout


def test_several_urls_are_the_same_site(folder: Path) -> None:
    write("a.md", f"https://a.example/errors/x/ http://b.example/docs/errors/x/ {SITE}errors/x/")
    options = ("--site", "https://a.example", "--site", "https://b.example/docs/")
    assert run("a.md", *options, "--format", "json").stdout.count("link-code") == 2


def test_links_are_checked_against_a_published_file(folder: Path, published: Path) -> None:
    write("a.md", f"{ALIAS} {WRONG} {GOOD}")
    done = run("a.md", "--against", published, site="")
    assert [line.split("[")[-1] for line in done.stdout.splitlines()] == [
        "link-redirected]",
        "link-code]",
    ]


@pytest.mark.parametrize("name", ["permalinks.json", ""])
def test_links_are_checked_against_a_server(folder: Path, address: str, name: str) -> None:
    write("a.md", f"{ALIAS} {address}errors/ratelimited/")
    done = run("a.md", "--against", address + name, "--fix", site="")
    assert done.exit_code == 0, done.output
    assert Path("a.md").read_text() == f"{GOOD} {address}errors/RateLimited/"


@pytest.mark.parametrize(
    "name", ["permalinks.json", "", "permalinks.json?v=1", "permalinks.json#a"]
)
def test_a_file_without_a_site_url_is_of_the_site_that_publishes_it(
    folder: Path, address: str, published: Path, name: str
) -> None:
    published.write_text(published.read_text().replace(f'"{SITE}"', '""'))
    write("a.md", f"{address}errors/rate_limited/ {ALIAS}")
    done = run("a.md", "--against", address + name, site="")
    assert (done.exit_code, "1 file, 1 link: 1 problem" in done.stderr) == (1, True), done.output


@pytest.mark.parametrize("name", ["copy.json", "old-permalinks.json"])
def test_a_copy_under_another_name_has_no_site_url(
    folder: Path, address: str, published: Path, name: str
) -> None:
    text = published.read_text().replace(f'"{SITE}"', '""')
    published.with_name(name).write_text(text)
    write("a.md", f"{address}errors/rate_limited/")
    done = run("a.md", "--against", address + name, site="")
    assert done.exit_code == 2 and "site URL is not known" in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "Invalid JSON"),
        ("[]", "should be an object"),
        ('{"schema_version": 99, "paths": {}}', "`schema_version`: it is 99"),
        (None, "cannot be read"),
    ],
)
def test_a_list_that_cannot_be_used_is_wrong_usage(
    folder: Path, content: str | None, words: str
) -> None:
    write("a.md", ALIAS)
    if content:
        write("permalinks.json", content)
    done = run("a.md", "--against", "permalinks.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_server_without_the_list_or_without_an_answer_is_reported(
    folder: Path, address: str
) -> None:
    write("a.md", ALIAS)
    missing = run("a.md", "--against", f"{address}none.json")
    assert (missing.exit_code, "answers 404" in missing.stderr) == (2, True)
    silent = run("a.md", "--against", "http://127.0.0.1:1/permalinks.json")
    assert (silent.exit_code, "cannot be fetched" in silent.stderr) == (2, True)


def test_without_a_site_url_it_says_how_to_give_one(folder: Path) -> None:
    write("a.md", ALIAS)
    done = run("a.md", site="")
    assert done.exit_code == 2 and "--site" in done.stderr and "site_url" in done.stderr


@pytest.mark.parametrize("site", ["errors.example", "https://[", "https:///"])
def test_what_is_not_a_site_url_is_refused(folder: Path, site: str) -> None:
    write("a.md", ALIAS)
    done = run("a.md", "--site", site)
    assert done.exit_code == 2 and "is not a site URL" in done.stderr


def test_a_missing_path_is_wrong_usage(folder: Path) -> None:
    assert run("missing.md").exit_code == 2
    assert run().exit_code == 2


def test_a_registry_that_cannot_be_read_is_not_checked_against(folder: Path) -> None:
    shutil.copytree(DATA, "data")
    write("data/errors/Broken.yml", "code: [")
    write("a.md", ALIAS)
    done = run("a.md", "--data", "data")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "data/errors/Broken.yml:2:1:" in done.stderr


def test_a_bar_is_shown_for_many_files_on_a_terminal_only(folder: Path) -> None:
    for number in range(MANY):
        write(f"files/{number}.md", GOOD)
    command = [sys.executable, "-m", "errdocs", "check-links", "files", "--data", str(DATA)]
    environment = {**os.environ, "ERRDOCS_SITE_URL": SITE, "TERM": "xterm"}
    leader, follower = os.openpty()
    with os.fdopen(leader, "rb", 0) as screen:
        done = subprocess.run(command, stderr=follower, stdout=subprocess.PIPE, env=environment)
        os.close(follower)
        shown = screen.read(100_000).decode()
    assert done.returncode == 0
    assert "Checking links" in shown and "100%" in shown
    assert "Checking" not in run("files").output


def test_the_hook_runs_the_command_on_the_kinds_that_it_reads() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["language"]) == ("errdocs-check-links", "python")
    program, name = hook["entry"].split()
    assert program == "errdocs" and name in main.list_commands(click.Context(main))
    assert {"markdown", "html", "rst", "asciidoc", "yaml", "plain-text"} == {*hook["types_or"]}
