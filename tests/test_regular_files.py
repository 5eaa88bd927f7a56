"""A pipe, a device or an endless file in the place of a file: a problem that nothing waits for."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from errdocs.cli import main, options
from errdocs.regular_files import IrregularFile, TooLarge, read_regular
from support import ROOT, restore_interrupt


def test_only_a_regular_file_within_the_limit_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "device").symlink_to(os.devnull)
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    assert read_regular(tmp_path / "link", 5) == b"12345"
    with pytest.raises(TooLarge, match="more than 4 bytes"):
        read_regular(tmp_path / "file", 4)
    for name, kind in {"device": "device", "pipe": "pipe", "socket": "socket", ".": "fold"}.items():
        with pytest.raises(IrregularFile, match=f"it is a {kind}"):
            read_regular(tmp_path / name)


def test_a_file_that_is_longer_than_its_size_says_is_bounded() -> None:
    file = Path("/proc/cpuinfo")
    if file.exists():  # of Linux; its size is 0
        with pytest.raises(TooLarge):
            read_regular(file, 3)


def test_a_file_that_becomes_a_pipe_while_it_is_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")
    found = file.stat()
    file.unlink()
    os.mkfifo(file)
    monkeypatch.setattr(Path, "stat", lambda self: found)
    with pytest.raises(OSError, match="it is a pipe"):
        read_regular(file, 5)


@pytest.mark.parametrize(
    "path",
    [
        "data/registry.yml",
        "data/errors/Pipe.yml",
        "data/sources/pipe.yml",
        "data/permalinks.yml",
        "data/sources/guide.imported.json",
        "data/code/pipe.j2",
        "docs/pipe.md",
        "docs/picture.png",
    ],
)
def test_each_command_that_reads_a_pipe_names_it(project: Path, path: str) -> None:
    (project / path).parent.mkdir(exist_ok=True)
    (project / path).unlink(missing_ok=True)
    os.mkfifo(project / path)
    for command in ("check", "build", "write plain", "export csv"):
        done = CliRunner().invoke(main, command.split())
        assert done.exit_code == 1
        assert f"{path}:1:1: " in done.output
        assert "it is a pipe, not a regular file" in done.output


def test_settings_and_overrides_that_are_pipes_are_named(project: Path) -> None:
    settings = project / "mkdocs.yml"
    text = settings.read_text()
    os.mkfifo(project / "pipe.yml")
    done = CliRunner().invoke(main, ["build", "-f", "pipe.yml"])
    assert (done.exit_code, "pipe.yml: cannot be read" in done.output) == (2, True)
    assert "it is a pipe" in done.output
    settings.write_text(text.replace("registry: data", "registry: data\n      templates: own"))
    (project / "own" / "pages").mkdir(parents=True)
    os.mkfifo(project / "own" / "pages" / "case.md.j2")
    done = CliRunner().invoke(main, ["build"])
    assert done.exit_code == 1
    assert "own/pages/case.md.j2:1:1: it is a pipe, not a regular file" in done.output


def test_a_catalogue_and_a_mapping_that_are_pipes_are_named(project: Path) -> None:
    mapping = project / "mapping.yml"
    source = "source: {key: a, title: A, url: https://a.example, date: 2025-01-01}"
    mapping.write_text(f"{source}\nread: {{file: pipe.csv}}\nerror: {{code: '{{code}}'}}\n")
    os.mkfifo(project / "pipe.csv")
    done = CliRunner().invoke(main, ["import", "mapping.yml"])
    assert done.exit_code == 1
    assert "pipe.csv:1:1" in done.output
    assert "it is a pipe" in done.output
    done = CliRunner().invoke(main, ["import", "pipe.csv"])
    assert done.exit_code == 1
    assert "pipe.csv:1:1" in done.output


def test_a_text_that_never_ends_is_read_up_to_a_limit(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "LONGEST_TEXT", 10_000)
    done = CliRunner().invoke(main, ["lookup", "/dev/zero"])
    assert done.exit_code == 1
    assert "only its first 10,000 characters are read" in done.stderr
    assert CliRunner().invoke(main, ["lookup", "--batch", "/dev/zero"]).exit_code == 2


@pytest.mark.parametrize(
    ("command", "module"),
    [("lookup", "click.core"), ("check", "errdocs.problems"), ("build", "mkdocs.config")],
)
def test_ctrl_c_ends_a_command_without_a_traceback_while_it_is_still_imported(
    project: Path, command: str, module: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "errdocs", command],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=restore_interrupt,
    ) as process:
        assert process.stderr is not None
        while module not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert "Traceback" not in said
    assert process.returncode in {-signal.SIGINT, 130}
