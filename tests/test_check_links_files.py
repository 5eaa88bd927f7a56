"""`errdocs check-links --fix` on other people's disks: nothing lost, nothing else touched."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from errdocs.linkcheck import Checker, SiteUrls, check_file, files_of, safe_replacement
from errdocs.linkcheck.checker import CheckedText
from errdocs.linkcheck.known_site import KnownPath, Site

SITE = "https://errors.example/"
OLD, NEW = f"{SITE}errors/old/", f"{SITE}errors/New/"
PATHS = {"errors/old/": KnownPath("errors/New/"), "errors/New/": KnownPath("errors/New/")}
IS_ROOT = os.geteuid() == 0
NOBODY = 65534
USERS = [0, NOBODY] if IS_ROOT else [os.geteuid()]


def checker() -> Checker:
    return Checker(Site(PATHS), SiteUrls([SITE]))


def fix(path: Path, below: Path | None = None) -> CheckedText:
    return check_file(path, checker(), fix_below=below or path.parent)


@pytest.fixture(params=USERS, ids=lambda user: f"user-{user}")
def user(request: pytest.FixtureRequest, folder: Path) -> Iterator[int]:
    """Work as the super user and as somebody else; the folder is theirs."""
    number: int = request.param
    if number == os.geteuid():
        yield number
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, number, number, follow_symlinks=False)
    os.setegid(number)
    os.seteuid(number)
    try:
        yield number
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder with a file to be fixed; pytest's own are closed to others."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o711)
        place = Path(name) / "place"
        place.mkdir()
        (place / "a.md").write_text(OLD)
        yield place


def reason(done: CheckedText) -> str:
    """Return why a file was not fixed; its links are reported all the same."""
    first, second = done.problems
    assert (first.rule, second.rule, done.fixed) == ("link-file", "link-redirected", 0)
    return first.message().found.removeprefix("the links in this file are not fixed: ")


def untouched(folder: Path) -> None:
    """Hold that no file is there but the one that was."""
    assert [path.name for path in folder.iterdir()] == ["a.md"]
    assert (folder / "a.md").read_text() == OLD


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fix_keeps_encodings_and_line_ends(tmp_path: Path, encoding: str, end: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    text = f"{mark}é ü{end}{end}({{}}) é{end}x{end}"
    file = tmp_path / "a.md"
    file.write_bytes(text.format(OLD).encode(encoding))
    assert checker().may_find_in(b"") is False
    assert fix(file).fixed == 1
    assert file.read_bytes() == text.format(NEW).encode(encoding)


def test_fix_keeps_half_characters_and_skips_what_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\xff\xfe\x00\xd8" + OLD.encode("utf-16-le"))
    assert fix(file).fixed == 1
    assert file.read_bytes() == b"\xff\xfe\x00\xd8" + NEW.encode("utf-16-le")
    for content in (b"\xff\xfex" + OLD.encode("utf-16-le"), b"\0" + OLD.encode(), b"\xff\xfe\0\0x"):
        file.write_bytes(content)
        assert (fix(file).is_binary, file.read_bytes()) == (True, content)


def test_fix_keeps_permissions_owner_and_attributes(folder: Path, user: int) -> None:
    file = folder / "a.md"
    file.chmod(0o640)
    with suppress(OSError):  # not every file system has attributes
        os.setxattr(file, "user.note", b"kept")
    before = file.stat()
    kept = dict.fromkeys(os.listxattr(file))
    assert fix(file).fixed == 1
    after = file.stat()
    assert file.read_text() == NEW
    assert (after.st_mode, after.st_uid, after.st_gid) == (
        before.st_mode,
        before.st_uid,
        before.st_gid,
    )
    assert dict.fromkeys(os.listxattr(file)) == kept


@pytest.mark.parametrize("mode", [0o444, 0o400])
def test_fix_leaves_a_read_only_file(folder: Path, user: int, mode: int) -> None:
    (folder / "a.md").chmod(mode)
    assert reason(fix(folder / "a.md")) == "it is read-only"
    untouched(folder)


@pytest.mark.parametrize("bit", [stat.S_ISUID, stat.S_ISGID, stat.S_ISVTX])
def test_fix_leaves_a_file_with_a_special_bit(folder: Path, user: int, bit: int) -> None:
    (folder / "a.md").chmod(0o644 | bit)
    assert (folder / "a.md").stat().st_mode & bit
    assert "setuid" in reason(fix(folder / "a.md"))
    assert (folder / "a.md").stat().st_mode & bit
    untouched(folder)


def test_fix_leaves_a_file_with_several_names(folder: Path, user: int) -> None:
    (folder / "b.md").hardlink_to(folder / "a.md")
    assert reason(fix(folder / "a.md")) == "it is one file with 2 names (hard links)"
    assert (folder / "a.md").samefile(folder / "b.md")
    (folder / "b.md").unlink()
    untouched(folder)


def test_fix_follows_no_link_out_of_the_named_folder(folder: Path, user: int) -> None:
    inside = folder / "inside"
    inside.mkdir()
    (inside / "link.md").symlink_to("../a.md")
    found = files_of([inside], (), ()).files
    assert found == {inside / "link.md": inside}
    assert reason(fix(inside / "link.md", inside)) == f"it is a link out of `{inside}`"
    assert (folder / "a.md").read_text() == OLD
    assert fix(inside / "link.md", folder).fixed == 1
    assert (inside / "link.md").is_symlink() and (folder / "a.md").read_text() == NEW


def test_a_folder_that_is_named_by_a_link_is_the_folder(folder: Path) -> None:
    (folder.parent / "link").symlink_to("place")
    [(file, root)] = files_of([folder.parent / "link"], (), ()).files.items()
    assert fix(file, root).fixed == 1


def test_fix_leaves_what_only_its_owner_could_keep(folder: Path) -> None:
    if not IS_ROOT:
        return  # only the super user can give files to others
    file = folder / "a.md"
    folder.chmod(0o777)
    os.chown(file, NOBODY, 0)
    file.chmod(0o666)
    assert fix(file).fixed == 1  # as root
    assert file.stat().st_uid == NOBODY
    file.write_text(OLD)
    os.setegid(NOBODY - 1)
    os.seteuid(NOBODY - 1)
    try:
        assert "another user" in reason(fix(file))
    finally:
        os.seteuid(0)
        os.setegid(0)
    untouched(folder)


def test_fix_needs_a_folder_that_can_be_written_to(folder: Path, user: int) -> None:
    if user == 0:
        return  # the super user may write everywhere
    folder.chmod(0o555)
    assert reason(fix(folder / "a.md")) == "permission denied"
    folder.chmod(0o755)
    untouched(folder)


def test_a_full_disk_leaves_the_file_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(safe_replacement.os, "fsync", full)
    assert reason(fix(folder / "a.md")) == "no space left on device"
    untouched(folder)


@pytest.mark.parametrize("open_files", ["/proc/self/fd", "/none"])
def test_a_file_is_fixed_with_and_without_files_that_have_no_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, open_files: str
) -> None:
    seen: list[int] = []
    monkeypatch.setattr(safe_replacement, "_OPEN_FILES", open_files)
    monkeypatch.setattr(
        safe_replacement.os, "fsync", lambda _: seen.append(len([*folder.iterdir()]))
    )
    assert fix(folder / "a.md").fixed == 1
    assert [path.name for path in folder.iterdir()] == ["a.md"]
    assert (folder / "a.md").read_text() == NEW
    # While it is written there is nothing that a kill could leave, where the system can do that.
    assert seen[0] == (1 if Path(open_files).is_dir() else 2)


def test_a_file_that_changed_meanwhile_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_replacement, "content_of_file", lambda path: b"newer")
    assert reason(fix(folder / "a.md")) == "it changed meanwhile"
    untouched(folder)


def test_what_is_not_a_file_is_a_problem_if_named_and_left_out_below_a_folder(
    folder: Path, user: int
) -> None:
    os.mkfifo(folder / "pipe.md")
    (folder / "link.md").symlink_to("pipe.md")
    (folder / "zero.md").symlink_to("/dev/zero")
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket.md"))
    assert [*files_of([folder], (), ()).files] == [folder / "a.md"]
    kinds = {"pipe": "a pipe", "link": "a pipe", "zero": "a device", "socket": "a socket"}
    for name, kind in kinds.items():
        [problem] = fix(folder / f"{name}.md").problems
        assert (problem.rule, problem.message().found) == (
            "readable-file",
            f"it is {kind}, not a regular file",
        )
    [problem] = fix(folder / "loop.md").problems
    assert problem.rule == "readable-file"


def test_folders_and_files_that_cannot_be_read_are_problems(folder: Path, user: int) -> None:
    if user == 0:
        return  # the super user may read everything
    for name, mode in (("closed", 0), ("names-only", 0o444)):
        (folder / name).mkdir()
        (folder / name / "b.md").write_text(OLD)
        (folder / name).chmod(mode)
    (folder / "c.md").write_text(OLD)
    (folder / "c.md").chmod(0)
    files, problems = files_of([folder], (), ())
    (folder / "closed").chmod(0o755)
    assert [problem.where.path for problem in problems] == [str(folder / "closed")]
    assert [*files] == [folder / "a.md", folder / "c.md", folder / "names-only" / "b.md"]
    for name in ("c.md", "names-only/b.md"):
        [problem] = fix(folder / name).problems
        assert (problem.rule, problem.message().found) == ("readable-file", "permission denied")
    (folder / "names-only").chmod(0o755)


def test_a_file_is_whole_whenever_the_program_is_killed(folder: Path) -> None:
    body = "x" * 3_000_000
    (folder / "a.md").write_text(OLD + body)
    program = (
        "import os; from pathlib import Path\n"
        "from errdocs.linkcheck.safe_replacement import replace_content\n"
        f"file = Path({str(folder / 'a.md')!r}); old = file.read_bytes()\n"
        "print(flush=True)\n"
        f"while True: replace_content(file, file.parent, old, old); file.read_bytes()\n"
    )
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert running.stdout
    running.stdout.readline()
    for _ in range(50):
        assert (folder / "a.md").stat().st_size == len(OLD + body)
    running.kill()
    running.communicate()
    assert (folder / "a.md").read_text() == OLD + body
