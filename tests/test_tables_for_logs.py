"""What log shippers and stores take: run by the tools' own engines, and held to the lookup."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from vrl_python import VRLRuntime

from errdocs.cli import main
from errdocs.exports.exact_wordings import ExactTable, ExactWording, exact_table
from errdocs.exports.kits import KITS
from errdocs.exports.opensearch_percolator import FIELD, bulk, index_settings
from errdocs.exports.vector_remap import PROGRAM, vector_program
from errdocs.lookup import Confidence, Lookup
from errdocs.lookup.words import words
from errdocs.registry.cache import load_cached
from errdocs.render.texts import printed_message
from errdocs.routes import Routes
from lookup_texts import misleading, vectors
from lucene import HOW_TO, find_lucene, percolate
from support import ROOT, listings

SITE = "https://errors.example/"
HOSTILE = "\"quoted\" 'single' \\ {{ text }} {% x %} \n %s $0 \x1b[31m </script>"
TABLE = ExactTable(
    (
        ExactWording(HOSTILE, "four-words", f"{SITE}1", (("parcel", "7", "is", "locked"),)),
        ExactWording("B", HOSTILE, f"{SITE}2", (("no", "parcel"), ("in", "depot"))),
        ExactWording("C", "chinese", HOSTILE, (("包", "裹", "丢", "失"),)),
    ),
    foreign=("x.y (z)+'s", "||"),
    messages=3,
)
TEXTS = {
    "Parcel 7 is locked": 0,
    '{"a": "{\\"m\\": \\"no\\nparcel \'a b\' in depot\\"}"}': 1,
    "no parcel a b c d e f g h in depot": 1,
    "错误：包裹丢失。": 2,
    "no parcel in depot": None,
    "no parcel a b c d e f g h i in depot": None,
    "parcel 7 is locked, says X.Y (Z)+'s": None,
    "xparcel 7 is locked": None,
    "parcel 7 is locked_out": None,
    "": None,
}


@cache
def table() -> ExactTable:
    return exact_table(Routes(load_cached(ROOT / "data").registry, site_url=SITE))


@cache
def find() -> Lookup:
    return Lookup(load_cached(ROOT / "data").registry, SITE)


def documents(of: ExactTable) -> list[dict[str, object]]:
    return [dict(line) for line in bulk(of) if "query" in line]


def remap(program: str, texts: list[object]) -> list[dict[str, str] | None]:
    """Return what the program adds to events with these messages."""
    vector = VRLRuntime()
    events = [vector.execute(program, {"message": text}).processed_event for text in texts]
    assert [event["message"] for event in events] == texts
    return [event.get("known_error") for event in events]


def fields(wording: ExactWording) -> dict[str, str]:
    return {"code": wording.code, "case": wording.case, "url": wording.url}


def told(text: str) -> list[dict[str, str | None]]:
    """Return what the lookup is sure of."""
    sure = (Confidence.EXACT, Confidence.LIKELY)
    matches = (match for match in find()(text, 20) if match.confidence in sure)
    return [{"code": match.code, "case": match.case, "url": match.url} for match in matches]


@cache
def real_texts() -> list[str]:
    """Return texts of this service and of others that look like it."""
    return [vector.text for vector in vectors()] + [other.text for other in misleading()]


def held(text: str) -> list[int]:
    """Return the positions of the messages whose words a text holds."""
    found = [word.text for word in words(text)]
    all_words = frozenset(found)
    return [
        at
        for at, wording in enumerate(table().wordings)
        if wording.needs <= all_words and wording.is_in(found)
    ]


@cache
def percolated() -> dict[str, list[int]]:
    """Return the queries of both tables that each text matches, in one run of Java."""
    assert find_lucene(), HOW_TO
    some = [text for at, text in enumerate(real_texts()) if at % 40 == 0 or held(text)]
    texts = [*TEXTS, *some]
    queries = [*documents(TABLE), *documents(table())]
    return dict(zip(texts, percolate(index_settings(), queries, texts), strict=True))


def test_vector_finds_words_in_order_and_takes_data_as_it_is() -> None:
    texts: list[object] = [*TEXTS, 7, ["Parcel 7 is locked"]]
    expected = [at if at is None else fields(TABLE.wordings[at]) for at in TEXTS.values()]
    assert remap(vector_program(TABLE, f"S\n{HOSTILE}"), texts) == [*expected, None, None]


def test_lucene_finds_the_same_words_in_order() -> None:
    expected = [[] if at is None else [at] for at in TEXTS.values()]
    assert [percolated()[text] for text in TEXTS] == expected


def test_vector_claims_nothing_that_the_lookup_does_not() -> None:
    registry = load_cached(ROOT / "data").registry
    messages = [printed_message(case) for _, case in registry.cases() if case.message]
    texts: list[object] = [*real_texts(), *messages]
    claims = remap(vector_program(table(), "S"), texts)
    claimed = [(str(text), claim) for text, claim in zip(texts, claims, strict=True) if claim]
    assert len(claimed) > 250
    assert [(text, claim) for text, claim in claimed if claim not in told(text)] == []


def test_lucene_claims_nothing_that_the_lookup_does_not() -> None:
    """It finds the words that are there, but not those of other services."""
    first = len(TABLE.wordings)
    claimed = [(text, found[0] - first) for text, found in percolated().items() if found]
    claimed = [(text, at) for text, at in claimed if at >= 0]
    assert len(claimed) > 30
    assert [text for text, at in claimed if at not in held(text)] == []
    assert [text for text, at in claimed if fields(table().wordings[at]) not in told(text)] == []


def test_most_messages_are_in_the_tables_and_the_longest_come_first() -> None:
    sizes = [wording.size for wording in table().wordings]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > table().messages / 2
    entries = {(wording.code, wording.case) for wording in table().wordings}
    # Others print it too; two errors have it; too short for a sentence.
    assert entries.isdisjoint({("InvalidApiKey", "invalid-key"), ("AccessDenied", "denied")})


def test_documents_fit_their_index() -> None:
    """The mapping is strict: an index refuses a document with any other field."""
    known = index_settings()["mappings"]["properties"].keys()
    assert all(document.keys() == known - {FIELD} for document in documents(table()))


@pytest.mark.parametrize(
    ("name", "files"),
    [("percolator", {"index.json", "documents.ndjson"}), ("vector", {"known-errors.vrl"})],
)
def test_a_kit_is_written_into_a_folder(name: str, files: set[str], tmp_path: Path) -> None:
    data, out = ROOT / "generator/errdocs/starter/data", tmp_path / "kit"
    command = ["export", name, "--data", str(data), "--site", SITE, "--output", str(out)]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    assert {file.name for file in out.iterdir()} == files
    assert KITS[name].about in CliRunner().invoke(main, ["export", "--help"]).output
    if name == "vector":
        assert remap((out / "known-errors.vrl").read_text(), ["ready"]) == [None]
    else:
        lines = [*map(json.loads, (out / "documents.ndjson").read_text().splitlines())]
        assert [list(line) for line in lines[::2]] == [["index"]] * (len(lines) // 2)
        assert json.loads((out / "index.json").read_text()) == index_settings()


def test_a_table_without_messages_claims_nothing() -> None:
    empty = ExactTable((), (), 0)
    assert remap(vector_program(empty, "S"), ["Parcel 7 is locked", ""]) == [None, None]
    assert documents(empty) == []


def test_the_guide_shows_what_the_tools_take() -> None:
    guide = listings("at-scale.md")
    [transform] = yaml.safe_load(guide["vector.yaml"])["transforms"].values()
    assert Path(transform["file"]).name == PROGRAM
    percolate_query = json.loads(guide["search.json"])["query"]["percolate"]
    mapping = index_settings()["mappings"]["properties"]
    assert mapping[percolate_query["field"]] == {"type": "percolator"}
    assert percolate_query["document"].keys() == {FIELD}
    count = f"{len(table().wordings)} of {table().messages} messages are in the tables"
    assert count in (ROOT / "docs/at-scale.md").read_text(encoding="utf-8")
