"""Print how fast `errdocs annotate` copies logs, beside `cat`.

    python -m benchmarks.annotate [--megabytes 64] [--data data]

The logs are made from a seed: ordinary lines as services write them, and in between, one line in
a thousand or one in ten, a message of the registry, bare or in a JSON body of one line or many.
Another log has no message at all, but words of messages wherever they fit.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from errdocs.messages import parse
from errdocs.registry.loading import load

SEED = 20_250_520
RUNS = 3
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
    parser.add_argument("--megabytes", type=int, default=64)
    parser.add_argument("--data", type=Path, default=Path("data"))
    options = parser.parse_args()
    messages = _messages(options.data)
    command = [sys.executable, "-m", "errdocs", "annotate", "--data", str(options.data)]
    print(f"{options.megabytes} MB each, best of {RUNS}, MB/s from process start to end")
    print(f"{'log':<22}{'cat':>8}{'annotate':>10}{'errors':>9}{'memory':>9}")
    for name, share in (("none match", 0.0), ("0.1 % match", 0.001), ("10 % match", 0.1)):
        with tempfile.NamedTemporaryFile(suffix=".log") as log:
            size = min(options.megabytes, 16) if share > 0.01 else options.megabytes
            errors = _write(Path(log.name), size * 1_000_000, share, messages)
            cat, rate = (_rate(Path(log.name), each) for each in (["cat"], command))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{name:<22}{cat:>8.0f}{rate:>10.1f}{errors:>9}{memory:>6.0f} MB")


def _messages(data: Path) -> list[tuple[str, str]]:
    """Return code and message of every case, with the examples for values."""
    return [
        (error.code, parse(case.message).fill({n: p.example for n, p in case.parameters.items()}))
        for error, case in load(data).registry.cases()
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


def _rate(log: Path, command: list[str]) -> float:
    """Return the megabytes a second of a command that reads a log from a pipe."""
    best = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        with (
            log.open("rb") as source,
            subprocess.Popen(["cat"], stdin=source, stdout=subprocess.PIPE) as feeder,
        ):
            subprocess.run(command, stdin=feeder.stdout, stdout=subprocess.DEVNULL, check=True)
        best = min(best, time.perf_counter() - start)
    return log.stat().st_size / 1e6 / best


if __name__ == "__main__":
    main()
