"""Find Lucene, the library that OpenSearch searches with, and run stored queries with it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "tests" / "Percolate.java"
CACHE = ROOT / ".cache" / "lucene"
PARTS = ("core", "analyzers-common", "memory", "queries")
HOW_TO = (
    "The tests of the percolator need Lucene 8 in /usr/share/java (Debian: liblucene8-java);"
    " tests/install.py unpacks it."
)


def find_lucene() -> tuple[Path, ...]:
    """Return the libraries that are installed or unpacked; none where one is missing."""
    for folder in (Path("/usr/share/java"), CACHE / "usr/share/java"):
        found = [next(folder.glob(f"lucene-{part}-8.*.jar"), None) for part in PARTS]
        if all(found):
            return tuple(filter(None, found))
    return ()


def percolate(
    index: Mapping[str, Any], documents: Sequence[Mapping[str, Any]], texts: Sequence[str]
) -> list[list[int]]:
    """Return the positions of the documents whose query each text matches.

    Queries are built as OpenSearch builds those of the kinds `intervals` and `bool`, and texts are
    cut as the analyzer of the index says; any other kind of query is an error.
    """
    analysis = index["settings"]["analysis"]
    escapes, words = analysis["char_filter"]["escapes"], analysis["tokenizer"]["words"]
    lines = [
        [escapes["pattern"], escapes["replacement"], words["pattern"], str(words["group"])],
        *([*_query(document["query"])] for document in documents),
        ["TEXTS"],
        *([json.dumps(text)[1:-1]] for text in texts),
    ]
    command = [
        "java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-cp", ":".join(map(str, find_lucene())), str(PROGRAM),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        input="".join("\t".join(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    found = [[int(number) for number in line.split()] for line in done.stdout.splitlines()]
    assert len(found) == len(texts)
    return found


def _query(query: Mapping[str, Any]) -> Iterator[str]:
    """Yield a query in prefix notation."""
    [(kind, body)] = query.items()
    match kind:
        case "bool":
            assert body.keys() <= {"must", "must_not"}
            yield from ("bool", str(len(body["must"])), str(len(body["must_not"])))
            for inner in (*body["must"], *body["must_not"]):
                yield from _query(inner)
        case "intervals":
            [(field, source)] = body.items()
            assert field == "message"
            yield from _source(source)
        case _:
            raise AssertionError(f"no query for percolators: {kind}")


def _source(source: Mapping[str, Any]) -> Iterator[str]:
    [(kind, body)] = source.items()
    match kind:
        case "match":
            assert body["ordered"] and body["max_gaps"] == 0
            yield from ("phrase", body["query"])
        case "all_of":
            assert body["ordered"]
            inner = body.get("filter")
            if inner:
                [(relation, excluded)] = inner.items()
                assert relation == "not_containing"
                yield "not_containing"
            yield from ("all_of", str(body["max_gaps"]), *_sources(body["intervals"]))
            if inner:
                yield from _source(excluded)
        case "any_of":
            yield from ("any_of", *_sources(body["intervals"]))
        case _:
            raise AssertionError(f"no source of intervals: {kind}")


def _sources(sources: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    inner = [[*_source(source)] for source in sources]
    yield str(len(inner))
    for source in inner:
        yield from source
