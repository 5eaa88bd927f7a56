"""The entries of a document -> its rows, and which number each of them has.

Rows hold facts only, letter for letter: what a row says is compared with what entries say, and
people write the entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from errdocs.imports.catalogues import read_catalogue
from errdocs.imports.expressions import Entry, Evaluator
from errdocs.imports.mapping import Mapping as CatalogueMapping
from errdocs.imports.mapping import RowFields
from errdocs.imports.pairing import most_alike, words_of
from errdocs.imports.upstream import BAD_VALUE, is_left_out, unused_rules
from errdocs.problems import Place, Problem, Rule
from errdocs.registry.formats import Bounds, fields_of
from errdocs.registry.model import NO_RESPONSE, SourceRow
from errdocs.registry.reader import LONGEST_VALUE, control_character

NO_STATUS = "none"
"""What a rule gives for the status of a row that no HTTP response comes with."""
EMPTY_ROW = Rule(
    "catalogue-row",
    "the entry gives neither a code nor a message",
    "a value for `rows.codes` or `rows.messages`",
    "correct these rules, or add a pattern to `leave_out` in the mapping",
)


@dataclass(frozen=True)
class FoundRow:
    """A row as a document has it."""

    row: SourceRow
    """Its facts; its number is its position among the rows."""
    place: Place
    """Where it was read."""


@dataclass(frozen=True)
class Document:
    """What a document says."""

    rows: tuple[FoundRow, ...]
    problems: tuple[Problem, ...]
    left_out: int
    """Number of entries that the mapping leaves out."""


def read_document(mapping: CatalogueMapping, path: str, *, is_strict: bool = True) -> Document:
    """Return the rows of a document by its mapping; `path` is that of the mapping.

    Unless it is strict, a rule of the mapping may have no effect: it may be about a heading that
    a later version of the document no longer has.
    """
    catalogue = read_catalogue(mapping.read, Path(path).parent, mapping.links)
    reader = _Reader(mapping)
    rows = tuple(reader.rows(catalogue.entries))
    unused = unused_rules(mapping, reader.values, path) if rows and is_strict else ()
    problems = (*catalogue.problems, *reader.problems, *unused)
    return Document(rows, problems, reader.left_out)


class _Reader:
    """Reads rows by a mapping; its problems grow meanwhile."""

    def __init__(self, mapping: CatalogueMapping) -> None:
        assert mapping.rows is not None
        self._mapping, self._rules = mapping, mapping.rows
        self.values = Evaluator()
        self.problems: list[Problem] = []
        self.left_out = 0

    def rows(self, entries: Iterable[Entry]) -> Iterator[FoundRow]:
        number = 0
        for entry in entries:
            if is_left_out(self._mapping, self.values, entry):
                self.left_out += 1
                continue
            row = self._row(self._rules, entry)
            if not (row.codes or row.messages):
                self.problems.append(EMPTY_ROW.at(entry.place))
                continue
            number += 1
            yield FoundRow(replace(row, row=number), entry.place)

    def _row(self, rules: RowFields, entry: Entry) -> SourceRow:
        section = self.values.take(rules.section, entry)
        return SourceRow(
            row=1,
            section=" ".join(section.split()) if section else None,
            status=self._status(self.values.first_of(rules.status, entry), entry),
            codes=tuple(" ".join(code.split()) for code in self._texts("codes", entry)),
            messages=tuple(self._texts("messages", entry)),
        )

    def _status(self, found: list[str], entry: Entry) -> int | None:
        """Return the status that a row prints; None where it says nothing about it."""
        bounds = fields_of(SourceRow)["status"].shape.rule
        assert isinstance(bounds, Bounds)
        for text in found[:1]:
            if text == NO_STATUS:
                return NO_RESPONSE
            if text.isascii() and text.isdigit() and bounds.accepts(int(text)):
                return int(text)
            self._refuse("status", text, bounds.expected, entry)
        return None

    def _texts(self, name: str, entry: Entry) -> Iterator[str]:
        """Yield the values of a list, each once."""
        for text in dict.fromkeys(self.values.first_of(getattr(self._rules, name), entry)):
            if control_character(text):
                self._refuse(name, text, "text without control characters", entry)
            else:
                yield text

    def _refuse(self, name: str, text: str, expected: str, entry: Entry) -> None:
        value = text.split("\n", 1)[0][:LONGEST_VALUE]
        problem = BAD_VALUE.at(entry.place, value=value, field=f"rows.{name}", expected=expected)
        self.problems.append(problem)


Keys = Callable[[SourceRow], Iterable[Hashable]]


def numbered(found: Sequence[SourceRow], known: Sequence[SourceRow]) -> tuple[SourceRow, ...]:
    """Return rows with the numbers that they have among known ones; new ones get the next.

    A row is the same where all of its facts are, or else a message of its code, a message, or
    the words of a message of its code.
    """
    numbers: dict[int, int] = {}
    left = {row.row: row for row in known}
    for keys in (_all_facts, _messages_of_codes, _messages):
        _match(found, numbers, left, keys)
    new = {at: _words(row) for at, row in enumerate(found) if at not in numbers}
    old = {number: _words(row) for number, row in left.items()}
    numbers |= most_alike(old, new, lambda at, number: found[at].codes == left[number].codes)
    following = max((row.row for row in known), default=0)
    result = []
    for at, row in enumerate(found):
        following += at not in numbers
        result.append(replace(row, row=numbers.get(at, following)))
    return tuple(result)


def _match(
    found: Sequence[SourceRow],
    numbers: dict[int, int],
    left: dict[int, SourceRow],
    keys: Keys,
) -> None:
    """Give rows without a number that of the first known row that is left with one of its keys."""
    by_key: Mapping[Hashable, list[int]] = defaultdict(list)
    for number, row in left.items():
        for key in keys(row):
            by_key[key].append(number)
    for at, row in enumerate(found):
        if at in numbers:
            continue
        same = (number for key in keys(row) for number in by_key.get(key, ()) if number in left)
        for number in islice(same, 1):
            numbers[at] = number
            del left[number]


def _words(row: SourceRow) -> set[str]:
    return words_of(" ".join(row.messages))


def _all_facts(row: SourceRow) -> Iterable[Hashable]:
    return (replace(row, row=1),)


def _messages_of_codes(row: SourceRow) -> Iterable[Hashable]:
    return [(row.codes, message) for message in row.messages or (None,)]


def _messages(row: SourceRow) -> Iterable[Hashable]:
    return row.messages
