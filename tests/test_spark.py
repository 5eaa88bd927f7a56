"""`errdocs.spark` on a real local session: each line gets what one machine gives it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as f
from pyspark.sql.types import LongType, StringType, StructField, StructType

from errdocs.annotate import Recogniser
from errdocs.annotate.columns import KnownError
from errdocs.annotate.recogniser import searched
from errdocs.registry.cache import load_cached
from errdocs.spark import known_error_udf
from lookup_texts import vectors
from support import ROOT, listings

DATA = ROOT / "data"
SITE = "https://errors.example/"
MESSAGE = "Range of max_tokens should be [1, 8192]"
LINES = 1_000_000
KINDS = 10_000
"""Different lines among the ordinary ones."""
EVERY = 1_000
"""One of so many lines is a text of the vectors."""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Return a session of two cores that listens on this machine alone."""
    folder = tmp_path_factory.mktemp("spark")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        # The start counts here, not the speed of long jobs.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.driver.host": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": str(ROOT / "generator"),
        "spark.local.dir": str(folder),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.warehouse.dir": str(folder),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_HOSTNAME", "localhost")
        builder = SparkSession.builder.master("local[2]")
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        yield session
        session.stop()


@cache
def recogniser() -> Recogniser:
    return Recogniser(load_cached(DATA).registry, SITE)


def on_one_machine(text: str) -> KnownError | None:
    return KnownError.first_of(searched(recogniser(), text.encode()).finish())


def log(spark: SparkSession, texts: list[str]) -> DataFrame:
    """Return a million lines: ordinary ones, and one of the texts now and then."""
    at, kind = f.col("id"), (f.col("id") % KINDS).cast("string")
    head = f.lit("2025-05-20T12:00:00Z INFO [api] token")
    line = f.concat_ws(" ", head, kind, f.lit("accepted for session, took 7 ms"))
    text = f.element_at(f.array(*map(f.lit, texts)), (at / EVERY % len(texts) + 1).cast("int"))
    return spark.range(LINES).select(f.when(at % EVERY == 0, text).otherwise(line).alias("line"))


def test_each_of_a_million_lines_gets_what_one_machine_gives_it(spark: SparkSession) -> None:
    texts = [vector.text for vector in vectors()]
    lines = log(spark, texts).withColumn("error", known_error_udf(DATA, SITE)("line"))
    found = lines.groupBy("line", "error").count().collect()

    assert sum(row["count"] for row in found) == LINES
    errors = {row["line"]: row["error"] and KnownError(*row["error"]) for row in found}
    assert len(errors) == len(found), "a line has one error, wherever it is"
    assert {*texts} < errors.keys()
    assert errors == {line: on_one_machine(line) for line in errors}
    assert len({*errors.values()}) > 50


def test_nulls_numbers_and_long_texts_are_columns_like_others(spark: SparkSession) -> None:
    texts = [None, "", MESSAGE, f"{'x' * 200_000} {MESSAGE}", f"{MESSAGE}\n" * 3, "ready"]
    schema = StructType([StructField("id", LongType()), StructField("text", StringType())])
    frame = spark.createDataFrame([*enumerate(texts)], schema).repartition(3)
    spark.udf.register("known_error", known_error_udf(load_cached(DATA).registry))
    frame.createOrReplaceTempView("logs")
    rows = spark.sql("SELECT id, known_error(text) AS text, known_error(id) AS number FROM logs")
    found = {row["id"]: row for row in rows.collect()}

    known = ("InvalidParameter", "max-tokens-range", "errors/InvalidParameter/max-tokens-range/")
    expected = [None, None, (*known, "exact"), (*known, "exact"), (*known, "exact"), None]
    assert [found[at]["text"] for at in range(len(texts))] == expected
    assert [row["number"] for row in found.values()] == [None] * len(texts)


def test_the_guide_counts_the_errors_of_a_log(
    spark: SparkSession,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "data").symlink_to(DATA)
    (tmp_path / "app.log").write_text(f"ready\n{MESSAGE}\nERROR {MESSAGE}\n")
    monkeypatch.chdir(tmp_path)
    listing = listings("at-scale.md")["spark_logs.py"].replace("app.log", f"{tmp_path}/app.log")
    exec(listing, {})  # it gets the session that is there
    assert re.search(r"InvalidParameter *\| *max-tokens-range *\| *2 ", capsys.readouterr().out)
