"""Registry -> stored queries for the percolator of OpenSearch, and the index that they belong in.

Texts and queries are cut into the words of the lookup by the same analyzer. A query asks for the
words of a message in order, with room for a value between them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from errdocs.exports.exact_wordings import ExactTable, ExactWording, Run, exact_table
from errdocs.lookup.constants import LETTER_RANGES, VALUE_WORDS, WORD_RANGES
from errdocs.lookup.words import words
from errdocs.routes import Routes

INDEX, DOCUMENTS = "index.json", "documents.ndjson"
FIELD = "message"  # of the texts that are percolated
ANALYZER = "words"
Query = Mapping[str, Any]


def opensearch_percolator(routes: Routes) -> Iterator[tuple[str, str]]:
    """Yield the settings of the index, and its documents as the body of a bulk request."""
    yield INDEX, json.dumps(index_settings(), indent=2) + "\n"
    lines = (f"{json.dumps(line)}\n" for line in bulk(exact_table(routes)))
    yield DOCUMENTS, "".join(lines)


def bulk(table: ExactTable) -> Iterator[Mapping[str, Any]]:
    """Yield an action and a document for each message, in turns."""
    foreign = (tuple(word.text for word in words(name)) for name in table.foreign)
    excluded = [_phrase(run) for run in dict.fromkeys(foreign) if run]
    for number, wording in enumerate(table.wordings):
        yield {"index": {"_id": str(number)}}
        yield _document(wording, excluded)


def _document(wording: ExactWording, excluded: Sequence[Query]) -> Mapping[str, object]:
    held = {"intervals": {FIELD: reduce(_after, wording.runs[1:], _phrase(wording.runs[0]))}}
    none = {"intervals": {FIELD: {"any_of": {"intervals": excluded}}}}
    return {
        "code": wording.code,
        "case": wording.case,
        "url": wording.url,
        "words": wording.size,
        "query": {"bool": {"must": [held], "must_not": [none]}} if excluded else held,
    }


def _phrase(run: Run) -> Query:
    return {"match": {"query": " ".join(run), "ordered": True, "max_gaps": 0}}


def _after(before: Query, run: Run) -> Query:
    """Return what stands before a run of words, a value, and the run."""
    both = {"ordered": True, "intervals": [before, _phrase(run)]}
    # Without a gap there is no value.
    touching = {"all_of": {**both, "max_gaps": 0}}
    return {"all_of": {**both, "max_gaps": VALUE_WORDS, "filter": {"not_containing": touching}}}


def index_settings() -> Mapping[str, Any]:
    """Return the settings and the mapping of the index."""
    keyword = {"type": "keyword"}
    return {
        "settings": {"analysis": _analysis()},
        "mappings": {
            "dynamic": "strict",
            "properties": {
                FIELD: {"type": "text", "analyzer": ANALYZER},
                "query": {"type": "percolator"},
                "code": keyword,
                "case": keyword,
                "url": keyword,
                "words": {"type": "integer"},
            },
        },
    }


def _analysis() -> Mapping[str, Any]:
    """Return what splits a text into the words of the lookup."""
    word, letter = _characters(WORD_RANGES), _characters(LETTER_RANGES)
    return {
        "char_filter": {
            "escapes": {
                "type": "pattern_replace",
                "pattern": r"\\+(?:u[0-9A-Fa-f]{4}|[nrtbf])",
                "replacement": " ",
            }
        },
        "tokenizer": {
            "words": {
                "type": "pattern",
                "pattern": f"[{word}]+(?:_[{word}]+)*|[{letter}]",
                "group": 0,  # what the pattern matches is a word, not what is between
            }
        },
        "analyzer": {
            ANALYZER: {
                "type": "custom",
                "char_filter": ["escapes"],
                "tokenizer": "words",
                "filter": ["lowercase"],
            }
        },
    }


def _characters(ranges: Sequence[tuple[int, int]]) -> str:
    """Return ranges of characters as Java writes them in a pattern."""
    return "".join(rf"\u{first:04X}-\u{last:04X}" for first, last in ranges)
