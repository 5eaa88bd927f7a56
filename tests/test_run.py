"""`errdocs run`: a program runs as it does alone, and its known errors are told below."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import ROOT, restore_interrupt
from terminals import python, terminal

DATA = ROOT / "generator" / "errdocs" / "starter" / "data"
KNOWN = "acme.Error: The API key is missing or has been revoked."
RUN = (sys.executable, "-m", "errdocs", "run", "--data", str(DATA))


def run(*command: str, text: bytes = b"", timeout: int = 60) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*RUN, "--", *command],
        cwd=ROOT, input=text, capture_output=True, check=False, timeout=timeout,
        preexec_fn=restore_interrupt,
    )  # fmt: skip


def test_everything_is_passed_through_and_each_known_error_told_once_below() -> None:
    bits = bytes(range(256)) * 40
    child = (
        "import sys; data = sys.stdin.buffer.read(); sys.stdout.buffer.write(data);"
        "sys.stderr.buffer.write(data[::-1]);"
        f"[print('\\n{KNOWN}', file=sys.stderr) for _ in range(3)];"
        "print('end', end='', file=sys.stderr); sys.exit(7)"
    )
    done = run(*python(child), text=bits)
    assert done.returncode == 7
    assert done.stdout == bits
    own = bits[::-1] + f"\n{KNOWN}\n".encode() * 3 + b"end"
    assert done.stderr.startswith(own)
    assert done.stderr[len(own) :].decode().splitlines() == [
        "",
        "errdocs: 1 known error",
        "invalid_api_key/missing-or-revoked  The API key is not accepted  (3 times)",
        "  Send a valid key in the `Authorization` header.",
        "  Do not retry. Caller acts.",
        f"  errdocs explain invalid_api_key/missing-or-revoked --data {DATA}",
    ]


def test_where_nothing_is_known_nothing_is_added() -> None:
    done = run("sh", "-c", "echo out; echo a warning >&2")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"out\n", b"a warning\n")


def test_both_streams_keep_their_order_where_they_lead_to_one_place() -> None:
    child = "import os; [os.write(1 + number % 2, b'%d\\n' % number) for number in range(2000)]"
    done = subprocess.run(
        [*RUN, *python(child)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.split() == [b"%d" % number for number in range(2000)]


def test_standard_output_is_looked_at_if_asked() -> None:
    child = f"echo '{KNOWN}'"
    assert b"errdocs:" not in run("sh", "-c", child).stderr
    done = subprocess.run(
        [*RUN, "--stdout", "sh", "-c", child], capture_output=True, check=True, timeout=60
    )
    assert done.stdout == f"{KNOWN}\n".encode()
    assert b"errdocs: 1 known error\n" in done.stderr


def test_long_output_arrives_whole_and_its_last_line_is_looked_at() -> None:
    child = "import os; [os.write(2, b'\\xfe' * 65536) for _ in range(320)];"
    child += f"os.write(2, b'\\n{KNOWN}\\n')"
    own, _, told = run(*python(child)).stderr.partition(b"errdocs: ")
    assert own == b"\xfe" * 65_536 * 320 + f"\n{KNOWN}\n".encode()
    assert told.startswith(b"1 known error\n")


@pytest.mark.parametrize(
    ("command", "code", "told"),
    [("no-such-program", 127, b"command not found"), (str(ROOT), 126, b"Permission denied")],
)
def test_what_cannot_be_run_ends_as_in_a_shell(command: str, code: int, told: bytes) -> None:
    done = run(command)
    assert (done.returncode, told in done.stderr) == (code, True)
    assert b"Traceback" not in done.stderr


def test_a_registry_that_is_not_there_is_said_once_and_changes_nothing(tmp_path: Path) -> None:
    command = [*RUN[:-1], str(tmp_path), "sh", "-c", "echo text >&2; exit 4"]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode == 4
    text = f"text\nerrdocs: no error was looked for: {tmp_path} holds no registry\n"
    assert done.stderr == text.encode()


def test_the_end_by_a_signal_is_the_same_end() -> None:
    assert run("sh", "-c", "kill -TERM $$").returncode == -signal.SIGTERM


def test_a_signal_of_another_process_is_passed_on() -> None:
    child = "trap 'echo asked; exit 5' TERM; echo ready; while :; do sleep 0.05; done"
    process = subprocess.Popen([*RUN, "sh", "-c", child], stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"
    process.terminate()
    assert process.stdout.read() == b"asked\n"
    assert process.wait(60) == 5
    process.stdout.close()


def test_what_outlives_the_program_is_not_waited_for_and_still_heard(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    child = f"(read line <{gate}; echo late >&2) & echo early >&2"
    with (tmp_path / "log").open("wb") as log:
        assert subprocess.run([*RUN, "sh", "-c", child], stderr=log, timeout=60).returncode == 0
    gate.write_text("go on\n")
    end = time.monotonic() + 30
    while (text := (tmp_path / "log").read_text()) != "early\nlate\n":
        assert time.monotonic() < end, text
        time.sleep(0.02)


def test_a_terminal_stays_a_terminal(tmp_path: Path) -> None:
    child = """import os, signal, sys, termios
def size(*_):  # a signal may come while another one is told, which `print` does not allow
    os.write(1, f"size {' '.join(str(os.get_terminal_size(at)) for at in (0, 1, 2))}\\n".encode())
signal.signal(signal.SIGWINCH, size)
print([os.isatty(number) for number in (0, 1, 2)])
print("\\x1b[31mred\\x1b[0m", file=sys.stderr)
size()
print("typed", input())
modes = termios.tcgetattr(1)
modes[3] &= ~termios.ECHO
termios.tcsetattr(1, termios.TCSANOW, modes)
print("quiet")
os.read(2, 9)  # as pagers do
modes[3] |= termios.ECHO
termios.tcsetattr(1, termios.TCSANOW, modes)
try:
    print("waiting", flush=True)
    while True: signal.pause()
except KeyboardInterrupt:
    print("interrupted", file=sys.stderr)
sys.exit(9)"""
    with terminal(*RUN, *python(child), folder=tmp_path, size=(31, 91)) as shown:
        shown.wait_for(b"[True, True, True]\r\n\x1b[31mred\x1b[0m\r\n")
        line = "terminal_size(columns={}, lines={})"
        shown.wait_for(f"size {' '.join(['os.' + line.format(91, 31)] * 3)}\r\n".encode())
        shown.type("ä€ keys\n".encode())
        shown.wait_for("typed ä€ keys\r\n".encode())
        shown.wait_for(b"quiet\r\n")
        shown.type(b"secret\n")
        assert b"secret" not in shown.wait_for(b"waiting\r\n")
        shown.resize(20, 70)
        shown.wait_for(f"size {' '.join(['os.' + line.format(70, 20)] * 3)}\r\n".encode())
        shown.type(b"\x03")
        shown.wait_for(b"interrupted\r\n")
        assert shown.rest() == b""
        assert shown.process.wait(30) == 9
        assert shown.echoes()


def test_what_outlives_the_program_keeps_the_terminal(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    script = tmp_path / "script"
    child = f"(read line <{gate}; echo late) & echo early"
    script.write_text(f"{shlex.join([*RUN, 'sh', '-c', child])}; echo over; echo >{gate}; read end")
    with terminal("sh", str(script), folder=tmp_path) as shown:
        shown.wait_for(b"early\r\n")
        shown.wait_for(b"over\r\n")
        shown.wait_for(b"late\r")


def test_ctrl_c_ends_both_as_it_ends_the_program(tmp_path: Path) -> None:
    child = f"echo '{KNOWN}' >&2; exec sleep 60"
    with terminal(*RUN, "sh", "-c", child, folder=tmp_path) as shown:
        shown.wait_for(b"revoked.\r\n")
        shown.type(b"\x03")
        assert b"errdocs: 1 known error\x1b[0m\r\n\x1b[1minvalid_api_key" in shown.rest()
        assert shown.process.wait(30) == -signal.SIGINT


def test_jobs_are_stopped_and_go_on_as_the_shell_says(tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("print('answer', input('question '))\nprint('more', input('again '))\n")
    command = f"{' '.join(RUN)} {sys.executable} -I {child}"
    with terminal("bash", "--norc", "--noprofile", "-i", folder=tmp_path) as shown:
        shown.type(f"PS1='$ '; {command}; echo code $?\n".encode())
        shown.wait_for(b"question ")
        shown.type(b"one\n")
        shown.wait_for(b"answer one\r\nagain ")
        shown.type(b"\x1a")
        shown.wait_for(b"Stopped")
        shown.type(b"fg\n")
        shown.wait_for(b"run --data")
        shown.type(b"two\n")
        shown.wait_for(b"more two")
        shown.wait_for(b"$ ")  # what is typed before is the program's
        shown.type(b"exit\n")
        shown.rest()
