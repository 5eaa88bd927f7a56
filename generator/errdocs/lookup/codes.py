"""What a text says besides the message: known codes and what is like one, statuses, vendors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from errdocs.lookup import constants
from errdocs.lookup.anchors import AnchorHit, find_anchors
from errdocs.lookup.index import Index, Value, folded
from errdocs.lookup.places import Places
from errdocs.lookup.spellings import Entry, is_number
from errdocs.registry.naming import letter_pairs, likeness

_DOTTED_NAME = re.compile(constants.DOTTED_NAME)
_CANDIDATE_CODE = re.compile(constants.CANDIDATE_CODE)
_BRACKETED_CODE = re.compile(constants.BRACKETED_CODE)
_PLAIN_WORD = re.compile(constants.PLAIN_WORD)
_STATUS = re.compile(constants.STATUS)
_QUALIFIER = re.compile(constants.QUALIFIER)
_PACKAGE = re.compile(constants.PACKAGE)


class CodeHit(NamedTuple):
    """A known code in a text, or a link to the help about it."""

    entry: Entry
    start: int
    end: int
    name: str  # the longer name that starts with it; the code itself where none does
    is_generic: bool = False  # whether others use this spelling too

    @property
    def error(self) -> int:
        """Return the position of its error in the index."""
        return self.entry.error


class ValueHit(NamedTuple):
    """A value of a field in a text, in a place for codes."""

    value: Value
    start: int
    end: int


class _Hits(NamedTuple):
    """What a text holds of the codes of a registry, in order."""

    codes: list[CodeHit]
    relatives: list[CodeHit]
    values: list[ValueHit]


class Surroundings(NamedTuple):
    """What stands around a message."""

    codes: tuple[CodeHit, ...]
    relatives: tuple[CodeHit, ...]  # codes in longer names that are other codes, or of others
    lent: tuple[CodeHit, ...]  # codes of a standard in a text that names its error by another one
    values: tuple[ValueHit, ...]
    anchors: tuple[CodeHit, ...]  # the entries to whose help the text links
    anchored: Valued  # the same entries
    names_another: bool  # whether the text names its error by a code that is not known
    names_relative: bool  # whether that code has a known one in it
    named: frozenset[int]  # the errors whose codes or help anchors stand in the text
    named_cases: frozenset[int]  # the cases whose own codes or help anchors do
    surely: frozenset[int]  # those of the errors that are named by more than what others use too
    valued: Valued  # the entries that have a value which stands in the text
    statuses: dict[str, None]  # what may be an HTTP status, in order
    vendor: str | None  # the first of the markers of other services that the text holds
    foreign: bool  # whether the text names another service, and not this one
    ours: bool  # whether something besides the message speaks for this service alone
    places: Places

    @classmethod
    def of(cls, index: Index, text: str) -> Surroundings:
        """Return the surroundings in a text."""
        lowered, places = text.lower(), Places(text, index.labels)
        is_marked = any(marker in lowered for marker in index.own)
        vendor = next((marker for marker in index.foreign if marker in lowered), None)
        hits = _hits(index, places, has_own=is_marked)
        names_another = not is_marked and _names_another(index, text)
        lent = {
            hit for hit in hits.codes if names_another and places.is_standard(hit.start, hit.end)
        }
        codes = tuple(hit for hit in hits.codes if hit not in lent)
        anchors = tuple(_anchored(index, find_anchors(index, text), codes))
        named = (*codes, *anchors)
        is_own = is_marked or bool(anchors) or index.envelopes.is_in(text)
        surely = frozenset(hit.error for hit in named if is_own or not hit.is_generic)
        is_foreign = vendor is not None and not is_marked
        return cls(
            codes=codes,
            relatives=tuple(hits.relatives),
            lent=tuple(hit for hit in hits.codes if hit in lent),
            values=tuple(hits.values),
            anchors=anchors,
            anchored=Valued(
                frozenset(hit.error for hit in anchors if hit.entry.case is None),
                frozenset(hit.entry.case for hit in anchors if hit.entry.case is not None),
            ),
            names_another=names_another,
            names_relative=any(not _is_class(text, hit) for hit in hits.relatives),
            named=frozenset(hit.error for hit in named),
            named_cases=frozenset(hit.entry.case for hit in named if hit.entry.case is not None),
            surely=surely,
            valued=Valued.of(hits.values),
            statuses=dict.fromkeys(_STATUS.findall(text)),
            vendor=vendor,
            foreign=is_foreign,
            ours=is_own or bool(surely),
            places=places,
        )


class Valued(NamedTuple):
    """The entries that have a value which stands in the text."""

    errors: frozenset[int]
    cases: frozenset[int]

    @classmethod
    def of(cls, hits: Iterable[ValueHit]) -> Valued:
        """Return the entries of values."""
        values = {hit.value for hit in hits}
        errors = (error for value in values for error in value.errors)
        return cls(frozenset(errors), frozenset(case for value in values for case in value.cases))


def _anchored(
    index: Index, hits: Iterable[AnchorHit], codes: Iterable[CodeHit]
) -> Iterator[CodeHit]:
    """Yield the entries to whose help a text links; of several, those that a code names."""
    named = {hit.error for hit in codes}
    for value, start, end in hits:
        errors = (Entry(error) for error in value.errors)
        entries = [*errors, *(Entry(index.cases[case].error, case) for case in value.cases)]
        entries = [entry for entry in entries if entry.error in named] or entries
        for entry in entries[: constants.MOST_ALIKE]:
            yield CodeHit(entry, start, end, value.text)


def _hits(index: Index, places: Places, *, has_own: bool) -> _Hits:
    """Return the codes of a text, of any shape, and the values of fields in places for codes."""
    codes: list[CodeHit] = []
    relatives: list[CodeHit] = []
    for name in _DOTTED_NAME.finditer(places.text):
        hit = _known_part(index, name[0], name.end())
        if not hit or not (has_own or _is_evidence(places, hit)):
            continue
        is_relative = _is_relative(index, places.text, name.start(), hit, has_own=has_own)
        (relatives if is_relative else codes).append(hit)
    values: list[ValueHit] = []
    for found in index.spellings.find(places) if index.spellings.exact else ():
        if entry := index.entry_by_spelling.get(found.spelling):
            is_generic = found.spelling in index.generic_codes
            hit = CodeHit(entry, found.start, found.end, found.spelling, is_generic)
            codes.append(hit)
        else:
            values.append(ValueHit(index.value_by_text[found.spelling], found.start, found.end))
    return _Hits(_longest(codes), relatives, values)


def _is_relative(index: Index, text: str, start: int, hit: CodeHit, *, has_own: bool) -> bool:
    """Whether a longer name with a code in it is another code, or a class of another program.

    `App.AccessDenied` is not `AccessDenied`, and `sqlalchemy.exc.InternalError` is nobody's code.
    What the service itself puts before its codes is a code as well, or has one of its markers.
    """
    if len(hit.name) > hit.end - hit.start or _QUALIFIER.search(text[max(0, start - 3) : start]):
        return True
    prefix = text[start : hit.start].rstrip(".")
    if not prefix or any(marker in prefix.lower() for marker in index.own):
        return False
    parts = prefix.split(".")
    starts = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    is_wrapper = any(name in index.entry_by_spelling for name in starts)
    # In a text that speaks of the service, a class may well be that of its client.
    return not (is_wrapper or (has_own and _is_class(text, hit)))


def _is_class(text: str, hit: CodeHit) -> bool:
    """Whether what stands before a code looks like a package: codes have capitals there."""
    before = _PACKAGE.search(text[max(0, hit.start - constants.MOST_NAME) : hit.start])
    return before is not None


def _is_evidence(places: Places, hit: CodeHit) -> bool:
    """Whether a name speaks for its error: a word that all logs hold does so as a code alone."""
    start, end = hit.start, hit.end
    spelling = places.text[start:end]
    if not is_common(spelling) or places.is_for_codes(start, end, only_keys=True):
        return True
    # An identifier such as `InternalError` is no word of a sentence, but many print it.
    is_plain = _PLAIN_WORD.search(spelling) is not None
    return not is_plain and (spelling == places.whole or places.is_quoted(start, end))


def is_common(spelling: str) -> bool:
    """Whether ordinary logs are full of a spelling, as a word or identifier."""
    return folded(spelling) in constants.COMMON_WORDS


def _longest(hits: list[CodeHit]) -> list[CodeHit]:
    """Return the hits in order, without those that are a part of a longer one."""
    kept: list[CodeHit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not kept or hit.end > kept[-1].end:
            kept.append(hit)
    return kept


def _names_another(index: Index, text: str) -> bool:
    """Whether a text names its error, in brackets, by a code that is not known."""
    names = islice(_BRACKETED_CODE.finditer(text), constants.MOST_NAMES)
    return any(_known_part(index, name[1], name.end(1)) is None for name in names)


def _known_part(index: Index, name: str, name_end: int) -> CodeHit | None:
    """Return the known code in a dotted name.

    Services wrap codes (`InternalError.Algo.InvalidParameter`): the part that ends last counts,
    and of those the longest.
    """
    parts = name.split(".")[-constants.MOST_PARTS :]
    for end in range(len(parts), 0, -1):
        for first in range(max(0, end - index.most_parts), end):
            spelling = ".".join(parts[first:end])
            entry = index.entry_by_spelling.get(spelling)
            if entry is not None:
                rest = ".".join(parts[first:])
                start = name_end - len(rest)
                is_generic = spelling in index.generic_codes
                return CodeHit(entry, start, start + len(spelling), rest, is_generic)
    return None


def candidate_codes(text: str) -> dict[str, int]:
    """Return the names that a text uses as codes, known or not, each with its first place.

    That is the whole text where it is nothing but a name, and what follows `"code":` and the like.
    """
    is_short = len(text) <= 2 * constants.MOST_NAME
    bare = text.strip(constants.SPACES + constants.QUOTES) if is_short else ""
    if re.fullmatch(constants.BARE_CODE, bare):
        return {bare: text.find(bare)}
    starts: dict[str, int] = {}
    for match in _CANDIDATE_CODE.finditer(text):
        name = match[1].rstrip("._/-")
        if len(folded(name)) >= constants.LEAST_LETTERS and name.lower() not in constants.NOT_CODES:
            starts.setdefault(name, match.start(1))
            if len(starts) == constants.MOST_CANDIDATE_CODES:
                break
    return starts


def nearest(index: Index, name: str) -> list[tuple[int, int]]:
    """Return the errors whose codes are most like a name, with their likeness, best first."""
    if is_number(name):
        return []  # a number with another digit is another number
    wanted = letter_pairs(folded(name))  # people misremember case and separators first
    holders = (index.spellings_by_pair.get(pair, ()) for pair in wanted)
    best: dict[int, int] = {}
    for number, count in Counter(chain.from_iterable(holders)).items():
        alike = likeness(count, len(wanted), index.pair_counts[number])
        if alike >= constants.LEAST_LIKENESS:
            _, error = index.folded_spellings[number]
            best[error] = max(alike, best.get(error, 0))
    return sorted(best.items(), key=lambda item: (-item[1], item[0]))[: constants.MOST_NEAREST]
