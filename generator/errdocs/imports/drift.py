"""A published page and a registry -> where the two differ.

A message of the page is known where cases give it back under its codes and status, whatever
values it has there. Nothing is written: people decide what an entry says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from errdocs.imports.document_rows import read_document
from errdocs.imports.known_wordings import KnownWording, KnownWordings, words_of_message
from errdocs.imports.mapping import Mapping as CatalogueMapping
from errdocs.imports.pairing import most_alike
from errdocs.imports.refusal import complete, raise_for
from errdocs.problems import Place, Pointer, Rule
from errdocs.registry.loaded import Loaded, items
from errdocs.registry.model import Source, SourceRef, SourceRow
from errdocs.registry.reader import ReadYaml

NO_ROWS = Rule(
    "mapping-rows",
    "the mapping has no `rows`",
    "what fills the rows of a page, which are compared with the registry",
    "write `rows`; for a catalogue that is imported, `--dry-run` shows what would change",
)


class Kind(StrEnum):
    """How a page and a registry differ, in the order of a report."""

    NEW = "new"
    REWORDED = "reworded"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True)
class Item:
    """A message of a row, or the codes of a row that has none."""

    section: str | None
    status: int | None
    codes: tuple[str, ...]
    message: str | None
    place: Place
    row: int

    @property
    def facts(self) -> tuple[int | None, frozenset[str], str | None]:
        """Return what makes two items the same."""
        return self.status, frozenset(self.codes), self.message


@dataclass(frozen=True)
class Before:
    """What the registry has where the page says something else."""

    status: int | None
    codes: tuple[str, ...]
    message: str | None


@dataclass(frozen=True)
class Difference:
    """One thing in which a page and a registry differ."""

    kind: Kind
    item: Item
    """What the page says; for what is gone, what the registry says that it said."""
    entry: str | None = None
    """The entry concerned, `Code` or `Code/case-id`; None for a code that is new too."""
    entry_place: Place | None = None
    """Where that entry is written."""
    before: Before | None = None
    """What the entry says, where the page has other words, codes or another status."""


@dataclass(frozen=True)
class Drift:
    """Every difference of a page and a registry, by kind and in the order of the page."""

    source: Source
    differences: tuple[Difference, ...]

    def of(self, kind: Kind) -> tuple[Difference, ...]:
        """Return the differences of one kind."""
        return tuple(one for one in self.differences if one.kind is kind)


def drift(read: ReadYaml[CatalogueMapping], loaded: Loaded) -> Drift:
    """Return where a page and a registry differ. Nothing is written.

    Raises CannotImport for problems of the mapping or the page, so that a page of which nothing
    could be read does not look like one that lost everything.
    """
    mapping = complete(read)
    if mapping.rows is None:
        raise_for(read, (NO_ROWS.at(Pointer(read.path, ("error",))),))
    document = read_document(mapping, read.path, is_strict=False)
    raise_for(read, document.problems)
    page = [item for found in document.rows for item in _items_of(found.row, found.place)]
    found = _Comparison(loaded, mapping.source, page).differences()
    order = [*Kind]
    ranked = sorted(found, key=lambda one: (order.index(one.kind), one.item.place))
    return Drift(mapping.source, tuple(ranked))


def _items_of(row: SourceRow, place: Place) -> Iterator[Item]:
    for message in row.messages or (None,):
        yield Item(row.section, row.status, row.codes, message, place, row.row)


class _Comparison:
    """One page beside one registry."""

    def __init__(self, loaded: Loaded, source: Source, page: Sequence[Item]) -> None:
        self._loaded, self._document = loaded, source.key
        # A page may print one message twice under one code.
        self._page = [*{item.facts: item for item in page}.values()]
        self._known = KnownWordings(loaded, source.date)
        self._matching = {item.facts: self._known.matching(item.message) for item in self._page}
        self._rows = [*self._items_of_registry()]
        self._numbers: Mapping[object, set[int]] = defaultdict(set)
        for item in self._rows:
            self._numbers[item.facts].add(item.row)

    def _items_of_registry(self) -> Iterator[Item]:
        """Yield what the registry's rows of the document say."""
        for pointer, source in self._loaded.sources():
            if source.document == self._document:
                for where, row in items(pointer.at("rows"), source.rows):
                    yield from _items_of(row, self._loaded.place(where))

    def differences(self) -> Iterator[Difference]:
        """Yield every difference, in no order."""
        used = {one for item in self._page for one in self._agreeing(item)}
        unknown = [item for item in self._page if not self._is_known(item)]
        changed: dict[Item, KnownWording] = {}
        for item in unknown:
            others = (one for one in self._matching[item.facts] if one not in used)
            # A wording that agrees lacks some of the codes.
            if near := self._agreeing(item) or [*others]:
                changed[item] = max(near, key=lambda one: _nearness(item, one))
                yield self._changed(Kind.MOVED, item, changed[item])
        reworded = self._reworded([item for item in unknown if item not in changed])
        for item in unknown:
            if item in reworded:
                yield self._changed(Kind.REWORDED, item, reworded[item])
            elif item not in changed:
                yield Difference(Kind.NEW, item, *self._entry_for(item))
        yield from self._gone({**changed, **reworded})

    def _agreeing(self, item: Item) -> list[KnownWording]:
        """Return the wordings that give an item back where it stands: under its code and status."""
        return [
            one
            for one in self._matching[item.facts]
            if self._cites(one, item)
            or (
                item.status in {None, one.case.status}
                and not (item.codes and {*item.codes}.isdisjoint(one.codes))
            )
        ]

    def _cites(self, one: KnownWording, item: Item) -> bool:
        """Whether a wording cites a row that has an item: what changed since is in its case."""
        numbers = self._numbers.get(item.facts, ())
        return any(ref.document == self._document and ref.row in numbers for ref in one.source)

    def _is_known(self, item: Item) -> bool:
        """Whether the registry has an item: its message under each of its codes."""
        if item.message is None:
            return self._known.codes.issuperset(item.codes)
        # An older document prints what the service no longer does, and its rows are cited still.
        former = (one for one in self._known.formerly_matching(item.message) if not one.is_removed)
        if any(self._cites(one, item) for one in former):
            return True
        agreeing = self._agreeing(item)
        spelt = {code for one in agreeing for code in one.codes}
        is_cited = any(self._cites(one, item) for one in agreeing)
        return bool(agreeing) and (is_cited or spelt.issuperset(item.codes))

    def _reworded(self, unknown: Sequence[Item]) -> dict[Item, KnownWording]:
        """Return the wording of the registry whose place each item takes, if it takes one.

        That is a wording which the page has not, and which is alike and of a common code, or
        which has the same words.
        """
        matched = {one for found in self._matching.values() for one in found}
        left = [one for one in self._known.current if one not in matched and one.says_something]
        old = {at: one.words for at, one in enumerate(left)}
        new = {at: words_of_message(item.message or "") for at, item in enumerate(unknown)}

        def may_pair(at: int, other: int) -> bool:
            codes = {*unknown[at].codes}
            return not codes or new[at] == old[other] or not codes.isdisjoint(left[other].codes)

        paired = most_alike(old, new, may_pair)
        return {unknown[at]: left[other] for at, other in paired.items()}

    def _gone(self, changed: Mapping[Item, KnownWording]) -> Iterator[Difference]:
        """Yield the rows and the wordings without a row that the page no longer has.

        A row whose message the page has with other values, words or codes is not among them.
        """
        listed = {item.facts for item in self._page}
        fresh = [item for item in self._page if item.facts not in self._numbers]
        replaced = {one for item in fresh for one in self._agreeing(item)} | {*changed.values()}
        for item in self._rows:
            if item.facts not in listed and not self._is_over(item):
                giving = self._known.matching(item.message)
                giving = [one for one in giving if self._cites(one, item)] or giving
                if replaced.isdisjoint(giving):
                    entry = self._entry_of(giving[0]) if giving else self._entry_for(item)
                    yield Difference(Kind.GONE, item, *entry)
        kept = replaced.union(*self._matching.values())
        whole = SourceRef(document=self._document)
        for one in self._known.current:
            if whole in one.source and one not in kept and not one.is_removed:
                place = self._loaded.place(one.pointer)
                item = Item(None, one.case.status, one.codes, one.message, place, 0)
                yield Difference(Kind.GONE, item, *self._entry_of(one))

    def _is_over(self, item: Item) -> bool:
        """Whether the registry says that what a row holds is no longer printed."""
        if item.message is None:
            return self._known.codes.isdisjoint(item.codes)
        giving = self._known.formerly_matching(item.message)
        return any(self._cites(one, item) for one in giving)

    def _changed(self, kind: Kind, item: Item, one: KnownWording) -> Difference:
        before = Before(one.case.status, one.codes, one.message)
        return Difference(kind, item, *self._entry_of(one), before)

    def _entry_of(self, one: KnownWording) -> tuple[str, Place]:
        return one.error.name_of(one.case), self._loaded.place(one.pointer)

    def _entry_for(self, item: Item) -> tuple[str, Place] | tuple[None, None]:
        """Return the entry that an unknown item concerns: one that had it, or that of its code."""
        for one in self._known.formerly_matching(item.message):
            return self._entry_of(one)
        registry, lines = self._loaded.registry, self._loaded.lines
        for code in item.codes:
            if error := registry.by_spelling.get(code):
                return error.code, lines[error.code, None]
            if code in registry.case_by_code:
                error, case = registry.case_by_code[code]
                return error.name_of(case), lines[error.code, case.id]
        return None, None


def _nearness(item: Item, one: KnownWording) -> tuple[int, bool, int]:
    """Return how near a wording is that gives an item back under another code or status."""
    shared = len({*item.codes} & {*one.codes})
    return shared, item.status == one.case.status, -len(one.template.names if one.template else ())
