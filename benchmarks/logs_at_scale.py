"""Print how many megabytes of log a core searches in a second, engine by engine.

    python -m benchmarks.logs_at_scale [--megabytes 8] [--data data]

The logs are those of `benchmarks.annotate`, one line a record. What counts is processor time, that
of all processes of an engine, so that a busy machine gives the same figures. The start counts for
`errdocs annotate` alone. `Vector agrees` says how many lines with an error get the same error from
the program of `errdocs export vector`, which knows exact wordings only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import duckdb
import pyarrow as pa
from pyspark.sql import SparkSession
from vrl_python import VRLRuntime

from benchmarks.annotate import _write
from benchmarks.table import table_lines
from errdocs.annotate.columns import ErrorColumn, PackedRegistry
from errdocs.duckdb import register
from errdocs.exports.exact_wordings import exact_table
from errdocs.exports.vector_remap import vector_program
from errdocs.registry.loading import load
from errdocs.render.texts import printed_message
from errdocs.routes import Routes
from errdocs.spark import known_error_udf

SHARES = (0.0, 0.001, 0.01, 0.1)
BATCH = 10_000  # lines, as Spark hands them over
MOST_KNOWN = 1_000  # lines with an error that Vector's program gets
TICKS = os.sysconf("SC_CLK_TCK")
Search = Callable[[Path], object]


def main() -> None:
    """Print a table of megabytes a second and core."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=8)
    parser.add_argument("--data", type=Path, default=Path("data"))
    options = parser.parse_args()
    registry = load(options.data).registry
    messages = [(e.code, printed_message(case)) for e, case in registry.cases() if case.message]
    column = PackedRegistry.of(registry).column()
    program = vector_program(exact_table(Routes(registry)), registry.settings.service.name)
    rows = []
    with _spark() as spark, tempfile.TemporaryDirectory() as folder:
        searches = _searches(options.data, column, spark)
        log = Path(folder, "app.log")
        for share in SHARES:
            _write(log, options.megabytes * 1_000_000, share, messages)
            rates = [_rate(search, log) for search in searches.values()]
            rows.append((f"{share:.1%}", *rates, _agreement(program, column, log)))
            print(*rows[-1], file=sys.stderr)  # the last rows take longest
    print(f"\n{options.megabytes} MB each; MB/s a core")
    print(*table_lines(("matching lines", *searches, "Vector agrees"), rows), sep="\n")


def _searches(data: Path, column: ErrorColumn, spark: SparkSession) -> Mapping[str, Search]:
    connection = duckdb.connect(config={"threads": 1})
    # With another URL it remembers no answer of the engine before.
    register(connection, data, "https://duckdb.example/")
    query = (
        "SELECT count(known_error(line)) FROM read_csv(?, columns = {line: 'VARCHAR'}, "
        "header = false, auto_detect = false, delim = '\x01', quote = '', escape = '')"
    )
    known_error = known_error_udf(data)
    command = [sys.executable, "-m", "errdocs", "annotate", "--data", str(data)]

    def annotate(log: Path) -> None:
        with log.open("rb") as source:
            subprocess.run(command, stdin=source, stdout=subprocess.DEVNULL, check=True)

    def on_spark(log: Path) -> int:
        return spark.read.text(str(log)).where(known_error("value").isNotNull()).count()

    with tempfile.NamedTemporaryFile("w", suffix=".log") as few:
        few.write("ready\n" * BATCH)
        few.flush()
        on_spark(Path(few.name))  # the worker and its recogniser stay
    return {
        "annotate": annotate,
        "Arrow": lambda log: sum(1 for _ in _known(column, log)),
        "DuckDB": lambda log: connection.execute(query, [str(log)]).fetchall(),
        "Spark": on_spark,
    }


def _known(column: ErrorColumn, log: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield each line with an error, and the error."""
    lines = log.read_text(encoding="utf-8").split("\n")
    for start in range(0, len(lines), BATCH):
        batch = lines[start : start + BATCH]
        errors = column(pa.array(batch))
        yield from (
            (batch[at], errors[at].as_py()) for at in range(len(batch)) if errors[at].is_valid
        )


def _rate(search: Search, log: Path) -> str:
    before = _processor_time()
    search(log)
    return f"{log.stat().st_size / 1e6 / (_processor_time() - before):.1f}"


def _processor_time() -> float:
    """Return the seconds of this process and of all that it started, those that ended too."""
    parents: dict[int, int] = {}
    seconds: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        process = int(stat.parent.name)
        parents[process] = int(fields[1])
        seconds[process] = sum(map(int, fields[11:15])) / TICKS

    def is_ours(process: int) -> bool:
        while process not in (0, os.getpid()):
            process = parents.get(process, 0)
        return process != 0

    return sum(time for process, time in seconds.items() if is_ours(process))


@contextmanager
def _spark() -> Iterator[SparkSession]:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "localhost")
    builder = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false")
    session = builder.config("spark.ui.showConsoleProgress", "false").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def _agreement(program: str, column: ErrorColumn, log: Path) -> str:
    vector, known, same = VRLRuntime(), 0, 0
    for line, error in islice(_known(column, log), MOST_KNOWN):
        found = vector.execute(program, {"message": line}).processed_event.get("known_error")
        known += 1
        same += found is not None and found.items() <= error.items()
    return f"{same} of {known}"


if __name__ == "__main__":
    main()
