"""What a catalogue holds becomes an entry letter for letter, or is refused; in every format."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import yaml

from errdocs.imports import CannotImport, new_registry, read_mapping
from errdocs.messages import parse
from errdocs.registry.loading import load
from hostile import REFUSED, apart
from test_import_formats import write

Rows = Iterable[tuple[str, str]]
MAPPING = """\
source: {{key: catalogue, title: A catalogue, date: 2026-01-15}}
read: {{file: {file}, format: {format}{pattern}}}
error: {{code: "{{{code}}}"}}
case: {{message: "{{{message}}}"}}
registry: {{service: {{name: Parcel, description: An example.}}, version: "1"}}
"""


def as_table(rows: Rows, delimiter: str = ",") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows([("code", "message"), *rows])
    return stream.getvalue()


def as_objects(rows: Rows) -> list[dict[str, str]]:
    return [{"code": code, "message": message} for code, message in rows]


def as_po(rows: Rows) -> str:
    return "".join(
        f"msgctxt {json.dumps(code)}\nmsgid {json.dumps(message, ensure_ascii=False)}\n"
        'msgstr ""\n\n'
        for code, message in rows
    )


def as_lines(rows: Rows) -> str:
    return "".join(f"{code} {message}\n" for code, message in rows)


def as_properties(rows: Rows) -> str:
    return "".join(
        f"{code}={json.dumps(message)[1:-1]}\n".replace('\\"', '"') for code, message in rows
    )


FORMATS: dict[str, tuple[Callable[[Rows], str], str, str]] = {
    "json": (lambda rows: json.dumps(as_objects(rows)), "code", "message"),
    "yaml": (
        lambda rows: yaml.safe_dump(as_objects(rows), allow_unicode=True), "code", "message"
    ),
    "csv": (as_table, "code", "message"),
    "tsv": (lambda rows: as_table(rows, "\t"), "code", "message"),
    "properties": (as_properties, "$key", "value"),
    "lines": (as_lines, "code", "message"),
    "text": (as_lines, "code", "message"),
    "po": (as_po, "msgctxt", "msgid"),
}  # fmt: skip
"""How each format with plain messages is written, and what it calls code and message."""


def imported(folder: Path, name: str, rows: Rows) -> dict[str, str]:
    """Return the messages of a registry that was imported and read again, filled, by code."""
    write_as, code, message = FORMATS[name]
    file = folder / f"catalogue.{name}"
    file.write_text(write_as(rows), encoding="utf-8", newline="")
    mapping = folder / "mapping.yml"
    pattern = r", pattern: '(?m)^(?P<code>E\d+) (?P<message>.*)$'" if write_as is as_lines else ""
    text = MAPPING.format(file=file.name, format=name, code=code, message=message, pattern=pattern)
    mapping.write_text(text, encoding="utf-8")
    write(new_registry(read_mapping(mapping), folder / "data"), folder / "data")
    loaded = load(folder / "data")
    assert loaded.problems == ()
    return {
        error.code: parse(case.message or "").fill(case.sample_values)
        for error, case in loaded.registry.cases()
    }


@pytest.mark.parametrize("name", FORMATS)
def test_a_message_is_imported_letter_for_letter(name: str, tmp_path: Path) -> None:
    rows = {f"E{number}": value for number, value in enumerate(apart())}
    assert imported(tmp_path, name, rows.items()) == rows


@pytest.mark.parametrize("name", ["json", "csv"])
@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_no_page_can_show_is_not_imported(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(CannotImport):
        imported(tmp_path, name, [("E1", value)])
