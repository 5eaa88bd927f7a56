"""Whatever ends a command, what stood before is whole and nothing temporary stays."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner

from errdocs.cli import main
from errdocs.registry import cache
from errdocs.whole_files import replacing, scratch_beside, write_whole

KILLS = 20
SEED = 20261130  # the same moments in every run, as far as a machine repeats itself
PATIENCE = 120


@pytest.fixture(scope="module")
def context() -> ForkServerContext:
    """Return what starts processes that have MkDocs at hand, so that a build takes no second."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["errdocs.cli.build", "errdocs.engines.mkdocs_plugin"])
    return context


def command(folder: Path, arguments: tuple[str, ...], largest: int | None = None) -> None:
    """Run a command in a folder, as a process of its own; `largest` is the bytes of a file."""
    os.chdir(folder)
    printed = os.open("printed", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    main(arguments, prog_name="errdocs")


@pytest.fixture
def start(context: ForkServerContext, project: Path) -> Iterator[Callable[..., ForkServerProcess]]:
    """Return a function that starts a command in the project, and ends it with the test."""
    started: list[ForkServerProcess] = []

    def start(*arguments: str, largest: int | None = None) -> ForkServerProcess:
        process = context.Process(target=command, args=(project, arguments, largest))
        started.append(process)
        process.start()
        return process

    yield start
    for process in started:
        process.kill()
        process.join()


def digest(folder: Path) -> str:
    """Return what tells two folders apart: the names and contents of their files."""
    found = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        found.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return found.hexdigest()


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new project of one page, so that a build takes no longer than it has to."""
    folder = tmp_path_factory.mktemp("made") / "project"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    return copytree(made, tmp_path / "project")


def test_a_site_is_whole_after_each_of_twenty_kills_and_the_next_build_clears_up(
    project: Path, start: Callable[..., ForkServerProcess]
) -> None:
    before, whole, seconds = hidden(project), set(), 0.0
    entry = min((project / "data" / "errors").glob("*.yml"))
    texts = [entry.read_text(), entry.read_text().replace("\ntitle: ", "\ntitle: New ")]
    for text in texts:
        entry.write_text(text)
        started = time.monotonic()
        assert ended(start("build")) == 0
        seconds = time.monotonic() - started
        whole.add(digest(project / "site"))
    assert len(whole) == len(texts)
    moments = random.Random(SEED)
    for number in range(KILLS):
        entry.write_text(texts[number % 2])
        process = start("build")
        process.join(moments.uniform(0, seconds))
        process.kill()
        process.join()
        assert digest(project / "site") in whole
    assert ended(start("build")) == 0
    assert digest(project / "site") in whole
    assert hidden(project) == before


def test_two_builds_at_once_both_succeed(
    project: Path, start: Callable[..., ForkServerProcess]
) -> None:
    before = hidden(project)
    both = [start("build"), start("build")]
    assert [ended(process) for process in both] == [0, 0]
    assert (project / "site" / "index.html").is_file()
    assert hidden(project) == before


@pytest.mark.parametrize(
    "arguments",
    [("build",), ("write", "plain"), ("export", "all", "-o", "files")],
    ids=lambda arguments: arguments[0],
)
def test_on_a_full_disk_nothing_changes_and_the_reason_is_a_sentence(
    project: Path, start: Callable[..., ForkServerProcess], arguments: tuple[str, ...]
) -> None:
    target = project / {"build": "site", "write": "plain", "export": "files"}[arguments[0]]
    assert ended(start(*arguments)) == 0
    before, names = digest(target), hidden(project)
    entry = min((project / "data" / "errors").glob("*.yml"))
    entry.write_text(entry.read_text().replace("\ntitle: ", "\ntitle: New "))
    assert ended(start(*arguments, largest=8_000)) == 1
    said = (project / "printed").read_text()
    assert "File too large" in said
    assert "Traceback" not in said
    assert digest(target) == before
    assert hidden(project) == names
    assert hidden(target) == []


def hold(folder: Path, kind: str) -> None:
    """Die while a folder is being replaced; `moved` is where no step replaces it at once."""
    with replacing(folder) as new:
        if kind == "moved":
            folder.rename(new.with_name("old"))
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("kind", ["unfinished", "moved"])
def test_what_a_killed_program_left_is_removed_and_what_it_moved_is_put_back(
    tmp_path: Path, context: ForkServerContext, kind: str
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "page").write_text("whole")
    process = context.Process(target=hold, args=(folder, kind))
    process.start()
    process.join()
    assert hidden(tmp_path) != []
    with suppress(ZeroDivisionError), replacing(folder):
        raise ZeroDivisionError  # a build that fails
    assert hidden(tmp_path) == []
    assert (folder / "page").read_text() == "whole"


def test_what_another_program_works_on_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with replacing(folder) as first:
        (first / "page").write_text("first")
        with replacing(folder) as second:
            (second / "page").write_text("second")
        assert (folder / "page").read_text() == "second"
    assert (folder / "page").read_text() == "first"
    assert hidden(tmp_path) == []


def test_a_folder_of_somebody_else_with_a_similar_name_is_left(tmp_path: Path) -> None:
    own = tmp_path / ".site-backup"
    own.mkdir()
    (tmp_path / ".site-link.errdocs").symlink_to(own)
    with scratch_beside(tmp_path / "site"):
        pass
    assert hidden(tmp_path) == [".site-backup", ".site-link.errdocs"]


@pytest.mark.parametrize("has_exchange", [True, False])
def test_a_folder_is_replaced_where_the_system_cannot_do_it_in_one_step_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_exchange: bool
) -> None:
    if not has_exchange:
        monkeypatch.setattr("errdocs.whole_files._exchange", lambda one, other: False)
    link = tmp_path / "link"
    link.symlink_to("site")
    for text in ("first", "second"):
        with replacing(link) as new:
            (new / "page").write_text(text)
        assert (tmp_path / "site" / "page").read_text() == text
    assert link.is_symlink()


def test_what_is_the_same_as_before_keeps_its_time(tmp_path: Path) -> None:
    target, past = tmp_path / "site", 1_000_000_000 * 10**9
    (target / "a").mkdir(parents=True)
    for name in ("a/same", "a/shorter", "a/other"):
        (target / name).write_text(name)
        os.utime(target / name, ns=(past, past))
    (target / "link").symlink_to("a/same")
    with replacing(target) as new:
        (new / "a").mkdir()
        written = {
            "a/same": "a/same",
            "a/shorter": "a",
            "a/other": "a/OTHER",
            "new": "",
            "link": "",
        }
        for name, text in written.items():
            (new / name).write_text(text)
    is_kept = {name: (target / name).stat().st_mtime_ns == past for name in written}
    assert is_kept == {name: name == "a/same" for name in written}


def test_files_are_written_all_or_none_and_keep_rights_and_links(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("old")
    (tmp_path / "one").chmod(0o600)
    (tmp_path / "link").symlink_to("one")
    with pytest.raises(OSError, match="too long"):
        write_whole(tmp_path, {"link": b"new", "n" * 300: b"new"})
    assert (tmp_path / "one").read_text() == "old"
    write_whole(tmp_path, {"link": b"new", "two": b"new"})
    assert (tmp_path / "one").read_text() == "new"
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "link").is_symlink()
    (tmp_path / "out").symlink_to("../elsewhere")
    with pytest.raises(OSError, match="leads out of the folder"):
        write_whole(tmp_path, {"one": b"newer", "out": b"new"})
    assert (tmp_path / "one").read_text() == "new"
    assert hidden(tmp_path) == []


def test_an_export_to_a_device_is_written_to_it(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made)
    done = CliRunner().invoke(main, ["export", "csv", "-o", os.devnull])
    assert done.exit_code == 0, done.output
    assert Path(os.devnull).is_char_device()


def test_a_kept_copy_of_a_killed_command_is_removed(
    project: Path, tmp_path: Path, context: ForkServerContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "SETTLED", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    cache.load_cached(project / "data")
    kept = next((tmp_path / "kept" / "errdocs").iterdir())
    process = context.Process(target=hold, args=(kept, "unfinished"))
    process.start()
    process.join()
    assert hidden(kept.parent) != []
    kept.unlink()
    cache.load_cached(project / "data")
    assert [*kept.parent.iterdir()] == [kept]


def ended(process: ForkServerProcess) -> int | None:
    """Return the exit code of a command that may take its time."""
    process.join(PATIENCE)
    return process.exitcode
