"""`errdocs annotate` on files: on all cores, compressed, and as they grow or are rotated."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errdocs.annotate import Follower, Summary, Worker, as_json, as_text, pieces
from support import restore_interrupt
from test_annotate import COMMAND, LINK, LOG, MESSAGE, ROOT, annotated, command, recogniser, streams

FILLER = b"INFO  [api] page fetched for user id=17 path=/v1/pages/4 took 12 ms\n"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a log of several pieces."""
    file = tmp_path_factory.mktemp("logs") / "large.log"
    block = FILLER * 2_000 + LOG + b"\n"
    file.write_bytes(block * 70)
    return file


@settings(max_examples=40)
@given(streams, st.integers(1, 400))
def test_pieces_of_a_file_give_what_the_whole_gives(data: bytes, size: int):
    file = Path(os.environ["TMPDIR_OF_PIECES"])
    file.write_bytes(data)
    for write in (as_text, as_json):
        worker = Worker(recogniser(), write)
        whole = [worker(piece) for piece in pieces(file, size=1_000_000, counts_lines=True)]
        parts = [worker(piece) for piece in pieces(file, size=size, counts_lines=True)]
        assert b"".join(written for written, _ in parts) == b"".join(text for text, _ in whole)
        assert merged(parts).ranked() == merged(whole).ranked()


@pytest.fixture(scope="module", autouse=True)
def file_of_pieces(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Name a file that examples may write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR_OF_PIECES", str(tmp_path_factory.mktemp("pieces") / "log"))
        yield


def merged(parts: list[tuple[bytes, Summary]]) -> Summary:
    summary = Summary()
    for _, part in parts:
        summary.merge(part)
    return summary


def test_several_cores_write_what_one_writes(large: Path):
    for arguments in ((), ("--format", "json"), ("--summary",)):
        one = command(*arguments, "--jobs", "1", str(large))
        assert command(*arguments, "--jobs", "2", str(large)) == one
        assert one[0] == 0
        assert len(one[1]) > 100


def test_several_files_are_written_one_after_the_other(tmp_path: Path):
    first, second = tmp_path / "1.log", tmp_path / "2.log.gz"
    first.write_bytes(MESSAGE + b"\n")
    second.write_bytes(gzip.compress(b"INFO ready\n" + MESSAGE + b"\n"))
    expected = annotated(MESSAGE + b"\n") + annotated(b"INFO ready\n" + MESSAGE + b"\n")
    assert command(str(first), str(second)) == (0, expected, b"")


@pytest.mark.parametrize("arguments", [["missing.log"], ["--follow"], ["--follow", "-"], ["."]])
def test_what_is_no_file_is_wrong_usage(arguments: list[str]):
    code, output, _ = command(*arguments)
    assert (code, output) == (2, b"")


def started(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=restore_interrupt,
        start_new_session=True,
    )


def is_group_gone(process: subprocess.Popen[bytes]) -> bool:
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_all_processes_quietly(large: Path, number: int, code: int):
    with started("--jobs", "2", str(large)) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        # Processes of a terminal's job get the signal all at once.
        os.killpg(process.pid, signal.SIGINT) if code == 130 else process.send_signal(number)
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (code, b"")
        assert is_group_gone(process)


def test_a_reader_that_goes_away_ends_all_processes_quietly(large: Path):
    with started("--jobs", "2", str(large)) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert (process.wait(timeout=60), process.stderr.read()) == (0, b"")
        assert is_group_gone(process)


class Patience(Exception):
    """Raised when a script for a growing file is at its end."""


def followed(file: Path, *steps: Callable[[], object]) -> list[bytes | None]:
    """Return what is read of a file to which something happens at each pause."""
    script = iter(steps)

    def pause(_: float) -> None:
        step = next(script, None)
        if step is None:
            raise Patience
        step()

    found: list[bytes | None] = []
    with pytest.raises(Patience):
        for data in Follower(file, 1_000, pause).pieces():
            found.append(data)
    return found


def appends(file: Path, data: bytes) -> Callable[[], object]:
    def step() -> None:
        with file.open("ab") as stream:
            stream.write(data)

    return step


def test_a_growing_file_is_read_as_it_grows(tmp_path: Path):
    file = tmp_path / "app.log"
    file.write_bytes(b"one\n")
    found = followed(file, appends(file, b"tw"), appends(file, b"o\n"))
    assert found == [b"one\n", b"tw", b"o\n"]


def test_a_file_that_is_not_there_yet_is_waited_for(tmp_path: Path):
    file = tmp_path / "app.log"
    assert followed(file, lambda: None, appends(file, b"one\n")) == [b"one\n"]


def test_a_file_that_is_renamed_and_made_anew_is_read_to_its_end_and_then_the_new_one(
    tmp_path: Path,
):
    file, old = tmp_path / "app.log", tmp_path / "app.log.1"
    file.write_bytes(b"one\n")

    def made_anew() -> None:
        appends(old, b"three\n")()
        appends(file, b"four\n")()

    found = followed(file, lambda: file.rename(old), appends(old, b"two\n"), made_anew)
    assert found == [b"one\n", b"two\n", b"three\n", None, b"four\n"]


def test_a_file_that_is_cut_off_is_read_from_its_start(tmp_path: Path):
    file = tmp_path / "app.log"
    file.write_bytes(b"one\ntwo\n")
    assert followed(file, lambda: file.write_bytes(b"new\n")) == [b"one\ntwo\n", None, b"new\n"]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_following_writes_each_line_at_once_and_ends_with_a_signal(
    tmp_path: Path, number: int, code: int
):
    file = tmp_path / "app.log"
    file.write_bytes(MESSAGE + b"\n")
    with started("--follow", str(file), "--format", "text", "--summary") as process:
        assert process.stdout
        assert process.stdout.readline() == MESSAGE + LINK + b"\n"
        appends(file, MESSAGE + b"\nunfinished")()
        assert process.stdout.readline() == MESSAGE + LINK + b"\n"
        process.send_signal(number)
        output, errors = process.communicate(timeout=30)
        assert (process.returncode, output) == (code, b"unfinished")
        assert errors.split()[:2] == [b"2", b"InvalidParameter/max-tokens-range"]
