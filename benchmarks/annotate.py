"""Print how fast `errdocs annotate` copies logs, beside what finds the same lines without links.

    python -m benchmarks.annotate [--megabytes 256] [--data data]

The logs are made from a seed: ordinary lines as services write them, and in between, in a share of
the lines, a message of the registry, bare or in a JSON body of one line or many. Words of messages
are in the ordinary lines too. All commands read the same log from standard input, in turn, on one
core; what counts is their processor time, so that other work on the machine disturbs little. Logs
with many errors are smaller, and what is slow reads only the first part of each: on a quiet
machine, all takes about five minutes.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.table import table_lines
from errdocs.messages import parse
from errdocs.registry.loading import load

SEED = 20_250_520
ROUNDS = 3
OURS = "annotate"
# Shares of lines with errors, and the part of the size for each: the first sight of an error is
# slow, so that a short log with few errors would have nothing else.
PARTS = {0.0: 1.0, 0.001: 1.0, 0.01: 0.5, 0.1: 0.5, 1.0: 0.5}
FIRST = 1_000_000  # bytes of the log from which the speed of what may be slow is estimated
PIECE = 1_000_000  # bytes of what a command writes that are read at once
SECONDS = 2.0  # of processor time in which what is slow reads as much as it can
EXPRESSION = """
import re, sys
find = re.compile(b"|".join(sorted(map(re.escape, open(sys.argv[1], "rb").read().splitlines()))))
for line in sys.stdin.buffer:
    if find.search(line):
        sys.stdout.buffer.write(line)
"""
SERVICES = ("api", "auth", "billing", "cart", "gateway", "indexer", "ledger", "mailer", "search")
VERBS = ("accepted", "closed", "created", "dropped", "fetched", "loaded", "parsed", "queued")
NOUNS = (
    *("batch", "connection", "cursor", "event", "file", "job", "message", "page", "request"),
    *("response", "session", "token", "user", "parameter", "model", "input", "url", "image"),
    *("key", "quota", "limit", "account", "task", "format", "value"),
)


def main() -> None:
    """Print a table of megabytes a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=256)
    parser.add_argument("--data", type=Path, default=Path("data"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for line in _table(Path(folder), options.data, options.megabytes * 1_000_000):
            print(line, flush=True)
    if not shutil.which("rg"):
        print("ripgrep is not there; on Debian, `apt install ripgrep` installs it")


def _table(folder: Path, data: Path, size: int) -> Iterator[str]:
    log, phrases, messages = folder / "log", folder / "phrases", _messages(data)
    phrases.write_text("".join(f"{text}\n" for text in sorted({*_phrases(data)})), encoding="utf-8")
    commands = _commands(data, phrases)
    log.write_bytes(b"")
    start = median(_seconds(log, commands[OURS]) for _ in range(ROUNDS))
    yield f"MB a second of one core, median of {ROUNDS}, less {start:.2f} s of annotate's start"
    rows = []
    for share, part in PARTS.items():
        errors = _write(log, int(size * part), share, messages)
        rates = [_rate(log, command, 0) for name, command in commands.items() if name != OURS]
        rates.insert(0, _rate(log, commands[OURS], start))
        rows.append((f"{share:.1%} match", str(errors), *(f"{rate:.1f}" for rate in rates)))
    yield from table_lines(("log", "errors", *commands), rows)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    yield f"at most {memory:.0f} MB of memory"


def _rate(log: Path, command: list[str], start: float) -> float:
    """Return the megabytes that a command reads in a second, less those of its start."""
    part = log
    if not start:
        took = _seconds(_part(log, FIRST), command)
        part = _part(log, int(FIRST * max(1, SECONDS / max(took, 0.001))))
    took = median(_seconds(part, command) for _ in range(ROUNDS)) - start
    return part.stat().st_size / 1e6 / max(took, 0.001)


def _part(log: Path, size: int) -> Path:
    """Return a file with the start of a log: the log itself, if it is no longer."""
    if size >= log.stat().st_size:
        return log
    part = log.with_name("part")
    with log.open("rb") as source:
        part.write_bytes(source.read(size))
    return part


def _commands(data: Path, phrases: Path) -> dict[str, list[str]]:
    """Return what is measured, by name; the others look for the longest phrase of each message."""
    annotate = [sys.executable, "-m", "errdocs", "annotate", "--data", str(data)]
    commands = {
        OURS: annotate,
        "grep -F -f": ["grep", "-F", "-f", str(phrases)],
        "expression": [sys.executable, "-c", EXPRESSION, str(phrases)],
    }
    if program := shutil.which("rg"):
        commands["ripgrep"] = [program, "-j1", "-F", "-f", str(phrases), "-"]
    return commands


def _phrases(data: Path) -> Iterator[str]:
    for _, case in load(data).registry.cases():
        if case.message and (phrase := max(parse(case.message).literals, key=len, default="")):
            yield phrase.strip().split("\n")[0]


def _messages(data: Path) -> list[tuple[str, str]]:
    """Return code and message of every case, with the examples for values."""
    return [
        (error.code, parse(case.message).fill({n: p.example for n, p in case.parameters.items()}))
        for error, case in load(data).registry.cases()
        if case.message
    ]


def _write(file: Path, size: int, share: float, messages: list[tuple[str, str]]) -> int:
    """Write a log and return how many messages are in it."""
    chance, count, written = random.Random(SEED), 0, 0
    with file.open("wb") as stream:
        while written < size:
            lines = []
            for _ in range(1000):
                hit = chance.random() < share
                count += hit
                text = _failure(chance, messages) if hit else _event(chance)
                lines.append(f"{_head(chance, 'ERROR' if hit else 'INFO ')} {text}\n")
            written += stream.write("".join(lines).encode())
    return count


def _head(chance: random.Random, level: str) -> str:
    second = chance.randrange(86_400)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    millis = chance.randrange(1000)
    trace = f"{chance.getrandbits(64):016x}"
    return f"2025-05-20T{clock}.{millis:03}Z {level} [{chance.choice(SERVICES)}] {trace}"


def _event(chance: random.Random) -> str:
    what = f"{chance.choice(NOUNS)} {chance.choice(VERBS)} for {chance.choice(NOUNS)}"
    path = f"/v1/{chance.choice(NOUNS)}s/{chance.randrange(999)}"
    return (
        f"{what} id={chance.getrandbits(32)} path={path} "
        f"status={chance.choice((200, 200, 201, 204, 304, 404))} took {chance.randrange(900)} ms"
    )


def _failure(chance: random.Random, messages: list[tuple[str, str]]) -> str:
    code, message = chance.choice(messages)
    body = {"request_id": f"{chance.getrandbits(128):032x}", "code": code, "message": message}
    form = chance.randrange(4)
    if form == 0:
        return f"call failed: {message}"
    return f"call failed: {json.dumps(body, indent=2 if form == 1 else None, ensure_ascii=False)}"


def _seconds(log: Path, command: list[str]) -> float:
    """Return the processor time of a command that reads a log."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Through a pipe: grep stops at the first match if nobody reads what it finds.
    with (
        log.open("rb") as source,
        subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE) as process,
    ):
        assert process.stdout
        while process.stdout.read(PIECE):
            pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
