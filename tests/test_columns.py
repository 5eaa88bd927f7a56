"""Columns of texts: each text gets the first error that `errdocs annotate` gives its line."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errdocs.annotate import Annotator, Recogniser, as_json
from errdocs.annotate.columns import (
    BLOCK,
    ErrorColumn,
    KnownError,
    PackedRegistry,
    UnreadableRegistry,
)
from errdocs.annotate.recogniser import searched
from errdocs.duckdb import register
from errdocs.registry.cache import load_cached
from lookup_texts import vectors
from support import ROOT, listings

DATA = ROOT / "data"
SITE = "https://errors.example/"
MESSAGE = "Range of max_tokens should be [1, 8192]"
FOUND = {
    "code": "InvalidParameter",
    "case": "max-tokens-range",
    "url": f"{SITE}errors/InvalidParameter/max-tokens-range/",
    "confidence": "exact",
}
FRAGMENTS = (
    *("", " ", "\n", "INFO ready", "错误：模型", "\x00", "Range of", "max_tokens should be [1, 8"),
    *(MESSAGE, '"code": "Throttling.RateQuota"', "Requests rate limit exceeded", "InvalidApiKey"),
    "x" * BLOCK,
)
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=4).map("".join)


@cache
def recogniser() -> Recogniser:
    return Recogniser(load_cached(DATA).registry, SITE)


@cache
def column() -> ErrorColumn:
    return ErrorColumn(recogniser())


def one_by_one(lines: list[str | None]) -> list[dict[str, str] | None]:
    found = (searched(recogniser(), (line or "").encode()).finish() for line in lines)
    errors = map(KnownError.first_of, found)
    return [error._asdict() if error else None for error in errors]


@given(st.lists(st.none() | texts, max_size=6))
def test_a_text_gets_the_same_in_any_company(lines: list[str | None]) -> None:
    assert column()(pa.array(lines, pa.string())).to_pylist() == one_by_one(lines)


def test_the_order_of_blocks_is_kept() -> None:
    is_known = [row % 7 == 0 for row in range(3 * BLOCK // len(MESSAGE))]
    lines = [MESSAGE if known else "ready" for known in is_known]
    assert column()(pa.array(lines)).to_pylist() == [FOUND if known else None for known in is_known]


def test_a_line_gets_the_first_error_that_annotate_gives_it() -> None:
    """A text of several lines is one record here; a stream is read line by line."""
    lines = [vector.text for vector in vectors() if "\n" not in vector.text]
    annotated = []
    for line in lines:
        annotator = Annotator(recogniser())
        chunks = (*annotator.feed(line.encode()), *annotator.finish())
        errors = [json.loads(text) for text in b"".join(map(as_json, chunks)).splitlines()]
        annotated.append({key: errors[0][key] for key in FOUND} if errors else None)
    assert column()(pa.array(lines)).to_pylist() == annotated


@pytest.mark.parametrize(
    "kind",
    [pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int32(), pa.string())],
    ids=str,
)
def test_a_column_of_any_kind_of_text_is_read(kind: pa.DataType) -> None:
    lines = pa.array([MESSAGE, None, "ready"]).cast(kind)
    assert column()(lines).to_pylist() == [FOUND, None, None]
    assert column()(lines).type == ErrorColumn.TYPE


def test_a_column_that_is_no_text_is_refused() -> None:
    with pytest.raises(pa.ArrowNotImplementedError, match="list"):
        column()(pa.array([[1]]))


@pytest.mark.parametrize("site", [SITE, SITE.rstrip("/")])
def test_a_registry_travels_as_bytes(site: str) -> None:
    packed = PackedRegistry.of(DATA, site)
    assert packed.column() is PackedRegistry(bytes(packed.content), packed.site_url).column()
    assert packed.column()(pa.array([MESSAGE])).to_pylist() == [FOUND]


def test_a_registry_with_mistakes_is_refused_with_their_places(tmp_path: Path) -> None:
    (tmp_path / "registry.yml").write_text("service: {name: S}\nsurfaces: 1\n")
    with pytest.raises(UnreadableRegistry, match=r"registry\.yml:2:"):
        PackedRegistry.of(tmp_path)
    with pytest.raises(UnreadableRegistry, match="does not exist"):
        PackedRegistry.of(tmp_path / "nowhere")


def test_duckdb_has_the_lookup_as_a_function() -> None:
    lines = [*(vector.text for vector in vectors()), None, "x" * 200_000, ""]
    with duckdb.connect() as connection:
        register(connection, load_cached(DATA).registry, SITE)
        connection.execute("CREATE TABLE logs AS SELECT unnest(?) AS line", [lines])
        rows = connection.execute("SELECT line, known_error(line) FROM logs").fetchall()
        codes = connection.execute(
            "SELECT error.code, count(*) FROM (SELECT known_error(line) AS error FROM logs) "
            'WHERE error."case" IS NOT NULL GROUP BY ALL ORDER BY ALL'
        ).fetchall()
    assert [line for line, _ in rows] == lines
    found = [error for _, error in rows]
    assert found == one_by_one(lines)
    cases = [error["code"] for error in found if error and error["case"]]
    assert codes == sorted((code, cases.count(code)) for code in {*cases})


def test_the_guide_counts_the_errors_of_a_log_in_duckdb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").symlink_to(DATA)
    (tmp_path / "app.log").write_text(f"ready\n{MESSAGE}\nERROR {MESSAGE}\n")
    monkeypatch.chdir(tmp_path)
    exec(listings("at-scale.md")["duckdb_logs.py"], {})
    assert re.search(r"InvalidParameter *│ *max-tokens-range *│ *2 ", capsys.readouterr().out)
